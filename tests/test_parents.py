"""What an issue has from those above it, case by case; the oracle in test_backlog tells the rest."""

from fractions import Fraction
from typing import Any

import pytest

from builders import COUNTING, ago, context, issue, register
from seedcorn.model import Counting, Customer, Issue, Meaning, Pattern, Split, Status


def child(number: int, of: int, *labels: str, **changes: Any) -> Issue:
    return issue(number, *labels, parent=f"acme/app#{of}", **changes)


def work(*backlog: Issue, counting: Counting = COUNTING, **options: Any) -> dict[str, int]:
    """How many open issues there are of each kind of work, and of each customer."""
    with context(backlog, counting=counting, **options) as seen:
        kinds = ("existing", "prospects", "nameless", "own", "seed_corn", "unknown")
        found = {kind: getattr(seen.open.work, kind).issues for kind in kinds}
        found |= {demand.customer.id: demand.issues for demand in seen.open.demands}
    return {name: number for name, number in found.items() if number}


EPIC = issue(1, "customer: Acme", created_at=ago(900), closed_at=ago(800))


@pytest.mark.parametrize(
    ("labels", "kinds"),
    [
        ([], {"existing": 1, "acme": 1}),
        (["customer: Globex"], {"existing": 1, "globex": 1}),
        (["customer: other"], {"existing": 1, "acme": 1}),
        (["customer request"], {"existing": 1, "acme": 1}),
        (["prospect: Hooli"], {"prospects": 1, "hooli": 1}),
        (["bug"], {"existing": 1, "acme": 1}),
        (["bug", "chore"], {"existing": 1, "acme": 1}),
        (["chore"], {"own": 1}),
        (["seed-corn"], {"existing": 1, "acme": 1}),
    ],
)
def test_what_a_child_of_a_customer_s_epic_is(labels: list[str], kinds: dict[str, int]) -> None:
    """The epic was closed long ago, and still says whose its children are."""
    assert work(EPIC, child(2, 1, *labels)) == kinds


@pytest.mark.parametrize(
    ("label", "above", "kinds"),
    [
        ("", "chore", {"own": 1}),
        ("", "bug", {"own": 1}),
        ("", "seed-corn", {"seed_corn": 1}),
        ("", "customer request", {"nameless": 1}),
        ("", "prospect: Hooli", {"prospects": 1, "hooli": 1}),
        ("seed-corn", "chore", {"seed_corn": 1}),
        ("seed-corn", "customer request", {"nameless": 1}),
        ("bug", "seed-corn", {"own": 1}),
        ("customer request", "prospect: Hooli", {"nameless": 1, "hooli": 1}),
        ("", "misc", {"unknown": 1}),
    ],
)
def test_any_kind_of_work_is_inherited_where_the_child_has_none(
    label: str, above: str, kinds: dict[str, int]
) -> None:
    epic = issue(1, above, closed_at=ago(800))
    assert work(epic, child(2, 1, *filter(None, [label]))) == kinds


def test_a_seed_mark_below_a_customer_s_epic_does_not_count() -> None:
    with context([EPIC, child(2, 1, "seed-corn"), child(3, 1)]) as seen:
        assert seen.open.mismarked().first == ("acme/app#2",)
        assert seen.open.work.seed_corn.issues == 0


def test_a_bug_below_a_customer_s_epic_is_one_of_its_bugs() -> None:
    with context([EPIC, child(2, 1, "bug"), child(3, 1)]) as seen:
        assert [(one.issues, one.bugs) for one in seen.open.demands] == [(2, 1)]


def test_the_nearest_that_says_it_counts_and_all_its_customers_with_it() -> None:
    chain = (
        EPIC,
        child(2, 1, "customer: Globex", "customer: Hooli", closed_at=ago(500)),
        child(3, 2, closed_at=ago(500)),
        child(4, 3, "seed-corn", closed_at=ago(500)),
        child(5, 4),
    )
    with context(chain) as seen:
        half = Fraction(1, 2)
        assert {one.customer.id: one.effort for one in seen.open.demands} == {"globex": half, "hooli": half}
    first = Counting(patterns=COUNTING.patterns, split=Split.FIRST)
    assert work(*chain, counting=first) == {"existing": 1, "globex": 1}


def test_an_own_story_between_stops_it() -> None:
    assert work(EPIC, child(2, 1, "chore", closed_at=ago(500)), child(3, 2)) == {"own": 1}


def test_an_internal_team_is_a_name_too() -> None:
    entries = register(Customer(id="support", name="Support", status=Status.INTERNAL))
    assert work(EPIC, child(2, 1, "customer: Support"), customers=entries) == {"own": 1}


def test_a_parent_that_was_not_fetched_says_nothing() -> None:
    assert work(child(2, 1)) == {"unknown": 1}
    assert work(EPIC, child(2, 7)) == {"unknown": 1}


def test_a_parent_is_found_in_its_own_source_first() -> None:
    near = issue(1, "customer: Globex", source="jira:APP", closed_at=ago(800))
    assert work(EPIC, near, child(2, 1, source="jira:APP")) == {"existing": 1, "globex": 1}
    assert work(EPIC, near, child(2, 1)) == {"existing": 1, "acme": 1}
    assert work(EPIC, child(2, 1, source="jira:APP")) == {"existing": 1, "acme": 1}


def test_what_goes_round_in_circles_ends() -> None:
    assert work(child(1, 1)) == {"unknown": 1}
    assert work(child(1, 2), child(2, 1)) == {"unknown": 2}
    assert work(child(1, 2, "customer: Acme"), child(2, 3), child(3, 1)) == {"existing": 3, "acme": 3}
    assert work(child(1, 2, "customer request"), child(2, 1, "customer request")) == {"nameless": 2}


def test_twenty_levels_are_looked_up_and_no_more() -> None:
    def chain(levels: int) -> list[Issue]:
        between = [child(number, number - 1, closed_at=ago(500)) for number in range(2, levels + 1)]
        return [EPIC, *between, child(levels + 1, levels)]

    assert work(*chain(20)) == {"existing": 1, "acme": 1}
    assert work(*chain(21)) == {"unknown": 1}


def test_what_is_ignored_above_is_not_ignored_below() -> None:
    epic = issue(1, "customer: Acme", "wontfix")
    assert work(epic, child(2, 1)) == {"existing": 1, "acme": 1}


def test_what_is_declared_own_is_so_only_where_nothing_above_says_otherwise() -> None:
    declared = Counting(patterns=COUNTING.patterns, unlabelled_is_own=True)
    backlog = (EPIC, child(2, 1), issue(3), child(4, 3))
    assert work(*backlog, counting=declared) == {"existing": 1, "acme": 1, "own": 2}


def test_who_asks_comes_from_above_by_the_first_place_there() -> None:
    ranked = (*COUNTING.patterns, Pattern(place="field:customer", glob="*", meaning=Meaning.CUSTOMER, rank=2))
    epic = issue(1, "customer: Acme", fields=(("Customer", "Globex"),), closed_at=ago(500))
    assert work(epic, child(2, 1), counting=Counting(patterns=ranked)) == {"existing": 1, "acme": 1}
