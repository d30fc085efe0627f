"""The same backlog is the same bytes, in whatever order its tracker tells it and Python keeps it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from seedcorn.chart import charts
from seedcorn.shelf import names
from story_digests import FORMATS, shuffled

TESTS = Path(__file__).parents[1]
RUNS = 20


def digests(seed: int) -> str:
    """Of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(TESTS / "story_digests.py"), str(seed)],
        env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_shuffling_changes_the_order_and_nothing_else() -> None:
    told = '{"labels": [1, 2, 3, 4, 5, 6], "assignees": [7, 8]}\n' * 2 + '{"labels": [], "assignees": []}\n'
    assert shuffled(told, 0) == told
    assert shuffled(told, 1) != told
    assert sorted(shuffled(told, 1)) == sorted(told)


@pytest.mark.no_cover
def test_no_order_and_no_process_changes_a_byte_of_any_format_or_chart() -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(digests, range(RUNS)))
    first = found[0].splitlines()
    assert len(first) == len(names(FORMATS)) + len(charts())
    assert {len(one.splitlines()) for one in found} == {len(first), len(names(FORMATS))}
    for one in found:
        assert [line for line in one.splitlines() if line not in first] == []
