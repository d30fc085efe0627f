"""What has changed since a week ago: who asked, what was done for whom, what fails now and what no more."""

from fractions import Fraction
from typing import Any

from builders import NOW, SOURCE, ago, balanced, happened, issues, report, snapshot, together
from seedcorn.comparison import Comparison
from seedcorn.impact import Seen
from seedcorn.model import HISTORY, Event, Gap, Issue
from seedcorn.past import looked_back, since
from seedcorn.past_words import sentences
from seedcorn.supposing import Case


def told(*backlog: Issue | Event) -> Comparison:
    with snapshot(backlog) as facts:
        return since(Case(snapshot=facts, policy=balanced(), register=None, now=NOW))


OLD = issues(acme=5, globex=5, initech=5, hooli=5, seed=10)


def test_who_asked_and_what_was_done() -> None:
    new = issues(changes={"created_at": ago(3)}, acme=4)
    done = issues(changes={"closed_at": ago(2)}, globex=1)
    before_that = issues(changes={"closed_at": ago(9)}, globex=1)
    found = told(*together(OLD, new, done, before_that))
    assert sentences(found)[:5] == (
        "Since 2026-01-14:",
        "Of the requested work: globex 29 % to 21 %; acme 24 % to 38 %; hooli 24 % to 21 %.",
        "acme asked for #31, #32, #33 and #34.",
        "Completed for globex: #35.",
        "Fails now (error): acme (concentration.top-share).",
    )
    assert found.after == report(together(OLD, new, done, before_that))


def test_nothing_happened() -> None:
    assert sentences(told(*OLD)) == ("Nothing has changed since 2026-01-14.",)


def test_what_fails_no_more_or_less_gravely() -> None:
    gone = issues(changes={"closed_at": ago(2)}, acme=9)
    lines = sentences(told(*together(OLD, gone)))
    assert "Acme is less far over its limit (concentration.top-share)." in lines
    healed = together(issues(acme=4, a=4, b=4, c=4, d=4, e=4, seed=10), gone)
    assert "Acme is back within the limit of 30 % (concentration.top-share)." in sentences(told(*healed))


def test_many_customers_are_told_of_as_far_as_anybody_reads() -> None:
    each: dict[str, Any] = {f"c{number}": 3 for number in range(30)}
    new = issues(changes={"created_at": ago(3)}, **each)
    assert len(sentences(told(*together(OLD, new)))) <= 14


def moves(*backlog: Issue | Event) -> list[str]:
    """Who moved it, with all issues."""
    return [f"{move.said} {' '.join(move.keys)}" for move in told(*backlog).moves]


def test_who_was_put_on_an_issue_and_taken_off_it() -> None:
    """Labels that came and went meanwhile, and not those that came before."""
    early, late, gone = OLD[0], OLD[1], OLD[5]
    events = (
        *happened(early, "+20 label: customer: acme"),
        *happened(late, "+3 label: customer: acme"),
        *happened(gone, "+30 label: customer: initech", "-2 label: customer: initech"),
    )
    assert moves(*OLD, *events) == [
        f"Now counted for acme: {late.key}",
        f"No longer counted for initech: {gone.key}",
    ]


def test_an_issue_that_changed_hands_is_one_of_each() -> None:
    one = OLD[0]
    events = happened(
        one,
        "+90 label: customer: globex",
        "-3 label: customer: globex",
        "+3 label: customer: acme",
    )
    assert moves(*OLD, *events) == [
        f"Now counted for acme: {one.key}",
        f"No longer counted for globex: {one.key}",
    ]


def test_what_was_opened_again_was_not_asked_for_now() -> None:
    one = OLD[0]
    assert moves(*OLD, *happened(one, "+20 closed: completed", "-3 closed: completed")) == [
        f"Opened again for acme: {one.key}"
    ]


def test_what_was_declined_is_told_apart_from_what_was_done() -> None:
    changes = {"closed_at": ago(2), "state_reason": "not_planned"}
    backlog = together(OLD, issues(changes=changes, acme=2))
    assert moves(*backlog) == ["Declined for acme: acme/app#31 acme/app#32"]


def test_who_moved_most_comes_first_with_all_that_was_done() -> None:
    new = issues(changes={"created_at": ago(3)}, hooli=1, acme=2)
    done = issues(changes={"closed_at": ago(2)}, hooli=3)
    assert [each.partition(" acme/")[0] for each in moves(*together(OLD, new, done))] == [
        "hooli asked for",
        "Completed for hooli:",
        "acme asked for",
    ]


def looked(*items: Issue | Event | Gap) -> Comparison:
    with snapshot(items) as facts:
        case = Case(snapshot=facts, policy=balanced(), register=None, now=NOW)
        return looked_back(Seen(case=case))


def test_the_course_of_the_leading_shares_goes_back_half_a_year() -> None:
    new = issues(changes={"created_at": ago(10)}, acme=10)
    backlog = together(OLD, new)
    events = happened(backlog[0], "+90 label: customer: acme")
    found = looked(*backlog, *events).after
    by_customer = {trace.customer: trace for trace in found.traces}
    acme = by_customer["acme"].shares
    assert len(acme) == 15  # the oldest issue is 100 days old, so before that there was nothing
    assert [round(float(share.value), 2) for share in acme[-3:] if share] == [0.25, 0.5, 0.5]
    kept = by_customer[None].shares
    assert kept[-1] is not None
    assert kept[-1].value == Fraction(10, 40)
    assert {trace.fewest for trace in found.traces if trace.customer} == {4}
    assert dict(found.names)["globex"] == "globex"


def test_without_a_history_or_with_half_of_one_there_is_no_course() -> None:
    assert looked(*OLD).after.traces == ()
    events = happened(OLD[0], "+90 label: customer: acme")
    gap = Gap(source=SOURCE, what="events", why="forbidden", place=HISTORY)
    assert looked(*OLD, *events).after.traces
    assert looked(*OLD, *events, gap).after.traces == ()


def test_of_too_little_there_is_no_course() -> None:
    few = issues(acme=2, globex=1)
    assert looked(*few, *happened(few[0], "+90 label: customer: acme")).after.traces == ()
