"""The mail: it parses back to what was meant, is small, the same each time, and no text does anything."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

import pytest

from hostile_texts import TEXTS
from page_tree import Element, tree
from sample_charts import a_report
from sample_report import captured_report, empty_report, healthy_report, incomplete_report, sample_report
from seedcorn.background import Link
from seedcorn.format import Look
from seedcorn.formats import eml
from seedcorn.formats._mail_page import MOST_BYTES
from seedcorn.headline import headline
from seedcorn.privacy import leaks, masked
from seedcorn.report import Finding, Report
from seedcorn.words import plain

STOP = "\u200b"
HOSTILE = (
    *TEXTS,
    "x\r\nBcc: ada@evil.example\r\n\r\nbody",
    "=?utf-8?q?a=0D=0ABcc:_ada=40evil.example?=",
    "=?utf-8?b?DQpCY2M6IGFkYQ==?=",
    "--=_bcdfghjklmnpqrst_0--",
    ".\r\n.",
    "\nFrom ada\n",
    "<!--[if mso]><p>x<![endif]-->",
    "cid:static@seedcorn.invalid",
)
MADE: tuple[Callable[[], Report], ...] = (
    sample_report,
    captured_report,
    healthy_report,
    incomplete_report,
    empty_report,
    lambda: a_report(5, ("Acme", "Müller und Söhne", "株式会社シードコーン")),
    lambda: masked(captured_report(), None, place="github:else/where"),
    lambda: masked(a_report(5, ("Acme", "Globex")), None, place="github:else/where"),
)
HEADERS = {"From", "Subject", "Date", "X-Unsent", "MIME-Version", "Content-Type", "Message-ID"}


def read(report: Report) -> EmailMessage:
    return parsed(eml.render(report, Look()))


def parsed(text: str) -> EmailMessage:
    message = message_from_bytes(text.encode("ascii"), policy=policy.default)
    assert not [defect for part in message.walk() for defect in part.defects]
    assert len(message.keys()) == len(HEADERS)
    assert set(message.keys()) == HEADERS
    return message


def kinds(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def part(message: EmailMessage, kind: str) -> EmailMessage:
    (found,) = (one for one in message.walk() if one.get_content_type() == kind)
    return found


def said(message: EmailMessage, kind: str) -> str:
    return str(part(message, kind).get_content()).replace(STOP, "").replace("\u00a0", " ")


def page(report: Report) -> Element:
    return tree(str(part(read(report), "text/html").get_content()))


@pytest.mark.parametrize("make", MADE)
def test_it_parses_back_to_its_headers_and_parts(make: Callable[[], Report]) -> None:
    report = make()
    text = eml.render(report, Look())
    assert text == eml.render(report, Look(width=200, color=True, unicode=False))
    assert all(len(line) <= 78 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    message = parsed(text)
    assert message["From"] == "seedcorn <report@seedcorn.invalid>"
    assert message["X-Unsent"] == "1"
    assert message["Date"].datetime == report.collected_at
    assert len(message["Subject"]) <= 120
    assert plain(headline(report)).startswith(plain(message["Subject"]).removesuffix("…"))
    assert kinds(message)[:2] == ["multipart/alternative", "text/plain"]
    flat = " ".join(said(message, "text/plain").split())
    assert " ".join(headline(report).split()) in flat
    shown = tree(str(part(message, "text/html").get_content()))
    assert plain(shown.one("h1").text) == plain(headline(report))


@pytest.mark.parametrize("make", MADE)
def test_pictures_are_in_it_and_found_by_their_ids(make: Callable[[], Report]) -> None:
    message = read(make())
    drawn = [one for one in message.walk() if one.get_content_maintype() == "image"]
    ids = [one["Content-ID"].strip("<>") for one in drawn]
    shown = tree(str(part(message, "text/html").get_content())).all("img")
    assert [one.attributes["src"] for one in shown] == [f"cid:{id_}" for id_ in ids]
    assert len(set(ids)) == len(ids) <= 2
    assert all(len(one.attributes["alt"]) > 20 for one in shown)
    assert all(one.get_content().startswith(b"\x89PNG") for one in drawn)
    assert all(one.get_content_disposition() == "inline" for one in drawn)


@pytest.mark.parametrize("make", MADE)
def test_nothing_in_it_is_fetched_and_nothing_runs(make: Callable[[], Report]) -> None:
    shown = page(make())
    elements = shown.all()
    tags = {one.tag for one in elements}
    assert tags & {"script", "style", "link", "svg", "object", "iframe", "form", "base"} == set()
    for one in elements:
        assert not any(name.startswith("on") or name in {"srcset", "background"} for name in one.attributes)
        assert "url(" not in one.attributes.get("style", "")
        assert "data:" not in str(one.attributes.get("src", ""))
    assert shown.all("meta", name="color-scheme")[0].attributes["content"] == "light dark"
    assert any("max-width:640px" in one.attributes.get("style", "") for one in elements)


def test_without_what_draws_it_stands_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eml, "can_draw", lambda: False)
    message = read(captured_report())
    assert kinds(message) == ["multipart/alternative", "text/plain", "text/html"]
    shown = tree(str(part(message, "text/html").get_content()))
    assert not shown.all("img")
    assert "Google" in shown.text
    assert "76.0" in shown.text


@pytest.mark.no_cover
@pytest.mark.parametrize("start", range(0, len(HOSTILE), 20))
def test_no_text_is_a_header_a_part_a_link_or_a_tag(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eml, "can_draw", lambda: False)  # pictures have tests of their own
    harmless = shape(read(hostile_report("harmless")))
    for hostile in HOSTILE[start : start + 20]:
        text = eml.render(hostile_report(hostile), Look())
        message = parsed(text)
        assert not re.search(r"(?m)^\s*::|##\[", text)
        assert shape(message) == harmless, hostile
        assert not re.search(r"(?i)\w://|www\.|mailto:|\w@\w", part(message, "text/plain").get_content())
        shown = tree(str(part(message, "text/html").get_content()))
        assert not shown.all("a", "img", "script")
        assert not re.search(r"(?i)\w://|www\.|mailto:|\w@\w|\w\.example\b", shown.text), hostile


def shape(message: EmailMessage) -> tuple[list[str], set[str]]:
    shown = tree(str(part(message, "text/html").get_content()))
    return kinds(message), {one.tag for one in shown.all()}


def hostile_report(name: str) -> Report:
    report = captured_report()
    first, *others = report.findings
    customers = (replace(report.attribution.customers[0], name=name), *report.attribution.customers[1:])
    told = replace(
        first,
        scope=f"milestone: {name}",
        message=f"holds {name}",
        remedy=f"do {name}",
        evidence=(f"k{name}",),
    )
    return replace(
        report,
        attribution=replace(report.attribution, customers=customers),
        findings=(first, told, *others),
        since=(f"Since {name}:", f"more {name}"),
        policy=replace(report.policy, decision=f"We say {name}", name=f"p {name}"),
    )


def test_issues_are_links_where_it_is_known_where_they_are_and_few() -> None:
    report = captured_report()
    keys = report.findings[0].defer
    links = tuple(
        Link(key=key, url=f"https://git.example/i/{number}?a=1&b=2") for number, key in enumerate(keys)
    )
    shown = page(replace(report, links=(*links[1:], Link(key=keys[0], url="javascript:alert(1)"))))
    found = shown.all("a")
    assert found
    assert all(re.fullmatch(r"https://git\.example/i/\d\?a=1&b=2", one.attributes["href"]) for one in found)
    assert all(len(one.all("a")) <= 5 for one in shown.all("p"))
    assert "and 79 more" in shown.text


def test_a_very_long_one_is_cut_between_findings_and_no_program_clips_it() -> None:
    text = "株式会社 é\u0301\u0302\u0303🦄" * 60
    report = hostile_report(text)
    first = report.findings[0]
    many = tuple(
        replace(first, scope=f"milestone: {number}", remedy=f"{number} {text}") for number in range(300)
    )
    for findings in (many, many[:30], tuple(map(quiet, many))):
        message = read(replace(report, findings=findings, since=(text,) * 40))
        sent = str(part(message, "text/html").get_payload())
        assert 0.5 * MOST_BYTES < len(sent.encode()) <= MOST_BYTES
        assert "all are in the JSON report" in said(message, "text/html")


def quiet(finding: Finding) -> Finding:
    return replace(finding, evidence=(), defer=(), settle=())


def test_a_plain_one_is_not_cut() -> None:
    assert "more; all are in" not in said(read(captured_report()), "text/html")


def test_another_report_is_another_message() -> None:
    report = captured_report()
    later = replace(report, collected_at=report.collected_at + timedelta(minutes=1))
    ids = {read(one)["Message-ID"] for one in (report, later, healthy_report())}
    assert len(ids) == 3
    assert all(re.fullmatch(r"<[b-df-hj-np-t]{16}@seedcorn\.invalid>", one) for one in ids)


def test_in_public_the_scan_reads_it_and_refuses_what_leaks() -> None:
    report = captured_report()
    shown = masked(report, None, place="github:else/where")
    text = eml.render(shown, Look())
    assert leaks(text, report, None, place="github:else/where") == ()
    assert "Google" not in unescape(said(parsed(text), "text/html"))
    for name in ("Google", "Microsoft"):
        spelled = "".join(f"={ord(char):02X}" for char in name)
        broken = f"{name[:3]}=\r\n{name[3:]}"
        for leaking in (spelled, broken, f"=?utf-8?q?{spelled}?=", name):
            assert leaks(text.replace("seedcorn,", f"{leaking},"), report, None, place="github:else/where")


def test_where_shares_are_ranges_no_count_and_no_bar_tells_more() -> None:
    shown = masked(a_report(5, ("Acme", "Globex")), None, place="github:else/where")
    assert shown.banded
    told = page(shown)
    assert not told.all("td", height="10")
    assert "issues" not in [one.text for one in told.all("th", scope="col")]
