"""Whose work an issue is, case by case; the oracle in test_backlog tells the rest."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from builders import (
    COUNTING,
    NOW,
    SOURCE,
    ago,
    balanced,
    context,
    issue,
    issues,
    milestone,
    register,
    together,
)
from seedcorn.errors import DataError
from seedcorn.model import Counting, Customer, Effort, Issue, Meaning, Missing, Pattern, Split, Status
from seedcorn.tally import Tally

POINTS = Effort(unit="points", place="field:points")


def counted(*backlog: Issue, counting: Counting = COUNTING, **options: Any) -> dict[str, int]:
    """How many open issues there are of each kind of work, the kinds without any left out."""
    with context(backlog, counting=counting, **options) as seen:
        work = seen.open.work
    kinds = ("existing", "prospects", "nameless", "own", "seed_corn", "unknown")
    return {kind: tally.issues for kind in kinds if (tally := getattr(work, kind)).issues}


def efforts(*backlog: Issue, counting: Counting) -> list[Fraction]:
    """The effort of the open work, and of each customer by name."""
    with context(backlog, counting=counting) as seen:
        demands = sorted(seen.open.demands, key=lambda demand: demand.customer.id)
        return [seen.open.work.all.effort, *(demand.effort for demand in demands)]


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["customer: Acme"], "existing"),
        (["customer: Acme", "bug"], "existing"),
        (["customer: Acme", "seed-corn"], "existing"),
        (["customer: Acme", "prospect: Umbrella"], "existing"),
        (["customer request", "prospect: Umbrella"], "nameless"),
        (["prospect: Umbrella", "chore"], "prospects"),
        (["customer request", "chore"], "nameless"),
        (["chore", "seed-corn"], "own"),
        (["bug", "seed-corn"], "own"),
        (["seed-corn"], "seed_corn"),
        (["misc"], "unknown"),
        ([], "unknown"),
        (["customer: other"], "unknown"),
        (["customer: other", "seed-corn"], "seed_corn"),
    ],
)
def test_the_first_kind_of_work_that_fits_wins(labels: list[str], kind: str) -> None:
    assert counted(issue(1, *labels)) == {kind: 1}
    assert counted(issue(1, *reversed(labels))) == {kind: 1}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.ACTIVE, "existing"),
        (Status.CHURNED, "existing"),
        (Status.PROSPECT, "prospects"),
        (Status.INTERNAL, "own"),
        (Status.CROWD, "nameless"),
    ],
)
def test_the_register_says_what_a_name_is(status: Status, kind: str) -> None:
    entries = register(Customer(id="acme", name="Acme", status=status))
    assert counted(issue(1, "customer: ACME"), customers=entries) == {kind: 1}


def test_a_seed_mark_on_other_work_is_counted_apart() -> None:
    backlog = issues(acme=2, own=1, labels=("seed-corn",)) + issues(seed=3)
    with context(together(backlog)) as seen:
        assert seen.open.work.mismarked == Tally(issues=3, effort=Fraction(3))
        assert seen.open.work.seed_corn.issues == 3
        assert len(seen.open.mismarked().first) == 3


def test_what_is_unlabelled_is_own_only_where_that_is_declared_and_since_then() -> None:
    old, new = issue(1, created_at=ago(50)), issue(2, created_at=ago(10))
    declared = replace(COUNTING, unlabelled_is_own=True)
    assert counted(old, new) == {"unknown": 2}
    assert counted(old, new, counting=declared) == {"own": 2}
    assert counted(old, new, counting=replace(declared, since=ago(20))) == {"own": 1, "unknown": 1}
    assert counted(old, counting=replace(declared, since=ago(50))) == {"own": 1}


def test_what_is_ignored_is_in_no_number_but_the_count_of_ignored() -> None:
    open_ones = issues(acme=2, labels=("wontfix",))
    done = issues(acme=1, labels=("wontfix",), changes={"closed_at": ago(3)})
    with context(together(open_ones, done, issues(globex=1))) as seen:
        assert seen.open.attributed.ignored_open == 2
        assert seen.open.work.all.issues == 1
        assert seen.completed.work.all.issues == 0


def test_what_is_ignored_is_left_out_of_what_was_done_even_if_nothing_open_is_ignored() -> None:
    with context([issue(1, "customer: Acme", "wontfix", closed_at=ago(3))]) as seen:
        assert seen.completed.work.all.issues == 0
        assert seen.completed.demands == ()


def test_issues_where_nothing_happens_are_left_out_while_they_are_open() -> None:
    counting = replace(COUNTING, idle_days=30)
    idle, alive = issue(1, updated_at=ago(31)), issue(2, updated_at=ago(30))
    done = issue(3, updated_at=ago(31), closed_at=ago(31))
    with context([idle, alive, done], counting=counting) as seen:
        assert (seen.open.work.all.issues, seen.open.attributed.ignored_open) == (1, 1)
        assert seen.completed.work.all.issues == 1


def test_one_issue_of_several_customers_is_split_as_declared() -> None:
    both = issue(1, "customer: Globex", "customer: Acme")
    by = {split: efforts(both, counting=replace(COUNTING, split=split)) for split in Split}
    assert by[Split.EQUALLY] == [1, Fraction(1, 2), Fraction(1, 2)]
    assert by[Split.FULLY] == [1, 1, 1]
    assert by[Split.FIRST] == [1, 1]
    with context([both], counting=replace(COUNTING, split=Split.FIRST)) as seen:
        assert [demand.customer.id for demand in seen.open.demands] == ["globex"]


def test_the_first_of_several_in_one_answer_is_the_first_named() -> None:
    asked = Pattern(place="heading:customer", glob="*", meaning=Meaning.CUSTOMER)
    counting = Counting(patterns=(asked,), split=Split.FIRST)
    with context([issue(1, headings=(("Customer", "Globex, Acme"),))], counting=counting) as seen:
        assert [demand.customer.id for demand in seen.open.demands] == ["globex"]


def test_one_customer_named_twice_asks_once() -> None:
    entries = register(Customer(id="acme", name="Acme Corp", aliases=("Acme",)))
    twice = issue(1, "customer: Acme", "customer: ACME corp", "customer: Globex")
    with context([twice], customers=entries) as seen:
        assert {demand.customer.id: demand.effort for demand in seen.open.demands} == {
            "acme": Fraction(1, 2),
            "globex": Fraction(1, 2),
        }


def test_a_group_is_one_customer() -> None:
    entries = register(
        Customer(id="group", name="Holding"),
        Customer(id="acme", name="Acme", parent="group"),
        Customer(id="globex", name="Globex", parent="acme"),
    )
    with context(issues(acme=2, globex=3, Holding=1), customers=entries) as seen:
        assert [(one.customer.id, one.issues) for one in seen.open.demands] == [("group", 6)]
        assert seen.strangers == ()


def test_names_that_the_register_lacks_are_strangers_once_however_they_are_written() -> None:
    entries = register(acme=10)
    backlog = [issue(1, "customer: Globex"), issue(2, "customer: GLOBEX"), issue(3, "customer: acme")]
    with context(backlog, customers=entries) as seen:
        assert len(seen.strangers) == 1
    with context(backlog) as seen:
        assert seen.strangers == ()


@pytest.mark.parametrize(
    ("missing", "total"),
    [(Missing.MEDIAN, Fraction(13)), (Missing.ZERO, Fraction(8)), (Missing.ONE, Fraction(10))],
)
def test_what_has_no_estimate_counts_as_declared(missing: Missing, total: Fraction) -> None:
    sizes = [(("Points", size),) for size in ("2", "3", "3")]
    backlog = [issue(number, "customer: Acme", fields=size) for number, size in enumerate(sizes)]
    other = [issue(9, "customer: Acme", source="github:acme/other")]  # nothing is estimated there
    counting = replace(COUNTING, effort=replace(POINTS, missing=missing))
    found = efforts(*backlog, issue(8, "customer: Acme"), *other, counting=counting)
    assert found == [total - (1 if missing is Missing.MEDIAN else 0)] * 2


def test_the_median_is_of_all_that_was_fetched() -> None:
    done = [issue(number, fields=(("Points", "8"),), closed_at=ago(900)) for number in (1, 2)]
    counting = replace(COUNTING, effort=POINTS)
    assert efforts(*done, issue(3, fields=(("Points", "5"),)), issue(4), counting=counting) == [13]
    assert efforts(done[0], issue(3, fields=(("Points", "5"),)), issue(4), counting=counting) == [
        Fraction(23, 2)
    ]


def test_a_missing_estimate_can_be_refused_and_says_where() -> None:
    counting = replace(COUNTING, effort=replace(POINTS, missing=Missing.FAIL))
    with pytest.raises(DataError, match="acme/app#7") as refused, context([issue(7)], counting=counting):
        pass
    assert "median" in refused.value.hint
    assert efforts(issue(7, fields=(("Points", "2"),)), counting=counting) == [2]
    assert efforts(issue(7, "wontfix"), issue(8, fields=(("Points", "2"),)), counting=counting) == [2]


@pytest.mark.parametrize("missing", list(Missing))
def test_an_estimate_of_nothing_is_an_estimate(missing: Missing) -> None:
    counting = replace(COUNTING, effort=replace(POINTS, missing=missing))
    assert efforts(issue(1, fields=(("Points", "0"),)), counting=counting) == [0]


def test_shares_that_would_be_too_fine_are_refused_with_a_way_out() -> None:
    primes = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)
    backlog = [issue(prime, *(f"customer: c{number}" for number in range(prime))) for prime in primes]
    with pytest.raises(DataError, match="too fine") as refused, context(backlog):
        pass
    assert "split: fully" in refused.value.hint
    with context(backlog, counting=replace(COUNTING, split=Split.FULLY)) as seen:
        assert seen.open.work.requested.issues == len(primes)


def test_scopes_by_date() -> None:
    """Open at a moment, and completed in the days before it: exactly at the edges."""
    window = timedelta(days=90)
    backlog = [
        issue(1, created_at=NOW),
        issue(2, created_at=NOW + timedelta(minutes=1)),
        issue(3, closed_at=NOW),
        issue(4, closed_at=NOW + timedelta(minutes=1)),
        issue(5, closed_at=NOW - window),
        issue(6, closed_at=NOW - window + timedelta(minutes=1)),
        issue(7, closed_at=ago(5), state_reason="not_planned"),
        issue(8, closed_at=ago(5), state_reason="duplicate"),
        issue(9, closed_at=ago(5), state_reason="completed"),
    ]
    with context(backlog) as seen:
        assert set(seen.open.unknowns().first) == {"acme/app#1", "acme/app#4"}
        assert set(seen.completed.unknowns().first) == {"acme/app#3", "acme/app#6", "acme/app#9"}
        assert (seen.open.scope, seen.completed.scope) == ("open backlog", "completed in the last 90 days")


def test_the_current_iteration_is_due_next_or_else_overdue_last() -> None:
    past, today, soon = (
        milestone("past", due_in=-3),
        milestone("today", due_in=0),
        milestone("soon", due_in=9),
    )
    shut, undated = milestone("shut", due_in=1, closed=True), milestone("some day", due_in=None)
    for offered, current in (
        ((past, soon, shut, undated), "soon"),
        ((past, today, soon), "today"),
        ((milestone("older", due_in=-30), past, shut, undated), "past"),
        ((milestone("forgotten", due_in=-91), undated), None),
        ((milestone("late", due_in=-90), undated), "late"),
        ((shut, undated), None),
    ):
        with context([issue(1, iterations=offered)]) as seen:
            assert (seen.current_iteration.name if seen.current_iteration else None) == current


def test_what_was_declined_is_in_no_iteration() -> None:
    due = (milestone("2.0"),)
    backlog = [
        issue(1, iterations=due),
        issue(2, iterations=due, closed_at=ago(1), state_reason="completed"),
        issue(3, iterations=due, closed_at=ago(1), state_reason="not_planned"),
    ]
    with context(backlog) as seen:
        assert seen.current is not None
        assert seen.current.work.all.issues == 2


def test_one_milestone_in_two_repositories_is_one() -> None:
    later, sooner = milestone("2.0", due_in=20), milestone("2.0", due_in=5)
    backlog = [issue(1, iterations=(later,)), issue(2, iterations=(sooner,), source=f"{SOURCE}2")]
    with context(backlog) as seen:
        assert seen.iterations == (later,)
        assert seen.current is not None
        assert seen.current.work.all.issues == 2


def test_a_closed_milestone_leads_nobody() -> None:
    shut = milestone("1.0", closed=True)
    with context(issues(acme=6, changes={"iterations": (shut,)})) as seen:
        assert seen.grouped(seen.open).led(seen.iterations) == ()


def test_seedcorns_own_report_is_in_no_number_not_even_in_that_of_what_was_left_out() -> None:
    backlog = issues(acme=3, unknown=2)
    own = issue(90, "seedcorn-report", "customer: Acme", created_at=ago(1))
    counting = balanced().counting
    for with_it in (backlog, (*backlog, own), (*backlog, replace(own, state="closed", closed_at=ago(1)))):
        with context(with_it, counting=counting) as seen:
            assert seen.open.work.all.issues == 5
            assert seen.open.attributed.ignored_open == 0
            assert seen.completed.work.all.issues == 0


def test_an_idle_report_is_still_no_work_that_a_policy_leaves_out() -> None:
    counting = replace(balanced().counting, idle_days=30)
    own = issue(90, "seedcorn-report", updated_at=ago(60))
    idle = issue(91, updated_at=ago(60))
    with context((own, idle), counting=counting) as seen:
        assert seen.open.attributed.ignored_open == 1
