"""What saying yes does: told as the difference of two full audits, whatever is supposed."""

import os
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from builders import (
    NOW,
    ago,
    balanced,
    issue,
    issues,
    milestone,
    policy,
    register,
    report,
    snapshot,
    together,
)
from seedcorn.change import (
    Absence,
    Asking,
    Change,
    Closing,
    Labelling,
    Losing,
    Opening,
    Planning,
    Presence,
)
from seedcorn.comparison import About, Comparison, Shift
from seedcorn.errors import UsageError
from seedcorn.impact import Seen, impact, supposed
from seedcorn.losing import largest_tenth
from seedcorn.model import Gap, Issue, Proposal
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.report import Report, Verdict
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

SPRINT = milestone("Sprint 12")


def case(facts: Snapshot, judged_by: Policy | None = None, customers: Register | None = None) -> Case:
    return Case(snapshot=facts, policy=judged_by or balanced(), register=customers, now=NOW)


def of(
    backlog: Sequence[Issue | Gap],
    key: str | Proposal,
    judged_by: Policy | None = None,
    customers: Register | None = None,
) -> Comparison:
    """The impact of an issue of the backlog, or of a proposal."""
    found = [one for one in backlog if isinstance(one, Issue) and one.key == key]
    proposal = key if isinstance(key, Proposal) else Proposal(issue=found[0])
    with snapshot(backlog) as facts:
        return impact(case(facts, judged_by, customers), proposal)


def shift(found: Comparison, rule: str, subject: str | None = None) -> Shift:
    return next(one for one in found.shifts if one.now.rule == rule and subject in (None, one.now.subject))


def values(one: Shift) -> tuple[Fraction | None, Fraction | None]:
    """The number before and after."""
    was, is_now = (each.measured if each else None for each in (one.before, one.after))
    return (was.value if was else None, is_now.value if is_now else None)


def test_an_issue_is_compared_with_its_never_having_been_asked_for() -> None:
    backlog = issues(acme=6, globex=7, initech=8, seed=9)
    told = of(backlog, "acme/app#1")
    assert told.about is About.ISSUE
    assert (told.kind, told.asked_by) == ("requested", ("acme",))
    assert values(shift(told, "concentration.top-share", "acme")) == (Fraction(5, 20), Fraction(6, 21))
    assert told.before == report(backlog[1:])
    assert told.after == report(backlog)


def test_a_limit_that_is_crossed_is_worse_and_fails() -> None:
    backlog = issues(acme=10, globex=7, initech=8, hooli=8, seed=20)
    told = of(backlog, "acme/app#1")
    acme = shift(told, "concentration.top-share", "acme")
    assert values(acme) == (Fraction(9, 32), Fraction(10, 33))
    assert acme.is_worse
    assert acme.is_crossing
    assert told.verdict is Verdict.FAIL
    assert told.worse[0] == acme
    assert acme.after is not None
    assert acme.after.evidence_total == 10, "what the rule itself found stays with the number"


def test_what_was_failing_and_does_not_get_worse_does_not_fail() -> None:
    backlog = issues(acme=20, globex=5, seed=10)
    assert of(backlog, "acme/app#21").verdict is not Verdict.FAIL, "one of globex makes acme's share smaller"
    assert of(backlog, "acme/app#1").verdict is Verdict.FAIL, "one of acme makes it larger"


def test_of_the_largest_customer_before_nothing_is_said_to_have_improved_while_its_rule_fails() -> None:
    backlog = issues(acme=9, globex=9, initech=3, seed=9)
    told = of(together(backlog, issues(acme=1)), "acme/app#31")
    subjects = {one.now.subject for one in told.better if one.now.rule == "concentration.top-share"}
    assert subjects == set()


def test_who_asks_besides_and_what_refusing_leaves() -> None:
    customers = register(acme=300, globex=100)
    told = of(issues(acme_and_globex=1, acme=9, globex=3, seed=3), "acme/app#1", customers=customers)
    assert told.asked_by == ("acme", "globex")
    assert [(one.customer, one.others, one.revenue) for one in told.exposed] == [
        ("acme", 9, Fraction(3, 4)),
        ("globex", 3, Fraction(1, 4)),
    ]


def test_where_nobody_says_who_asked_one_question_is_asked() -> None:
    told = of(issues(acme=12, globex=12, unknown=1, seed=8), "acme/app#25")
    assert (told.kind, told.asked_by, told.verdict) == ("unknown", (), Verdict.OPEN)
    assert told.answers == (
        "A customer: add the label `customer: NAME`, or write `### Customer` with the name below it.",
        "Nobody yet; it is for future customers: add the label `seed-corn`.",
        "The team itself: add the label `chore`.",
        "Nobody, it is a bug: add the label `bug`.",
    )


def test_an_issue_that_was_not_read_yet_is_added_and_one_that_is_closed_is_opened() -> None:
    backlog = issues(acme=6, globex=7, initech=8, seed=9)
    new = issue(99, "customer: acme", created_at=NOW)
    told = of(backlog, Proposal(issue=new))
    assert values(shift(told, "concentration.top-share", "acme")) == (Fraction(6, 21), Fraction(7, 22))
    closed = issue(98, "customer: acme", closed_at=ago(1), state_reason="not_planned")
    again = of((*backlog, closed), Proposal(issue=closed))
    assert values(shift(again, "concentration.top-share", "acme")) == (Fraction(6, 21), Fraction(7, 22))
    assert again.notes == ("It is closed now; this is what it would do if it were open.",)


def done(**of_each: Any) -> tuple[Issue, ...]:
    """Issues completed ten days ago."""
    return issues(changes={"closed_at": ago(10)}, **of_each)


PULL = Proposal(
    issue=issue(500, "customer: hooli", title="Build it"), is_change=True, closes=("ACME/app#1", "other#9")
)


def test_a_change_is_measured_on_what_was_completed_through_what_it_closes() -> None:
    backlog = together(issues(acme=1, globex=20), done(acme=6, globex=6, seed=2))
    told = of(backlog, replace(PULL, issue=replace(PULL.issue, labels=())))
    assert (told.about, told.kind, told.asked_by) == (About.CHANGE, "requested", ("acme",))
    acme = shift(told, "concentration.top-share", "acme")
    assert acme.now.scope == "completed in the last 90 days"
    assert values(acme) == (Fraction(6, 12), Fraction(7, 13))
    assert {one.now.scope for one in told.shifts} == {"completed in the last 90 days"}
    assert values(shift(told, "")) == (Fraction(2, 14), Fraction(2, 15))
    assert told.notes == ("Measured through what it closes: ACME/app#1.", "Not in this backlog: other#9.")


def test_the_labels_of_a_change_stand_on_what_it_closes_or_on_itself() -> None:
    backlog = together(issues(unknown=1), done(acme=6, globex=6))
    assert of(backlog, PULL).asked_by == ("hooli",)
    alone = of(backlog, replace(PULL, closes=()))
    assert alone.asked_by == ("hooli",)
    assert values(shift(alone, "concentration.top-share", "hooli")) == (Fraction(0), Fraction(1, 13))
    assert alone.notes == ("It closes no issue of this backlog: it counts as one by its own labels.",)


def test_a_change_that_was_merged_is_told_as_it_would_have_been_before() -> None:
    backlog = together(done(acme=1), issues(globex=20), done(acme=6, globex=6, seed=2))
    told = of(backlog, replace(PULL, issue=replace(PULL.issue, labels=())))
    assert values(shift(told, "concentration.top-share", "acme")) == (Fraction(6, 12), Fraction(7, 13))


def test_with_too_few_requests_shares_are_not_judged() -> None:
    told = of(issues(acme=2, globex=1, seed=3), "acme/app#1")
    assert told.too_few == "needs 10 requested issues, found 3"
    assert told.verdict is not Verdict.FAIL


def test_where_not_all_was_read_nobody_is_accused() -> None:
    gap = Gap(source="github:acme/other", what="issues", why="not found (404)")
    told = of((*issues(acme=20, globex=5), gap), "acme/app#1")
    assert told.verdict is Verdict.OPEN
    assert told.worse == ()


def what_if(
    backlog: Sequence[Issue], *changes: Change, customers: Register | None = None, by: Policy | None = None
) -> Comparison:
    with snapshot(backlog) as facts:
        return supposed(case(facts, by, customers), changes, ())


def test_several_changes_at_once() -> None:
    backlog = issues(acme=12, globex=8, initech=8, seed=8)
    told = what_if(
        backlog,
        Closing(key="acme/app#1", is_done=False),
        Closing(key="acme/app#2"),
        Asking(customer="Globex"),
        Asking(customer="Hooli"),
    )
    assert values(shift(told, "concentration.top-share", "acme")) == (Fraction(12, 28), Fraction(10, 28))
    assert values(shift(told, "concentration.top-share", "globex")) == (Fraction(8, 28), Fraction(9, 28))
    assert told.after.attribution.requested_issues == 28


def test_a_request_may_be_as_large_as_the_policy_can_read() -> None:
    by = Policy(
        stamp=balanced().stamp,
        counting=replace(
            balanced().counting,
            effort=replace(balanced().counting.effort, unit="points", place="field:points"),
        ),
        rules=balanced().rules,
    )
    backlog = issues(changes={"fields": (("Points", "2"),)}, acme=10, globex=10)
    told = what_if(backlog, Asking(customer="acme", effort=Fraction(20)), by=by)
    assert values(shift(told, "concentration.top-share", "acme")) == (Fraction(1, 2), Fraction(2, 3))


def test_a_lost_customer_takes_what_it_alone_asked_for_and_its_revenue() -> None:
    backlog = together(
        issues(acme=10, globex=6, initech=6, acme_and_globex=2),
        issues(changes={"headings": (("Customer", "Acme, Initech"),)}, unknown=2),
    )
    customers = register(acme=300, globex=100, initech=90, hooli=80)
    told = what_if(backlog, Losing(customer="ACME"), customers=customers)
    asked = {one.id: one.issues for one in told.after.attribution.customers}
    assert asked == {"globex": 8, "initech": 8}
    paying = {one.after.subject for one in told.shifts if one.after and one.now.rule == "revenue.top-share"}
    assert paying == {"globex"}


def test_the_largest_tenth_is_by_revenue_where_it_is_known() -> None:
    backlog = issues(acme=10, globex=6)
    with snapshot(backlog) as facts:
        told = case(facts)
        assert [one.id for one in largest_tenth(told.context().open, None, NOW)] == ["acme"]
        paid = register(acme=1, globex=5)
        assert [one.id for one in largest_tenth(told.context().open, paid, NOW)] == ["globex"]


def test_an_issue_is_taken_out_of_an_iteration_and_another_put_in() -> None:
    backlog = together(
        issues(changes={"iterations": (SPRINT,)}, acme=6, seed=1), issues(globex=6, initech=4, seed=4)
    )
    told = what_if(
        backlog,
        Planning(key="acme/app#1", iteration=SPRINT, is_in=False),
        Planning(key="acme/app#18", iteration=SPRINT, is_in=True),
    )
    assert values(shift(told, "seed.reserve")) == (Fraction(1, 7), Fraction(2, 7))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Closing(key="acme/app#99"), "there is no issue acme/app#99"),
        (Losing(customer="Nobody"), "no customer is called Nobody"),
    ],
)
def test_what_is_not_there_cannot_be_supposed(change: Change, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        what_if(issues(acme=10), change)


def test_without_a_place_for_names_nobody_can_ask() -> None:
    silent = policy("concentration.top-share", counting=replace(balanced().counting, patterns=()))
    with pytest.raises(UsageError, match="does not say where issues name their customer"):
        what_if(issues(acme=10), Asking(customer="acme"), by=silent)


# The same changes made by hand to the issues, and the whole collected and audited anew.

NAMES = ("acme", "globex", "initech", "hooli")
RULES = (
    *("concentration.top-share", "concentration.hhi", "concentration.milestone", "seed.reserve"),
    *("seed.wish-list", "seed.genuine", "breadth.per-iteration", "attribution.unknown-work"),
)


def backlog_of(random: Random) -> list[Issue]:
    marks = [*(f"customer: {name}" for name in NAMES), "seed-corn", "chore", "bug", "customer request"]
    weights = [8, 4, 2, 1, 3, 2, 2, 1]
    found = []
    for number in range(1, random.randint(12, 60)):
        labels = tuple(dict.fromkeys(random.choices(marks, weights, k=random.choice((0, 1, 1, 1, 2)))))
        changes: dict[str, Any] = {"created_at": ago(100 + number)}
        if random.random() < 0.3:
            changes["closed_at"] = ago(random.choice((1, 20, 89, 91)))
            changes["state_reason"] = random.choice(("completed", "not_planned"))
        if random.random() < 0.4:
            changes["iterations"] = (SPRINT,)
        found.append(issue(number, *labels, **changes))
    return found


def by_hand(backlog: list[Issue], change: Change) -> list[Issue]:  # noqa: PLR0911  # one for each change there is
    """The changes as somebody would make them in the tracker."""
    match change:
        case Closing(key=key, is_done=is_done):
            closed: dict[str, Any] = {"state": "closed", "closed_at": NOW}
            closed["state_reason"] = "completed" if is_done else "not_planned"
            return [replace(one, **closed) if one.key == key else one for one in backlog]
        case Opening(key=key):
            return [
                replace(one, state="open", closed_at=None, state_reason=None) if one.key == key else one
                for one in backlog
            ]
        case Absence(key=key):
            return [one for one in backlog if one.key != key]
        case Presence(issue=new):
            return [*(one for one in backlog if one.key != new.key), new]
        case Labelling(key=key, labels=labels):
            return [replace(one, labels=(*one.labels, *labels)) if one.key == key else one for one in backlog]
        case Planning(key=key, iteration=iteration, is_in=is_in):
            planned = (iteration,) if is_in else ()
            return [replace(one, iterations=planned) if one.key == key else one for one in backlog]
        case Losing(customer=name):
            mark = f"customer: {name}"
            names = {f"customer: {each}" for each in NAMES}
            alone = [one for one in backlog if set(one.labels) & names == {mark}]
            left = [one for one in backlog if one not in alone or (one.closed_at and one.closed_at < ago(90))]
            return [replace(one, labels=tuple(each for each in one.labels if each != mark)) for one in left]
        case Asking(customer=name):
            return [*backlog, issue(900, f"customer: {name}", created_at=NOW)]


def a_change(random: Random, one: Issue, number: int) -> Change:
    """Something about an issue, or about none of the backlog's."""
    new = issue(700 + number, f"customer: {random.choice(NAMES)}", created_at=ago(1))
    possible: list[Change] = [
        Closing(key=one.key, is_done=random.random() < 0.5),
        Opening(key=one.key),
        Absence(key=one.key),
        Presence(issue=new),
        Presence(issue=replace(one, labels=("customer: hooli",))),
        Labelling(key=one.key, labels=(f"customer: {random.choice(NAMES)}",)),
        Planning(key=one.key, iteration=SPRINT, is_in=random.random() < 0.5),
    ]
    return random.choice(possible)


def changes_of(random: Random, backlog: list[Issue], most: int) -> list[Change]:
    """Changes at once, each to another issue; now and then a customer who comes or goes instead."""
    if random.random() < 0.2:
        return [Losing(customer="acme"), *([] if random.random() < 0.5 else [Asking(customer="globex")])]
    chosen = random.sample(backlog, min(most, len(backlog)))
    found = [a_change(random, one, number) for number, one in enumerate(chosen)]
    # What is added comes last, and in the tracker too.
    return sorted(found, key=lambda one: isinstance(one, Presence))


def without_keys(judged: Report) -> Report:
    """A report without keys: those of issues that are only supposed are nobody's."""
    bare = (replace(found, evidence=(), settle=(), defer=(), details=()) for found in judged.findings)
    return replace(judged, findings=tuple(bare))


# A thousand changes: a hundred backlogs, in each some ten at once.
@pytest.mark.parametrize("seed", range(int(os.environ.get("SEEDCORN_CHANGES", "1000")) // 10))
def test_what_is_supposed_gives_what_a_full_audit_gives(seed: int) -> None:
    random = Random(seed)
    backlog = [*backlog_of(random), issue(800, "customer: acme")]
    small = policy(*RULES, counting=balanced().counting)
    changes = changes_of(random, backlog, 12)
    with snapshot(backlog) as facts:
        after = Seen(case=case(facts, small).supposing(changes)).report
    for change in changes:
        backlog = by_hand(backlog, change)
    assert without_keys(after) == without_keys(report(backlog, small)), changes
