"""The page that explains a report quotes the story's real lines, and has no number that is not in them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from seedcorn import story
from seedcorn.cli._group import seedcorn as main
from seedcorn.errors import Exit
from test_story import audited

PAGE = (Path(__file__).parents[1] / "docs" / "reading-a-report.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODES = re.compile(r"^\| (\d+) \|.*$", re.MULTILINE)
_NUMBER = re.compile(r"#?\d+(?:\.\d+)?(?: %)?")  # a share and an issue are not the number alone
_SPAN = re.compile(r"([\d.]+)-([\d.]+ %)")
_UNDECIDED_DAY = "2024-11-05"
# Numbers of the text that are no number of the report: a list's own, those of a thought, and a date in words.
_NOT_OF_THE_REPORT = {*"1234567", "40", "10", "2024"}


def said(*words: str) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code in (Exit.OK, Exit.FINDINGS), done.output
    return done.stdout


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """What the story says at its end, and what it said on the day with undecided findings."""
    tracker, policy = f"export:{story.issues()}", str(story.policy())
    earlier = ("audit", tracker, "--policy", policy, "--as-of", _UNDECIDED_DAY, "--audience", "private")
    return said("demo"), said("demo", "--verbose"), said(*earlier)


def quoted() -> Iterator[str]:
    """The pieces of output on the page; a line of three dots leaves something out."""
    for block in _BLOCK.findall(PAGE):
        yield from re.split(r"(?m)^\.\.\.\n", block)


@pytest.mark.parametrize("piece", tuple(quoted()))
def test_each_quoted_piece_is_what_the_story_says(piece: str, outputs: tuple[str, ...]) -> None:
    assert any(f"\n{piece}" in f"\n{output}" for output in outputs)


def test_each_number_of_the_text_is_in_the_output_or_follows_from_it(outputs: tuple[str, ...]) -> None:
    text = _CODES.sub("", _BLOCK.sub("", PAGE))
    known = {number for output in outputs for number in _NUMBER.findall(_SPAN.sub(r"\1 % \2", output))}
    assert set(_NUMBER.findall(text)) <= known | following() | _NOT_OF_THE_REPORT


def following() -> set[str]:
    """The numbers that the page works out before the reader's eyes."""
    counted = audited().attribution
    whale = counted.customers[0]
    whole = counted.requested_issues + counted.unknown_issues
    most = whale.demand + counted.unknown_issues + counted.nameless_issues
    assert whale.share.low == whale.demand / whole
    assert whale.share.high == most / whole
    for sum_of in (
        f"{whale.demand} of {counted.requested_issues}",
        f"{whale.demand} of {whole}",
        f"{most} of {whole}",
    ):
        assert f" {sum_of}" in PAGE
    return {str(number) for number in (whale.demand, whole, most)}


def test_the_page_has_every_exit_code() -> None:
    assert [int(code) for code in _CODES.findall(PAGE)] == [int(code) for code in Exit]


def test_the_undecided_day_is_the_one_that_the_page_names() -> None:
    day = datetime.strptime(_UNDECIDED_DAY, "%Y-%m-%d").replace(tzinfo=UTC)
    assert f"{day.day} {day:%B} {day.year}" in PAGE
