"""How long attribution and the rules of `balanced` take, beside hand-written queries for the same sums.

    python bench/audit.py [--quick]

Both start from the same snapshot on disk, take turns, and leave imports out. The query (audit.sql) gives the
sums that the report needs: demand by customer and kinds of work in the open backlog and in what was completed
in the last 90 days, and demand by open milestone and customer. For attribution alone (attribution.sql) it
gives the first two of the open backlog. Before anything is timed, both must agree.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
from measure import HERE, Bench, Measure, Pair, alone, peak, seconds

from seedcorn.audit import audit
from seedcorn.context import look
from seedcorn.policy import load_policy
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot, minutes

NOW = datetime(2026, 1, 21, tzinfo=UTC)
POLICY = load_policy("balanced")
Row = tuple[str, str, str, int, int]


def _asked(statement: str, folder: Path) -> list[Row]:
    since = minutes(NOW - timedelta(days=90))
    with duckdb.connect() as connection:
        text = (HERE / statement).read_text(encoding="utf-8")
        return connection.execute(text.format(folder=folder, now=minutes(NOW), since=since)).fetchall()


def query(folder: Path) -> list[Row]:
    """All the sums, by hand."""
    return _asked("audit.sql", folder)


def small_query(folder: Path) -> list[Row]:
    """Those by customer and kind of work in the open backlog alone."""
    return _asked("attribution.sql", folder)


def seedcorn(folder: Path) -> Report:
    """All the sums and the rules, by seedcorn."""
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, POLICY, register=None, now=NOW)


def attributed(folder: Path) -> dict[str, Fraction]:
    """Attribution and the sums by customer and kind of work, no rule; the demand of each customer."""
    with Snapshot.load(folder) as snapshot:
        seen = look(snapshot, POLICY.counting, None, now=NOW, window_days=90, capacity={})
        _ = seen.open.work
        return {one.customer.id: one.effort for one in seen.open.demands}


def _demands(rows: list[Row]) -> dict[str, Fraction]:
    demands = dict[str, Fraction]()
    for what, scope, name, askers, issues in rows:
        if what == "customer" and scope == "true":
            demands[name] = demands.get(name, Fraction(0)) + Fraction(issues, askers)
    return demands


@contextmanager
def _rules(folder: Path) -> Iterator[Pair]:
    ours = {one.id: one.demand for one in seedcorn(folder).attribution.customers}
    _agree(ours, _demands(query(folder)))
    yield Pair(ours=seconds(lambda: seedcorn(folder)), beside=seconds(lambda: query(folder)))


@contextmanager
def _attribution(folder: Path) -> Iterator[Pair]:
    _agree(attributed(folder), _demands(small_query(folder)))
    yield Pair(ours=seconds(lambda: attributed(folder)), beside=seconds(lambda: small_query(folder)))


def _agree(ours: dict[str, Fraction], theirs: dict[str, Fraction]) -> None:
    if ours != theirs or not ours:
        sys.exit("the query and seedcorn disagree: nothing was measured")


@contextmanager
def _memory(folder: Path) -> Iterator[Pair]:
    yield Pair(ours=peak(seedcorn, folder), beside=peak(query, folder))


@contextmanager
def _growth(bench: Bench, *, in_memory: bool) -> Iterator[Pair]:
    large, small = bench.snapshot(bench.scale.large), bench.snapshot(bench.scale.issues)
    if in_memory:
        yield Pair(ours=peak(seedcorn, large), beside=peak(seedcorn, small))
    else:
        yield Pair(ours=seconds(lambda: seedcorn(large)), beside=seconds(lambda: seedcorn(small)))


def measures(bench: Bench) -> Iterator[Measure]:
    """Attribution, then the default rules, in time and memory; then ten times as many issues."""
    scale, rules = bench.scale, "attribution and the default rules"
    sums = "one hand-written query for the same sums"
    yield Measure(
        name="attribution",
        what="attribution and the sums of the open backlog",
        against=sums,
        pair=lambda: _attribution(bench.snapshot(scale.issues)),
        runs=scale.runs,
    )
    yield Measure(
        name="rules.default",
        what=rules,
        against=sums,
        pair=lambda: _rules(bench.snapshot(scale.issues)),
        runs=scale.runs,
    )
    yield Measure(
        name="rules.default.memory",
        what=rules,
        against="the same query",
        pair=lambda: _memory(bench.snapshot(scale.issues)),
        runs=1,
        unit="MB",
    )
    yield from _of_ten_times(bench, rules)


def _of_ten_times(bench: Bench, rules: str) -> Iterator[Measure]:
    large, small = f"{bench.scale.large:,} issues", f"{bench.scale.issues:,} issues"
    yield Measure(
        name="rules.default.ten-times",
        what=f"{rules}, {large}",
        against=f"those of {small}",
        pair=lambda: _growth(bench, in_memory=False),
        runs=bench.scale.slow_runs,
    )
    yield Measure(
        name="rules.default.ten-times.memory",
        what=f"{rules}, {large}",
        against=f"those of {small}",
        pair=lambda: _growth(bench, in_memory=True),
        runs=1,
        unit="MB",
    )


if __name__ == "__main__":
    alone(measures, __doc__)
