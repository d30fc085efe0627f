"""How long it takes to read 10,000 issues from each tracker.

    python bench/fetch.py [--quick]

Each tracker is a process of its own on loopback that takes 80 ms for an answer, or no time at all; each
reading, too, is a fresh process, whose imports are left out. Beside it stands what the distance alone takes,
and the tracker's client library as it comes, which reads fewer issues: both in seconds for a thousand then.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil
from urllib.request import urlopen

from measure import HERE, Bench, Clock, Measure, Pair, alone

_DELAY = 0.08  # seconds
_CONNECTIONS = 8
_PAGE = 100
_TRACKERS = ("github", "gitlab", "jira-cloud", "jira-center")


def bound(issues: int, delay: float = _DELAY) -> float:
    """Seconds that the distance alone takes: a first page, then eight side by side."""
    return (1 + ceil((ceil(issues / _PAGE) - 1) / _CONNECTIONS)) * delay


@contextmanager
def serving(tracker: str, issues: int, delay: float = _DELAY) -> Iterator[str]:
    """The address of a tracker that runs within."""
    words = [
        sys.executable,
        str(HERE / "trackers.py"),
        tracker,
        "--issues",
        str(issues),
        "--delay",
        str(delay),
    ]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            sys.exit("no pipes")
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def measured(way: str, tracker: str, at: str, issues: int) -> dict[str, float]:
    """One reading in a fresh process, with the requests that it took."""
    _asked(at)
    words = [sys.executable, str(HERE / "fetch_once.py"), way, tracker, at]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    if found["issues"] != issues:
        sys.exit(f"{way} read {found['issues']} of {issues} issues from {tracker}")
    return found | {"requests": _asked(at)}


def _asked(at: str) -> int:
    with urlopen(f"{at}/__requests", timeout=10) as answer:  # noqa: S310  # loopback only
        return int(answer.read())


def _clock(way: str, tracker: str, at: str, issues: int, notes: dict[str, list[float]]) -> Clock:
    """Seconds of one reading; what it needed besides goes to the notes."""

    def clock() -> float:
        found = measured(way, tracker, at, issues)
        for name in ("requests", "cpu_s", "peak_mb"):
            notes.setdefault(f"{way} {name}", []).append(found[name])
        return found["wall_s"]

    return clock


@contextmanager
def _beside_bound(tracker: str, issues: int) -> Iterator[Pair]:
    notes: dict[str, list[float]] = {}
    with serving(tracker, issues) as at:
        clock = _clock("ours", tracker, at, issues, notes)
        yield Pair(ours=clock, beside=lambda: bound(issues), notes=notes)


@contextmanager
def _beside_client(tracker: str, ours: int, theirs: int, delay: float) -> Iterator[Pair]:
    notes: dict[str, list[float]] = {}
    with serving(tracker, ours, delay) as at, serving(tracker, theirs, delay) as small:
        whole = _clock("ours", tracker, at, ours, notes)
        client = _clock("client", tracker, small, theirs, notes)
        yield Pair(ours=lambda: whole() / ours * 1_000, beside=lambda: client() / theirs * 1_000, notes=notes)


def measures(bench: Bench) -> Iterator[Measure]:
    """Each tracker beside the bound, then beside its client at both distances."""
    ours, theirs = bench.scale.fetched, bench.scale.by_client
    for tracker in _TRACKERS:
        yield Measure(
            name=f"fetch.{tracker}",
            what=f"{ours:,} issues of {tracker}, {1_000 * _DELAY:.0f} ms away",
            against="what the distance alone takes",
            pair=partial(_beside_bound, tracker, ours),
            runs=bench.scale.runs,
        )
    for delay in (0.0, _DELAY):
        for tracker in _TRACKERS:
            away = f"{1_000 * delay:.0f} ms"
            yield Measure(
                name=f"fetch.{tracker}.client.{away.replace(' ', '-')}",
                what=f"1,000 of {ours:,} issues of {tracker}, {away} away",
                against=f"1,000 as its client library reads them, which reads {theirs:,}",
                pair=partial(_beside_client, tracker, ours, theirs, delay),
                runs=bench.scale.slow_runs,
            )


if __name__ == "__main__":
    alone(measures, __doc__)
