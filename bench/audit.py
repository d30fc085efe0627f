"""How long attribution and the rules of `balanced` take, beside one hand-written query for the same sums.

    python bench/audit.py [--issues 1000000] [--runs 5]

Both start from the same snapshot on disk, alternate, and leave imports out. The query gives the sums that the
report needs: demand by customer and kinds of work in the open backlog and in what was completed in the last 90
days, and demand by open milestone and customer. Before it times anything the script checks that both agree.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
from generate import generate

from seedcorn.audit import audit
from seedcorn.policy import load_policy
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot, minutes

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_POLICY = load_policy("balanced")
_QUERY = """
with meant as materialized (
  select mark,
    case when place = 'label' and value ilike 'customer:%' then lower(trim(substr(value, 10))) end as customer,
    place = 'label' and value in ('bug', 'chore', 'docs') as own,
    place = 'label' and value = 'seed-corn' as seed,
    case when place = 'milestone' and value in (select name from '{folder}/iterations.parquet' where not closed)
      then value end as milestone
  from '{folder}/vocabulary.parquet'),
seen as materialized (
  select issue, closed is null as open from '{folder}/issues.parquet'
  where created <= {now} and (closed is null or (closed > {since} and reason <> 'not_planned'))),
said as materialized (
  select m.issue, customer, own, seed, milestone from '{folder}/marks.parquet' m
  join meant using (mark) join seen using (issue) where customer is not null or own or seed or milestone is not null),
requests as materialized (
  select distinct s.issue, s.customer from said s where customer is not null),
asked as materialized (select issue, count(*) as askers from requests group by issue),
kinds as (
  select open, case when askers is not null then 'requested' when own then 'own' when seed then 'seed' else 'unknown' end
    as kind, count(*) as issues
  from seen left join asked using (issue)
  left join (select issue, bool_or(own) as own, bool_or(seed) as seed from said where own or seed group by issue)
    using (issue)
  group by all)
select 'customer' as what, open::varchar as scope, customer as name, askers, count(*) as issues
  from requests join asked using (issue) join seen using (issue) group by all
union all
select 'kind', open::varchar, kind, 0, issues from kinds
union all
select 'milestone', m.milestone, r.customer, askers, count(*)
  from requests r join asked using (issue) join seen using (issue)
  join (select issue, milestone from said where milestone is not null) m using (issue) where open group by all
"""


def query(folder: Path) -> list[tuple[str, str, str, int, int]]:
    """All the sums, by hand."""
    since = minutes(_NOW - timedelta(days=90))
    statement = _QUERY.format(folder=folder, now=minutes(_NOW), since=since)
    with duckdb.connect() as connection:
        return connection.execute(statement).fetchall()


def seedcorn(folder: Path) -> Report:
    """The same and the twelve rules, by seedcorn."""
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, _POLICY, register=None, now=_NOW)


def check(folder: Path) -> None:
    """Refuse to compare two things that do not agree."""
    report, demands = seedcorn(folder), dict[str, Fraction]()
    for what, scope, name, askers, issues in query(folder):
        if what == "customer" and scope == "true":
            demands[name] = demands.get(name, Fraction(0)) + Fraction(issues, askers)
    theirs = {one.id: one.demand for one in report.attribution.customers}
    if demands != theirs:
        sys.exit("the query and seedcorn disagree: nothing was measured")


def side_by_side(folder: Path, runs: int) -> dict[str, object]:
    """Medians of alternating runs, in seconds, their ratio, and the peak memory of a process of its own."""
    check(folder)
    times: dict[str, list[float]] = {"seedcorn": [], "query": []}
    for _ in range(runs):
        for name, call in (("query", query), ("seedcorn", seedcorn)):
            times[name].append(_seconds(call, folder))
    ours, theirs = median(times["seedcorn"]), median(times["query"])
    return {"seedcorn_s": round(ours, 3), "query_s": round(theirs, 3), "ratio": round(ours / theirs, 2)}


def _seconds(call: Callable[[Path], object], folder: Path) -> float:
    start = time.perf_counter()
    call(folder)
    return time.perf_counter() - start


def _peak_megabytes(folder: Path) -> int:
    """Peak memory of one audit, measured in a fresh process."""
    program = Path(__file__).resolve()
    done = subprocess.run(
        [sys.executable, str(program), "--once", str(folder)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        seedcorn(arguments.once)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder)
        figures = {"issues": arguments.issues, **side_by_side(folder, arguments.runs)}
        figures["peak_mb"] = _peak_megabytes(folder)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
