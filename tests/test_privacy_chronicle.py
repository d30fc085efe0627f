"""The course of a backlog in public: no name of anybody who ever asked, and ranges where few ask."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from builders import COUNTING, NOW, ago, issue, issues, report, snapshot, together
from nasty_customers import CUSTOMERS, HOME, ORDINARY, REGISTER, cast, told_by
from sample_report import interval
from seedcorn.band import Band
from seedcorn.chronicle import Chronicle, Held, Leader, Point, chronicle
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.format import Look
from seedcorn.model import Customer, Issue
from seedcorn.privacy import leaks, masked_chronicle, with_names
from seedcorn.report import Report
from seedcorn.series import series
from seedcorn.shelf import names, take

PLACE = "github:acme/app"
LOOKS = (Look(), Look(width=64, unicode=False))


def texts(found: Chronicle, shown: Report) -> Iterator[str]:
    for name in names("seedcorn.chronicles"):
        member = take("seedcorn.chronicles", name, "CHRONICLE")
        assert isinstance(member, ChronicleFormat)
        yield from (member.render(found, shown, look) for look in LOOKS)


def told(people: tuple[Customer, ...], *, customers: int = 9) -> Chronicle:
    """The first grows by three issues a week; iterations are called after the others."""
    issues_at = [[20 + 3 * week, *([5] * (len(people) - 1))] for week in range(4)]
    points = tuple(
        Point(
            at=NOW + timedelta(weeks=week),
            open_issues=90,
            requested_issues=80,
            customers=customers,
            held=tuple(
                Held(issues=one, share=interval(f"{one}/80", f"{one}/90", f"{one + 10}/90")) for one in each
            ),
            hhi=interval("2222", "1111", "3333"),
            absence_factor=interval("2", "1", "4"),
            name=f"milestone: {people[-1].name} goes live",
        )
        for week, each in enumerate(issues_at)
    )
    leaders = tuple(Leader(id=one.id, name=one.name) for one in people)
    everybody = tuple((one.id, one.name) for one in people)
    return Chronicle(points=points, leaders=leaders, names=everybody, is_weekly=False)


@pytest.mark.parametrize("sources", [(HOME,), (HOME, "jira:HIDDEN")], ids=["at home", "elsewhere too"])
def test_nothing_of_anybody_can_be_read(sources: tuple[str, ...]) -> None:
    for lead in range(0, len(CUSTOMERS), 3):
        people = cast(CUSTOMERS, lead, 5).customers
        now = replace(told_by(cast(CUSTOMERS, lead, 2), sources=sources), gaps=())
        found = told(people)
        shown, public = masked_chronicle(found, now, REGISTER, place=HOME)
        for text in texts(shown, public):
            assert leaks(text, with_names(now, found), REGISTER, place=HOME, beside=shown) == ()
            for one in people:
                if one.name not in ORDINARY and one.name.isalnum() and len(one.name) > 3:
                    assert one.name not in text


def test_private_texts_have_the_names() -> None:
    people = cast(CUSTOMERS, 11, 5).customers
    found = told(people)
    now = replace(told_by(cast(CUSTOMERS, 11, 2)), gaps=())
    for text in texts(found, now):
        assert leaks(text, with_names(now, found), REGISTER, place=HOME) != ()


def gone(word: str, number: int) -> tuple[Issue, ...]:
    ended = {"created_at": ago(60), "closed_at": ago(20), "state_reason": "completed"}
    return tuple(issue(one, f"customer: {word}", **ended) for one in range(1, number + 1))


def public(*groups: tuple[Issue, ...], points: int = 8) -> tuple[Chronicle, Chronicle]:
    """The course of a backlog as it is, and as the public sees it where names are secret."""
    backlog = together(*groups)
    with snapshot(backlog) as facts:
        found = chronicle(series(facts, COUNTING, None, now=NOW, points=points))
    shown, _ = masked_chronicle(found, report(backlog), None, place="github:other/place")
    return found, shown


def test_who_asked_once_and_asks_no_more_is_hidden_too() -> None:
    found, shown = public(gone("vanished", 15), issues(a=5, b=5, c=5, d=5))
    assert "vanished" in {leader.name for leader in found.leaders}
    for text in texts(shown, report(())):
        assert "vanished" not in text
    assert len({leader.name for leader in shown.leaders}) == 5
    assert all(leader.name.startswith("Customer ") for leader in shown.leaders)


def test_where_enough_ask_shares_are_numbers_and_moments_are_told() -> None:
    new = issues(changes={"created_at": ago(10)}, labels=(), a=6)
    _, shown = public(issues(a=5, b=5, c=5, d=5), new)
    assert not shown.is_banded
    share = shown.points[-1].held[0].share
    assert share is not None
    assert share.value == Fraction(11, 26)
    assert [one.more for one in shown.moments] == [6]


@pytest.mark.parametrize("word", ["few", "nearly all"])
def test_where_few_ask_or_one_for_nearly_all_only_ranges_are_told(word: str) -> None:
    groups = {"few": issues(a=9, b=9, c=2), "nearly all": issues(a=97, b=1, c=1, d=1)}
    _, shown = public(groups[word])
    assert shown.is_banded
    for point in shown.points:
        assert (point.hhi, point.absence_factor) == (None, None)
        assert all(held.issues is None for held in point.held)
        assert all(held.share and isinstance(held.share.value, Band) for held in point.held)
    assert [one for one in shown.moments if one.leader] == []


def test_where_there_are_too_few_requests_for_shares_no_counts_are_told_either() -> None:
    new = issues(changes={"created_at": ago(10)}, labels=(), a=3, b=3, c=3, d=3)
    found, shown = public(issues(a=3), new)
    assert found.points[0].held[0].issues == 3
    assert [held.issues for held in shown.points[0].held] == [None] * 4
    assert not shown.is_banded


def test_names_of_iterations_are_told_at_home_alone() -> None:
    people = cast(CUSTOMERS, 10, 5).customers
    found = told(people)
    named = tuple(replace(point, name="milestone: 2.0") for point in found.points)
    now = replace(told_by(cast(CUSTOMERS, 10, 2)), gaps=())
    at_home, _ = masked_chronicle(replace(found, points=named), now, REGISTER, place=HOME)
    elsewhere, _ = masked_chronicle(replace(found, points=named), now, REGISTER, place=PLACE)
    assert {point.name for point in at_home.points} == {"milestone: 2.0"}
    assert {point.name for point in elsewhere.points} == {"milestone"}
