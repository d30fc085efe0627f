"""The findings of a page: what is said of each in every format, with issues that can be looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from seedcorn.background import Link
from seedcorn.formats import _findings as findings
from seedcorn.formats._findings import Block, Detail
from seedcorn.formats._phrases import MOST_KEYS
from seedcorn.headline import shared_prefix
from seedcorn.report import Finding, Report, Verdict
from seedcorn.words import FEWEST_LEFT, plain, shorten

SIGNS = {
    "error": "✖",
    "warning": "▲",
    "note": "i",
    "undecided": "?",
    "passed": "✔",
    "skipped": "–",
    "waived": "‖",
    "baseline": "‖",
}
MOST_TITLE = 120

Links: TypeAlias = Mapping[str, Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue: what to call it, where it is (empty where that is not known) and its title."""

    key: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line under a finding with its issues: the first, those to unfold, and how many are not named."""

    said: str
    row: bool = False
    issues: tuple[Issue, ...] = ()
    folded: tuple[Issue, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding, or several that say the same: a word and a sign for how grave, and the rest in lines."""

    word: str
    sign: str
    title: str
    rule: str
    parts: tuple[Part, ...] = ()
    step: str = ""


def told(report: Report, blocks: Iterable[Block]) -> tuple[Card, ...]:
    """These of the findings, in their order."""
    links, shared = _links(report), shared_prefix(report)
    return tuple(_card(report, block, links, shared) for block in blocks)


def let_be(report: Report) -> tuple[Card, ...]:
    """What fails and makes nothing fail, each with why."""
    return tuple(_accepted(report, found) for found in report.let_be)


def quiet(report: Report, kind: Verdict) -> tuple[Card, ...]:
    """The checks that passed or had nothing to say, in a line or two each."""
    return tuple(_quiet(report, found) for found in report.of_kind(kind))


def _card(report: Report, block: Block, links: Links, shared: str) -> Card:
    first = block[0]
    word = findings.level_word(first)
    details = findings.details(block, shared=shared, most=MOST_KEYS, partial=report.partial)
    return Card(
        word=word,
        sign=SIGNS[word],
        title=findings.title(report, block),
        rule=first.rule,
        parts=tuple(_part(detail, links, shared) for detail in details),
        step=findings.next_step(first),
    )


def _accepted(report: Report, found: Finding) -> Card:
    word = findings.level_word(found)
    title, *rest = findings.let_be(report, found)
    parts = tuple(Part(said=line) for line in rest)
    return Card(word=word, sign=SIGNS[word], title=title, rule=found.rule, parts=parts)


def _quiet(report: Report, found: Finding) -> Card:
    word = findings.level_word(found)
    second = findings.second_line(found, partial=report.partial)
    return Card(
        word=word,
        sign=SIGNS[word],
        title=findings.first_line(report, found),
        rule=found.rule,
        parts=(Part(said=second),) if second else (),
    )


def _part(detail: Detail, links: Links, shared: str) -> Part:
    """Where one or two would be left, they are shown too; of one row among several all can be unfolded."""
    named = tuple(_issue(key, links, shared) for key in detail.issues)
    most = 0 if detail.row else MOST_KEYS
    first = named if len(named) < most + FEWEST_LEFT and most else named[:most]
    return Part(
        said=detail.said,
        row=detail.row,
        issues=first,
        folded=named[len(first) :],
        left=max(detail.total - len(named), 0),
    )


def _issue(key: str, links: Links, shared: str) -> Issue:
    known = links.get(key)
    return Issue(
        key=shorten(plain(key.removeprefix(shared)) or "?", 40),
        url=_of_the_web(known.url) if known else "",
        title=shorten(plain(known.title), MOST_TITLE) if known else "",
    )


def _links(report: Report) -> Links:
    return {link.key: link for link in report.links}


def _of_the_web(url: str) -> str:
    """The address if a browser may go there, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    leads_there = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in parts.netloc
    return url if leads_there and url == plain(url) else ""
