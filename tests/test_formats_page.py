"""docs/formats.md: it has a row for every format and every chart, and what it tells to type can be typed."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from seedcorn import shelf
from seedcorn.chart import CHARTS
from seedcorn.cli._group import seedcorn as main
from seedcorn.cli._outputs import FORMATS

PAGE = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
ROWS = re.findall(r"(?m)^\| `([\w-]+)` \|", PAGE)
COMMANDS = re.findall(r"(?m)^seedcorn .*$", PAGE)


def test_every_format_and_every_chart_has_its_row_and_nothing_else_has() -> None:
    assert set(ROWS) - {"jsonl"} == {*shelf.names(FORMATS), *shelf.names(CHARTS)} - {"jsonl"}
    assert "jsonl" in ROWS
    assert len(ROWS) == len(set(ROWS))


@pytest.mark.parametrize("line", COMMANDS)
def test_what_it_tells_to_type_has_options_and_values_that_there_are(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a tracker: everything is right that is looked at before the first thing is read."""
    words = shlex.split(line.partition(" > ")[0])[1:]
    missing = str(tmp_path / "none.json")
    typed = [f"export:{missing}" if word.startswith("github:") else word for word in words]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, typed)
    is_right = done.exit_code == 0 or "none.json" in done.stderr or "january" in done.stderr
    assert is_right, done.output


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https)([^)#]+)", PAGE):
        assert (Path(__file__).parents[1] / "docs" / target).exists(), target
