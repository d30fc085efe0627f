"""The course of a backlog in every format: complete, harmless whatever customers are called, in any width."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sample_report import HOSTILE, empty_report, incomplete_report, interval
from seedcorn.band import band_of
from seedcorn.chronicle import Chronicle, Held, Leader, Point
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.format import Look
from seedcorn.model import Interval
from seedcorn.shelf import names, take
from seedcorn.sparks import folded, sparks

FORMATS = names("seedcorn.chronicles")
SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "history.schema.json").read_text(encoding="utf-8"))
)
FIRST = datetime(2025, 5, 5, 12, tzinfo=UTC)
LEADERS = ("Acme", "Globex", "Initech")


def member(name: str) -> ChronicleFormat:
    found = take("seedcorn.chronicles", name, "CHRONICLE")
    assert isinstance(found, ChronicleFormat)
    return found


def told(name: str, found: Chronicle, look: Look | None = None) -> str:
    return member(name).render(found, empty_report(), look or Look())


def sample(leaders: tuple[str, ...] = LEADERS, *, points: int = 12) -> Chronicle:
    """The first grows, the second shrinks, the others ask for nothing; the third point has too little."""
    return Chronicle(
        points=tuple(_point(place, len(leaders)) for place in range(points)),
        leaders=tuple(Leader(id=f"c{place}-{name}", name=name) for place, name in enumerate(leaders)),
        names=tuple((f"c{place}-{name}", name) for place, name in enumerate(leaders)),
    )


def _point(place: int, leaders: int) -> Point:
    at, is_thin = FIRST + timedelta(weeks=place), place == 2
    issues = [10 + 3 * place, 40 - 2 * place, *([0] * leaders)][:leaders]
    share = [
        None if is_thin else interval(f"{each}/100", f"{each}/120", f"{each + 20}/120") for each in issues
    ]
    return Point(
        at=at,
        open_issues=120 + place,
        requested_issues=100,
        customers=9,
        held=tuple(Held(issues=one, share=each) for one, each in zip(issues, share, strict=True)),
        seed_corn=None if is_thin else Interval.exactly(Fraction(20 - place, 120)),
        unknown=None if is_thin else Fraction(1, 6),
        hhi=None if is_thin else interval(str(1500 + 100 * place), "1000", "9000"),
        absence_factor=None if is_thin else interval("3", "2", "9"),
        too_few="needs 10 requested issues, found 3" if is_thin else "",
    )


def in_bands(found: Chronicle) -> Chronicle:
    def banded(held: Held) -> Held:
        share = held.share and Interval(
            value=band_of(held.share.value), low=band_of(held.share.low), high=band_of(held.share.high)
        )
        return Held(issues=None, share=share)

    points = (replace(one, held=tuple(map(banded, one.held)), hhi=None) for one in found.points)
    return replace(found, points=tuple(points), is_banded=True)


VARIANTS = {
    "weekly": sample(),
    "without history": replace(sample(), has_history=False),
    "in bands": in_bands(sample()),
    "one point": sample(points=1),
    "nothing": Chronicle(points=(Point(at=FIRST, open_issues=0, requested_issues=0, too_few="none"),)),
    "all unknown": Chronicle(
        points=tuple(
            Point(
                at=FIRST + timedelta(weeks=place),
                open_issues=20,
                requested_issues=0,
                seed_corn=Interval.exactly(0),
                unknown=Fraction(1),
                too_few="needs 10 requested issues, found 0",
            )
            for place in range(2)
        )
    ),
    "iterations": replace(
        sample(points=4),
        points=tuple(
            replace(one, name=f"milestone: {number}.0") for number, one in enumerate(sample(points=4).points)
        ),
        is_weekly=False,
    ),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_text_ends_in_one_newline_and_is_the_same_for_the_same(name: str, variant: str) -> None:
    text = told(name, VARIANTS[variant])
    assert text == told(name, VARIANTS[variant])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("variant", VARIANTS)
def test_text(variant: str, snapshot: SnapshotAssertion) -> None:
    assert told("text", VARIANTS[variant]) == snapshot


def test_text_in_ascii_and_60_columns(snapshot: SnapshotAssertion) -> None:
    text = told("text", sample(), Look(width=60, unicode=False))
    assert text.isascii()
    assert text == snapshot


def test_text_in_colour_is_the_same_text() -> None:
    colored = told("text", sample(), Look(color=True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == told("text", sample())


def test_what_was_not_read_is_said_first() -> None:
    text = member("text").render(sample(), incomplete_report(), Look())
    assert text.lstrip().startswith("INCOMPLETE")
    assert "Next: Ask what" not in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_json_has_its_published_shape(variant: str) -> None:
    SCHEMA.validate(json.loads(told("json", VARIANTS[variant])))


def test_json_of_what_is_incomplete_has_its_shape_too() -> None:
    found = json.loads(member("json").render(sample(), incomplete_report(), Look()))
    SCHEMA.validate(found)
    assert found["complete"] is False


def test_csv_has_a_row_of_each_point_and_measure() -> None:
    rows = list(csv.DictReader(StringIO(told("csv", sample()))))
    assert len(rows) == 12 * (2 * 3 + 7)
    first = rows[0]
    assert (first["date"], first["measure"], first["name"], first["unit"]) == (
        "2025-05-05",
        "share",
        "Acme",
        "share",
    )
    assert (first["value"], first["low"], first["high"]) == ("0.1", "0.083333", "0.25")
    thin = [row for row in rows if row["date"] == "2025-05-19" and row["unit"] == "share"]
    assert {row["value"] for row in thin} == {""}
    assert {row["measure"] for row in rows if not row["customer"]} == {
        *("seed-corn", "unknown", "hhi", "absence-factor", "customers", "requested-issues", "open-issues"),
    }


def test_csv_of_ranges_has_their_ends_alone() -> None:
    rows = list(csv.DictReader(StringIO(told("csv", in_bands(sample())))))
    shares = [row for row in rows if row["measure"] == "share" and row["low"]]
    assert {row["value"] for row in shares} == {""}
    assert (shares[0]["low"], shares[0]["high"]) == ("0", "0.4")
    assert all(not row["value"] for row in rows if row["measure"] in ("issues", "hhi"))


@pytest.mark.parametrize("name", [*HOSTILE, "=1+1", "+1", "-1", "@sum(a)", "\t=1", "\ufeff=1", "＝1", '"=1'])
def test_no_cell_is_a_formula_and_no_row_is_torn(name: str) -> None:
    found = replace(sample((name, "Globex")), is_weekly=False)
    named = tuple(replace(point, name=f"{name}") for point in found.points)
    rows = list(csv.reader(StringIO(told("csv", replace(found, points=named)))))
    assert {len(row) for row in rows} == {9}
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
        assert "\n" not in cell


@pytest.mark.parametrize("look", [Look(), Look(width=60, unicode=False), Look(width=200)], ids=str)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_terminal_shows_any_name_on_its_own_line(name: str, look: Look) -> None:
    found = sample((name, "Globex"))
    text = told("text", found, look)
    assert "\x1b" not in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not re.search(r"(?m)^\s*::", text)
    assert max(cell_len(line) for line in text.splitlines()) <= look.width
    rows = [line for line in text.splitlines() if re.search(r" (→|->) +\S+( %)?$", line)]
    assert len(rows) == 2 + 5


@pytest.mark.parametrize("name", FORMATS)
def test_no_log_takes_a_name_for_a_command(name: str) -> None:
    text = told(name, sample(("##[add-mask]x", "::error::y")))
    assert "##[" not in text
    assert not re.search(r"(?m)^\s*::", text)


@pytest.mark.parametrize("points", [1, 2, 53, 54, 105, 1041])
@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_row_of_any_length_fits_a_terminal_of_any_width(points: int, width: int) -> None:
    lines = told("text", sample(points=2), Look(width=width)).splitlines()
    long = replace(sample(), points=tuple(_point(number % 9, 3) for number in range(points)))
    lines += told("text", long, Look(width=width)).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_signs() -> None:
    values = [None, Fraction(0), Fraction(1, 100), Fraction(1, 2), Fraction(99, 100), Fraction(1)]
    assert sparks(values, Fraction(1), unicode=True) == "· ▁▄██"
    assert sparks(values, Fraction(1), unicode=False) == "? .=##"
    assert sparks([Fraction(0)], Fraction(0), unicode=True) == " "


def test_of_many_points_the_last_known_of_each_few_is_shown_and_the_last_is_last() -> None:
    values = [*map(Fraction, range(10)), None]
    assert folded(values, 4) == (Fraction(1), Fraction(4), Fraction(7), Fraction(9))
    assert folded(values, 11) == tuple(values)
    assert folded([None, None, Fraction(1)], 1) == (Fraction(1),)
