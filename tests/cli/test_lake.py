"""Commands that read a lake's tables through a mapping, and what is said beside their answers."""

from pathlib import Path

import pytest

from cli.conftest import STORY_POLICY, Run
from lake_tables import parquet

ROWS = [
    {"key": f"A-{number}", "repository": f"acme/{'abc'[number % 3]}", "created_at": "2026-01-01",
     "closed_at": "2026-01-02" if number % 4 == 0 else None, "labels": [f"customer: C{number % 5}"],
     "pull_request": {"url": "x"} if number == 7 else None}
    for number in range(30)
]  # fmt: skip  # a table
TYPES = {
    **dict.fromkeys(("key", "repository", "created_at", "closed_at"), "VARCHAR"),
    "labels": "VARCHAR[]",
    "pull_request": "STRUCT(url VARCHAR)",
}
MAPPING = """
source: ours
issues:
  table: issues.parquet
  where: {repository: [acme/a, acme/b], pull_request: null}
  key: key
  title: key
  created: created_at
  closed: closed_at
marks:
  label: labels[]
without: [type]
"""


@pytest.fixture
def lake(tmp_path: Path) -> str:
    parquet(tmp_path / "issues.parquet", TYPES, ROWS)
    (tmp_path / "lake.yml").write_text(MAPPING, encoding="utf-8")
    return str(tmp_path / "lake.yml")


def test_one_table_is_cut_for_a_product_and_what_is_left_out_is_told(run: Run, lake: str) -> None:
    done = run("audit", "--from", lake, "--policy", STORY_POLICY)
    assert "lake.yml: 19 issues in 30 rows; left out: 11 by `where`" in done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("audit",),
        ("customers",),
        ("history",),
        ("baseline",),
        ("plan",),
        ("whatif", "--lose-largest-tenth"),
        ("backtest", "--since", "2025-12-01"),
        ("policy", "diff", "balanced", "policy.yml"),
    ],
)
def test_commands_read_a_lake(run: Run, lake: str, words: tuple[str, ...]) -> None:
    for name in ("policy.yml", "seedcorn.yml"):
        Path(lake).with_name(name).write_text(
            "customers: {from: [{label: 'customer: *'}]}\n", encoding="utf-8"
        )
    done = run(*words, "--from", lake)
    assert "lake.yml: 19 issues" in done.stderr
    assert done.exit_code in {0, 1}, done.stderr


def test_who_names_tables_alone_is_told_of_mappings(run: Run, lake: str) -> None:
    for named in (Path(lake).with_name("issues.parquet"), Path(lake).parent):
        done = run("audit", "--from", str(named))
        assert "is not a snapshot" in done.stderr
        assert "For tables of your own write a mapping: docs/lake.md" in done.stderr
