"""Whether Spark says the same as DuckDB of a generated backlog, to the last byte, and what that costs.

    python bench/engines.py [--issues 1000000] [--master 'local-cluster[2,1,4096]'] [--only GLOB]

Asked are the default rules, the same as of a year ago, the open backlog of 300 weeks, and every rule with a
full register. Needs the extra `spark` and Java. Prints a line of JSON for each; exits 1 where they differ.
"""

import json
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import generate
from measure import HERE
from pyspark.sql import SparkSession

from rules import balanced, everything, register
from seedcorn.audit import audit
from seedcorn.engine import Engine
from seedcorn.engines.duckdb import DuckDB
from seedcorn.engines.spark import Spark
from seedcorn.format import Look
from seedcorn.formats import json as as_json
from seedcorn.policy import Policy
from seedcorn.series import series
from seedcorn.snapshot import Snapshot

_WEEKS = 300
_MORE = (HERE / "rules.sql").read_text(encoding="utf-8")
_LIMITS = {
    "spark.driver.host": "localhost",
    "spark.driver.memory": "4g",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
Said = Callable[[Snapshot], str]


def judged(snapshot: Snapshot, policy: Policy, days_ago: int = 0) -> str:
    """The report as JSON."""
    now = snapshot.collected_at - timedelta(days=days_ago)
    return as_json.render(audit(snapshot, policy, register=register(), now=now), Look())


def every_week(snapshot: Snapshot) -> str:
    """Every number of the series."""
    found = series(snapshot, balanced().counting, None, now=snapshot.collected_at, points=_WEEKS)
    return repr((found.works, found.demanded))


def questions() -> Iterator[tuple[str, Said]]:
    """What both are asked."""
    yield "balanced", partial(judged, policy=balanced())
    yield "balanced a year ago", partial(judged, policy=balanced(), days_ago=365)
    yield "300 weeks", every_week
    yield "every rule", partial(judged, policy=everything())


def answered(folder: Path, engine: Engine, said: Said) -> tuple[str, float]:
    """What an engine says, and the seconds that it took."""
    start = time.perf_counter()
    with Snapshot.load(folder, engine) as snapshot:
        return said(snapshot), time.perf_counter() - start


def session(master: str) -> SparkSession:
    """A cluster on this machine."""
    builder = SparkSession.builder.master(master)
    for name, value in _LIMITS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def main() -> None:
    """Ask both, print what came of it."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--master", default="local-cluster[2,1,4096]")
    parser.add_argument("--only", default="*")
    arguments = parser.parse_args()
    differing = 0
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder, more=_MORE)
        spark = session(arguments.master)
        for name, said in questions():
            if not fnmatchcase(name, arguments.only):
                continue
            here, here_s = answered(folder, DuckDB(), said)
            there, there_s = answered(folder, Spark(spark, ours=False), said)
            differing += here != there
            found = {"of": name, "issues": arguments.issues, "same": here == there, "bytes": len(here)}
            print(
                json.dumps(found | {"duckdb_s": round(here_s, 1), "spark_s": round(there_s, 1)}), flush=True
            )
        spark.stop()
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
