"""What holds for every chart: harmless, the same each time, small, and of words and not of colours alone."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from builders import milestone
from hostile_texts import TEXTS
from sample_charts import CHARTS, PARTLY, a_report, cells, drawn, picture, texts
from sample_report import HOSTILE
from seedcorn.chart import WIDTH
from seedcorn.document import Table
from seedcorn.drawing import DARK, LIGHT, OF_THE_PAGE, png, svg
from seedcorn.headline import shown_name
from seedcorn.privacy.banding import banded
from seedcorn.report import Report
from seedcorn.words import plain

ELEMENTS = {"svg", "title", "desc", "g", "path", "line", "text"}
ATTRIBUTES = re.compile(
    r"width|height|viewBox|version|role|aria-label|pointer-events|transform|d|display|opacity|text-anchor|[xy][12]?|"
    r"fill(-opacity)?|stroke(-width|-dasharray|-miterlimit|-opacity|-linecap)?|font-(family|size|weight|style)"
)
PLACES = re.compile(r"translate\([-\d., e]*\)( rotate\([-\d., ]*\))?( translate\([-\d., ]*\))?")
MANY = [f"Customer {number}" for number in range(12)]
BEYOND = ("🦄" * 60, "🦄 " * 9, "a🦄" * 30, "\U0001242b" * 12, "\U000e0100\U00010a01" * 20, "W🦄" * 12)
ALL = (*TEXTS, *HOSTILE, *BEYOND)
CHUNKS = [ALL[start : start + 12] for start in range(0, len(ALL), 12)]
FRESH = """
import sys
from sample_report import HOSTILE
from sample_charts import CHARTS, a_report, picture
from seedcorn.drawing import LIGHT, svg
names = [f"Customer {number}" for number in range(12)]
for name in CHARTS:
    sys.stdout.buffer.write(svg(picture(name, a_report(1, names)), LIGHT, title=name).encode())
"""


def hostile(names: tuple[str, ...]) -> Report:
    """A report in which customers, iterations, the unit and the source have these names."""
    report = a_report(1, names, weeks=10, iterations=len(names))
    iterations = tuple(
        replace(one, iteration=milestone(name)) for one, name in zip(report.iterations, names, strict=True)
    )
    counts = replace(report.attribution, unit=names[0])
    gaps = tuple(replace(gap, source=names[-1], what=names[0]) for gap in PARTLY)
    return replace(report, attribution=counts, iterations=iterations, gaps=gaps, sources=names)


def elements(drawing: str) -> list[ET.Element]:
    return list(ET.fromstring(drawing).iter())  # noqa: S314 - what was drawn just now


def local(element: ET.Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


def written(drawing: str) -> Iterator[str]:
    """The words in the drawing itself."""
    return (each.text or "" for each in elements(drawing) if local(each) == "text")


def shape(drawing: str) -> list[str]:
    """All that is drawn, without the words."""
    return [local(each) for each in elements(drawing) if local(each) != "text"]


@cache
def harmless(name: str, many: int) -> list[str]:
    """What is drawn where nobody means harm."""
    return shape(svg(picture(name, hostile(tuple(MANY[:many]))), LIGHT, title="x"))


def test_there_are_charts_in_their_order() -> None:
    assert list(CHARTS) == ["static", "shares", "work", "losing", "lorenz", "history"]
    assert [chart.place for chart in CHARTS.values()] == [10, 20, 30, 40, 50, 60]
    assert len({chart.title for chart in CHARTS.values()}) == 6


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("names", CHUNKS, ids=range(len(CHUNKS)))
@pytest.mark.no_cover
def test_whatever_is_called_how_it_is_drawn_as_words(name: str, names: tuple[str, ...]) -> None:
    found = picture(name, hostile(names))
    drawing = svg(found, LIGHT, title=CHARTS[name].title)
    for element in elements(drawing):
        assert local(element) in ELEMENTS
        for attribute, value in element.attrib.items():
            assert ATTRIBUTES.fullmatch(attribute)
            assert attribute == "aria-label" or "url(" not in value
            assert attribute != "transform" or PLACES.fullmatch(value)
    assert shape(drawing) == harmless(name, len(names))
    told = set(texts(found)) if name != "static" else {shown_name(each) for each in names}
    for text in written(drawing):
        if text.endswith("…") and name in ("static", "shares", "work", "history"):
            assert any(each.startswith(text[:-1]) for each in told | _ours(name))
    for words in (found.said, found.note, *(cell for row in cells(found) for cell in row), *found.twin.head):
        assert words == plain(words)


def _ours(name: str) -> set[str]:
    return (
        {"requested, nobody named", "the team's own", "seed corn", "unknown"} if name == "static" else set()
    )


@pytest.mark.parametrize("names", CHUNKS, ids=range(len(CHUNKS)))
def test_every_name_is_there_to_be_read(names: tuple[str, ...]) -> None:
    report = hostile(names)
    drawing = list(written(svg(picture("shares", report), LIGHT, title="x")))
    for name in names:
        shown = shown_name(name)
        cut = (text[:-1] for text in drawing if text.endswith("…"))
        assert shown in drawing or any(text and shown.startswith(text) for text in cut), name
    assert [row[0] for row in cells(picture("shares", report))] == [shown_name(name) for name in names]


@pytest.mark.parametrize("name", CHARTS)
def test_two_drawings_on_one_page_cannot_collide(name: str) -> None:
    for colours in (LIGHT, DARK, OF_THE_PAGE):
        drawing = svg(picture(name, a_report(1, MANY)), colours, title="x")
        assert not any(each.get("id") or each.get("class") for each in elements(drawing))
        assert "url(" not in drawing
        assert "href" not in drawing


@pytest.mark.parametrize("name", CHARTS)
def test_on_a_page_every_colour_is_that_of_the_page(name: str) -> None:
    drawing = svg(picture(name, a_report(1, MANY)), OF_THE_PAGE, title="x")
    colours = {each.get(look, "none") for each in elements(drawing) for look in ("fill", "stroke")}
    assert colours <= {"none", "transparent", *(getattr(OF_THE_PAGE, name) for name in OF_THE_PAGE.__slots__)}


def test_the_same_report_is_drawn_the_same_also_in_a_fresh_process() -> None:
    def all_of_them() -> str:
        found = (svg(picture(name, a_report(1, MANY)), LIGHT, title=name) for name in CHARTS)
        return "".join(found)

    fresh = subprocess.run(
        [sys.executable, "-c", FRESH],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONHASHSEED": "7"},
    )
    assert all_of_them() == all_of_them() == fresh.stdout.decode()


@pytest.mark.parametrize(("many", "most"), [(100, 150_000), (2000, 200_000)])
def test_drawings_stay_small(many: int, most: int) -> None:
    report = a_report(
        1, [f"Customer {n}, a company with a name" for n in range(many)], weeks=105, iterations=12
    )
    found = {name: svg(picture(name, report), LIGHT, title=CHARTS[name].title) for name in CHARTS}
    assert sum(len(each.encode()) for each in found.values()) < most
    assert all(len(cells(picture(name, report))) <= 505 for name in CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_as_wide_as_it_should_be(name: str) -> None:
    root = elements(svg(picture(name, a_report(1, MANY)), LIGHT, title="x"))[0]
    assert WIDTH <= float(root.get("width", "0")) <= WIDTH + 12


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("many", [1, 2, 12])
def test_a_picture_is_told_in_words_and_as_a_table(name: str, many: int) -> None:
    report = a_report(2, MANY[:many])
    found = drawn(name, report)
    if found is None:
        assert many == 1
        assert name in ("losing", "lorenz")
        return
    assert re.search(r"\d", found.said)
    assert found.said.endswith(".")
    assert isinstance(found.twin, Table)
    assert {len(row) for row in found.twin.rows} == {len(found.twin.head)}
    assert png(found, DARK).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CHARTS)
def test_where_shares_are_ranges_no_number_of_a_customer_is_told(name: str) -> None:
    report = a_report(4, MANY[:3])
    hidden = drawn(name, banded(report, alone=False))
    if hidden is None:
        assert name in ("losing", "lorenz", "history")
        return
    told = " ".join((hidden.said, hidden.note, *(cell for row in cells(hidden) for cell in row)))
    for one in report.attribution.customers:
        for share in (one.share.value, one.share.low, one.share.high):
            assert f"{float(100 * share):.1f} %" not in told


@pytest.mark.parametrize("name", CHARTS)
def test_in_what_was_read_in_part_every_chart_says_so(name: str) -> None:
    found = picture(name, replace(a_report(1, MANY), gaps=PARTLY))
    assert "Not all was read: 1 source was not read whole." in found.note
