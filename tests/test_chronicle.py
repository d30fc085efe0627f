"""The course of a backlog: what each point tells, when it tells nothing, and which moments explain it."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from builders import COUNTING, NOW, ago, issue, issues, snapshot, together
from seedcorn.chronicle import MOST_LEADERS, Chronicle, Held, Leader, Point, chronicle
from seedcorn.context import look
from seedcorn.metrics.concentration import absence_range, hhi, share
from seedcorn.model import Effort, Interval, Issue, Missing
from seedcorn.series import series

WEEK = 7


def course(*groups: tuple[Issue, ...], points: int = 4) -> Chronicle:
    with snapshot(together(*groups)) as facts:
        return chronicle(series(facts, COUNTING, None, now=NOW, points=points))


def born(weeks: float, **of: int) -> tuple[Issue, ...]:
    """Issues that came so many weeks ago."""
    return issues(labels=(), changes={"created_at": ago(weeks * WEEK)}, **of)


def names(found: Chronicle) -> list[str]:
    return [leader.id for leader in found.leaders]


def test_a_point_says_what_an_audit_of_that_moment_says() -> None:
    backlog = together(
        born(9, acme=8, globex=5, seed=3, nameless=2, unknown=4, own=1), born(1, acme=4, hooli=1, seed=2)
    )
    with snapshot(backlog) as facts:
        found = chronicle(series(facts, COUNTING, None, now=NOW, points=4))
        for point in found.points:
            seen = look(facts, COUNTING, None, now=point.at, window_days=90, capacity={}).open
            parts, work = [one.effort for one in seen.demands], seen.work
            known, unknown = work.requested.effort, work.unknown.effort
            nameless = work.nameless.effort
            asked = {one.customer.id: one for one in seen.demands}
            for leader, held in zip(found.leaders, point.held, strict=True):
                one = asked.get(leader.id)
                assert held.issues == (one.issues if one else 0)
                assert held.share == share(one.effort if one else 0, known, unknown, nameless)
            assert point.hhi == hhi(parts, known, unknown, nameless)
            assert point.absence_factor == absence_range(parts, unknown + nameless, 6)
            assert point.seed_corn == Interval.exactly(Fraction(work.seed_corn.issues, work.all.issues))
            assert point.unknown == Fraction(4, work.all.issues)
            assert (point.open_issues, point.requested_issues) == (
                work.all.issues,
                work.requested.issues,
            )


def test_with_estimates_shares_are_of_effort_and_issues_are_issues() -> None:
    sized = Effort(unit="points", place="label", sizes=(("big", Fraction(9)),), missing=Missing.ONE)
    backlog = together(issues(acme=1, labels=("big",)), issues(globex=9))
    with snapshot(backlog) as facts:
        told = series(facts, replace(COUNTING, effort=sized), None, now=NOW, points=1)
        found = chronicle(told, unit="points")
    assert [held.issues for held in found.points[0].held] == [1, 9]
    assert [held.share and held.share.value for held in found.points[0].held] == [Fraction(1, 2)] * 2


def test_too_little_is_none_and_never_0() -> None:
    found = course(born(9, acme=3, seed=1), born(1, acme=9, seed=2))
    assert [point.is_enough for point in found.points] == [False, False, True, True]
    before, after = found.points[1], found.points[2]
    assert before.too_few == "needs 10 requested issues, found 3"
    assert before.held == (Held(issues=3, share=None),)
    assert (before.hhi, before.absence_factor, before.seed_corn, before.unknown) == (None,) * 4
    assert after.hhi == Interval.exactly(10_000)
    assert after.held == (Held(issues=12, share=Interval.exactly(1)),)
    assert after.seed_corn == Interval.exactly(Fraction(1, 5))


def test_where_there_is_never_enough_nobody_leads_and_nothing_is_a_moment() -> None:
    found = course(born(9, acme=1, unknown=30), born(1, acme=8))
    assert found.leaders == ()
    assert found.moments == ()
    assert found.names == (("acme", "acme"),)
    assert [point.held for point in found.points] == [()] * 4
    assert all(point.too_few for point in found.points)
    assert found.points[0].unknown == Fraction(30, 31)


def test_of_an_empty_backlog_and_of_one_point_there_is_nothing_to_explain() -> None:
    assert course(points=3).moments == ()
    assert [point.open_issues for point in course(points=3).points] == [0, 0, 0]
    assert course(born(1, acme=20), points=1).moments == ()


def test_nameless_requests_alone_have_no_customer_to_be_absent() -> None:
    point = course(born(9, nameless=12), points=1).points[0]
    assert point.is_enough
    assert point.absence_factor is None


def test_those_lead_who_hold_most_now_and_then_who_held_most_before() -> None:
    gone = tuple(
        issue(number, "customer: gone", created_at=ago(60), closed_at=ago(9), state_reason="completed")
        for number in range(1, 21)
    )
    found = course(gone, born(9, a=1, b=2, c=3, d=4, e=5, f=6))
    assert names(found) == ["f", "e", "d", "c", "gone"]
    assert len(found.leaders) == MOST_LEADERS
    assert [name for name, _ in found.names] == ["a", "b", "c", "d", "e", "f", "gone"]


def test_the_largest_changes_are_the_moments_in_the_order_of_time() -> None:
    found = course(
        *(
            born(weeks, acme=more)
            for weeks, more in ((9, 10), (7, 2), (6, 7), (5, 1), (4, 9), (2, 4), (1, 3))
        ),
        born(9, globex=10, seed=1),
        points=10,
    )
    moments = found.moments
    assert [(one.leader.id if one.leader else "", one.more) for one in moments] == [
        ("acme", 2),
        ("acme", 7),
        ("acme", 9),
        ("acme", 4),
        ("acme", 3),
    ]
    biggest = moments[2]
    assert found.points[biggest.place].at == NOW - timedelta(weeks=4)
    assert biggest.before is not None
    assert biggest.after is not None
    assert (biggest.before.value, biggest.after.value) == (Fraction(20, 30), Fraction(29, 39))


def test_the_share_of_seed_corn_has_a_moment_among_them() -> None:
    grown = [born(weeks, acme=4) for weeks in (6, 5, 4, 3, 2)]
    found = course(born(9, globex=12, seed=12), *grown, born(1, seed=30), points=8)
    seed = [one for one in found.moments if one.leader is None]
    assert len(found.moments) == 5
    assert [(one.place, one.more) for one in seed] == [(6, None)]
    assert seed[0].before is not None
    assert seed[0].after is not None
    assert (seed[0].before.value, seed[0].after.value) == (Fraction(12, 44), Fraction(42, 74))


def test_where_no_customer_moves_seed_corn_fills_the_moments() -> None:
    found = course(born(20, acme=12), *(born(weeks, seed=4) for weeks in (7, 6, 5, 4, 3, 2)), points=10)
    assert [one.leader for one in found.moments] == [None] * 5


@pytest.mark.parametrize(("more", "moments"), [(1, []), (2, [2])])
def test_one_issue_more_explains_nothing(more: int, moments: list[int]) -> None:
    found = course(born(9, acme=20, globex=20), born(1, acme=more))
    assert [one.more for one in found.moments] == moments


def test_where_the_share_before_is_not_known_a_moment_says_none() -> None:
    (moment,) = course(born(9, acme=4), born(1, acme=8)).moments
    assert (moment.more, moment.before) == (8, None)
    assert moment.after == Interval.exactly(1)


def test_without_numbers_of_issues_no_customer_has_a_moment() -> None:
    half = Interval.exactly(Fraction(1, 2))
    points = tuple(
        Point(at=NOW, open_issues=20, requested_issues=20, held=(Held(issues=None, share=one),))
        for one in (half, Interval.exactly(1))
    )
    assert Chronicle(points=points, leaders=(Leader(id="a", name="a"),)).moments == ()
