"""Many sources of one run: read side by side, one that fails leaves the others, few lines tell of all."""

import io
import json
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import seedcorn.connectors
from builders import NOW
from cli.conftest import Run
from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.tracker_server import Asked, Fault
from seedcorn.cli._progress import Watch
from seedcorn.connector import Item, Progress
from seedcorn.model import Issue
from seedcorn.snapshot import Manifest, Snapshot

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


class Crowd:
    """Counts how many requests a server has to answer at once; it waits until there were four, or a while."""

    def __init__(self) -> None:
        self.most = self._now = 0
        self._came = threading.Condition()

    def before(self, asked: Asked) -> None:
        del asked
        with self._came:
            self._now += 1
            self.most = max(self.most, self._now)
            self._came.notify_all()
            self._came.wait_for(lambda: self.most >= 4, timeout=1)
        time.sleep(0.01)
        with self._came:
            self._now -= 1


def github(names: list[str], issues: int = 3, **settings: object) -> GithubServer:
    repositories = {
        name: [github_issue(number, repository=name) for number in range(1, issues + 1)] for name in names
    }
    return GithubServer(repositories=repositories, **settings)  # type: ignore[arg-type]  # as GithubServer takes them


NAMES = [f"acme/r{number}" for number in range(30)]


@pytest.mark.parametrize("command", ["audit", "snapshot"])
def test_small_repositories_do_not_wait_for_each_other(run: Run, command: str) -> None:
    crowd = Crowd()
    words = ("-o", "facts") if command == "snapshot" else ("--output", "json")
    with github(NAMES, before=crowd.before) as server:
        done = run(command, *(f"github:{name}" for name in NAMES), *words, **server.environ)
        assert done.exit_code in (0, 1), done.stderr
        assert len(server.requests) == len(NAMES)
        assert server.connections < len(NAMES)  # they are kept for the next repository
    assert 4 <= crowd.most <= 8
    assert "read so far: 15 of 30 sources, " in done.stderr


def test_a_repository_that_fails_leaves_the_others(run: Run, tmp_path: Path) -> None:
    def fault(asked: Asked) -> Fault | None:
        return Fault(status=403, body=b'{"message": "no"}') if "/r7/" in asked.path else None

    with github(NAMES, fault=fault) as server:
        done = run("snapshot", *(f"github:{name}" for name in NAMES), "-o", "facts", **server.environ)
        assert done.exit_code == 3
        assert "not read: github:acme/r7, " in done.stderr
        with Snapshot.load(tmp_path / "facts") as facts:
            assert facts.count() == 3 * 29
            assert [gap.source for gap in facts.gaps] == ["github:acme/r7"]
        server.fault = lambda asked: None
        before = len(server.requests)
        again = run("snapshot", "-o", "facts", **server.environ)
        assert again.exit_code == 0
        assert len(server.requests) - before == 30
        # What is not whole comes first, with as many others as are read beside it.
        first = [asked.path for asked in server.requests[before : before + 8]]
        assert "/repos/acme/r7/issues" in first
    assert "3 issues new" in again.stderr


def test_an_owners_repositories_are_read_side_by_side_each_with_its_own_bookmark(
    run: Run, tmp_path: Path
) -> None:
    crowd = Crowd()
    listing = [github_repository(name) for name in NAMES]
    with github(NAMES, before=crowd.before, listing=listing) as server:
        first = run("snapshot", "github:acme", "-o", "facts", **server.environ)
        assert (first.exit_code, len(server.requests)) == (0, 1 + len(NAMES))
        assert 4 <= crowd.most <= 8
        (reading,) = Manifest.of(tmp_path / "facts").readings
        assert sorted(reading.bookmarks) == sorted(f"github:{name}" for name in NAMES)
        assert "github:acme: 15 of 30 repositories are read\n" in first.stderr
        run("snapshot", "-o", "facts", **server.environ)
        assert all("since" in asked.query for asked in server.requests[len(NAMES) + 2 :])
    assert first.stderr.count("\n") < 25


def test_an_interruption_keeps_what_every_source_brought(run: Run, tmp_path: Path) -> None:
    sources = ("fake:900-a", "fake:300-interrupted", "fake:700-b")
    assert run("snapshot", *sources, "-o", "facts", FAKE_LATENCY="0.002").exit_code == 130
    codes = [run("snapshot", "-o", "facts", FAKE_LOG="log", FAKE_LATENCY="0.002").exit_code for _ in range(3)]
    assert codes == [130, 130, 0]
    pages = Counter((tmp_path / "log").read_text("utf-8").splitlines())
    of_pages = {said: asked for said, asked in pages.items() if " changes " not in said}
    assert max(of_pages.values()) <= 3
    with Snapshot.load(tmp_path / "facts") as facts:
        assert facts.count() == 1_900


def test_an_error_in_one_source_is_that_of_the_run_and_loses_nothing(run: Run, tmp_path: Path) -> None:
    issues = ", ".join(json.dumps(github_issue(number)) for number in range(1, 5_000))
    (tmp_path / "later.json").write_text(f"[{issues}, {{", encoding="utf-8")  # fails when all are being read
    sources = ("fake:600-a", "export:later.json", "fake:500-b")
    stopped = run("snapshot", *sources, "-o", "facts", FAKE_LATENCY="0.002")
    assert (stopped.exit_code, "later.json" in stopped.stderr) == (2, True)
    (tmp_path / "later.json").write_text("[]", encoding="utf-8")
    done = run("snapshot", *sources, "-o", "facts", FAKE_LOG="log")
    assert (done.exit_code, "facts: 1100 issues from 3 sources" in done.stderr) == (0, True)
    assert "600 issues of fake:600-a are here" in done.stderr
    assert "fake:600-a 0" not in (tmp_path / "log").read_text("utf-8")


def test_two_thousand_sources_are_not_two_thousand_lines(run: Run, tmp_path: Path) -> None:
    sources = [f"fake:{1 + number % 5}-{number}" for number in range(300)]
    sources += [f"fake:broken-{number}" for number in range(90)]
    done = run("snapshot", *sources, "-o", "facts")
    assert done.exit_code == 3
    said = done.stderr.splitlines()
    assert sum(line.startswith("read so far: ") for line in said) == 10
    assert sum(line.startswith("fake:5-") for line in said) == 10
    assert "290 other sources: 850 issues" in said
    assert sum(line.startswith("not read: fake:") for line in said) == 50
    assert "not read: 40 more parts of 40 sources" in said
    assert len(said) < 80


def test_the_same_answer_however_the_threads_took_turns(run: Run) -> None:
    names = [f"acme/r{number}" for number in range(12)]
    answers = []
    for turn in range(2):
        slow = names if turn else names[::-1]

        def before(asked: Asked, slow: list[str] = slow) -> None:
            time.sleep(slow.index(asked.path.removeprefix("/repos/").removesuffix("/issues")) / 50)

        with github(names, 12, before=before) as server:
            done = run("audit", *(f"github:{name}" for name in names), "--output", "json", **server.environ)
        said = json.loads(done.stdout)
        answers.append({name: told for name, told in said.items() if name not in ("collected_at", "as_of")})
    assert answers[0] == answers[1]
    assert any(finding["evidence"] for finding in answers[0]["findings"])


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_sources_that_are_being_read_and_how_many_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with Watch(public=False) as watch:

        def source(name: str) -> list[Item]:
            watch.tell(Progress(source=name, done=1, total=2, issues=1))
            return [Issue(source=name, key="1", title="t", state="open", created_at=NOW)]

        streams = [watch.counted(f"s{number}", source(f"s{number}")) for number in range(100)]
        assert len(watch._rows) == 8
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(list, streams))
        assert watch._rows == {}
    assert "100 of 100 sources, 100 issues" in terminal.getvalue()
