"""What a report tells beside its findings: iterations by kinds of work, addresses of issues, the course."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from builders import (
    NOW,
    SOURCE,
    ago,
    balanced,
    happened,
    issue,
    issues,
    milestone,
    register,
    snapshot,
    together,
)
from seedcorn.entire import entire
from seedcorn.impact import Seen
from seedcorn.model import Customer, Event, Gap, Issue, Iteration
from seedcorn.planned import MOST_ITERATIONS
from seedcorn.privacy import masked
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.supposing import Case
from seedcorn.tally import Work

WORDS = ("acme", "globex", "seed", "own", "unknown", "nameless", "prospect_zed")
FIELDS = {"acme": "existing", "globex": "existing", "prospect_zed": "prospects", "seed": "seed_corn"}


def told(*backlog: Issue | Event | Gap, customers: Register | None = None, public: bool = False) -> Report:
    with snapshot(backlog) as facts:
        case = Case(snapshot=facts, policy=balanced(), register=customers, now=NOW)
        return entire(Seen(case=case), public=public)


def planned(iteration: Iteration | None, **of: Any) -> tuple[Issue, ...]:
    return issues(changes={"iterations": (iteration,) if iteration else ()}, **of)


@pytest.mark.parametrize("seed", range(5))
def test_iterations_by_kinds_of_work_as_counted_by_hand(seed: int) -> None:
    random = Random(seed)
    dated = [milestone(f"M{n}", due_in=random.randint(-80, 80), closed=n < 2) for n in range(6)]
    expected: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    backlog: list[tuple[Issue, ...]] = []
    for _ in range(60):
        word, due = random.choice(WORDS), random.choice([*dated, None])
        closed = random.choice([None, None, ago(random.randint(1, 200))])
        one = planned(due, **{word: 1})
        backlog.append(
            tuple(replace(each, closed_at=closed, state="closed") if closed else each for each in one)
        )
        if due and (closed is None or closed > ago(90)):
            expected[due.name][FIELDS.get(word, word)] += 1
    found = {each.iteration.name: _counted(each.work) for each in told(*together(*backlog)).iterations}
    assert found == {name: dict(counts) for name, counts in expected.items()}


def _counted(work: Work) -> dict[str, int]:
    kinds = ("existing", "prospects", "nameless", "own", "seed_corn", "unknown")
    counts = {kind: getattr(work, kind) for kind in kinds}
    assert all(each.effort == Fraction(each.issues) for each in counts.values())
    return {kind: each.issues for kind, each in counts.items() if each.issues}


def test_the_latest_iterations_come_oldest_first_and_those_long_over_are_left_out() -> None:
    over = milestone("over", due_in=-91)
    dated = [milestone(f"M{n:02}", due_in=n) for n in range(14)]
    someday, dropped = milestone("someday", due_in=None), milestone("dropped", due_in=None, closed=True)
    backlog = together(*(planned(one, acme=1) for one in (someday, over, dropped, *reversed(dated))))
    names = [each.iteration.name for each in told(*backlog).iterations]
    assert names == [*(f"M{n:02}" for n in range(3, 14)), "someday"]
    assert len(names) == MOST_ITERATIONS


def test_issues_that_findings_name_have_their_addresses_and_titles() -> None:
    backlog = tuple(
        replace(each, url=f"https://tracker.example/{n}") for n, each in enumerate(issues(acme=9, globex=2))
    )
    report = told(*backlog)
    named = {key for found in report.findings for key in (*found.evidence, *found.settle, *found.defer)}
    assert named
    assert {link.key: (link.url, link.title) for link in report.links} == {
        each.key: (each.url, each.title) for each in backlog if each.key in named
    }


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//other.example", "", " https://x"]
)
def test_what_is_no_address_of_the_web_is_none(url: str) -> None:
    backlog = (replace(each, url=url) for each in issues(acme=9, globex=2))
    assert {link.url for link in told(*backlog).links} == {""}


def test_a_course_where_the_history_was_read() -> None:
    old = issues(acme=5, globex=5, initech=5, hooli=5, seed=10)
    events = happened(old[0], "+90 label: customer: acme")
    assert not told(*old).traces
    report = told(*old, *events)
    assert {trace.customer for trace in report.traces} >= {"acme", "globex", None}
    assert report.since
    assert not told(*old, *events, public=True).since


def test_on_partial_data_there_is_no_course() -> None:
    old = issues(acme=5, globex=5, initech=5, hooli=5)
    gap = Gap(source=SOURCE, what="issues", why="page 3 could not be read")
    report = told(*old, *happened(old[0], "+90 label: customer: acme"), gap)
    assert report.gaps
    assert not report.traces


HIDDEN = register(*(Customer(id=each, name=each.title()) for each in ("acme", "globex", "initech", "hooli")))


def secretly(*, place: str = SOURCE, **changes: Any) -> Report:
    due = milestone("Acme rollout"), milestone("Autumn", due_in=30)
    backlog = together(
        *(planned(one, acme=5, globex=3, initech=3, hooli=3, own=1) for one in due), issues(seed=5)
    )
    addressed = (
        replace(each, url=f"https://tracker.example/{n}", title="For Acme", **changes)
        for n, each in enumerate(backlog)
    )
    return masked(told(*addressed, customers=HIDDEN, public=True), HIDDEN, place=place)


def test_in_public_an_iteration_with_a_name_in_it_goes_by_its_number() -> None:
    assert [each.iteration.name for each in secretly().iterations] == ["1", "Autumn"]
    assert [each.iteration.name for each in secretly(place="github:else/where").iterations] == ["1", "2"]


def test_in_public_links_have_no_titles_and_lead_nowhere_else() -> None:
    report = secretly()
    assert report.links
    assert {link.title for link in report.links} == {""}
    assert not secretly(place="github:else/where").links


def test_where_shares_are_ranges_nothing_tells_what_is_left_of_them() -> None:
    due = milestone("Autumn")
    backlog = together(planned(due, acme=9, globex=1, nameless=2, own=1), issues(seed=3))
    report = masked(told(*backlog, customers=HIDDEN, public=True), HIDDEN, place=SOURCE)
    assert report.banded
    assert not report.links
    for work in (report.attribution.work, report.iterations[0].work):
        assert work.nameless.issues == work.prospects.issues == 0
        assert work.existing.issues == 12


def test_where_an_issue_was_read_twice_it_has_one_link() -> None:
    backlog = together(issues(acme=9, globex=2), (issue(99),))
    again = tuple(replace(each, source="github:other/app") for each in backlog)
    keys = [link.key for link in told(*backlog, *again).links]
    assert keys == sorted(set(keys))
