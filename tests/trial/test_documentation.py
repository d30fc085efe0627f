"""The tests of policies that the documentation shows come as they say, by the policy that everybody has."""

import re
from pathlib import Path

import pytest

from seedcorn.trial import judged
from trial.trying import loaded

PAGE = Path(__file__).parents[2] / "docs" / "policy-tests.md"
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = [block for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if "\ncases:" in f"\n{block}"]


@pytest.mark.parametrize("text", SHOWN)
def test_a_case_of_the_documentation_is_as_expected(text: str, tmp_path: Path) -> None:
    outcomes = tuple(judged(loaded(tmp_path, text, policy="title: Ours\n")))
    assert [outcome.trial.title for outcome in outcomes if not outcome.is_ok] == []


def test_the_documentation_shows_some() -> None:
    assert len(SHOWN) == 2
