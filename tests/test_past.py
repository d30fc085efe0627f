"""What has changed since a week ago: who asked, what was done for whom, what fails now and what no more."""

from typing import Any

from builders import NOW, ago, balanced, issues, report, snapshot, together
from seedcorn.comparison import Comparison
from seedcorn.model import Issue
from seedcorn.past import since
from seedcorn.past_words import sentences
from seedcorn.supposing import Case


def told(*backlog: Issue) -> Comparison:
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
