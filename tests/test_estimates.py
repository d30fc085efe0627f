"""How much effort an issue is: estimates in one unit, counted once, and medians where there are none."""

from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import COUNTING, ago, context, issue
from seedcorn.engine import rows
from seedcorn.errors import DataError
from seedcorn.estimates import effort_said, sizes, weighted_median
from seedcorn.model import Effort, Estimate, Issue, Missing

POINTS = Estimate(place="field:points")
SIZES = Estimate(place="label", sizes=(("size/s", Fraction(1)), ("Size / *", Fraction("2.00049"))))


@pytest.mark.parametrize(
    ("value", "effort"),
    [
        *[
            ("3", "3"),
            (" 3.0 ", "3"),
            ("0.5", "1/2"),
            ("0", "0"),
            ("1000000", "1000000"),
            ("0.12345", "123/1000"),
        ],
        *[
            ("-1", None),
            ("1000001", None),
            ("five", None),
            ("", None),
            ("nan", None),
            ("inf", None),
            ("3 h", None),
        ],
        *[
            ("1e3", None),
            ("1e999999999", None),
            ("1/2", None),
            ("1_000", None),
            ("9" * 5000, None),
            ("3.", "3"),
        ],
    ],
)
def test_a_number_in_a_field_is_an_estimate(value: str, effort: str | None) -> None:
    assert effort_said(POINTS, "field:points", value) == (None if effort is None else Fraction(effort))


@pytest.mark.parametrize(
    ("value", "effort"),
    [("size/S", "1"), ("SIZE/s", "1"), ("size/XL", "2"), ("size / M", "2"), ("3", None), ("sizes", None)],
)
def test_a_label_is_an_estimate_by_the_first_glob_that_fits(value: str, effort: str | None) -> None:
    assert effort_said(SIZES, "label", value) == (None if effort is None else Fraction(effort))


def test_elsewhere_nothing_is_an_estimate() -> None:
    assert effort_said(POINTS, "label", "3") is None
    assert effort_said(SIZES, "field:points", "3") is None


def test_what_one_counts_is_in_the_estimate() -> None:
    hours = replace(POINTS, counts=Fraction(1, 8))
    assert effort_said(hours, "field:points", "12") == Fraction(3, 2)
    assert effort_said(hours, "field:points", "0.01") == Fraction(1, 1000)
    assert effort_said(replace(POINTS, counts=Fraction(10)), "field:points", "100001") is None
    assert effort_said(replace(SIZES, counts=Fraction(2)), "label", "size/s") == 2


def test_the_scale_keeps_every_effort_and_every_median_whole() -> None:
    vocabulary = [(0, "field:points", "0.5"), (1, "field:points", "0.25"), (2, "field:points", "3")]
    found = sizes(vocabulary, Effort(place="field:points"))
    assert found.scale == 8
    assert sorted(effort for _, _, effort in found.rows) == [2, 4, 24]
    assert sizes(vocabulary, Effort()).scale == 1


def points_of(*backlog: Issue, **known: Any) -> dict[str, Fraction]:
    """The effort of each open issue by its key, under some effort."""
    with context(backlog, counting=replace(COUNTING, effort=Effort(unit="points", **known))) as seen:
        found = seen.open.issues.join(seen.open.attributed.names, on="issue").select("key", "effort")
        return {key: Fraction(effort, seen.open.attributed.effort_scale) for key, effort in rows(found)}


THREE = (
    issue(1, source="github:acme/app", key="#1", marks=(("project-field:estimate", "3"),)),
    issue(2, source="gitlab:acme/app", key="!2", fields=(("weight", "4"), ("time estimate", "16"))),
    issue(3, source="jira:APP", key="APP-3", fields=(("Story Points", "5"), ("time estimate", "8"))),
    issue(4, source="jira:APP", key="APP-4"),
)
BY_SOURCE = (
    Estimate(source="github:*", place="project-field:estimate"),
    Estimate(source="gitlab:*", place="field:weight", counts=Fraction(2)),
    Estimate(source="jira:*", place="field:story points"),
    Estimate(source="*", place="field:time estimate", counts=Fraction(1, 8)),
)


def test_three_trackers_meet_in_one_unit_by_what_each_counts() -> None:
    assert points_of(*THREE, by_source=BY_SOURCE) == {"#1": 3, "!2": 8, "APP-3": 5, "APP-4": 5}
    assert points_of(*THREE, by_source=BY_SOURCE[-1:], missing=Missing.ZERO) == {
        "#1": 0,
        "!2": 2,
        "APP-3": 1,
        "APP-4": 0,
    }


def test_a_source_that_no_estimate_is_declared_for_is_refused() -> None:
    with pytest.raises(DataError, match="no estimate is declared for jira:APP") as refused:
        points_of(*THREE, by_source=BY_SOURCE[:2])
    assert "points" in refused.value.hint


def test_what_is_above_an_estimate_counts_nothing_itself() -> None:
    def sized(number: int, points: str | None, above: int | None = None, **changes: Any) -> Issue:
        fields = (("Points", points),) if points else ()
        parent = f"acme/app#{above}" if above else None
        return issue(number, fields=fields, parent=parent, **changes)

    def efforts(*backlog: Issue) -> list[Fraction]:
        return [points for _, points in sorted(points_of(*backlog, place="field:points").items())]

    assert efforts(sized(1, "13"), sized(2, "5", 1), sized(3, "8", 1)) == [0, 5, 8]
    assert efforts(sized(1, "13"), sized(2, None, 1), sized(3, "5", 2)) == [0, 0, 5]
    assert efforts(sized(1, "13"), sized(2, None, 1)) == [13, 13]
    assert efforts(sized(1, "13"), sized(2, "0", 1)) == [0, 0]
    assert efforts(sized(1, "13"), sized(2, "5", 1, closed_at=ago(5))) == [0]
    assert efforts(sized(1, "13"), sized(2, "5", 1, closed_at=ago(500))) == [13]
    assert efforts(sized(1, "13"), sized(2, "5", 1, labels=("wontfix",))) == [13]
    assert efforts(sized(1, "13", 2), sized(2, "5", 1)) == [13, 5]
    assert efforts(sized(1, "13", 1)) == [13]
    with context([sized(1, "13"), sized(2, "5", 1)]) as seen:
        assert seen.open.work.all.effort == 2


@given(values=st.lists(st.integers(0, 12).map(lambda value: 2 * value), min_size=1, max_size=12))
def test_the_median_of_groups_is_the_median_of_all(values: list[int]) -> None:
    pairs = [(value, values.count(value)) for value in sorted(set(values))]
    assert weighted_median(pairs) == median(values)


def test_of_nothing_it_is_nothing() -> None:
    assert weighted_median([]) == 0
