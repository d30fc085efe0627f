"""How much memory a snapshot needs while it is taken, for ever more issues: `python bench/fetch_memory.py`.

    python bench/fetch_memory.py [--issues 10000 100000 300000]

Each size in a process of its own, from a tracker that is not there: 100 issues a page with a bookmark each,
five marks an issue. Peak resident memory, and what it is to the first size's.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from seedcorn.connector import Bookmark, Item
from seedcorn.model import Issue
from seedcorn.snapshot import Draft, Wish

_SOURCE = "github:acme/app"
_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_PAGE = 100


def stream(issues: int) -> Iterator[Item]:
    """So many issues with a title of a line and three labels, each page with a bookmark."""
    for number in range(issues):
        yield Issue(
            source=_SOURCE,
            key=f"acme/app#{number}",
            url=f"https://tracker.example/acme/app/issues/{number}",
            title=f"Exporting report {number} stops half-way when a table has {number % 977} rows",
            state="closed" if number % 3 else "open",
            created_at=_NOW - timedelta(minutes=2 * issues - number),
            labels=(f"customer: C{number % 2_000}", f"area: {number % 40}", "bug"),
            author=f"person-{number % 5_000}",
            assignees=(f"person-{number % 50}",),
        )
        if number % _PAGE == _PAGE - 1:
            yield Bookmark(source=_SOURCE, text=json.dumps({"page": number // _PAGE}))


def measure(issues: int) -> dict[str, float]:
    """Take a snapshot of so many issues in this process; its peak in megabytes, and the seconds it took."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        wish = Wish(asked=(_SOURCE,), places=frozenset())
        with Draft(Path(scratch) / "snapshot", wish, now=_NOW) as draft:
            draft.read(0, stream(issues))
            taken = draft.finish(sources=draft.asked)
    if taken.issues != issues:
        sys.exit(f"{taken.issues} of {issues} issues are there: nothing was measured")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes = peak / 1024 if sys.platform == "darwin" else peak
    return {"peak_mb": round(kilobytes / 1024, 1), "seconds": round(time.perf_counter() - start, 1)}


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description="Peak memory of taking a snapshot")
    parser.add_argument("--issues", type=int, nargs="+", default=[10_000, 100_000, 300_000])
    parser.add_argument("--once", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once is not None:
        print(json.dumps(measure(arguments.once)))
        return
    first = 0.0
    for issues in arguments.issues:
        words = [sys.executable, __file__, "--once", str(issues)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        first = first or found["peak_mb"]
        print(json.dumps({"issues": issues, **found, "ratio": round(found["peak_mb"] / first, 2)}))


if __name__ == "__main__":
    main()
