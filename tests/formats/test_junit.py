"""JUnit XML: valid by the schema that Jenkins publishes, with the same verdict that the exit code has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from syrupy.assertion import SnapshotAssertion
from xmlschema import XMLSchema

from hostile_texts import TEXTS
from inert_pages import check_log
from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats.junit import FORMAT
from seedcorn.model import Gap
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.words import plain
from trying_texts import try_each


@cache
def schema() -> XMLSchema:
    """Jenkins' own (its xUnit plugin), under the MIT licence that it begins with."""
    return XMLSchema(Path(__file__).parent / "junit-10.xsd")


def rendered(shown: Report) -> Element:
    root = fromstring(FORMAT.render(shown, Look()))  # noqa: S314 - text of our own
    schema().validate(root)
    return root


def cases(shown: Report) -> dict[tuple[str, str], Element | None]:
    """What became of each test, None where it passed, by its class and name."""
    tests = rendered(shown).iter("testcase")
    return {(test.get("classname", ""), test.get("name", "")): next(iter(test), None) for test in tests}


def outcomes(shown: Report) -> dict[str, str]:
    told = cases(shown).items()
    return {about: "passed" if outcome is None else outcome.tag for (about, _), outcome in told}


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(sample_report(), Look()) == snapshot


def test_the_schema_would_find_something() -> None:
    root = rendered(captured_report())
    root[0].set("time", "soon")
    assert not schema().is_valid(root)


def test_what_fails_the_build_is_a_failure_and_only_that() -> None:
    assert outcomes(captured_report()) == {
        "concentration.top-share": "failure",
        "concentration.hhi": "skipped",
        "concentration.milestone": "skipped",
        "seed.reserve": "skipped",
        "seed.wish-list": "passed",
        "revenue.top-share": "skipped",
        "attribution.unknown-customer": "skipped",
    }
    lower = replace(captured_report(), fail_on=Level.WARNING)
    assert outcomes(lower)["concentration.hhi"] == "failure"
    assert set(outcomes(healthy_report()).values()) == {"passed"}
    assert set(outcomes(empty_report()).values()) == {"skipped"}


def test_a_failure_says_what_it_is_how_grave_and_what_to_do() -> None:
    failure = cases(captured_report())["concentration.top-share", "Google, open backlog"]
    assert failure is not None
    assert failure.attrib == {
        "type": "error",
        "message": "Google: 76.0 % share of the requested work (limit 30 %)",
    }
    assert (failure.text or "").splitlines() == [
        "Could be 31.6-90.0 %",
        (
            "84 of the 99 issues would have to wait to come back to 30 %: "
            "#12 #31 #44 #58 #61 #70 #77 #80 #91 #93 … and 74 more"
        ),
        "Decide which of these issues matter to others too, and put those names on them.",
    ]


def test_what_is_skipped_says_why() -> None:
    told = cases(captured_report()).items()
    said = {about: one.get("message", "") for (about, _), one in told if one is not None}
    assert said["concentration.hhi"].startswith("Only a warning: Requests are as concentrated as if from 1.6")
    assert said["seed.reserve"].startswith("Undecided: 0 % is seed corn")
    assert said["revenue.top-share"] == "Nothing to say: no register"
    waived = cases(waived_report())["concentration.top-share", "Acme, open backlog"]
    assert waived is not None
    assert waived.tag == "skipped"
    assert "Waived until 2027-03-31 by @product-lead" in waived.get("message", "")


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("fail_on", list(Level))
def test_it_fails_where_the_build_does(strict: bool, fail_on: Level) -> None:
    for make in (sample_report, captured_report, waived_report, healthy_report):
        shown = replace(make(), strict=strict, fail_on=fail_on)
        assert ("failure" in outcomes(shown).values()) is (shown.exit_code == 1)


def test_what_could_not_be_read_is_an_error_and_nobody_is_accused() -> None:
    root = rendered(incomplete_report())
    assert (root.get("errors"), root.get("failures"), root[0].get("name")) == ("2", "0", "incomplete")
    said = [each.get("message", "") for each in root.iter("skipped")]
    silent = [each for each in said if each.startswith("Nothing to say: ")]
    assert said.count("Undecided until all is read") == len(said) - len(silent) > 0
    gap = Gap(source="github:acme/app", what="a field", why="refused (403)", place="field:client")
    partly = rendered(replace(captured_report(), gaps=(gap, gap)))
    assert (partly.get("errors"), partly.get("failures")) == ("1", "1")
    error = partly.find(".//error")
    assert error is not None
    assert error.get("message") == "refused (403)"
    assert "doctor github:acme/app" in (error.text or "")


def test_the_counts_are_those_of_the_cases() -> None:
    for make in (sample_report, captured_report, incomplete_report, waived_report, empty_report):
        root = rendered(make())
        for element in (root, *root):
            tests = list(element.iter("testcase"))
            assert element.get("tests") == str(len(tests))
            assert element.get("failures") == str(len(list(element.iter("failure"))))
            assert element.get("errors") == str(len(list(element.iter("error"))))
        assert [each.get("skipped") for each in root] == [
            str(len(list(each.iter("skipped")))) for each in root
        ]


def test_the_moment_is_the_one_that_is_judged() -> None:
    east = timezone(timedelta(hours=2))
    for moment in (datetime(2026, 1, 21, 9, tzinfo=UTC), datetime(2026, 1, 21, 11, tzinfo=east)):
        root = rendered(replace(captured_report(), as_of=moment))
        assert {each.get("timestamp") for each in root} == {"2026-01-21T09:00:00"}
    assert not [each for each in rendered(captured_report()).iter() if "time" in each.attrib]


def told_in_names(name: str) -> Report:
    """What fails, is skipped and could not be read, told in one name."""
    first = captured_report().findings[0]
    hostile: tuple[Finding, ...] = (
        replace(
            first, subject=name, scope=f"milestone: {name}", remedy=name, evidence=(name,), defer=(name,)
        ),
        replace(first, rule="own.x", message=name, details=((name, name),)),
        replace(first, rule="seed.reserve", kind=Verdict.NOT_APPLICABLE, level=None, message=name),
    )
    gap = Gap(source=name, what=name, why=name, place=f"field:{name}")
    return replace(captured_report(), findings=hostile, gaps=(gap,), names=((name, name),))


@pytest.mark.no_cover
def test_every_name_is_read_back_and_does_nothing() -> None:
    try_each(check_name, [*TEXTS, "no\ufffecharacter\uffff", "]]>", "&amp;#58;::x"])


def check_name(name: str) -> None:
    shown = told_in_names(name)
    check_log(FORMAT.render(shown, Look()))
    legal = plain(name).translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
    (case,) = (each for about, each in cases(shown) if about == "concentration.top-share")
    assert case.startswith(legal[:12])
    root = rendered(shown)
    assert [each.tag for each in root] == ["testsuite"] * 4
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message", "").startswith(f"Nothing to say: {legal[:12]}")
