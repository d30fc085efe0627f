"""--engine: what counts the tables named with --from, and what is said to those who ask for another."""

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from builders import issues, snapshot
from cli.conftest import Run
from seedcorn.errors import Exit


@pytest.fixture
def saved(tmp_path: Path) -> str:
    folder = tmp_path / "saved"
    with snapshot(issues(acme=7, globex=5, own=3, unknown=1)) as facts:
        facts.save(folder)
    return str(folder)


def test_duckdb_counts_unless_another_is_asked_for(run: Run, saved: str) -> None:
    plain, named = run("audit", "--from", saved), run("audit", "--from", saved, "--engine", "duckdb")
    assert plain.stdout
    assert named.stdout == plain.stdout


@pytest.mark.parametrize(
    ("engine", "said", "advice"),
    [
        ("sparq", 'there is no engine "sparq"', 'did you mean "spark"?'),
        ("polars", 'there is no engine "polars"', "there are duckdb, spark"),
        ("duckdb:here", "at no address", "--engine duckdb"),
    ],
)
def test_an_engine_that_there_is_not(run: Run, saved: str, engine: str, said: str, advice: str) -> None:
    done = run("audit", "--from", saved, "--engine", engine)
    assert done.exit_code == Exit.USAGE
    assert said in done.stderr
    assert advice in done.stderr


def test_another_engine_counts_only_what_is_there(run: Run) -> None:
    done = run("audit", "github:acme/app", "--engine", "spark:sc://host/;token=canary")
    assert done.exit_code == Exit.USAGE
    assert "--from" in done.stderr
    assert "canary" not in done.stderr


def test_two_places_are_one_too_many(run: Run, saved: str) -> None:
    done = run("audit", "--from", saved, "--from", saved)
    assert done.exit_code == Exit.USAGE
    assert "--from can be given once" in done.stderr


def test_duckdb_reads_no_address(run: Run) -> None:
    done = run("audit", "--from", "s3://bucket/january/")
    assert done.exit_code == Exit.USAGE
    assert "s3://bucket/january/manifest.json is out of reach of DuckDB" in done.stderr
    assert "--engine spark" in done.stderr


def test_without_the_extra_it_says_what_to_install(
    run: Run, saved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine where only seedcorn is installed."""
    for name in [name for name in sys.modules if name.startswith(("pyspark", "seedcorn.engines.spark"))]:
        monkeypatch.delitem(sys.modules, name)
    importing = builtins.__import__

    def without(name: str, *given: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "pyspark":
            raise ImportError(name)
        return importing(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    done = run("audit", "--from", saved, "--engine", "spark")
    assert done.exit_code == Exit.USAGE
    assert "seedcorn[spark]" in done.stderr
