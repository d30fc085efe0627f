"""Two pictures as Mermaid's text, which GitHub and GitLab draw: whose all open work is, and who asks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count as counting

from seedcorn.chart import charts
from seedcorn.document import Line, Table
from seedcorn.headline import share_limit
from seedcorn.report import Report
from seedcorn.unread import is_partly
from seedcorn.words import count, exact, plain, shorten

MOST_SLICES = 12
MOST_BARS = 8
MOST_CHARACTERS = 40
_MOST_BESIDE_BARS = 20  # cells: where one name takes half of the picture, no name is shown at all
_NAMELESS = "no name"
_SPECIAL = re.compile(r"[\"`;#%&<>{}\[\]\\$]")  # what begins or ends something in one of its charts
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHOLE, _ROUNDED = Fraction(100), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A slice or a bar: its name and how large it is, in percent."""

    name: str
    percent: Fraction
    is_customer: bool = True


def pictures(report: Report) -> str:
    """Both to be unfolded, as Markdown; empty where shares are not told exactly, or not all was read."""
    if report.banded or is_partly(report):
        return ""
    twins = {name: picture.twin for name, chart in charts()[:2] if (picture := chart.draw(report))}
    drawn = (_pie(twins["static"]) if "static" in twins else "", _bars(report, twins.get("shares")))
    fences = [f"```mermaid\n{chart}\n```" for chart in drawn if chart]
    summary = "<details><summary>As a picture</summary>"
    return "\n\n".join((summary, *fences, "</details>")) if fences else ""


def _pie(twin: Table) -> str:
    """The parts of all open work; none where requests count several times, so that these are no parts."""
    parts = tuple(_parts(twin))
    if not parts or sum(one.percent for one in parts) > _WHOLE + _ROUNDED:
        return ""
    shown = [one for one in _few(parts) if one.percent]
    slices = zip(_labels([one.name for one in shown]), shown, strict=True)
    lines = (f'    "{label}" : {exact(one.percent)}' for label, one in slices)
    return "\n".join(("pie showData", "    title All open work, in percent", *lines))


def _few(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The largest customers, the others in one, and what is no customer's."""
    kinds = [one for one in parts if not one.is_customer]
    customers = [one for one in parts if one.is_customer]
    room = MOST_SLICES - len(kinds)
    named = customers if len(customers) <= room else customers[: room - 1]
    yield from named
    if left := len(customers) - len(named):
        rest = _WHOLE - sum(one.percent for one in (*named, *kinds))
        yield _Part(name=count(left, "other customer"), percent=max(rest, Fraction(0)))
    yield from kinds


def _bars(report: Report, twin: Table | None) -> str:
    """Shares of what was requested, the largest, with a line at the limit."""
    parts = tuple(_parts(twin))[:MOST_BARS] if twin else ()
    if not parts:
        return ""
    most = share_limit(report)
    limit = None if most is None else exact(100 * most)
    top = max(*(one.percent for one in parts), Fraction(limit or 1))
    names = ", ".join(
        f'"{label}"' for label in _labels([shorten(one.name, _MOST_BESIDE_BARS) for one in parts])
    )
    beside = f", the limit is {limit}" if limit else ""
    return "\n".join(
        (
            "xychart-beta horizontal",
            f'    title "Of what was requested, in percent{beside}"',
            f"    x-axis [{names}]",
            f"    y-axis 0 --> {exact(top)}",
            f"    bar [{', '.join(exact(one.percent) for one in parts)}]",
            *([f"    line [{', '.join([limit] * len(parts))}]"] if limit else []),
        )
    )


def _parts(twin: Table) -> Iterator[_Part]:
    """The rows of a chart's table that have a number; what is no customer's has only the first."""
    for name, first, *others in twin.rows:
        if found := _NUMBER.search(_text(first)):
            is_customer = not others or bool(_text(others[0]))
            yield _Part(name=_text(name), percent=Fraction(found[0]), is_customer=is_customer)


def _text(line: Line) -> str:
    return "".join(span.text for span in line)


def _labels(names: Sequence[str]) -> list[str]:
    """Names that end nothing, none of them empty, too long or twice: of two alike one would be drawn."""
    taken: list[str] = []
    for name in names:
        label = plain(_SPECIAL.sub(" ", plain(name))).replace("'", "’")[:MOST_CHARACTERS].strip() or _NAMELESS
        others = (f"{label[: MOST_CHARACTERS - 5]} ({number})" for number in counting(2))
        taken.append(label if label not in taken else next(one for one in others if one not in taken))
    return taken
