"""SARIF: valid by the published schema, each finding at the line of its limit, nothing GitHub misreads."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from syrupy.assertion import SnapshotAssertion

from builders import issues, report
from hostile_texts import TEXTS
from inert_pages import check_log
from sample_comparison import every
from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    waived_report,
)
from seedcorn.background import LimitLine, PolicyStamp
from seedcorn.format import Look
from seedcorn.formats import sarif
from seedcorn.model import Gap, Interval
from seedcorn.policy import load_policy
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.words import plain
from trying_texts import try_each

PUBLISHED = (
    Path(__file__).parents[1] / "action/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
)
STOP = "\u200b"


@cache
def published() -> Draft4Validator:
    """The schema as its own package ships it."""
    if not PUBLISHED.exists():
        pytest.skip("no schema of SARIF here: npm ci --prefix tests/action (make test does it where npm is)")
    return Draft4Validator(json.loads(PUBLISHED.read_text("utf-8")), format_checker=FormatChecker())


def run(shown: Report) -> Any:
    (only,) = json.loads(sarif.render(shown, Look()))["runs"]
    return only


def results(shown: Report) -> list[Any]:
    found: list[Any] = run(shown)["results"]
    return found


def places(shown: Report) -> list[tuple[str, str, int]]:
    told = [(each["ruleId"], each["locations"][0]["physicalLocation"]) for each in results(shown)]
    return [(rule, place["artifactLocation"]["uri"], place["region"]["startLine"]) for rule, place in told]


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    assert sarif.render(sample_report(), Look()) == snapshot


def test_it_is_valid_by_the_published_schema() -> None:
    made = (sample_report(), captured_report(), waived_report(), incomplete_report(), empty_report())
    for shown in made:
        published().validate(json.loads(sarif.render(shown, Look())))
    for comparison in every().values():
        published().validate(json.loads(sarif.compare(comparison, Look())))


def test_the_schema_would_find_something() -> None:
    told = json.loads(sarif.render(captured_report(), Look()))
    told["runs"][0]["results"][0]["kind"] = "undecided"
    assert not published().is_valid(told)


def test_what_fails_and_what_is_undecided_is_a_result_and_nothing_else() -> None:
    told = [(each["ruleId"], each["kind"], each["level"]) for each in results(captured_report())]
    assert told == [
        ("concentration.top-share", "fail", "error"),
        ("concentration.hhi", "fail", "warning"),
        ("seed.reserve", "open", "none"),
    ]
    assert results(healthy_report()) == results(empty_report()) == []


def test_the_message_says_what_it_is_then_what_to_do_and_where() -> None:
    assert results(captured_report())[0]["message"]["text"] == (
        "Google: 76.0 % share of the requested work (limit 30 %). Could be 31.6-90.0 %. Decide which of "
        "these issues matter to others too, and put those names on them. 84 of the 99 issues would have to "
        "wait to come back to 30 %: #12 #31 #44 #58 #61 #70 #77 #80 #91 #93 … and 74 more."
    )
    assert results(captured_report())[2]["message"]["text"].startswith("Undecided: ")


def test_numbers_are_exact() -> None:
    told = results(captured_report())[0]["properties"]
    assert (told["measured"]["value"], told["measured"]["low"], told["limit"]) == (
        "193/254",
        "193/610",
        "3/10",
    )
    assert (told["scope"], told["subject"], told["level"]) == ("open backlog", "google", "error")


def test_every_rule_says_what_it_is_about() -> None:
    shown = run(captured_report())
    rules = shown["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in shown["results"]] == [each["id"] for each in rules]
    assert rules[0]["name"] == "ConcentrationTopShare"
    assert rules[0]["shortDescription"]["text"] == "One customer's share of the requested work"
    assert rules[0]["fullDescription"]["text"] == "Does one customer ask for too much of the backlog?"
    assert rules[0]["help"]["text"].endswith("seedcorn explain concentration.top-share")
    assert [each["defaultConfiguration"]["level"] for each in rules] == ["error", "warning", "error"]


def test_a_rule_of_the_team_s_own_says_what_it_found() -> None:
    found = replace(captured_report().findings[0], rule="own.connectors", message="is for connectors")
    (rule,) = run(replace(captured_report(), findings=(found,)))["tool"]["driver"]["rules"]
    assert (rule["name"], rule["shortDescription"]["text"]) == ("OwnConnectors", "Is for connectors")


def test_what_is_let_be_is_suppressed_and_no_more_than_a_note_to_who_does_not_read_that() -> None:
    waived, known = results(waived_report())
    assert waived["level"] == known["level"] == "note"
    assert waived["properties"]["level"] != "note"
    assert waived["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Waived until 2027-03-31 by @product-lead: Launch partner until GA",
        }
    ]
    assert known["suppressions"][0]["justification"].startswith("In the baseline since")
    assert not any("suppressions" in each for each in results(captured_report()))


def test_a_fingerprint_stays_when_the_number_and_the_line_change() -> None:
    first, *others = captured_report().findings
    number = replace(first, measured=Interval.exactly(Fraction(1, 2)), message="share of all")
    line = LimitLine(rule=first.rule, path="seedcorn.yml", line=9)
    policy = PolicyStamp(name="ours", origin="seedcorn.yml", lines=(line,))
    later = replace(captured_report(), findings=(number, *others), policy=policy)
    marks = [each["partialFingerprints"] for each in results(captured_report())]
    assert [each["partialFingerprints"] for each in results(later)] == marks
    assert places(later) != places(captured_report())
    assert marks[0]["seedcorn/v1"] == first.fingerprint
    assert len({each["primaryLocationLineHash"] for each in marks}) == len(marks)


def test_a_finding_stands_at_the_line_of_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yml").write_text("rules:\n  concentration.hhi: {warning: 1700}\n", encoding="utf-8")
    Path("seedcorn.yml").write_text(
        "title: Ours\nextends: base.yml\nrules:\n  concentration.top-share:\n    error: 25%\n",
        encoding="utf-8",
    )
    shown = report(issues(acme=30, globex=5, hooli=5), load_policy())
    told = {rule: (path, line) for rule, path, line in places(shown)}
    assert told["concentration.top-share"] == ("seedcorn.yml", 5)
    assert told["concentration.hhi"] == ("base.yml", 2)
    assert told["seed.reserve"] == ("seedcorn.yml", 2)
    built_in = report(issues(acme=30, globex=5, hooli=5), load_policy("balanced"))
    assert {(path, line) for _, path, line in places(built_in)} == {("seedcorn.yml", 1)}


def test_what_is_in_the_baseline_stands_at_its_limit_too() -> None:
    shown = waived_report()
    rule = shown.let_be[1].rule
    lines = (LimitLine(rule=rule, path="p.yml", line=4, level=""),)
    shown = replace(shown, policy=PolicyStamp(name="ours", origin="p.yml", lines=lines))
    assert places(shown)[1] == (rule, "p.yml", 4)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (".github/seedcorn.yml", ".github/seedcorn.yml"),
        ("our policies/50 %/é?#.yml", "our%20policies/50%20%25/%C3%A9%3F%23.yml"),
        ("c:x.yml", "c%3Ax.yml"),
        ("../up.yml", "seedcorn.yml"),
        ("/etc/seedcorn.yml", "seedcorn.yml"),
        ("https://evil.example/x.yml", "seedcorn.yml"),
    ],
)
def test_a_path_is_an_address_below_the_project(path: str, uri: str) -> None:
    line = LimitLine(rule="concentration.top-share", path=path, line=3)
    for stamp in (
        PolicyStamp(name="p", origin=path),
        PolicyStamp(name="p", origin="../p.yml", lines=(line,)),
    ):
        shown = replace(captured_report(), policy=stamp)
        assert places(shown)[0][1] == uri
        place = results(shown)[0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"


def test_where_not_all_was_read_it_says_so_and_accuses_nobody() -> None:
    shown = run(incomplete_report())
    (told,) = shown["invocations"]
    assert (told["executionSuccessful"], told["exitCode"], shown["results"]) == (False, 3, [])
    said = [(each["level"], each["message"]["text"]) for each in told["toolExecutionNotifications"]]
    assert len(said) == 3
    assert said[0][0] == "error"
    assert said[0][1].startswith("No verdict: ")
    gap = Gap(source="github:acme/app", what="a field", why="refused (403)", place="field:client")
    partly = run(replace(captured_report(), gaps=(gap,)))
    assert partly["invocations"][0]["executionSuccessful"] is False
    assert len(partly["results"]) == 3
    assert run(captured_report())["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": [], "exitCode": 1}
    ]


@pytest.mark.no_cover
def test_of_very_many_the_gravest_are_told() -> None:
    first = captured_report().findings[0]
    notes = [replace(first, level=Level.NOTE, scope=f"milestone: {number}") for number in range(5010)]
    shown = run(replace(captured_report(), findings=(*notes, first)))
    assert len(shown["results"]) == 5000
    assert shown["results"][0]["level"] == "error"
    (said,) = shown["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "Not all is shown here: 11 more findings in the full report."


def test_a_long_text_is_cut() -> None:
    long = replace(captured_report().findings[0], remedy="Do it. " * 400, details=(("#1", "x " * 4000),))
    (told,) = results(replace(captured_report(), findings=(long,)))
    assert 500 < len(told["message"]["text"]) <= 2000


def test_of_a_comparison_what_gets_worse() -> None:
    for kind, comparison in every().items():
        (shown,) = json.loads(sarif.compare(comparison, Look()))["runs"]
        unread = kind == "unread"
        assert len(shown["results"]) == (0 if unread else len(comparison.worse))
        assert shown["invocations"][0]["executionSuccessful"] is not unread
        assert "exitCode" not in shown["invocations"][0]
    first = json.loads(sarif.compare(every()["issue"], Look()))["runs"][0]["results"][0]
    assert first["message"]["text"].startswith("Saying yes to this takes Falcon from 24 % to 31 %")


def told_in_names(name: str) -> Report:
    """What fails, is undecided and is let be, told in one name."""
    first = captured_report().findings[0]
    hostile: tuple[Finding, ...] = (
        replace(
            first, subject=name, scope=f"milestone: {name}", remedy=name, evidence=(name,), defer=(name,)
        ),
        replace(first, rule="own.x", message=name, details=((name, name),)),
        replace(first, kind=Verdict.OPEN, open_level=Level.ERROR, settle=(name,), settle_total=1),
    )
    gap = Gap(source=name, what=name, why=name, place=f"field:{name}")
    names = ((name, name),)
    return replace(captured_report(), findings=hostile, gaps=(gap,), names=names)


@pytest.mark.no_cover
def test_every_name_is_read_back_and_does_nothing() -> None:
    try_each(check_name)


def check_name(name: str) -> None:
    text = sarif.render(told_in_names(name), Look())
    check_log(text)
    assert text.isascii()
    shown = json.loads(text)
    for message in re.findall(r'"text": "((?:[^"\\]|\\.)*)"', text):
        said = json.loads(f'"{message}"')
        assert not re.search(r"\]\(|\{\d", said), "a link or an argument"
        assert plain(said) == said.replace(STOP, "")
    first = shown["runs"][0]["results"][0]
    assert plain(name)[:20] in first["message"]["text"].replace(STOP, "")
    assert first["properties"]["subject"] == plain(name)


@pytest.mark.no_cover
def test_names_that_do_harm_keep_to_the_schema() -> None:
    for name in TEXTS[::8]:
        published().validate(json.loads(sarif.render(told_in_names(name), Look())))
