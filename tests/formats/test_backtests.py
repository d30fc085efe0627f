"""What a team reads of its policy's past: the answer first, in every format that people read, and as JSON."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from syrupy.assertion import SnapshotAssertion

from inert_pages import check_adf, check_log, check_markdown, check_wiki
from sample_backtest import HOSTILE, growing
from seedcorn.format import Format, Look
from seedcorn.formats import adf, markdown, text, wiki
from seedcorn.formats._backtest import document
from seedcorn.formats._backtest_json import text as for_programs
from seedcorn.formats._backtest_pair import document as beside
from seedcorn.formats._course import course
from seedcorn.hindsight import Backtest
from seedcorn.report import Bound

FORMATS: dict[str, Format] = {
    "adf": adf.FORMAT,
    "markdown": markdown.FORMAT,
    "text": text.FORMAT,
    "wiki": wiki.FORMAT,
}
CHECKS = {"markdown": check_markdown, "wiki": check_wiki, "adf": check_adf, "text": check_log}
LOOSE = growing(name="loose", error="40%", warning="20%")


def told(backtest: Backtest, name: str, look: Look | None = None) -> str:
    return _written(name, look or Look(), backtest)


def _written(name: str, look: Look, *backtests: Backtest) -> str:
    write = FORMATS[name].write
    assert write is not None
    one, *others = backtests
    said = write(beside((one, others[0]), look) if others else document(one, look), look)
    CHECKS[name](said)
    return said


@pytest.mark.parametrize("name", ["markdown", "text"])
def test_one_policy(name: str, snapshot: SnapshotAssertion) -> None:
    assert told(growing(), name) == snapshot


@pytest.mark.parametrize("name", ["markdown", "text"])
def test_two_policies(name: str, snapshot: SnapshotAssertion) -> None:
    assert _written(name, Look(), growing(), LOOSE) == snapshot


def test_for_programs(snapshot: SnapshotAssertion) -> None:
    said = for_programs((growing(),))
    assert said.isascii()
    assert said == snapshot
    both = json.loads(for_programs((growing(), LOOSE)))
    assert both["version"] == 1
    assert [each["policy"] for each in both["backtests"]] == ["balanced", "loose"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("look", [Look(verbose=True), Look(width=60, unicode=False)], ids=["wide", "narrow"])
def test_names_of_people_who_mean_harm(name: str, look: Look) -> None:
    hostile = growing(HOSTILE, name="x` | <b> @here.yml")
    shown = told(hostile, name, look), _written(name, look, hostile, LOOSE)
    assert look.unicode or name != "text" or all(each.isascii() for each in shown)


def test_the_answer_comes_first() -> None:
    assert " ".join(told(growing(), "text").split("\n\n")[0].split()) == (
        "Under balanced this backlog would have failed first on 2025-12-24 (concentration.top-share,"
        " Acme at 31.0 %), 4 weeks before now; since 2026-01-07 without a break."
    )


def test_without_a_history_it_says_so() -> None:
    said = " ".join(told(replace(growing(), has_history=False), "text").split())
    assert "No history was read" in said
    assert "the labels and milestones that they have today" in said
    assert "No history was read" not in told(growing(), "text")
    cut = " ".join(told(replace(growing(), is_cut=True), "text").split())
    assert "could not be read: what is missing counts as today" in cut


def test_more_limits_where_more_is_wished_for() -> None:
    assert (
        "attribution.unknown-work"
        not in told(growing(), "text").split("What other limits")[1].split("Next")[0]
    )
    assert "--verbose" not in told(growing(), "text", Look(verbose=True))


@pytest.mark.parametrize(
    ("values", "bound", "shown"),
    [
        ([], Bound.CEILING, ""),
        ([None, None], Bound.CEILING, ""),
        ([0, 0], Bound.CEILING, "__"),
        ([0, 4, 8], Bound.CEILING, "_▄█"),
        ([None, 8], Bound.FLOOR, "·█"),
        ([8] + [0] * 39, Bound.CEILING, "█" + "_" * 19),
        ([8, 0] + [8] * 38, Bound.FLOOR, "_" + "█" * 19),
    ],
)
def test_a_course(values: list[int | None], bound: Bound, shown: str) -> None:
    fractions = [None if each is None else Fraction(each) for each in values]
    assert course(fractions, bound, Look()) == shown
    drawn = course(fractions, bound, Look(unicode=False))
    assert drawn.isascii()
    assert len(drawn) == len(shown)
