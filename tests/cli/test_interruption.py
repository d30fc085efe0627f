"""A snapshot that is cut off at any moment by any signal: nothing is lost but the page that was under way."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.tracker_server import Payload
from seedcorn.engine import rows
from seedcorn.snapshot import Snapshot

HERE = Path(__file__).parent
LATENCY = 0.01
WITH_SHELF = """
import sys
import seedcorn.connectors
from seedcorn.cli._group import seedcorn as main
seedcorn.connectors.__path__.append(sys.argv.pop(1))
main()
"""


def unmeasured() -> dict[str, str]:
    """The environment but for the coverage tool, whose tracer locks itself out when it is interrupted."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def killed(
    tmp_path: Path, name: str, times: int, *sources: str, seed: int = 7, **environ: str
) -> list[tuple[int, str]]:
    """The exit codes and messages of so many runs that were ended by a signal, one after another."""
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), name, str(times), str(seed), *sources],
        cwd=tmp_path,
        env={**unmeasured(), "FAKE_LOG": "log", "FAKE_LATENCY": str(LATENCY), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, said) for code, said in json.loads(done.stdout)]


def finished(tmp_path: Path, *sources: str, **environ: str) -> list[str]:
    """Whatever was interrupted, one more run makes it whole and leaves nothing else behind: its keys."""
    words = [sys.executable, "-c", WITH_SHELF, str(HERE / "shelf"), "snapshot", *sources, "-o", "facts"]
    environ = {**os.environ, "FAKE_LOG": "log", **environ}
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob(".*"))
    return keys_in(tmp_path / "facts")


def keys_in(folder: Path) -> list[str]:
    with Snapshot.load(folder) as facts:
        return sorted(key for (key,) in rows(facts.frame("issues").select("key")))


def check(name: str, runs: list[tuple[int, str]]) -> None:
    """Each run ended as a run does that is ended by that signal, and at least one went on with another's."""
    for code, said in runs:
        assert "Traceback" not in said
        if name == "SIGTERM" and not said and code == -15:
            continue  # it was ended before it had begun, or when all was done
        assert code in ((-9, 0) if name == "SIGKILL" else (130, 0)), said
    assert [code for code, _ in runs].count(0) < len(runs)
    assert any("going on where the last run stopped: " in said for _, said in runs)
    if name != "SIGKILL":
        assert any("the same command goes on from there\n\ninterrupted\n" in said for _, said in runs)


ONE = {"fake:3000": 30}
SEVERAL = {"fake:3000-a": 30, "fake:1500-b": 15, "fake:100-c": 1, "fake:2200-d": 22, "fake:2950-e": 30}


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT", "SIGTERM"])
@pytest.mark.parametrize("sources", [ONE, SEVERAL], ids=["one", "several"])
def test_a_run_may_end_at_any_moment(tmp_path: Path, name: str, sources: dict[str, int]) -> None:
    """At most one page of each source is asked for twice for each run that was ended."""
    runs = killed(tmp_path, name, 20, *sources)
    keys = finished(tmp_path, *sources)
    issues = {source: int(source.partition(":")[2].partition("-")[0]) for source in sources}
    assert keys == sorted(f"{source}#{number}" for source in sources for number in range(issues[source]))
    asked = Counter((tmp_path / "log").read_text("utf-8").split("\n")[:-1])
    for source, pages in sources.items():
        of_source = [count for said, count in asked.items() if said.startswith(f"{source} ")]
        changes = [count for said, count in asked.items() if said.startswith(f"{source} changes ")]
        assert sum(of_source) - sum(changes) <= pages + len(runs)
    check(name, runs)


REPOSITORIES = {
    "acme/api": 640,
    "acme/app": 1_010,
    "acme/web": 90,
    "big/one": 450,
    "big/two": 250,
    "big/six": 7,
}
AHEAD = 2 * 8  # pages on their way at most, of all repositories together
ANEW = 2  # pages of a repository that a run asks for to go on: where it was left, and its last


def issues_of(repository: str, issues: int) -> list[Payload]:
    """They carry labels, so that the facts differ from issue to issue."""
    labels = [[{"name": f"customer: C{number % 7}"}] for number in range(issues)]
    return [github_issue(n + 1, repository=repository, labels=labels[n]) for n in range(issues)]


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_repositories_read_side_by_side_may_be_ended_at_any_moment(tmp_path: Path, name: str) -> None:
    """The facts are those of a run that nobody ended; only what was on its way is asked for again."""
    repositories = {each: issues_of(each, issues) for each, issues in REPOSITORIES.items()}
    listing = [github_repository(each) for each in repositories if each.startswith("big/")]
    sources = [*(f"github:{each}" for each in repositories if each.startswith("acme/")), "github:big"]
    with GithubServer(repositories=repositories, listing=listing, delay=0.02) as server:
        runs = killed(tmp_path, name, 20, *sources, seed=11, **server.environ)
        keys = finished(tmp_path, *sources, **server.environ)
        (tmp_path / "whole").mkdir()
        assert finished(tmp_path / "whole", *sources, **server.environ) == keys
    assert words_in(tmp_path / "facts") == words_in(tmp_path / "whole" / "facts")
    assert len(keys) == sum(REPOSITORIES.values())
    asked = [each for each in server.requests if each.path.endswith("/issues") and "since" not in each.query]
    pages = 2 * sum(-(-issues // 100) for issues in REPOSITORIES.values())
    assert len(asked) <= pages + len(runs) * (AHEAD + ANEW * len(REPOSITORIES))
    check(name, runs)


def words_in(folder: Path) -> list[tuple[object, ...]]:
    """Every mark of every issue, whatever the tables' numbers."""
    with Snapshot.load(folder) as facts:
        said = facts.frame("marks").join(facts.frame("vocabulary"), on="mark")
        told = said.join(facts.frame("issues"), on="issue")
        return sorted(rows(told.select("source", "key", "title", "created", "place", "value", "position")))
