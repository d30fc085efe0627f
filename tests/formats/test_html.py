"""The page: what stands in it and where, that it asks for nothing else, and that it says what others say."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import pairwise

import pytest

from page_tree import Element, tree
from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    interval,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn import drawing
from seedcorn.background import Link
from seedcorn.certainty import certainty
from seedcorn.chart import charts
from seedcorn.format import Look
from seedcorn.formats import html
from seedcorn.formats import json as json_format
from seedcorn.headline import headline
from seedcorn.model import Gap
from seedcorn.privacy.banding import banded
from seedcorn.report import CustomerShare, Report, Verdict
from seedcorn.tally import Tally, Work

COLOURS = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
POLICY = "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'"
KEY = "WebKit/standards-positions#12"


def without_customers() -> Report:
    healthy = healthy_report()
    counts = replace(healthy.attribution, customers=(), requested_issues=0)
    return replace(healthy, attribution=counts, findings=healthy.findings[1:])


def partial_report() -> Report:
    gap = Gap(source="gitlab:us", what="labels", why="refused (403); ask for read_api", place="label: a")
    return replace(captured_report(), gaps=(gap,))


def public_report() -> Report:
    return replace(captured_report(), public=True)


def banded_report() -> Report:
    return banded(replace(captured_report(), public=True), alone=False)


def drawn_report() -> Report:
    """With what the picture of the dots is made of."""
    work = Work(
        existing=Tally(issues=127, effort=Fraction(127)), unknown=Tally(issues=178, effort=Fraction(178))
    )
    captured = captured_report()
    return replace(captured, attribution=replace(captured.attribution, work=work))


REPORTS: dict[str, Callable[[], Report]] = {
    "fail": captured_report,
    "drawn": drawn_report,
    "all well": healthy_report,
    "open": unlabelled_report,
    "partial": partial_report,
    "gaps": incomplete_report,
    "waivers": waived_report,
    "empty": empty_report,
    "no customers": without_customers,
    "banded": banded_report,
    "public": public_report,
    "hostile": sample_report,
}
EVERY = pytest.mark.parametrize("make", REPORTS.values(), ids=REPORTS)


@cache
def page(report: Report) -> Element:
    return rendered(report)


def rendered(report: Report) -> Element:
    return tree(html.render(report, Look()))


def has(shown: Element, place: str) -> bool:
    return bool(shown.all("section", id=place))


@EVERY
def test_it_has_one_title_landmarks_and_headings_in_order(make: Callable[[], Report]) -> None:
    shown = page(make())
    assert shown.one("html").attributes == {"lang": "en"}
    assert shown.one("head").one("title").text
    for landmark in ("header", "main", "footer", "h1"):
        assert shown.one(landmark).text, landmark
    assert shown.one("nav").attributes["aria-label"]
    levels = [int(one.tag[1]) for one in shown.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), levels
    assert {
        one.attributes["name"]: one.attributes["content"]
        for one in shown.all("meta")
        if "name" in one.attributes
    } == {
        "viewport": "width=device-width, initial-scale=1",
        "referrer": "no-referrer",
        "robots": "noindex, nofollow",
        "color-scheme": "light dark",
    }


@EVERY
def test_names_in_it_are_its_own_and_every_link_in_it_leads_somewhere(make: Callable[[], Report]) -> None:
    shown = page(make())
    ids = [one.attributes["id"] for one in shown.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    wanted = {one.attributes["href"] for one in shown.all("a") if one.attributes["href"].startswith("#")}
    assert wanted <= {f"#{one}" for one in ids}
    assert "#answer" in wanted
    assert {one.attributes["aria-labelledby"] for one in shown.all("section")} <= set(ids)
    sections = {f"#{one.attributes['id']}" for one in shown.all("section")}
    assert {one.attributes["href"] for one in shown.one("nav").all("a")} == sections


@EVERY
def test_nothing_runs_and_nothing_is_asked_for(make: Callable[[], Report]) -> None:
    shown = page(make())
    assert (
        shown.all("script", "iframe", "link", "img", "object", "embed", "base", "form", "use", "image") == []
    )
    style = shown.one("style")
    assert "@import" not in style.text
    assert "url(" not in style.text
    for one in shown.all():
        for name, value in one.attributes.items():
            assert not name.startswith("on"), one
            assert name not in {"style", "src", "srcset", "action", "ping", "background"}, one
            assert "url(http" not in value, one
            assert name != "href" or one.tag == "a", one
    for link in shown.all("a"):
        if not link.attributes["href"].startswith("#"):
            assert link.attributes["href"].startswith(("https://", "http://"))
            assert link.attributes["rel"] == "noreferrer noopener"


@EVERY
def test_the_policy_on_content_knows_the_one_style(make: Callable[[], Report]) -> None:
    shown = page(make())
    (source,) = shown.one("style").inside
    assert isinstance(source, str)
    hashed = b64encode(sha256(source.encode()).digest()).decode()
    told = shown.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    assert told == POLICY.format(f"sha256-{hashed}")


@EVERY
def test_every_figure_says_in_words_and_in_numbers_what_it_shows(make: Callable[[], Report]) -> None:
    shown, report = page(make()), make()
    pictures = [chart.draw(report) for _, chart in charts()]
    told = [(picture.said, picture.twin.rows) for picture in pictures if picture]
    figures = shown.all("figure")
    assert len(figures) == len(told)
    for figure in figures:
        drawing_of = figure.one("svg", role="img")
        caption = figure.one("figcaption").text
        assert drawing_of.attributes["aria-label"]
        rows = next(rows for said, rows in told if " ".join(said.split()) in caption)
        assert len(figure.one("details").one("tbody").all("tr")) == min(len(rows), 50)
    for bar in (one for one in shown.all("svg") if one.attributes.get("role") != "img"):
        assert bar.attributes["aria-hidden"] == "true"


@EVERY
def test_every_table_has_a_caption_and_heads(make: Callable[[], Report]) -> None:
    for table in page(make()).all("table"):
        assert table.one("caption").text
        assert {one.attributes["scope"] for one in table.all("th")} == {"col", "row"}
        width = len(table.one("thead").all("th"))
        assert {len(row.all("th", "td")) for row in table.one("tbody").all("tr")} == {width}
    for box in page(make()).all("div", tabindex="0"):
        assert box.attributes["aria-label"]


@EVERY
def test_the_answer_is_that_of_the_other_formats(make: Callable[[], Report]) -> None:
    shown, report = page(make()), make()
    told = json.loads(json_format.render(report, Look()))
    words = {"fail": "Fails", "open": "Undecided", "pass": "Passes"}
    assert shown.one("h1").text == " ".join(told["headline"].split())
    assert " ".join(told["certainty"].split()) in shown.one("section", id="answer").text
    assert words[told["verdict"]] in shown.one("section", id="answer").text
    assert has(shown, "findings") == any(
        one["kind"] in ("fail", "open") and not one["accepted"] for one in told["findings"]
    )
    assert has(shown, "passed") == any(one["kind"] == "pass" for one in told["findings"])
    assert has(shown, "let-be") == bool(report.let_be or report.notices)
    assert has(shown, "unseen") == bool(report.gaps or report.of_kind(Verdict.NOT_APPLICABLE))
    assert has(shown, "since") == bool(report.since)
    assert ("Incomplete" in shown.one("section", id="answer").text) == bool(report.gaps)


@pytest.mark.parametrize("make", [captured_report, healthy_report, sample_report])
def test_every_number_of_a_customer_is_that_of_the_json(make: Callable[[], Report]) -> None:
    told = json.loads(json_format.render(make(), Look()))["attribution"]["customers"]
    tables = page(make()).all("table", **{"class": "customers"})
    rows = [[one.text for one in row.all("td")] for table in tables for row in table.one("tbody").all("tr")]
    assert len(rows) == len(told)
    for (share, could, issues, bugs), one in zip(rows, told, strict=True):
        assert (issues, bugs) == (str(one["issues"]), str(one["bugs"]))
        assert abs(float(share.removesuffix(" %")) / 100 - one["share"]["decimal"]["value"]) < 0.0006
        low, high = could.removesuffix(" %").split("-")
        assert float(low) / 100 <= one["share"]["decimal"]["low"] + 1e-9
        assert float(high) / 100 >= one["share"]["decimal"]["high"] - 1e-9


def test_who_is_over_the_limit_is_said_and_not_only_coloured() -> None:
    rows = page(captured_report()).one("table", **{"class": "customers"}).one("tbody").all("tr")
    assert ["over the limit" in row.text for row in rows] == [True, *[False] * 5]
    assert "limit 30 %" in page(captured_report()).one("section", id="work").text


def test_where_shares_are_ranges_no_count_and_no_bar_tells_more() -> None:
    shown = page(banded_report())
    table = shown.one("table", **{"class": "customers"})
    assert [one.text for one in table.one("thead").all("th")] == ["customer", "share", "could be"]
    assert table.all("svg") == []
    assert re.findall(r"\d+\.\d %", table.text) == []
    assert "60-80 %" in table.text


def test_issues_are_links_where_it_is_known_where_they_are() -> None:
    title = "<b>Gamepad</b> & more"
    links = (Link(key=KEY, url="https://tracker.example/12?a=1&b=2", title=title),)
    shown = page(replace(captured_report(), links=links))
    found = [one for one in shown.all("a") if one.attributes["href"].startswith("http")]
    assert {one.attributes["href"] for one in found} == {"https://tracker.example/12?a=1&b=2"}
    assert {one.text for one in found} == {f"#12 {title}"}
    assert "#31" in shown.one("section", id="findings").text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://[",
        "http:///x",
        "https://a b",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(url: str) -> None:
    shown = page(replace(captured_report(), links=(Link(key=KEY, url=url, title="A title"),)))
    assert [one for one in shown.all("a") if not one.attributes["href"].startswith("#")] == []
    assert "#12 A title" in shown.text


def test_of_many_issues_eight_are_named_and_the_others_folded() -> None:
    keys = tuple(f"{KEY}{number}" for number in range(20))
    captured = captured_report()
    first = replace(captured.findings[0], evidence=keys, evidence_total=60, defer=(), defer_total=0)
    card = page(replace(captured, findings=(first,))).one("article")
    seen, folded = card.all("ul", **{"class": "issues"})
    assert (len(seen.all("li")), len(folded.all("li"))) == (8, 12)
    assert card.one("summary").text == "12 more"
    assert "and 40 more, not named here" in card.text


def test_what_has_changed_stands_before_the_findings() -> None:
    since = ("Since 2026-01-14:", "Of the requested work: Google 70 % to 76 %.")
    shown = page(replace(captured_report(), since=since))
    assert [one.attributes["id"] for one in shown.all("section")][:3] == ["answer", "since", "findings"]
    for sentence in since:
        assert sentence in shown.one("section", id="since").text


def test_the_dots_stand_beside_the_answer_and_the_others_below() -> None:
    shown = page(drawn_report())
    assert [one.attributes["id"] for one in shown.one("section", id="answer").all("figure")] == [
        "chart-static"
    ]
    assert "chart-static" not in {
        one.attributes["id"] for one in shown.one("section", id="work").all("figure")
    }


@EVERY
def test_without_what_draws_it_is_told_in_tables_and_bars(
    make: Callable[[], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = page(make())
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    shown = rendered(make())
    assert shown.all("svg", role="img") == []
    assert len(shown.all("figure")) == len(drawn.all("figure"))
    assert all(figure.one("table").text for figure in shown.all("figure"))
    assert drawing.INSTALL in shown.text
    assert drawing.INSTALL not in drawn.text
    assert shown.one("h1").text == drawn.one("h1").text


def test_the_bars_are_as_long_as_what_they_stand_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    rows = rendered(drawn_report()).one("figure", id="chart-static").one("tbody").all("tr")
    for row in rows:
        bar, number = row.one("rect", **{"class": "part"}), row.all("td")[0].text
        assert int(bar.attributes["width"]) == round(float(number.removesuffix(" %")) * 10)


def many(customers: int) -> Report:
    one = Fraction(1, customers)
    shares = tuple(
        CustomerShare(
            id=f"c{number}",
            name=f"Customer {number}",
            issues=1,
            bugs=0,
            demand=Fraction(1),
            share=interval(str(one), str(one / 2), str(one)),
        )
        for number in range(customers)
    )
    healthy = healthy_report()
    work = Work(existing=Tally(issues=customers, effort=Fraction(customers)))
    counts = replace(
        healthy.attribution, customers=shares, requested_issues=customers, open_issues=customers, work=work
    )
    return replace(healthy, attribution=counts)


def test_a_hundred_customers_are_a_small_file_and_two_thousand_are_not_all_listed() -> None:
    assert len(html.render(many(100), Look()).encode()) < 300_000
    text = html.render(many(2_000), Look())
    assert len(text.encode()) < 600_000
    seen, folded = tree(text).all("table", **{"class": "customers"})
    assert len(seen.one("tbody").all("tr")) == 10
    assert "and 1951 others" in folded.text
    assert all(len(table.all("tr")) <= 52 for table in tree(text).all("table"))


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_its_colours_are_those_of_drawings_and_can_be_told_from_paper() -> None:
    style = page(healthy_report()).one("style").text
    dark = "".join(
        re.findall(r"@media screen and \(prefers-color-scheme: dark\) \{ (:root \{.*?\}) \}", style)
    )
    light = style.replace(dark, "")
    for colours, source in ((drawing.LIGHT, light), (drawing.DARK, dark)):
        found = dict(reversed(COLOURS.findall(source)))
        for name in drawing.OF_THE_PAGE.__slots__:
            assert found[name.replace("_", "-")] == getattr(colours, name)
        for words in ("text", "muted", "customer", "whale", "seed-corn"):
            assert contrast(found[words], found["paper"]) >= 4.5, words
        for area in ("own", "unknown", "limit"):
            assert contrast(found[area], found["paper"]) >= 3, area


def test_the_sentences_are_those_of_everybody_else() -> None:
    report = captured_report()
    shown = page(report)
    assert headline(report) in shown.text
    assert certainty(report) in shown.text
    for said in ("84 of the 99 issues", "Next step Decide which of these issues matter", "No register"):
        assert said in shown.text
    assert "In CI this exits 1" in shown.one("footer").text
    assert "seedcorn 0.1.0" in shown.one("footer").text
