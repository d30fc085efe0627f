"""Runs all measures, each beside what it is measured against, and compares their ratios with those kept.

    make bench [QUICK=1] [KEEP=1] [ONLY='rules.* start.*']
    python bench/run.py [--quick] [--keep] [--only GLOB ...]

Prints what became of each ratio; writes all figures to bench/results/. Exits 1 where a ratio is a quarter
worse than in bench/figures.json each of three times, or where a measure is missing. `--keep` takes the
figures for those to compare with from now on.
"""

import json
import os
import platform
import sys
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import audit
import duckdb
import fetch
import generation
import history
import impact
import narwhals
import report
import startup
from compare import Change, change, missing
from measure import FULL, HERE, QUICK, Bench, Figure, Measure, as_json

import rules
from seedcorn import __version__

KEPT, RESULTS = HERE / "figures.json", HERE / "results"
SCRIPTS = (startup, generation, audit, rules, impact, report, history, fetch)
Figures = dict[str, dict[str, Any]]  # by the name of a measure


def measures(bench: Bench, only: list[str]) -> list[Measure]:
    """All, or those whose name fits one of the globs."""
    found = (each for script in SCRIPTS for each in script.measures(bench))
    return [each for each in found if not only or any(fnmatchcase(each.name, glob) for glob in only)]


def taken(
    wanted: list[Measure], kept: Figures, say: Callable[[str], None]
) -> Iterator[tuple[dict[str, Any], Change]]:
    """Each measure's figures, and what became of its ratio."""
    for number, measure in enumerate(wanted, start=1):
        say(f"[{number}/{len(wanted)}] {measure.what}, beside {measure.against} ...")
        latest = [measure.taken()]

        def again(times: int, measure: Measure = measure, latest: list[Figure] = latest) -> float:
            say(f"      {latest[-1].ratio:g} is worse than what was kept: again, {times} times the runs ...")
            latest.append(measure.taken(times))
            return latest[-1].ratio

        before = kept.get(measure.name, {}).get("ratio")
        found = change(measure.name, latest[-1].ratio, before, again)
        yield as_json(measure, latest[-1]), found


def made_by() -> dict[str, object]:
    """What the figures depend on, and nothing that tells whose machine it is."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "seedcorn": __version__,
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "narwhals": narwhals.__version__,
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }


def read(path: Path, scale: str) -> Figures:
    """The figures that were kept of a scale."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    figures: Figures = held.get(scale, {}).get("figures", {})
    return figures


def keep(path: Path, scale: str, figures: Figures, *, whole: bool) -> None:
    """Take these for those to compare with; where only some were measured, the others stay."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    before = {} if whole else read(path, scale)
    held[scale] = {**made_by(), "figures": before | figures}
    path.write_text(json.dumps(dict(sorted(held.items())), indent=2) + "\n", encoding="utf-8")


def write(path: Path, figures: Figures) -> None:
    """The figures of this run so far, in a file of their own: one that is cut off leaves what it has."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**made_by(), "figures": figures}, indent=2) + "\n", encoding="utf-8")


def main(words: Namespace) -> int:
    """Measure, write, compare. Returns the exit code."""
    scale, figures, changes = QUICK if words.quick else FULL, Figures(), list[Change]()
    kept, start = read(words.figures, scale.name), time.monotonic()
    path = words.results / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}-{scale.name}.json"

    def say(text: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {text}", file=sys.stderr, flush=True)

    with TemporaryDirectory() as scratch:
        for found, what in taken(measures(Bench(scale, Path(scratch)), words.only), kept, say):
            figures[what.name] = found
            changes.append(what)
            print(what, flush=True)
            write(path, figures)
    if not words.only:
        gone = missing({name: each["ratio"] for name, each in kept.items()}, set(figures))
        print(*gone, sep="\n", end="\n" if gone else "")
        changes += gone
    say(f"all figures: {os.path.relpath(path)}")
    if words.keep:
        keep(words.figures, scale.name, figures, whole=not words.only)
        return 0
    return int(any(each.fails for each in changes))


def parsed(arguments: list[str]) -> Namespace:
    """The command line."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, fewer runs: about two minutes")
    parser.add_argument("--keep", action="store_true", help="take the figures for those to compare with")
    parser.add_argument("--only", nargs="+", default=[], metavar="GLOB", help="only measures of these names")
    parser.add_argument("--figures", type=Path, default=KEPT, help="where those are kept")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where all figures of this run go")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(parsed(sys.argv[1:])))
