"""A snapshot is cut in leaves: what came goes into those that it touches, the others stay as they are."""

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import NOW, ago, issue, milestone
from seedcorn.connector import Item
from seedcorn.engine import rows
from seedcorn.model import Event, Issue
from seedcorn.side_by_side import Piece
from seedcorn.snapshot import Difference, Draft, Manifest, Snapshot, columns
from snapshot.taking import API, APP, LATER, mark, take, wish, words
from snapshot.telling import days_of, off, on, shut, spells

Facts = dict[str, object]


@pytest.fixture(autouse=True)
def _few_in_a_leaf(cut: Callable[[int], None]) -> None:
    cut(3)


def facts_of(folder: Path) -> Facts:
    """All that a snapshot tells, but for the numbers that issues and words have in it."""
    with Snapshot.load(folder) as facts:
        issues = rows(facts.frame("issues"))
        key = {number: (source, name) for number, source, name, *_ in issues}
        said = {code: (place, value) for code, place, value in facts.vocabulary()}
        return {
            "issues": sorted(map(repr, (row[1:] for row in issues))),
            "words": set(said.values()),
            **{
                table: sorted(
                    repr((key[one], said[code], *more)) for one, code, *more in rows(facts.frame(table))
                )
                for table in ("marks", "events", "spells")
            },
            "iterations": {row[1:] for row in rows(facts.frame("iterations"))},
        }


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """By which name each leaf's and each other file stands there, as it is and what is in it."""
    return {path.name: (path.stat().st_ino, path.read_bytes()) for path in folder.glob("*.parquet")}


def leaves(folder: Path) -> set[int]:
    return set(Manifest.of(folder).files(folder).leaves)


def of_leaf(number: int, found: dict[str, tuple[int, bytes]]) -> dict[str, tuple[int, bytes]]:
    return {name: file for name, file in found.items() if f"-{number:04}-" in name}


def numbers(folder: Path) -> dict[str, int]:
    with Snapshot.load(folder) as facts:
        return dict(rows(facts.frame("issues").select("key", "issue")))


def of_api(number: int, *labels: str) -> Issue:
    return issue(number, *labels, source=API, key=f"acme/api#{number}")


def test_a_leaf_holds_the_issues_of_its_numbers_with_all_that_is_told_of_them(folder: Path) -> None:
    told = [part for n in range(1, 9) for part in (issue(n, "bug"), on(50, "bug", of=n))]
    take(folder, [*told, mark("end")])
    named = Manifest.of(folder).tables
    parts = {f"{table}/{leaf:04}" for table in columns.IN_LEAVES for leaf in range(3)}
    assert set(named) == {*parts, "vocabulary", "iterations", "branches"}
    with Snapshot.load(folder) as facts:
        for leaf in range(3):
            for table in columns.IN_LEAVES:
                facts.engine.read("part", columns.TABLES[table], facts.files.leaf(leaf)[table])
                found = {number // 3 for (number,) in rows(facts.engine.frame("part").select("issue"))}
                assert found == {leaf}, table


def test_untouched_leaves_stay_byte_for_byte(folder: Path) -> None:
    told = [part for n in range(1, 9) for part in (issue(n, "bug", f"of {n}"), on(50, "bug", of=n))]
    take(folder, [*told, mark("end")])
    before = files(folder)
    changed = issue(5, "bug", "a new word", updated_at=ago(1))
    taken, _, _ = take(folder, [changed, issue(20, "bug"), mark("end 2")], now=LATER)
    after = files(folder)
    assert taken.difference == Difference(new=1, changed=1)
    assert of_leaf(0, after) == of_leaf(0, before)
    assert len(of_leaf(0, after)) == 4
    for leaf in (1, 2):
        assert not of_leaf(leaf, after).keys() & {n for n in of_leaf(leaf, before) if n.startswith("marks")}
    assert numbers(folder) == {f"acme/app#{n}": n - 1 for n in range(1, 9)} | {"acme/app#20": 8}
    assert words(folder)["acme/app#1"] == ("bug", "of 1")
    assert words(folder)["acme/app#5"] == ("bug", "a new word")


def test_what_was_told_of_an_issue_alone_touches_its_leaf_alone(folder: Path) -> None:
    told = [part for n in range(1, 8) for part in (issue(n), on(50, "x", of=n), off(40, "x", of=n))]
    take(folder, [*told, mark("end")])
    before = files(folder)
    take(folder, [on(30, "y", of=4), off(20, "y", of=4), mark("end 2")], now=LATER)
    after = files(folder)
    assert [of_leaf(leaf, after) == of_leaf(leaf, before) for leaf in range(3)] == [True, False, True]
    with Snapshot.load(folder) as facts:
        assert days_of(one for one in spells(facts) if one.value == "y") == [("y", 30, 20)]


def test_words_that_stand_in_no_leaf_any_more_go_and_others_keep_their_codes(folder: Path) -> None:
    first = [issue(n, f"only {n}", "twice" if n in (1, 7) else "all") for n in range(1, 8)]
    take(folder, [*first, mark("end")])
    with Snapshot.load(folder) as facts:
        codes = {value: code for code, _, value in facts.vocabulary()}
    changed = [issue(1, "new", updated_at=ago(1)), issue(4, "all", updated_at=ago(1))]
    take(folder, [*changed, mark("end 2")], now=LATER)
    with Snapshot.load(folder) as facts:
        now = {value: code for code, _, value in facts.vocabulary()}
    assert now.keys() == {"all", "twice", "new", *(f"only {n}" for n in (2, 3, 5, 6, 7))}
    assert {value: code for value, code in now.items() if value != "new"}.items() <= codes.items()
    assert words(folder)["acme/app#7"] == ("only 7", "twice")
    assert words(folder)["acme/app#1"] == ("new",)


def test_a_source_that_is_replaced_may_span_leaves(folder: Path) -> None:
    both = wish(APP, API)
    ours = [issue(n, "bug") for n in range(1, 5)]
    theirs = [of_api(n, "theirs", f"of {n}") for n in range(1, 6)]
    take(folder, [*ours, mark("end")], theirs, wanted=both)
    before = files(folder)
    taken, _, _ = take(folder, [mark("end")], [theirs[4], of_api(9)], wanted=both, now=LATER)
    assert taken.difference == Difference(new=1, gone=4)
    assert taken.issues == 6
    assert of_leaf(0, files(folder)) == of_leaf(0, before)
    assert set(words(folder)) == {*(f"acme/app#{n}" for n in range(1, 5)), "acme/api#5", "acme/api#9"}
    with Snapshot.load(folder) as facts:
        assert {value for _, _, value in facts.vocabulary()} == {"bug", "theirs", "of 5"}


def test_a_leaf_goes_with_its_last_issue_but_there_is_always_one(folder: Path) -> None:
    take(folder, [issue(n, "bug") for n in range(1, 8)])
    assert leaves(folder) == {0, 1, 2}
    take(folder, [issue(n, "bug") for n in (1, 2, 7)], now=LATER)
    assert leaves(folder) == {0, 2}
    assert len(files(folder)) == 2 * 4 + 3
    taken, _, _ = take(folder, [], now=LATER)
    assert (taken.issues, taken.difference, leaves(folder)) == (0, Difference(gone=3), {0})
    taken, _, _ = take(folder, [issue(1)], now=LATER)
    assert (taken.issues, words(folder)) == (1, {"acme/app#1": ()})


def test_with_the_first_event_all_leaves_have_a_past_and_with_the_last_none(folder: Path) -> None:
    take(folder, [*(issue(n, "bug") for n in range(1, 8)), mark("end")])
    take(folder, [on(20, "bug", of=7), shut(10, of=2), mark("end 2")], now=LATER)
    with Snapshot.load(folder) as facts:
        assert {one.key[1] for one in spells(facts)} == {f"acme/app#{n}" for n in range(1, 8)}
    take(folder, [issue(1, "bug"), mark("end")], wanted=wish(full=True), now=LATER)
    with Snapshot.load(folder) as facts:
        assert (spells(facts), facts.has_history) == ([], False)


def test_what_was_dated_ahead_of_the_reading_is_known_better_at_the_next(folder: Path) -> None:
    soon = ago(-0.02)
    take(folder, [*(issue(n, "bug") for n in range(1, 8)), on(soon, "bug", of=1), mark("end")])
    take(folder, [issue(9), mark("end 2")], now=LATER)
    with Snapshot.load(folder) as facts:
        assert next(one.since for one in spells(facts) if one.key[1] == "acme/app#1") == soon.replace(
            second=0
        )


@pytest.mark.parametrize("block", [1, 2, 5])
def test_how_sources_lie_among_each_other_makes_no_difference(folder: Path, block: int) -> None:
    both = wish(APP, API)
    streams: list[list[Item]] = [
        [*(issue(n, "bug") for n in range(1, 6)), on(50, "bug", of=2), issue(3, "twice")],
        [*(of_api(n, "theirs") for n in range(1, 8)), issue(4, "of both")],
    ]
    take(folder, *streams, wanted=both)
    mixed = folder.with_name("mixed")
    with Draft(mixed, both, now=NOW) as draft:
        draft.read_together(pieces(streams, block))
        draft.finish(sources=draft.asked)
    assert {name: file for name, (_, file) in files(mixed).items()} == {
        name: file for name, (_, file) in files(folder).items()
    }


def pieces(streams: list[list[Item]], block: int) -> list[Piece[Item]]:
    """Blocks of several sources by turns."""
    cut_up = [
        [
            Piece(number=number, items=tuple(stream[at : at + block]), is_last=at + block >= len(stream))
            for at in range(0, len(stream), block)
        ]
        for number, stream in enumerate(streams)
    ]
    return [piece for turn in zip_longest(*cut_up) for piece in turn if piece]


def test_a_snapshot_keeps_to_the_size_of_its_leaves(folder: Path, cut: Callable[[int], None]) -> None:
    take(folder, [*(issue(n) for n in range(1, 8)), mark("end")])
    cut(100)
    take(folder, [issue(8), issue(9), issue(10), mark("end 2")], now=LATER)
    assert leaves(folder) == {0, 1, 2, 3}
    assert len(words(folder)) == 10


LABELS = ("bug", "chore", "customer: Acme", "seed-corn", "rare")


@st.composite
def an_issue(draw: st.DrawFn) -> Issue:
    number = draw(st.integers(1, 12))
    source = draw(st.sampled_from((APP, API)))
    closed = draw(st.sampled_from((None, ago(5), ago(30))))
    return issue(
        number,
        *draw(st.lists(st.sampled_from(LABELS), max_size=3, unique=True)),
        source=source,
        key=f"{source[7:]}#{number}",
        closed_at=closed,
        state_reason="completed" if closed else None,
        iterations=tuple(milestone(name) for name in draw(st.sampled_from(((), ("1.0",), ("2.0",))))),
    )


@st.composite
def an_event(draw: st.DrawFn) -> Event:
    """Of places that nobody renames: what is inferred of renamed labels looks at a leaf."""
    source = draw(st.sampled_from((APP, API)))
    place, value = draw(st.sampled_from((("assignee", "ada"), ("type", "Bug"), ("closed", "completed"))))
    came = on(draw(st.integers(1, 90)), value, place, is_on=draw(st.booleans()))
    return replace(came, source=source, key=f"{source[7:]}#{draw(st.integers(1, 12))}")


RUNS = st.lists(st.lists(st.one_of(an_issue(), an_event()), max_size=12), min_size=1, max_size=3)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=RUNS, a_leaf=st.integers(1, 5))
def test_read_bit_by_bit_it_is_as_if_it_was_read_at_once(
    cut: Callable[[int], None], runs: list[list[Item]], a_leaf: int
) -> None:
    cut(a_leaf)
    all_of_them: list[Item] = []
    with TemporaryDirectory() as scratch:
        bit_by_bit, at_once = Path(scratch) / "bits", Path(scratch) / "once"
        for run in runs:
            there = {(one.source, one.key) for one in (*all_of_them, *run) if isinstance(one, Issue)}
            told = [one for one in run if isinstance(one, Issue | Event) and (one.source, one.key) in there]
            take(bit_by_bit, [*told, mark("end")])
            all_of_them += told
        take(at_once, [*all_of_them, mark("end")])
        assert facts_of(bit_by_bit) == facts_of(at_once)
