"""What a page says are the numbers of the JSON, and it is small and soon made."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import Browser

from pages.backlogs import REPORTS, of_hundred
from pages.browsing import Visit, visiting
from pages.making import page_of
from seedcorn.format import Look
from seedcorn.formats.json import FORMAT
from seedcorn.headline import shown_name

ROWS = """query => [...document.querySelectorAll(query)].map(
    row => [...row.children].map(cell => (cell.querySelector('bdi') ?? cell).textContent.trim()))"""
TEXTS = "query => [...document.querySelectorAll(query)].map(one => one.textContent)"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
A_HUNDRED_AT_MOST = 300_000  # bytes
SECONDS_AT_MOST = 3


@pytest.fixture(scope="module", params=REPORTS)
def told(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visit, dict[str, Any]]]:
    """A page, opened, and the same report as JSON."""
    report = REPORTS[request.param]()
    path = tmp_path_factory.mktemp("pages") / "page.html"
    path.write_text(page_of(report), encoding="utf-8")
    with visiting(browser, path) as visit:
        yield visit, json.loads(FORMAT.render(report, Look()))


def says(text: str, value: Fraction, *, parts: int = 2) -> bool:
    """Whether a number in the text is this one: within one of so many parts of its last place."""
    for found in NUMBER.findall(text):
        places = len(found.partition(".")[2])
        if abs(Fraction(found.replace(",", "")) - value) <= Fraction(1, parts * 10**places):
            return True
    return False


def numbers(finding: dict[str, Any], value: Fraction) -> tuple[Fraction, ...]:
    """A finding's number as people may be told it: in percent, or as so many customers of one size."""
    match finding["unit"]:
        case "share":
            return (100 * value,)
        case "points":
            return value, Fraction(10_000) / value
        case _:
            return (value,)


def test_numbers_are_recognized_as_far_as_they_are_given() -> None:
    assert says("holds 73.2 % of 5,415", Fraction(732, 10))
    assert says("holds 73.2 % of 5,415", Fraction(54151, 10))
    assert not says("holds 73.2 %", Fraction(733, 10))
    assert not says("holds 73 %", Fraction(74))


def test_the_answer_is_the_same(told: tuple[Visit, dict[str, Any]]) -> None:
    visit, report = told
    # A number and its unit stay together on the page, by a space that breaks no line.
    assert [" ".join(title.split()) for title in visit.evaluate(TEXTS, "h1")] == [report["headline"]]
    words = {"fail": "Fails", "open": "Undecided", "pass": "Passes"}
    assert words[report["verdict"]] in visit.page.inner_text(".verdict")


def test_every_customer_has_its_share(told: tuple[Visit, dict[str, Any]]) -> None:
    visit, report = told
    rows = visit.evaluate(ROWS, ".customers tbody tr")
    customers = report["attribution"]["customers"]
    rest = len(customers) - len(rows)
    if rest:
        name, share, _, issues, bugs = rows.pop()
        left = customers[len(rows) :]
        assert name == f"and {len(left)} others"
        assert says(share, 100 * sum((Fraction(one["share"]["value"]) for one in left), Fraction(0)))
        assert (int(issues), int(bugs)) == tuple(
            sum(one[each] for one in left) for each in ("issues", "bugs")
        )
    assert len(rows) > 5
    for (name, share, could, issues, bugs), one in zip(rows, customers, strict=not rest):
        assert name == shown_name(one["name"])
        assert says(share, 100 * Fraction(one["share"]["value"])), one
        # What is possible is rounded away from what is so.
        assert all(says(could, 100 * Fraction(one["share"][end]), parts=1) for end in ("low", "high")), one
        assert (int(issues), int(bugs)) == (one["issues"], one["bugs"])


def test_every_finding_has_its_number_and_its_limit(told: tuple[Visit, dict[str, Any]]) -> None:
    visit, report = told
    spoken = [*visit.evaluate(TEXTS, "article.card"), *visit.evaluate(TEXTS, ".quiet > li")]
    measured = [one for one in report["findings"] if one["measured"]]
    assert len(measured) > 3
    for one in measured:
        about = "\n".join(text for text in spoken if one["rule"] in text)
        value = numbers(one, Fraction(one["measured"]["value"]))
        assert any(says(about, each) for each in value), (one["rule"], one["measured"], about)
        if one["limit"] is not None:
            assert any(says(about, each) for each in numbers(one, Fraction(one["limit"]))), (one, about)


def test_every_iteration_has_its_parts(told: tuple[Visit, dict[str, Any]]) -> None:
    visit, report = told
    head = visit.evaluate(ROWS, "#chart-work thead tr")
    rows = visit.evaluate(ROWS, "#chart-work tbody tr")
    iterations = report["iterations"]
    assert len(rows) == len(iterations)
    for row, one in zip(rows, iterations, strict=True):
        cells = dict(zip(head[0], row, strict=True))
        kinds = {kind: one["work"][kind] for kind in ("requested", "own", "seed_corn", "unknown")}
        assert cells["iteration"] == one["name"]
        assert int(cells["issues"]) == sum(kind["issues"] for kind in kinds.values())
        total = sum(Fraction(kind["effort"]) for kind in kinds.values())
        names = {
            "requested": "requested",
            "own": "the team's own",
            "seed_corn": "seed corn",
            "unknown": "unknown",
        }
        for kind, name in names.items():
            assert says(cells[name], 100 * Fraction(kinds[kind]["effort"]) / total), (kind, row)


def test_a_hundred_customers_and_two_years_are_a_small_page_soon_made() -> None:
    report = of_hundred()
    assert len(report.attribution.customers) == 100
    assert {len(trace.shares) for trace in report.traces} == {105}  # the weeks' ends, and the beginning
    took, pages = [], []
    for _ in range(3):
        began = perf_counter()
        pages.append(page_of(report))
        took.append(perf_counter() - began)
    assert pages[0].count("<figure") > 3
    assert len(pages[0].encode()) < A_HUNDRED_AT_MOST
    assert min(took) < SECONDS_AT_MOST
