"""What iterations are made of, against sums by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from builders import milestone
from sample_charts import KINDS, PARTLY, a_report, cells, drawn, is_shown, numbers, picture, texts, values
from seedcorn.background import IterationWork
from seedcorn.drawing import LIGHT
from seedcorn.privacy.banding import banded
from seedcorn.report import Report
from seedcorn.tally import Tally, Work

NAMES = ["Acme", "Globex", "Initech"]
FLOOR = Fraction(1, 5)


def by_hand(one: IterationWork) -> dict[str, Fraction]:
    efforts = {kind: getattr(one.work, kind).effort for kind in KINDS}
    total = sum(efforts.values())
    requested = efforts["existing"] + efforts["prospects"] + efforts["nameless"]
    return {
        "S": efforts["seed_corn"] / total,
        "R": requested / total,
        "O": efforts["own"] / total,
        "U": efforts["unknown"] / total,
    }


def with_work(**efforts: int) -> Report:
    """Of one iteration with so much of each kind."""
    work = Work(**{kind: Tally(issues=1, effort=Fraction(effort)) for kind, effort in efforts.items()})
    return replace(a_report(1, NAMES), iterations=(IterationWork(iteration=milestone("M"), work=work),))


@pytest.mark.parametrize("seed", range(8))
def test_the_twin_has_each_kind_as_worked_out_by_hand(seed: int) -> None:
    report = a_report(seed, NAMES)
    found = picture("work", report)
    assert found.twin.head == (
        *("iteration", "issues", "effort, points"),
        *("seed corn", "requested", "the team's own", "unknown"),
    )
    for one, row in zip(report.iterations, cells(found), strict=True):
        assert row[0] == one.iteration.name
        assert int(row[1]) == sum(getattr(one.work, kind).issues for kind in KINDS)
        assert Fraction(row[2]) == sum(getattr(one.work, kind).effort for kind in KINDS)
        assert all(map(is_shown, row[3:], by_hand(one).values()))


@pytest.mark.parametrize("seed", range(8))
def test_boxes_follow_each_other_to_the_whole(seed: int) -> None:
    report = a_report(seed, NAMES)
    boxes = next(rows for rows in values(picture("work", report)) if rows and "dash" in rows[0])
    rows: dict[int, list[tuple[str, float, float]]] = {}
    for box in boxes:
        rows.setdefault(box["y"], []).append((box["text"], box["start"], box["end"]))
    assert len(rows) == len(report.iterations)
    for one, row in zip(report.iterations, rows.values(), strict=True):
        start = Fraction(0)
        expected = []
        for letter, share in by_hand(one).items():
            if share:
                expected.append((letter, float(start), float(start + share)))
            start += share
        assert [letter for letter, *_ in row] == [letter for letter, *_ in expected]
        for (_, *found), (_, *wanted) in zip(row, expected, strict=True):
            assert found == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_of_all_of_them(seed: int) -> None:
    report = a_report(seed, NAMES)
    shares = [by_hand(one) for one in report.iterations]
    said = picture("work", report).said
    lead, *ends, floor = numbers(said)[:6]
    assert (lead, floor) == (4, 20)
    for (low, high), kind in ((ends[:2], "S"), (ends[2:], "R")):
        assert low == pytest.approx(float(100 * min(share[kind] for share in shares)), abs=0.1001)
        assert high == pytest.approx(float(100 * max(share[kind] for share in shares)), abs=0.1001)
    enough = sum(share["S"] >= FLOOR for share in shares)
    assert f"{enough or 'none'} of them ha{'s' if enough < 2 else 've'} as much." in said


@pytest.mark.parametrize(("seed_corn", "words"), [(1, "less"), (2, "as much"), (3, "as much")])
def test_of_one_iteration_it_is_said_whether_it_has_enough(seed_corn: int, words: str) -> None:
    said = picture("work", with_work(seed_corn=seed_corn, own=10 - seed_corn)).said
    assert said.startswith(f"In M, seed corn is {10 * seed_corn}.0 % of the work and requested work 0 %.")
    assert said.endswith(f"At least 20 % should be seed corn; it has {words}.")


def test_the_floor_is_a_line_with_its_words_and_no_letter_is_under_it() -> None:
    report = a_report(1, NAMES, iterations=12)
    found = picture("work", report)
    assert "at least 20 % seed corn" in texts(found)
    layers = [each for each in found.spec(LIGHT)["layer"] if each["mark"]["type"] == "text"]
    letters = [row["start"] for row in layers[0]["data"]["values"]]
    assert len(letters) > 24
    assert any(0.2 < start < 0.24 for start in letters)
    assert not any(start < 0.2 < start + 0.02 for start in letters)
    without = picture("work", replace(report, findings=()))
    assert not any("at least" in text for text in texts(without))
    assert "At least" not in without.said


def test_kinds_are_told_apart_by_letters_with_their_meaning() -> None:
    found = texts(picture("work", with_work(seed_corn=5, existing=5, own=5, unknown=5)))
    assert [text for text in found if text in set("SROU")] == [*"SROU", *"SROU"]
    assert {"seed corn", "requested", "the team's own", "unknown"} <= set(found)
    narrow = texts(picture("work", with_work(seed_corn=1, existing=1, own=998)))
    assert [text for text in narrow if text in set("SROU")] == [*"O", *"SROU"]


def test_without_iterations_or_any_effort_there_is_nothing_to_draw() -> None:
    assert drawn("work", a_report(1, NAMES, iterations=0)) is None
    assert drawn("work", with_work(own=0)) is None
    two = replace(a_report(1, NAMES), iterations=(*with_work(own=0).iterations, *with_work(own=1).iterations))
    assert "1 iteration without any effort is left out." in picture("work", two).note
    assert len(cells(picture("work", two))) == 1


def test_issues_that_count_one_each_have_no_effort_beside_them() -> None:
    report = a_report(1, NAMES)
    counted = replace(report, attribution=replace(report.attribution, unit="issues"))
    assert picture("work", counted).twin.head[1:3] == ("issues", "seed corn")
    assert {len(row) for row in cells(picture("work", counted))} == {6}


def test_the_note_says_what_is_in_view_and_that_not_all_was_read() -> None:
    report = a_report(1, NAMES)
    assert "open, or was completed" in picture("work", report).note
    assert "Not all was read: 1 source" in picture("work", replace(report, gaps=PARTLY)).note


def test_in_public_a_number_says_of_what() -> None:
    report = banded(replace(a_report(1, NAMES), public=True), alone=False)
    assert [row[0] for row in cells(picture("work", report))] == [f"milestone M{n}" for n in range(4)]
