"""A snapshot that is cut off at any moment by any signal: nothing is lost but the page that was under way."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from seedcorn.engine import rows
from seedcorn.snapshot import Snapshot

HERE = Path(__file__).parent
PAGES, LATENCY = 30, 0.01
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


def killed(tmp_path: Path, name: str, times: int, seed: int = 7) -> list[tuple[int, str]]:
    """The exit codes and messages of so many runs that were ended by a signal, one after another."""
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), name, str(times), str(seed)],
        cwd=tmp_path,
        env={**unmeasured(), "FAKE_LOG": "log", "FAKE_LATENCY": str(LATENCY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, said) for code, said in json.loads(done.stdout)]


def finished(tmp_path: Path) -> None:
    """Whatever was interrupted, one more run makes it whole and leaves nothing else behind."""
    words = [sys.executable, "-c", WITH_SHELF, str(HERE / "shelf"), "snapshot", "fake:3000", "-o", "facts"]
    environ = {**os.environ, "FAKE_LOG": "log"}
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Snapshot.load(tmp_path / "facts") as facts:
        keys = [key for (key,) in rows(facts.frame("issues").select("key"))]
    assert sorted(keys) == sorted(f"fake:3000#{number}" for number in range(3000))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts", "log"]


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_a_run_may_end_at_any_moment(tmp_path: Path, name: str) -> None:
    runs = killed(tmp_path, name, 20)
    finished(tmp_path)
    asked = Counter((tmp_path / "log").read_text("utf-8").split("\n")[:-1])
    pages = sum(count for said, count in asked.items() if " changes " not in said)
    assert pages <= PAGES + len(runs)
    for code, said in runs:
        assert "Traceback" not in said
        if name == "SIGTERM" and not said and code == -15:
            continue  # it was ended before it had begun, or when all was done
        assert code in ((-9, 0) if name == "SIGKILL" else (130, 0)), said
    assert [code for code, _ in runs].count(0) < len(runs)
    assert any("going on where the last run stopped: " in said for _, said in runs)
    if name != "SIGKILL":
        assert any("the same command goes on from there\n\ninterrupted\n" in said for _, said in runs)
