"""Where few customers ask, no number tells how much one of them has: not itself, and not what follows."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seedcorn.formats
from builders import NOW, SOURCE, asked_by, balanced, issues, milestone, report, together
from nasty_customers import HOME, NEUTRAL, Cast, compared_by
from sample_report import captured_report
from seedcorn import words
from seedcorn.band import Band, band_of
from seedcorn.comparison import About
from seedcorn.format import Format, Look
from seedcorn.formats import json as as_json
from seedcorn.headline import headline
from seedcorn.model import Customer
from seedcorn.privacy import masked, masked_comparison
from seedcorn.privacy.banding import WHY
from seedcorn.register import Register
from seedcorn.report import Report, Unit
from seedcorn.shelf import names, take

HIDDEN = Register(
    customers=tuple(Customer(id=one, name=one) for one in ("whale", "minnow", "perch", "roach"))
)
SHARES = st.fractions(0, 1)


def judged(**asking: int) -> Report:
    """A report of these customers, with a milestone of theirs."""
    due = {"iterations": (milestone("Autumn"),)}
    asked = (asked_by(one, number, **due) for one, number in asking.items())
    backlog = together(*asked, issues(seed=3, own=2))
    return report(backlog, balanced(), customers=HIDDEN)


def rendered(shown: Report) -> list[str]:
    """Every format on the shelf, wide and narrow."""
    looks = (Look(width=200, verbose=True), Look(width=60))
    members = (take(seedcorn.formats.__name__, name, "FORMAT") for name in names(seedcorn.formats.__name__))
    return [
        member.render(shown, look) for member, look in product(members, looks) if isinstance(member, Format)
    ]


@given(SHARES, SHARES)
def test_what_is_worked_out_from_bands_contains_what_is_true(one: Fraction, other: Fraction) -> None:
    first, second = band_of(one), band_of(other)
    assert isinstance(first, Band)
    assert first.low <= one <= first.high
    assert first.high - first.low == Fraction(1, 5)
    for made, true in (
        (first + second, one + other),
        (Fraction(0) + first, one),
        (first - second, one - other),
        (1 - first, 1 - one),
        (-first, -one),
        (100 * first, 100 * one),
        (first * -2, -2 * one),
    ):
        assert isinstance(made, Band)
        assert made.low <= true <= made.high


@given(SHARES)
def test_a_band_is_the_same_for_all_that_is_in_it(share: Fraction) -> None:
    band = band_of(share)
    twin = band_of(band.low)
    assert (band, float(band), hash(band), str(band)) == (twin, float(twin), hash(twin), str(twin))
    assert words.percent(band) == words.percent(twin)


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (band_of(Fraction(0)), "0-20 %"),
        (band_of(Fraction(76, 100)), "60-80 %"),
        (band_of(Fraction(1)), "80-100 %"),
        (band_of(Fraction(1, 2)) + band_of(Fraction(1, 2)), "80-100 %"),
        (band_of(Fraction(1, 2)) - band_of(Fraction(1, 2)), "-20 to 20 %"),
    ],
)
def test_a_band_is_said_as_a_range(band: Band, said: str) -> None:
    assert words.percent(band, places=1, beside=(Fraction(3, 10),)) == said


def test_what_could_be_goes_from_the_lowest_band_to_the_highest() -> None:
    low, high = band_of(Fraction(1, 10)), band_of(Fraction(7, 10))
    assert words.span(low, high, Unit.SHARE) == "0-80 %"
    assert words.span(low, low, Unit.SHARE) == "0-20 %"


@pytest.mark.parametrize(
    ("asking", "is_banded"),
    [
        ({"whale": 20, "minnow": 5, "perch": 5}, True),
        ({"whale": 20, "minnow": 5, "perch": 5, "roach": 5}, False),
        ({"whale": 91, "minnow": 3, "perch": 3, "roach": 2}, True),
        ({"whale": 20}, True),
        ({"roach": 4, "perch": 20, "minnow": 1, "whale": 1, "nameless": 9}, False),
    ],
)
def test_few_customers_or_one_with_nearly_all_have_ranges(asking: dict[str, int], is_banded: bool) -> None:
    shown = masked(judged(**asking), HIDDEN, place=SOURCE)
    assert shown.banded is is_banded
    assert (WHY in shown.notes) is is_banded


def test_whoever_is_not_hidden_has_numbers() -> None:
    open_names = Register(customers=tuple(replace(one, private=False) for one in HIDDEN.customers))
    made = report(issues(whale=20, minnow=5), balanced(), customers=open_names)
    assert not masked(made, open_names, place=SOURCE).banded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"whale": 61, "minnow": 39}, {"whale": 79, "minnow": 21}),
        ({"whale": 42, "minnow": 30, "perch": 28}, {"whale": 46, "minnow": 28, "perch": 26}),
        ({"whale": 78, "nameless": 22}, {"whale": 62, "nameless": 38}),
    ],
)
def test_shares_in_the_same_bands_cannot_be_told_apart(one: dict[str, int], other: dict[str, int]) -> None:
    """All that is written is the same, byte by byte, whatever the shares are inside their bands."""
    first, second = (rendered(masked(judged(**asking), HIDDEN, place=SOURCE)) for asking in (one, other))
    assert first == second


def test_programs_get_ranges_without_a_value() -> None:
    shown = masked(judged(whale=20, minnow=8), HIDDEN, place=SOURCE)
    told = json.loads(as_json.FORMAT.render(shown, Look()))
    assert told["banded"] is True
    whale = told["attribution"]["customers"][0]
    assert (whale["issues"], whale["bugs"], whale["demand"]) == (None, None, None)
    assert "value" not in whale["share"]
    assert (whale["share"]["low"], whale["share"]["high"]) == ("3/5", "4/5")
    assert set(told["facts"].values()) == {None}
    top = next(one for one in told["findings"] if one["rule"] == "concentration.top-share")
    assert "value" not in top["measured"]
    assert (top["evidence"], top["evidence_total"], top["defer"], top["defer_total"]) == ([], 0, [], 0)
    index = next(one for one in told["findings"] if one["rule"] == "concentration.hhi")
    assert index["measured"] is None
    assert index["kind"] == "fail"


def test_the_answer_says_the_range() -> None:
    shown = masked(judged(whale=20, minnow=8), HIDDEN, place=SOURCE)
    assert headline(shown) == "Customer 1 holds 60-80 % of the requested work; the limit is 30 %."


def test_a_private_report_is_not_banded() -> None:
    made = judged(whale=20, minnow=8)
    assert not made.banded
    assert made.attribution.customers[0].issues == 20


def test_a_comparison_keeps_its_direction_and_its_verdict_inside_a_band() -> None:
    """Which way it goes is told; from where to where is not."""
    people = Cast(customers=NEUTRAL[:2])
    made = compared_by(people, About.ISSUE)
    shown = masked_comparison(made, Register(customers=NEUTRAL), place=HOME)
    assert shown.before.banded
    assert shown.after.banded
    assert shown.exposed == ()
    kept = [one for one in made.shifts if one.now.rule == "concentration.top-share"]
    seen = [one for one in shown.shifts if one.now.rule == "concentration.top-share"]
    assert [one.is_worse for one in kept] == [one.is_worse for one in seen] == [True]
    assert shown.verdict is made.verdict
    for found in (seen[0].before, seen[0].after):
        assert found is not None
        assert found.measured is not None
        assert isinstance(found.measured.value, Band)


def test_nobody_asks_and_nothing_breaks() -> None:
    empty = replace(captured_report(), attribution=replace(captured_report().attribution, customers=()))
    assert masked(empty, None, place=SOURCE).as_of == NOW
