"""How the largest shares came to be what they are: a row of signs for each, one a week, fuller for more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from seedcorn.background import Trace
from seedcorn.headline import customer_name
from seedcorn.model import Interval
from seedcorn.report import Report
from seedcorn.sparks import UNKNOWN, spark
from seedcorn.words import percent

NONE = "_"
_WEEK = timedelta(days=7)
_SILENCE = ("–", "-")
_SEED_CORN = "Seed corn, of all work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One share: whose, its course in signs, and what it was at first and is now."""

    name: str
    signs: str
    was: str
    now: str


def head(report: Report) -> tuple[str, str, str, str]:
    """The titles of the columns: the whole, nothing above the signs, the first day and now."""
    weeks = max(len(trace.shares) for trace in report.traces) - 1
    return "requested work, week by week", "", f"{report.as_of - weeks * _WEEK:%Y-%m-%d}", "now"


def rows(report: Report, *, unicode: bool = True, ellipsis: str = "…") -> tuple[Row, ...]:
    """A row for each trace; shares of customers are drawn to one scale, that of seed corn to its own."""
    return tuple(_rows(report, 0 if unicode else 1, ellipsis))


def legend(report: Report, *, unicode: bool = True) -> str:
    """What the signs mean, as far as there are any of them."""
    shares = [share for trace in report.traces for share in trace.shares]
    own = any(trace.customer is None for trace in report.traces)
    parts = (
        "A sign a week, the fuller the more",
        "seed corn to a scale of its own" if own else "",
        f"{NONE} nothing" if any(share is not None and not share.value for share in shares) else "",
        f"{UNKNOWN[0 if unicode else 1]} too little to say" if None in shares else "",
    )
    return "; ".join(filter(None, parts))


def _rows(report: Report, look: int, ellipsis: str) -> Iterator[Row]:
    customers = [trace for trace in report.traces if trace.customer is not None]
    largest = _largest(customers)
    for trace in report.traces:
        name = _SEED_CORN
        if trace.customer is not None:
            name = customer_name(report, trace.customer, ellipsis=ellipsis)
        top = largest if trace.customer is not None else _largest([trace])
        yield Row(
            name=name,
            signs="".join(_sign(share, top, look) for share in trace.shares),
            was=_shown(trace.shares[0], look),
            now=_shown(trace.shares[-1], look),
        )


def _largest(traces: list[Trace]) -> Fraction:
    known = (share.value for trace in traces for share in trace.shares if share is not None)
    return max(known, default=Fraction(0))


def _sign(share: Interval | None, top: Fraction, look: int) -> str:
    return spark(share.value if share else None, top, unicode=not look, nothing=NONE)


def _shown(share: Interval | None, look: int) -> str:
    return _SILENCE[look] if share is None else percent(share.value)
