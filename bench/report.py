"""How long it takes to tell a large report, beside the audit that it is of.

    python bench/report.py [--quick]

The report is that of every rule on 2,000 customers of whom everything is known. What HTML and JSON tell
besides (the course of two years, what changed, the addresses of issues) is worked out by an audit that is
there; it is measured by itself, with the default rules and a history.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from measure import Bench, Measure, Pair, alone, seconds

from rules import balanced, by_every_rule, large
from seedcorn import shelf
from seedcorn.entire import entire
from seedcorn.format import Format, Look
from seedcorn.impact import Seen
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_FORMATS = ("html", "json", "markdown")


@cache
def _report(folder: Path) -> Report:
    return by_every_rule(folder)


@contextmanager
def _format(folder: Path, name: str) -> Iterator[Pair]:
    member = shelf.take("seedcorn.formats", name, "FORMAT")
    if not isinstance(member, Format):
        raise TypeError(name)
    report = _report(folder)
    yield Pair(
        ours=seconds(lambda: member.render(report, Look())), beside=seconds(lambda: by_every_rule(folder))
    )


@contextmanager
def _entire(folder: Path) -> Iterator[Pair]:
    with Snapshot.load(folder) as snapshot:
        case = Case(snapshot=snapshot, policy=balanced(), register=None, now=_NOW)

        def seen() -> Seen:
            found = Seen(case=case)
            _ = found.report
            return found

        one = seen()
        yield Pair(ours=seconds(lambda: entire(one, public=False)), beside=seconds(seen))


def measures(bench: Bench) -> Iterator[Measure]:
    """Each format, then what two of them tell besides."""
    for name in _FORMATS:
        yield Measure(
            name=f"report.{name}",
            what=f"a large report as {name}",
            against="the audit that it is of",
            pair=partial(_with, bench, name),
            runs=bench.scale.slow_runs,
        )
    yield Measure(
        name="report.entire",
        what="what HTML and JSON tell besides: two years week by week, what changed, addresses",
        against="an audit of the same by the default rules",
        pair=lambda: _entire(bench.snapshot(bench.scale.issues)),
        runs=bench.scale.slow_runs,
    )


@contextmanager
def _with(bench: Bench, name: str) -> Iterator[Pair]:
    with _format(large(bench, has_history=False), name) as pair:
        yield pair


if __name__ == "__main__":
    alone(measures, __doc__)
