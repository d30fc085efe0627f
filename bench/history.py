"""How long the series of 300 weeks takes, beside one evaluation of the same backlog as of a past day.

    python bench/history.py [--issues 1000000] [--weeks 300] [--runs 5]

Both start from the same snapshot on disk and alternate. The evaluation is the least that an audit as of that
day does: the facts put back to it, attributed, and the open backlog summed by customer and by kind of work.
Before anything is timed, the series has to say the same of that day.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from audit import own_peak_megabytes
from generate import generate

from seedcorn.context import Context, look
from seedcorn.policy import load_policy
from seedcorn.series import Series, series
from seedcorn.snapshot import Snapshot

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_COUNTING = load_policy("balanced").counting
_A_YEAR = 52


def as_of(snapshot: Snapshot, moment: datetime) -> Context:
    """The open backlog of one past day."""
    seen = look(snapshot, _COUNTING, None, now=moment, window_days=90, capacity={})
    _ = seen.open.work, seen.open.demands
    return seen


def all_weeks(snapshot: Snapshot, weeks: int) -> Series:
    """The open backlog of every week."""
    return series(snapshot, _COUNTING, None, now=_NOW, points=weeks)


def check(folder: Path, weeks: int) -> None:
    """Refuse to compare two things that do not agree."""
    place = weeks - 1 - min(_A_YEAR, weeks // 2)
    with Snapshot.load(folder) as snapshot:
        found = all_weeks(snapshot, weeks)
        seen = as_of(snapshot, found.moments[place])
        ours = {
            name: found.effort_of(name, place) for name, each in found.demanded.items() if each.issues[place]
        }
        theirs = {one.customer.id: one.effort for one in seen.open.demands}
        if ours != theirs or found.works[place] != seen.open.work:
            sys.exit("the series and the day disagree: nothing was measured")


def one_day(folder: Path, _weeks: int) -> None:
    """One evaluation, from disk."""
    with Snapshot.load(folder) as snapshot:
        as_of(snapshot, _NOW - timedelta(weeks=_A_YEAR))


def every_week(folder: Path, weeks: int) -> None:
    """The series, from disk."""
    with Snapshot.load(folder) as snapshot:
        all_weeks(snapshot, weeks)


def _seconds(call: Callable[[Path, int], None], folder: Path, weeks: int) -> float:
    start = time.perf_counter()
    call(folder, weeks)
    return time.perf_counter() - start


def side_by_side(folder: Path, weeks: int, runs: int) -> dict[str, object]:
    """Medians of alternating runs, in seconds, their ratio, and the peak memory of a process of its own."""
    check(folder, weeks)
    times: dict[str, list[float]] = {"series": [], "one day": []}
    for _ in range(runs):
        for name, call in (("one day", one_day), ("series", every_week)):
            times[name].append(_seconds(call, folder, weeks))
    ours, theirs = median(times["series"]), median(times["one day"])
    return {"series_s": round(ours, 3), "one_day_s": round(theirs, 3), "ratio": round(ours / theirs, 2)}


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--weeks", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        every_week(arguments.once, arguments.weeks)
        print(own_peak_megabytes())
        return
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder)
        figures: dict[str, object] = {"issues": arguments.issues, "weeks": arguments.weeks}
        figures |= side_by_side(folder, arguments.weeks, arguments.runs)
        once = [sys.executable, str(Path(__file__).resolve()), "--once", str(folder)]
        figures["peak_mb"] = int(subprocess.run(once, check=True, capture_output=True, text=True).stdout)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
