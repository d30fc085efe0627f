"""Parts of all work, and when there is too little of it to say anything."""

from fractions import Fraction

import pytest

from seedcorn.metrics.sufficiency import too_few_issues, too_few_requests
from seedcorn.metrics.work import seed_corn_share, unknown_share, wish_list_share
from seedcorn.model import Interval

F = Fraction
NOTHING = F(0)


@pytest.mark.parametrize(
    ("in_use", "high"),
    [(True, "1/4"), (False, "3/4")],
)
def test_unknown_work_could_be_seed_corn_only_where_nothing_is_marked(in_use: bool, high: str) -> None:
    measured = seed_corn_share(F(5), F(10), F(20), NOTHING, in_use=in_use)
    assert measured == Interval(value=F(1, 4), low=F(1, 4), high=F(high))


def test_capacity_left_free_is_reserved_too() -> None:
    assert seed_corn_share(F(2), NOTHING, F(20), F(3), in_use=True) == Interval.exactly(F(1, 4))
    assert seed_corn_share(NOTHING, F(10), F(12), F(5), in_use=False).high == 1
    assert seed_corn_share(NOTHING, NOTHING, NOTHING, NOTHING, in_use=False) == Interval.exactly(0)


def test_wishes_and_unknown_work() -> None:
    assert wish_list_share(F(3), F(2), F(10)) == Interval(value=F(3, 10), low=F(3, 10), high=F(1, 2))
    assert wish_list_share(NOTHING, NOTHING, NOTHING) == Interval.exactly(0)
    assert unknown_share(F(2), F(8)) == Interval.exactly(F(1, 4))
    assert unknown_share(NOTHING, NOTHING) == Interval.exactly(0)


@pytest.mark.parametrize(
    ("issues", "requested", "unknown", "everything", "enough"),
    [
        (10, 10, 0, 10, True),
        (9, 9, 0, 9, False),
        (10, 10, 0, 100, True),
        (10, 10, 0, 101, False),
        (10, 6, 4, 100, True),
        (10, 6, 3, 100, False),
        (10, 0, 0, 0, False),
    ],
)
def test_enough_requests(issues: int, requested: int, unknown: int, everything: int, enough: bool) -> None:
    why_not = too_few_requests(issues, F(requested), F(unknown), F(everything))
    assert (why_not == "") == enough


def test_enough_issues() -> None:
    assert too_few_issues(10, F(1)) == ""
    assert "10 issues, found 9" in too_few_issues(9, F(9))
    assert "effort" in too_few_issues(10, NOTHING)
