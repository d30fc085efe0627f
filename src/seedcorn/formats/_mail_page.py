"""The HTML of a mail: small enough that no mail program clips it, and readable without its pictures."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from quopri import encodestring
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from seedcorn.acceptance_words import notices
from seedcorn.certainty import certainty
from seedcorn.formats import _findings as findings
from seedcorn.formats import _page_findings as cards
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._page_customers import WHOLE, Bar, customers
from seedcorn.formats._stops import STOP, unlinked
from seedcorn.headline import headline
from seedcorn.report import Report, Verdict
from seedcorn.unread import lacking, waiting
from seedcorn.words import count, plain, shorten

MOST_BYTES = 90_000  # as it is sent: Gmail shows no more than 102 kB
MOST_ISSUES = 5
_MOST_CHARACTERS = 400  # of one text
_MOST_FINDINGS = 40
_MOST_LISTED = 8  # of what is let be, of changes, of gaps
_SAID = {Verdict.FAIL: "Fails", Verdict.OPEN: "Undecided", Verdict.PASS: "Passes"}
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2,}(?!\w))")  # mail programs link what looks like one


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture of a mail: its name, the id that the page finds it by, and what it says."""

    name: str
    id: str
    title: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a bar: what it means (a letter of `_bars`), its width in percent; the limit has none."""

    letter: str
    width: str = ""


def fitted(report: Report, drawings: tuple[Drawing, ...]) -> str:
    """The page with as many findings as there is room for, and how many are left out."""
    parts = {**_answer(report), **_known(report), "drawings": drawings}

    def page(most: int) -> str:
        return _template().render(**parts, **_listed(report, most)).strip() + "\n"

    whole = page(_MOST_FINDINGS)
    if _size(whole) <= MOST_BYTES:
        return whole
    fit = bisect_right(range(_MOST_FINDINGS), MOST_BYTES, key=lambda most: _size(page(most)))
    return page(max(fit - 1, 0))


def _size(page: str) -> int:
    """In bytes as it is sent, its lines ending in two."""
    sent = encodestring(page.encode())
    return len(sent) + sent.count(b"\n")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("seedcorn", "formats/_mail"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {"exact": _exact, "address": escape}
    return environment.get_template("mail.html.jinja")


def _shown(value: object) -> object:
    """Whatever text is no markup of ours is made plain, short, and nothing that a mail program would link."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _DOMAIN.sub(f".{STOP}", unlinked(_short(value))).replace(" %", "\u00a0%")


def _exact(value: str) -> Markup:
    """A key or the name of a rule, as somebody may copy it."""
    return escape(unlinked(_short(value)))


def _short(text: str) -> str:
    """Not more characters than cells either: marks take no cell and many bytes."""
    cut = shorten(plain(text), _MOST_CHARACTERS)
    return cut if len(cut) <= _MOST_CHARACTERS else f"{cut[: _MOST_CHARACTERS - 1]}…"


def _answer(report: Report) -> dict[str, Any]:
    return {
        "verdict": _SAID[report.verdict],
        "kind": report.verdict.value,
        "day": f"{report.as_of:%Y-%m-%d}",
        "headline": headline(report),
        "certainty": certainty(report),
        "incomplete": f"Incomplete: {lacking(report)}." if report.gaps else "",
    }


def _known(report: Report) -> dict[str, Any]:
    told = customers(report)
    rows = tuple((row, tuple(_pieces(row.bar, told.mark)) if row.bar else ()) for row in told.seen)
    left = len(report.attribution.customers) - len(rows)
    return {
        "head": [title for title in told.head if title != "bugs"],
        "rows": rows,
        "more_customers": f"and {count(left, 'other')}" if told.folded else "",
        "legend": told.legend,
        "requested": phrases.requested_line(report),
        "kinds": phrases.kinds_line(report),
        "concentration": phrases.concentration_line(report),
        "read": phrases.counting_lines(report)[-1],
        "masked": "Customers may go by code-names here." if report.public else "",
        "silent": phrases.silent_line(report),
        "judged": tuple(filter(None, (phrases.decision_line(report), phrases.policy_line(report)))),
        "waiting": waiting(report),
    }


def _listed(report: Report, most: int) -> dict[str, Any]:
    """What there may be very much of, at most so many of each."""
    few = min(most, _MOST_LISTED)
    first, *changes = report.since or ("",)
    blocks = () if report.partial else findings.blocks(report)
    left = sum(map(len, blocks[most:]))
    return {
        "since": first,
        "changes": _cut(changes, few),
        "gaps": _cut([f"{said}. {step}" if step else said for said, step in phrases.gap_lines(report)], few),
        "findings": cards.told(report, blocks[:most]),
        "left": f"and {left} more; all are in the JSON report." if left else "",
        "let_be": cards.let_be(report)[:few],
        "let_be_left": _more(len(report.let_be) - few),
        "notices": _cut(list(notices(report)), few),
        "most_issues": MOST_ISSUES,
    }


def _cut(lines: list[str], most: int) -> tuple[str, ...]:
    return (*lines[:most], *filter(None, (_more(len(lines) - most),)))


def _more(left: int) -> str:
    return f"and {left} more" if left > 0 else ""


def _pieces(bar: Bar, mark: int | None) -> Iterator[Piece]:
    """A bar from left to right, with the limit where it is."""
    ends = {0, min(bar.low, WHOLE), min(bar.value, WHOLE), min(bar.high, WHOLE), WHOLE}
    for start, end in pairwise(sorted(ends | ({mark} if mark is not None else set()))):
        if start == mark:
            yield Piece(letter="l")
        letters = ((bar.low, "m"), (bar.value, "v"), (bar.high, "c"))
        letter = next((letter for until, letter in letters if end <= until), " ")
        yield Piece(letter=letter, width=f"{(end - start) / 10:g}%")
    if mark == WHOLE:
        yield Piece(letter="l")
