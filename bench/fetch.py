"""How long it takes to read 10,000 issues from each tracker, beside what the distance alone would take.

    python bench/fetch.py [--issues 10000] [--runs 5] [--slow-runs 3]

Each tracker is a process of its own on loopback that takes 80 ms for an answer; each reading, too, is a fresh
process, whose imports are left out. Readings alternate. Beside them PyGithub's own loop runs, as it comes:
30 issues a page and a quarter of a second between requests; and with 100 a page.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

from github import Auth, Github

from seedcorn.connector import Collecting
from seedcorn.model import Gap, Issue

_DELAY = 0.08  # seconds
_CONNECTIONS = 8
_PAGE = 100
_TRACKERS = {
    "github": ("acme/app", {"GITHUB_API_URL": "{at}", "GITHUB_TOKEN": "token"}),
    "gitlab": ("acme/app", {"GITLAB_URL": "{at}", "GITLAB_TOKEN": "token"}),
    "jira-cloud": ("APP", {"JIRA_URL": "{at}", "JIRA_USER": "ada", "JIRA_TOKEN": "token"}),
    "jira-center": ("APP", {"JIRA_URL": "{at}", "JIRA_TOKEN": "token"}),
}
_SLOW = {"pygithub": 30, "pygithub-100": 100}  # issues a page: the first is its default


def read(tracker: str, at: str) -> Callable[[], int]:
    """Reads all issues with a connector, ready to be timed; returns how many there were."""
    target, variables = _TRACKERS[tracker]
    connector = import_module(f"seedcorn.connectors.{tracker.partition('-')[0]}")
    environ = {name: value.format(at=at) for name, value in variables.items()}

    def whole() -> int:
        found = 0
        for item in connector.collect(target, Collecting(environ=environ)):
            if isinstance(item, Gap):
                sys.exit(f"not read whole: {item}")
            found += isinstance(item, Issue)
        return found

    return whole


def loop(way: str, at: str) -> Callable[[], int]:
    """PyGithub's own loop over the same facts."""

    def whole() -> int:
        github = Github(base_url=at, auth=Auth.Token("token"), per_page=_SLOW[way])
        repository = github.get_repo("acme/app")
        return sum(
            bool((issue.title, issue.state, [label.name for label in issue.labels], issue.created_at))
            for issue in repository.get_issues(state="all", sort="created", direction="asc")
        )

    return whole


def once(way: str, at: str) -> dict[str, float]:
    """One reading by this process."""
    whole = loop(way, at) if way in _SLOW else read(way, at)
    start, before = time.perf_counter(), time.process_time()
    issues = whole()
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"issues": issues, "wall_s": wall, "cpu_s": cpu, "peak_mb": peak / 1024}


def bound(way: str, issues: int) -> float:
    """Seconds that the distance alone takes: page after page on Jira Cloud, elsewhere eight side by side."""
    pages = ceil(issues / _PAGE)
    return (pages if way == "jira-cloud" else 1 + ceil((pages - 1) / _CONNECTIONS)) * _DELAY


@contextmanager
def serving(tracker: str, issues: int) -> Iterator[str]:
    """The address of a tracker that runs within."""
    program = Path(__file__).with_name("trackers.py")
    words = [sys.executable, str(program), tracker, "--issues", str(issues), "--delay", str(_DELAY)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            sys.exit("no pipes")
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def measured(way: str, at: str, issues: int) -> dict[str, float]:
    """One reading in a fresh process, with the requests that it took."""
    _asked(at)
    words = [sys.executable, str(Path(__file__).resolve()), "--once", way, "--at", at]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    if found["issues"] != issues:
        sys.exit(f"{way} read {found['issues']} of {issues} issues")
    return found | {"requests": _asked(at)}


def _asked(at: str) -> int:
    with urlopen(f"{at}/__requests", timeout=10) as answer:  # noqa: S310  # loopback only
        return int(answer.read())


def side_by_side(issues: int, runs: int, slow_runs: int) -> dict[str, dict[str, float]]:
    """Medians by way, with the ratio to the bound."""
    found: dict[str, list[dict[str, float]]] = {}
    with ExitStack() as stack:
        at = {each: stack.enter_context(serving(each, issues)) for each in _TRACKERS}
        for run in range(max(runs, slow_runs)):
            for way in (*_TRACKERS, *_SLOW):
                if run < (slow_runs if way in _SLOW else runs):
                    found.setdefault(way, []).append(measured(way, at.get(way, at["github"]), issues))
    medians = {
        way: {name: median(each[name] for each in several) for name in several[0]}
        for way, several in found.items()
    }
    for way, figures in medians.items():
        figures["bound_s"] = bound(way, issues)
        figures["times_bound"] = figures["wall_s"] / figures["bound_s"]
        figures["times_faster_than_pygithub"] = (
            medians["pygithub"]["wall_s"] / figures["wall_s"] if slow_runs else 0.0
        )
    return medians


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow-runs", type=int, default=3)
    parser.add_argument("--once", help=argparse.SUPPRESS)
    parser.add_argument("--at", help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.once:
        print(json.dumps(once(words.once, words.at)))
        return
    figures: dict[str, Any] = side_by_side(words.issues, words.runs, words.slow_runs)
    rounded = {way: {name: round(value, 2) for name, value in each.items()} for way, each in figures.items()}
    print(json.dumps(rounded, indent=2))


if __name__ == "__main__":
    main()
