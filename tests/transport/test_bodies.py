"""Bad bodies on every connector: all issues, or one gap; no error of Python's, never fewer in silence."""

import gzip
import json
import zlib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transport.bodies import HARMLESS, ISSUES, PACKED, WHOLE, Good
from transport.trackers import TOKENS, TRACKERS, Tracker, directly, each_tracker, good_page, read, spoilt

COUNT = 250
PAGE = 2
SHORT = 10


def whole(tracker: Tracker) -> list[dict[str, Any]]:
    return [tracker.issue(number) for number in range(1, COUNT + 1)]


def check(page: Good, body: bytes, headers: dict[str, str], server: Any) -> str:
    """Read with the page's body another; return why there is a gap, "" where all issues came."""
    spoilt(page.tracker, PAGE, body, headers, server)
    outcome = read(page.tracker, server)
    assert not any(token in repr(outcome) for token in TOKENS)
    assert len(set(outcome.keys)) == len(outcome.keys)
    if not outcome.gaps:
        assert len(outcome.keys) == COUNT
        return ""
    (gap,) = outcome.gaps
    assert gap.what.startswith(server.url)
    assert "?" not in gap.what
    assert "; " in gap.why
    assert len(gap.why) < 400
    assert "place than" not in gap.why, "the test's own fault: a link of another server"
    return gap.why


@pytest.fixture(scope="module", params=TRACKERS, ids=lambda tracker: tracker.name)
def good(request: pytest.FixtureRequest) -> tuple[Good, dict[str, str]]:
    tracker: Tracker = request.param
    value, headers = good_page(tracker, PAGE, whole(tracker))
    return Good(tracker=tracker, value=value), headers


def test_there_are_enough() -> None:
    assert len(WHOLE) >= 35
    assert len(WHOLE) + len(PACKED) + len(ISSUES) > 85


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_page_is_a_gap(name: str, good: tuple[Good, dict[str, str]]) -> None:
    page, headers = good
    server = page.tracker.serve(whole(page.tracker))
    with directly(page.tracker, server):
        assert check(page, WHOLE[name](page), headers, server)


@pytest.mark.parametrize("name", PACKED)
def test_what_cannot_be_unpacked_is_a_gap(name: str, good: tuple[Good, dict[str, str]]) -> None:
    page, headers = good
    encoding, spoil = PACKED[name]
    with page.tracker.serve(whole(page.tracker)) as server:
        assert check(page, spoil(page), {**headers, "Content-Encoding": encoding}, server)


@pytest.mark.parametrize("how", ["gzip", "deflate"])
def test_a_page_may_be_packed(how: str, good: tuple[Good, dict[str, str]]) -> None:
    page, headers = good
    pack = gzip.compress if how == "gzip" else zlib.compress
    with page.tracker.serve(whole(page.tracker)) as server:
        body = pack(page.text.encode())
        assert check(page, body, {**headers, "Content-Encoding": how}, server) == ""


@pytest.mark.parametrize("name", ISSUES)
def test_what_is_no_issue_is_a_gap_or_does_not_matter(name: str, good: tuple[Good, dict[str, str]]) -> None:
    page, headers = good
    server = page.tracker.serve(whole(page.tracker))
    with directly(page.tracker, server):
        why = check(page, ISSUES[name](page), headers, server)
    assert bool(why) != (name in HARMLESS["all"] | HARMLESS[page.tracker.name])


# What may stand in place of a number, a text, a date or a list somewhere in a page.
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    10**30,
    1.5,
    "",
    "7",
    "\ud800",
    "2025-13-01",
    [],
    {},
    [None],
    [{"name": 1}],
    {"a": 1},
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place inside a value."""
    if path:
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def mutated(good: Good, chance: Random) -> bytes:
    """A page with up to three values others, and up to two pieces of its bytes."""
    value = deepcopy(good.value)
    for _ in range(chance.randint(0, 3)):
        inner: Any = good.tracker.listed(value)
        *way, last = chance.choice(list(places(inner)))
        for step in way:
            inner = inner[step]
        inner[last] = deepcopy(chance.choice(ODD))
    body = bytearray(json.dumps(value).encode())
    for _ in range(chance.randint(0, 2)):
        place, length = chance.randint(0, len(body)), chance.randint(0, 3)
        body[place : place + length] = chance.choice((b"", b"0", b'"', b",", b"}", b"\xff", b"null"))
    return bytes(body)


@cache
def short_page(name: str) -> tuple[Good, dict[str, str]]:
    """A page that is all there is."""
    tracker = next(tracker for tracker in TRACKERS if tracker.name == name)
    value, headers = good_page(tracker, 1, [tracker.issue(number) for number in range(1, SHORT + 1)])
    return Good(tracker=tracker, value=value), headers


def told_apart(tracker: Tracker, body: bytes) -> int:
    """How many issues a mutated page still holds: not those made equal, pull requests, or moved elsewhere."""
    page = tracker.listed(json.loads(body))
    kept = [each for each in page if "pull_request" not in each and each.get("moved_to_id") is None]
    return min(len({json.dumps(each.get(name)) for each in kept}) for name in ("id", tracker.number))


@each_tracker
@settings(max_examples=500, deadline=None, database=None)
@given(seed=st.integers(0, 2**64))
def test_mutations(tracker: Tracker, seed: int) -> None:
    good, headers = short_page(tracker.name)
    body = mutated(good, Random(seed))
    server = tracker.serve([])
    with directly(tracker, server):
        spoilt(tracker, 1, body, headers, server)
        outcome = read(tracker, server)
    assert not any(token in repr(outcome) for token in TOKENS)
    if not outcome.gaps:
        assert len(outcome.keys) >= told_apart(tracker, body)
