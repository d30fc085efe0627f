"""Reading much from Jira Cloud: spans of creation side by side, whole however issues lie in time."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from connectors.jira_reading import read
from connectors.jira_server import JiraServer, jira_change, jira_entry, jira_issue
from connectors.test_jira import at, backlog, drifting, keys
from connectors.tracker_server import Asked, Fault, Payload
from seedcorn.connector import Bookmark, Collecting
from seedcorn.connectors._jira_spans import Span, written
from seedcorn.connectors.jira import collect
from seedcorn.engine import rows
from seedcorn.model import HISTORY, Event, Gap, Issue
from seedcorn.snapshot import Snapshot
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.transport import Limits

START = datetime(2024, 3, 1, tzinfo=UTC)
A_YEAR = 365 * 1_440
MANY = 1_600
CHAINS = 8


def evenly(number: int) -> float:
    return number / MANY * A_YEAR


def more_and_more(number: int) -> float:
    return float((number / MANY) ** 0.25) * A_YEAR


def fewer_and_fewer(number: int) -> float:
    return (number / MANY) ** 6 * A_YEAR


def in_two_heaps(number: int) -> float:
    return number / 60 + (0 if number < MANY // 2 else A_YEAR)


def at_once(number: int) -> float:
    return 777 + number / 1_000_000


def in_the_hour_that_comes_twice(number: int) -> float:
    day = (datetime(2024, 10, 26, 12, tzinfo=UTC) - START) / timedelta(minutes=1)
    return day + number / MANY * 2_880


WAYS = [evenly, more_and_more, fewer_and_fewer, in_two_heaps, at_once, in_the_hour_that_comes_twice]


def lying(way: Callable[[int], float]) -> list[Payload]:
    """Issues numbered from the oldest on, whose dates of creation lie so in time."""
    moments = (START + timedelta(minutes=way(number)) for number in range(MANY))
    return [
        jira_issue(number, created=moment.isoformat(), updated=moment.isoformat())
        for number, moment in enumerate(moments, start=1)
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Mars/Olympus"])
@pytest.mark.parametrize("way", WAYS)
def test_all_come_once_however_they_lie_in_time(way: Callable[[int], float], zone: str) -> None:
    with JiraServer(issues=lying(way), zone="UTC" if zone.startswith("Mars") else zone) as server:
        if zone.startswith("Mars"):
            server.fault = lambda asked: Fault(status=404) if asked.path.endswith("myself") else None
        reading = read(server)
    assert reading.gaps == []
    assert sorted(reading.keys, key=lambda key: int(key[4:])) == keys(*range(1, MANY + 1))
    # By a clock that nobody knows each chain reads on for fifteen hours, to be sure.
    assert len(server.searches) <= MANY // 100 * (3 if zone.startswith("Mars") else 2) + CHAINS


def test_as_many_pages_come_at_once_as_there_are_connections() -> None:
    most = now = 0
    came = threading.Condition()

    def before(asked: Asked) -> None:
        nonlocal most, now
        with came:
            now += asked.path.endswith("jql")
            most = max(most, now)
            came.notify_all()
            if len(server.searches) > 2:
                came.wait_for(lambda: most >= CHAINS, timeout=1)
            now -= asked.path.endswith("jql")

    with JiraServer(issues=lying(evenly), before=before) as server:
        assert len(read(server).issues) == MANY
    assert most == CHAINS


@pytest.mark.parametrize("created", ["0202-03-01T00:00:00.000+0000", "0001-01-01T00:00:00.000+0000"])
def test_a_mistyped_date_is_a_date(created: str) -> None:
    with JiraServer(issues=[jira_issue(0, created=created), *lying(evenly)]) as server:
        assert len(read(server).issues) == MANY + 1


def test_first_pages_that_hold_nothing_to_be_seen_end_nothing() -> None:
    def empty(asked: Asked) -> Fault | None:
        is_first = asked.path.endswith("jql") and "nextPageToken" not in asked.body
        token = f"{START - timedelta(days=9):%Y-%m-%dT%H:%M:%S+00:00}|APP-0"
        return Fault(body=json.dumps({"issues": [], "nextPageToken": token}).encode()) if is_first else None

    with JiraServer(issues=lying(evenly), fault=empty) as server:
        reading = read(server)
    assert (reading.gaps, len(reading.issues)) == ([], MANY)


@pytest.mark.parametrize("told", ["Etc/GMT-4", "Etc/GMT-6"])
def test_where_the_rules_of_time_zones_differ_nothing_is_missed(told: str) -> None:
    """Kazakhstan has had one hour less since March 2024, which Jira knows and this machine may not."""
    with JiraServer(
        issues=lying(in_the_hour_that_comes_twice), zone="Etc/GMT-5", cap=15, delay=0.002
    ) as server:
        server.tells_zone = told
        assert sorted(read(server).keys, key=lambda key: int(key[4:])) == keys(*range(1, MANY + 1))


def test_a_heap_that_cannot_be_cut_does_not_keep_others_from_it() -> None:
    heap = [jira_issue(9_000 + n, created=START.isoformat(), updated=START.isoformat()) for n in range(3_000)]
    with JiraServer(issues=[*heap, *lying(evenly)], delay=0.002) as server:
        assert len(read(server).issues) == MANY + 3_000
        spans = {asked.body["jql"] for asked in server.searches}
    assert len(spans) >= CHAINS


def test_a_jira_that_says_no_time_is_asked_for_what_changed_since_the_first_page() -> None:
    def no_time(asked: Asked) -> Fault | None:
        fault = Fault(body=b'{"deploymentType": "Cloud", "version": "1"}')
        return fault if asked.path.endswith("serverInfo") else None

    with JiraServer(issues=backlog(300), fault=no_time) as server:
        collecting = Collecting(environ=server.environ, places=frozenset({"label"}))
        *_, left = cut_off(collect("APP", collecting), 150)
    assert json.loads(left["jira:APP"])["began"] == "2026-01-21T12:53:20+00:00"


@pytest.mark.parametrize(("issues", "budget"), [(900, None), (MANY, 60)])
def test_few_issues_and_what_is_read_within_a_budget_are_one_chain(issues: int, budget: int | None) -> None:
    with JiraServer(issues=lying(evenly)[:issues]) as server:
        reading = read(server, budget=budget)
    assert reading.keys == keys(*range(1, issues + 1))
    assert len(server.searches) == issues // 100
    assert not any("created <" in asked.body["jql"] for asked in server.searches)


def test_without_a_count_it_is_one_chain() -> None:
    def no_count(asked: Asked) -> Fault | None:
        return Fault(status=404) if asked.path.endswith("count") else None

    with JiraServer(issues=lying(evenly), fault=no_count) as server:
        assert read(server).keys == keys(*range(1, MANY + 1))
    assert len(server.searches) == MANY // 100


def cut_off(items: Iterator[object], after: int) -> tuple[list[str], list[tuple[str, int]], dict[str, str]]:
    """The keys and events of so many items, up to the last bookmark, and that: what a snapshot would keep."""
    found: tuple[list[str], list[tuple[str, int]]] = ([], [])
    kept, left = (0, 0), dict[str, str]()
    for number, item in enumerate(items):
        if number == after:
            items.close()  # type: ignore[attr-defined]  # an Iterator by type, a generator in fact
            break
        assert not isinstance(item, Gap)
        if isinstance(item, Issue):
            found[0].append(item.key)
        elif isinstance(item, Event):
            found[1].append((item.key, item.number))
        elif isinstance(item, Bookmark):
            kept, left = (len(found[0]), len(found[1])), {item.source: item.text}
    return found[0][: kept[0]], found[1][: kept[1]], left


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("way", [evenly, more_and_more, in_the_hour_that_comes_twice])
def test_cut_off_anywhere_it_goes_on_with_what_was_not_handed_on(
    way: Callable[[int], float], seed: int
) -> None:
    chance = random.Random(seed)  # nothing secret: a test that can be repeated
    issues = lying(way)
    places = frozenset({HISTORY, "label"} if seed % 2 else {"label"})
    with JiraServer(issues=issues, delay=0.001 * (seed % 3)) as server:
        server.changes = {
            issue["key"]: [jira_entry(int(issue["id"]), at(1), jira_change("labels", "", "new"))]
            for issue in issues
        }
        left: dict[str, str] = {}
        came, events = list[str](), list[tuple[str, int]]()
        for after in (chance.randrange(1, 2 * MANY), chance.randrange(1, MANY), 10**9):
            collecting = Collecting(environ=server.environ, places=places, bookmarks=left)
            more, happened, bookmark = cut_off(collect("APP", collecting), after)
            came += more
            events += happened
            left = bookmark or left
    assert set(came) == set(keys(*range(1, MANY + 1)))
    # Those of a few hours before each place come again; where many lie close together, they are many.
    assert len(came) <= MANY * (1.05 if way is evenly else 1.5)
    assert {key for key, _ in events} == (set(came) if seed % 2 else set())
    assert '"is_end":true' in left["jira:APP"]


@pytest.mark.parametrize("seed", range(10))
def test_in_a_list_that_moves_nothing_is_missed_and_nothing_comes_twice(seed: int) -> None:
    chance = random.Random(seed)  # nothing secret: a test that can be repeated
    with JiraServer(issues=backlog(1_500), cap=40) as server:

        def drift(asked: Asked) -> None:
            with server._lock:
                if "search" in asked.path:
                    drifting(server, chance)

        throughout = {issue["id"] for issue in server.issues}
        server.before = drift
        reading = read(server)
        throughout &= {issue["id"] for issue in server.issues}
    assert reading.gaps == []
    found = {str(int(issue.key[4:]) % 10_000 + 10_000) for issue in reading.issues if issue.key[0] == "A"}
    found |= {issue.key[4:] for issue in reading.issues if issue.key.startswith("WEB-")}
    assert throughout <= found
    assert len(set(reading.keys)) == len(reading.keys)


def test_what_goes_wrong_in_one_chain_ends_them_all_and_loses_nothing() -> None:
    def refuse(asked: Asked) -> Fault | None:
        is_late = asked.path.endswith("jql") and len(server.searches) > 10
        return Fault(status=404) if is_late else None

    with JiraServer(issues=lying(evenly), fault=refuse) as server:
        broken = read(server)
        assert "404" in broken.gap.why
        server.fault = lambda asked: None
        rest = read(server, bookmarks=broken.left)
    assert {*broken.keys, *rest.keys} == set(keys(*range(1, MANY + 1)))
    assert rest.gaps == []


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_a_jira_that_refuses_so_many_at_once_is_read_by_fewer(cloud: bool) -> None:
    lock, now, refused = threading.Lock(), 0, set[int]()

    def before(asked: Asked) -> None:
        nonlocal now
        with lock:
            now += 1
            if now > 4 and asked.path.endswith(("jql", "bulkfetch", "search")):
                refused.add(asked.number)
        time.sleep(0.01)
        with lock:
            now -= 1

    def fault(asked: Asked) -> Fault | None:
        return Fault(status=429, headers={"Retry-After": "1"}) if asked.number in refused else None

    allowance = Allowance(wait_seconds=1e6)
    quick = Limits(clock=Clock(sleep=lambda seconds: time.sleep(seconds / 20)))
    with JiraServer(issues=lying(evenly), before=before, fault=fault, cloud=cloud) as server:
        server.changes = {"APP-1600": [jira_entry(7, at(1), jira_change("labels", "", "new"))]}
        collecting = Collecting(environ=server.environ, places=frozenset({HISTORY}), allowance=allowance)
        items = list(collect("APP", collecting, limits=quick))
    assert refused
    assert [item for item in items if isinstance(item, Gap)] == []
    assert sum(isinstance(item, Issue) for item in items) == MANY
    assert [item.number for item in items if isinstance(item, Event)] == [7]


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_who_is_told_to_wait_longer_than_may_be_is_not_asked_again(cloud: bool) -> None:
    def refuse(asked: Asked) -> Fault | None:
        return Fault(status=429, headers={"Retry-After": "7200"}) if len(server.searches) > 4 else None

    with JiraServer(issues=lying(evenly), fault=refuse, cloud=cloud) as server:
        reading = read(server)
        assert len(server.searches) <= 4 + 2 * CHAINS
    assert "rate limit" in reading.gap.why


def test_pages_that_repeat_in_one_of_several_chains_are_noticed() -> None:
    tokens = count()

    def again(asked: Asked) -> Fault | None:
        if not asked.path.endswith("jql") or "created <" not in asked.body["jql"]:
            return None
        answer = {"issues": server.issues[200:300], "nextPageToken": f"token {next(tokens)}"}
        return Fault(body=json.dumps(answer).encode())

    with JiraServer(issues=lying(evenly), fault=again) as server:
        reading = read(server)
        assert len(server.requests) < 60
    assert "repeats earlier ones" in reading.gap.why


def test_the_same_snapshot_whichever_span_is_faster() -> None:
    """Numbers of issues among it, by which a report decides between two that are equal in all else."""
    found = []
    for turn in range(3):
        chance = random.Random(turn)  # nothing secret: a test that can be repeated

        def late(asked: Asked, chance: random.Random = chance) -> None:
            time.sleep(chance.random() / 50 if asked.path.endswith("jql") else 0)

        with JiraServer(issues=lying(more_and_more), before=late) as server:
            items = list(collect("APP", Collecting(environ=server.environ, places=frozenset({"label"}))))
        order = [item.key for item in items if isinstance(item, Issue)]
        with Snapshot.collect(items, sources=("jira:APP",), collected_at=NOW) as facts:
            found.append((order, rows(facts.frame("issues").select("issue", "key").sort("issue"))))
    (first, *_), numbered = zip(*found, strict=True)
    assert numbered[0] == numbered[1] == numbered[2]
    assert [key for _, key in numbered[0]] == keys(*range(1, MANY + 1)) != first


MINUTES = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(written)  # noqa: DTZ001  # as JQL has them


@given(MINUTES, MINUTES, st.floats(0, 1e7) | st.just(1e300))
def test_parts_of_a_span_overlap_a_little_and_neither_is_short(one: str, other: str, within: float) -> None:
    since, until = sorted((one, other))
    for span in (Span(since=since, until=until), Span(since=since)):
        parts = span.parts(until, within)
        if parts is None:
            continue
        first, rest = parts
        assert (first.since, rest.until) == (since, span.until)
        assert Span(since=rest.since, until=first.until).minutes() == 180
        assert since <= rest.since < first.until < until


def test_a_span_whose_ends_nobody_knows_is_not_cut() -> None:
    assert Span().parts("2025-01-01 00:00", 1e6) is None
    assert Span(since="2024-01-01 00:00").parts("", 1e6) is None
    assert Span(since="2025-01-01 00:00").parts("2024-01-01 00:00", 1e6) is None
