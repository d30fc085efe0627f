"""The one comparison of the product, and how limits are written."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import context
from seedcorn.context import Context
from seedcorn.model import Interval
from seedcorn.report import Bound, Finding, Keys, Level, Unit, Verdict
from seedcorn.rule import (
    Abstention,
    Measure,
    Number,
    Outcome,
    Params,
    Remedy,
    Rule,
    Share,
    Source,
    judge,
    parse_number,
    parse_share,
)

F = Fraction
NUMBERS = st.fractions(min_value=0, max_value=1, max_denominator=8)
LIMITS = st.permutations(list(Level)).flatmap(
    lambda levels: st.lists(NUMBERS, min_size=1, max_size=3).map(lambda limits: dict(zip(levels, limits)))  # noqa: B905 - as many levels as limits
)


def by_gravity(limits: dict[Level, Fraction]) -> tuple[tuple[Level, Fraction], ...]:
    return tuple(sorted(limits.items(), key=lambda pair: -pair[0].rank))


def measured(
    value: str, low: str | None = None, high: str | None = None, bound: Bound = Bound.CEILING
) -> Measure:
    interval = Interval(value=F(value), low=F(low or value), high=F(high or value))
    return Measure(
        scope="here",
        message="of it",
        measured=interval,
        bound=bound,
        subject="acme",
        unit=Unit.SHARE,
        evidence=lambda: Keys(first=("#1",), total=9),
        settle=lambda limit: Keys(first=(f"settles {limit}",), total=1),
        remedy=lambda limit: Remedy(text=f"come back to {limit}", defer=Keys(first=("#2",), total=4)),
    )


WARN_20, FAIL_30 = (Level.WARNING, F(2, 10)), (Level.ERROR, F(3, 10))
BOTH = (FAIL_30, WARN_20)


class Expected(NamedTuple):
    kind: Verdict
    limit: str
    level: Level | None = None
    open_level: Level | None = None
    lean: Verdict | None = None


PASSED, WARNED = Expected(Verdict.PASS, "2/10"), Expected(Verdict.FAIL, "2/10", Level.WARNING)
FAILED = Expected(Verdict.FAIL, "3/10", Level.ERROR)
WORSE = Expected(Verdict.FAIL, "2/10", Level.WARNING, Level.ERROR, Verdict.FAIL)
LEANS_DOWN = Expected(Verdict.OPEN, "3/10", Level.ERROR, Level.ERROR, Verdict.FAIL)
LEANS_UP = Expected(Verdict.OPEN, "3/10", Level.ERROR, Level.ERROR, Verdict.PASS)
MILDER = Expected(Verdict.OPEN, "2/10", Level.WARNING, Level.WARNING, Verdict.FAIL)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (measured("1/10"), PASSED),
        (measured("2/10"), PASSED),
        (measured("1/10", "1/10", "2/10"), PASSED),
        (measured("21/100"), WARNED),
        (measured("3/10"), WARNED),
        (measured("1/4", "21/100", "3/10"), WARNED),
        (measured("31/100"), FAILED),
        (measured("4/10", "31/100", "9/10"), FAILED),
        (measured("4/10", "3/10", "9/10"), WORSE),
        (measured("4/10", "1/10", "9/10"), LEANS_DOWN),
        (measured("1/10", "1/10", "9/10"), LEANS_UP),
        (measured("25/100", "1/10", "3/10"), MILDER),
    ],
)
def test_a_ceiling(measure: Measure, expected: Expected) -> None:
    found = judge("a.rule", measure, BOTH)
    assert (found.kind, found.level, found.open_level, found.lean) == (
        *(expected.kind, expected.level, expected.open_level, expected.lean),
    )
    assert found.limit == F(expected.limit)
    assert (found.rule, found.scope, found.subject, found.message) == ("a.rule", "here", "acme", "of it")


@pytest.mark.parametrize(
    ("value", "low", "high", "kind"),
    [
        ("2/10", None, None, Verdict.PASS),
        ("3/10", None, None, Verdict.PASS),
        ("19/100", None, None, Verdict.FAIL),
        ("1/10", "1/10", "19/100", Verdict.FAIL),
        ("1/10", "1/10", "2/10", Verdict.OPEN),
        ("3/10", "2/10", "1", Verdict.PASS),
    ],
)
def test_a_floor(value: str, low: str | None, high: str | None, kind: Verdict) -> None:
    found = judge("a.rule", measured(value, low, high, Bound.FLOOR), (WARN_20,))
    assert (found.kind, found.bound) == (kind, Bound.FLOOR)


def test_what_costs_a_look_at_the_issues_is_only_shown_where_it_helps() -> None:
    passed = judge("a.rule", measured("1/10"), BOTH)
    failed = judge("a.rule", measured("4/10"), BOTH)
    undecided = judge("a.rule", measured("1/10", "1/10", "9/10"), BOTH)
    both = judge("a.rule", measured("4/10", "25/100", "9/10"), BOTH)
    assert (passed.evidence, passed.settle, passed.remedy, passed.defer) == ((), (), "", ())
    assert (failed.evidence, failed.evidence_total, failed.settle) == (("#1",), 9, ())
    assert (failed.remedy, failed.defer, failed.defer_total) == ("come back to 3/10", ("#2",), 4)
    assert (undecided.evidence, undecided.settle, undecided.settle_total) == ((), ("settles 3/10",), 1)
    assert (undecided.remedy, undecided.defer) == ("", ())
    assert (both.remedy, both.settle) == ("come back to 1/5", ("settles 3/10",))


def test_without_limits_nothing_is_judged() -> None:
    found = judge("a.rule", measured("9/10"), ())
    assert (found.kind, found.limit) == (Verdict.PASS, None)


@given(numbers=st.lists(NUMBERS, min_size=3, max_size=3), limits=LIMITS, bound=st.sampled_from(Bound))
def test_a_verdict_is_what_every_answer_would_say(
    numbers: list[Fraction], limits: dict[Level, Fraction], bound: Bound
) -> None:
    """Fail where all numbers in the interval break a limit, pass where all keep all of them."""
    low, value, high = sorted(numbers)
    measure = Measure(
        scope="here", message="", measured=Interval(value=value, low=low, high=high), bound=bound
    )
    found = judge("a.rule", measure, by_gravity(limits))

    def breaks(number: Fraction, limit: Fraction) -> bool:
        return number < limit if bound is Bound.FLOOR else number > limit

    broken = [level for level, limit in limits.items() if breaks(low, limit) and breaks(high, limit)]
    kept = [level for level, limit in limits.items() if not breaks(low, limit) and not breaks(high, limit)]
    assert (found.kind is Verdict.FAIL) == bool(broken)
    assert (found.kind is Verdict.PASS) == (len(kept) == len(limits))
    if broken:
        assert found.level is max(broken, key=lambda level: level.rank)
    undecided = [level for level in limits if level not in broken + kept]
    graver = [level for level in undecided if not broken or level.rank > max(one.rank for one in broken)]
    assert found.open_level is max(graver, key=lambda level: level.rank, default=None)


class Limits(Params):
    warning: Share | None = F(20, 100)
    error: Share | None = None
    fewest_issues: Number = F(5)


def test_limits_come_gravest_first_and_only_those_that_are_set() -> None:
    assert Limits().limits() == ((Level.WARNING, F(1, 5)),)
    assert Limits(error=F(1, 2), warning=None).limits() == ((Level.ERROR, F(1, 2)),)
    assert Limits(error=F(1, 2)).limits() == ((Level.ERROR, F(1, 2)), (Level.WARNING, F(1, 5)))
    assert Limits.model_validate({"fewest-issues": 7}).fewest_issues == 7
    with pytest.raises(ValidationError):
        Limits.model_validate({"notice": "20%"})


@pytest.mark.parametrize(
    ("text", "share"),
    [("20%", "1/5"), (" 12.5 % ", "1/8"), ("0%", "0"), ("100%", "1"), ("0.000001%", "1/100000000")],
)
def test_a_share_is_written_with_a_percent_sign(text: str, share: str) -> None:
    assert parse_share(text) == F(share)
    assert parse_share(F(share)) == F(share)


@pytest.mark.parametrize(
    "wrong", ["20", 20, 0.2, "101%", "-1%", "1e1%", "", None, "20%%", "\u0662\u0660 per cent", True]
)
def test_what_is_no_share(wrong: object) -> None:
    with pytest.raises(ValueError, match="share is"):
        parse_share(wrong)


@pytest.mark.parametrize(("written", "number"), [(0, "0"), (1800, "1800"), (0.1, "1/10"), (2.5, "5/2")])
def test_a_number_is_exactly_what_was_written(written: float, number: str) -> None:
    assert parse_number(written) == F(number) == parse_number(F(number))


@pytest.mark.parametrize("wrong", [-1, 10**9, True, "1800", None, float("nan"), float("inf")])
def test_what_is_no_number(wrong: object) -> None:
    with pytest.raises(ValueError, match="plain number"):
        parse_number(wrong)


def _evaluate(context: Context, limits: Limits) -> Iterator[Outcome]:
    yield Abstention(scope="there", missing="needs more")
    yield measured("9/10")
    yield Measure(
        scope="own limits",
        message="",
        measured=Interval.exactly(3),
        limits=((Level.NOTE, F(limits.fewest_issues)),),
    )


RULE = Rule(
    module="seedcorn.rules.seed_corn.wish_list",
    title="A wish list",
    question="Is it all wishes?",
    sources=(Source(work="ours"),),
    params=Limits,
    evaluate=_evaluate,
)


def test_a_rule_judges_what_it_measures_and_says_where_it_abstains() -> None:
    with context([]) as seen:
        abstained, failed, passed = RULE.findings(seen, Limits())
    assert abstained == Finding(
        rule="seed-corn.wish-list", kind=Verdict.NOT_APPLICABLE, scope="there", message="needs more"
    )
    assert (failed.kind, failed.level) == (Verdict.FAIL, Level.WARNING)
    assert (passed.kind, passed.limit) == (Verdict.PASS, F(5))


def test_a_rule_is_named_by_its_place() -> None:
    assert RULE.id == "seed-corn.wish-list"


def test_a_fingerprint_stays_when_the_number_moves() -> None:
    small, large = (judge("a.rule", measured(value), BOTH) for value in ("4/10", "9/10"))
    other = judge("a.rule", Measure(scope="there", message="", measured=Interval.exactly(1)), BOTH)
    assert small.fingerprint == large.fingerprint != other.fingerprint
