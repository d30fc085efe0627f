"""The terminal's report: readable at every width, with and without colour, whatever the names are."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sample_report import (
    HOSTILE,
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    interval,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats import _findings as findings
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._bars import cells
from seedcorn.formats.text import FORMAT
from seedcorn.model import Interval
from seedcorn.report import Finding, Level, Report, Unit, Verdict

NAMES = st.lists(
    st.text(st.characters(exclude_categories=[])) | st.sampled_from(HOSTILE), min_size=22, max_size=22
)
SGR = re.compile(r"\x1b\[[0-9;]*m")


def lines_of(report: Report, look: Look) -> list[str]:
    text = FORMAT.render(report, look)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    return text.removesuffix("\n").split("\n")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_sample_report(width: int, snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(sample_report(), Look(width=width)) == snapshot


@pytest.mark.parametrize(
    "report",
    [
        captured_report(),
        healthy_report(),
        unlabelled_report(),
        incomplete_report(),
        empty_report(),
        waived_report(),
    ],
    ids=["captured", "healthy", "unlabelled", "incomplete", "empty", "waived"],
)
def test_other_reports(report: Report, snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(report, Look()) == snapshot


def test_verbose_in_color(snapshot: SnapshotAssertion) -> None:
    text = FORMAT.render(captured_report(), Look(color=True, verbose=True))
    assert text.replace("\x1b", "ESC") == snapshot


def test_ascii(snapshot: SnapshotAssertion) -> None:
    text = FORMAT.render(sample_report(), Look(width=80, unicode=False))
    assert text.isascii()
    assert text == snapshot


@settings(max_examples=40, deadline=None)
@given(NAMES, st.integers(1, 220), st.booleans(), st.booleans(), st.booleans())
def test_every_line_fits_and_does_nothing(
    names: list[str], width: int, color: bool, unicode: bool, verbose: bool
) -> None:
    look = Look(width=width, color=color, unicode=unicode, verbose=verbose)
    for line in lines_of(sample_report(tuple(names)), look):
        bare = SGR.sub("", line) if color else line
        assert cell_len(bare) <= max(60, width)
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in bare)
        assert not bare.lstrip().startswith("::")
        assert "##[" not in bare
        assert unicode or line.isascii()


def test_color_only_adds_to_what_the_signs_say() -> None:
    plain, colored = (FORMAT.render(sample_report(), Look(color=color)) for color in (False, True))
    assert "\x1b" not in plain
    assert [line.rstrip() for line in SGR.sub("", colored).split("\n")] == plain.split("\n")


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = FORMAT.render(captured_report(), Look(color=True))
    for name, value in (("NO_COLOR", "1"), ("COLUMNS", "40"), ("TERM", "dumb"), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert FORMAT.render(captured_report(), Look(color=True)) == usual


def test_narrow_terminals_lose_the_last_columns_first() -> None:
    def titles(width: int) -> str:
        lines = lines_of(sample_report(), Look(width=width))
        return next(line for line in lines if "requested issues by" in line).split("customers")[1].strip()

    assert titles(60) == "share"
    assert re.split(" {2,}", titles(70)) == ["share", "could be"]
    assert re.split(" {2,}", titles(90)) == ["share", "could be", "issues", "bugs"]


def test_bugs_have_no_column_where_there_are_none() -> None:
    assert "bugs" not in FORMAT.render(captured_report(), Look(width=120))


def test_eight_lines_of_customers_and_no_more() -> None:
    lines = lines_of(healthy_report(), Look())
    assert sum("━" in line for line in lines) == 8  # seven bars and the legend
    assert any(line.startswith("  and 3 others") and "27.0 %" in line for line in lines)


def test_a_gap_is_shown_before_anything_else() -> None:
    lines = lines_of(incomplete_report(), Look())
    assert "INCOMPLETE: 2 sources were not read whole" in lines[1]
    assert lines[-1].endswith("exits 3 (not all was read; errors fail).")
    gap = incomplete_report().gaps[0]
    many = tuple(replace(gap, source=f"jira:P{number}") for number in range(40))
    assert "  - and 20 other parts" in lines_of(replace(incomplete_report(), gaps=many), Look())


def test_what_abstains_is_one_line_unless_asked_for() -> None:
    brief, full = (
        FORMAT.render(captured_report(), Look(width=120, verbose=verbose)) for verbose in (False, True)
    )
    assert "3 checks had nothing to say (no register; no milestones)" in brief
    assert "revenue.top-share" not in brief
    assert "skipped    revenue.top-share: No register" in full
    assert "passed     seed.wish-list: 41.6 % was asked for by existing customers" in full


def test_many_reasons_to_abstain_are_cut() -> None:
    abstained = captured_report().of_kind(Verdict.NOT_APPLICABLE)[0]
    reasons = tuple(replace(abstained, message=f"no {thing}") for thing in "abcd")
    assert phrases.silent_line(replace(captured_report(), findings=reasons)).endswith("(no a; no b; no c; …)")


def test_the_last_line_names_what_the_caller_asked_for() -> None:
    strict = replace(captured_report(), fail_on=Level.WARNING, strict=True)
    assert phrases.policy_line(strict).endswith(
        "In CI this exits 1 (errors, warnings and what is undecided fail)."
    )


def test_a_public_report_says_why_names_may_look_odd() -> None:
    assert "code-names" in FORMAT.render(replace(captured_report(), public=True), Look())
    assert "code-names" not in FORMAT.render(captured_report(), Look())


def test_a_note_alone_does_not_color_the_answer() -> None:
    note = replace(captured_report().findings[1], level=Level.NOTE)
    report = replace(healthy_report(), findings=(*healthy_report().findings, note))
    assert FORMAT.render(report, Look(color=True)).split("\n")[0].startswith("  \x1b[32mNo customer leads")


def test_a_finding_without_issues_to_name_still_counts_them() -> None:
    failed = replace(captured_report().findings[0], evidence=(), defer=())
    text = FORMAT.render(replace(captured_report(), findings=(failed,)), Look())
    assert "\n               99 issues\n" in text
    assert "have to wait" not in text


def test_a_failure_that_may_be_graver_says_which_side_the_labels_are_on() -> None:
    failed = replace(captured_report().findings[0], level=Level.WARNING, open_level=Level.ERROR)
    for lean, said in (
        (Verdict.FAIL, "by the labels so far a graver limit is broken too"),
        (Verdict.PASS, "by the labels so far no graver limit is broken"),
    ):
        assert findings.second_line(replace(failed, lean=lean)).endswith(said)
    undecided = replace(failed, kind=Verdict.OPEN, lean=Verdict.PASS)
    assert findings.second_line(undecided).endswith("by the labels so far it passes")


def test_a_part_of_the_backlog_is_named_once() -> None:
    failed = captured_report().findings[0]
    done = replace(failed, scope="completed in the last 90 days")
    assert findings.second_line(done) == "could be 31.6-90.0 %"
    assert findings.first_line(captured_report(), done) == (
        "Google, completed in the last 90 days: 76.0 % share of the requested work (limit 30 %)"
    )
    nobody = findings.first_line(captured_report(), replace(done, subject=None))
    assert nobody.startswith("Completed in the last 90 days: 76.0 % share")
    revenue = replace(failed, scope="revenue", message="share of revenue", limit=None)
    assert findings.second_line(revenue) == "could be 31.6-90.0 %"
    assert findings.first_line(captured_report(), revenue) == "Google: 76.0 % share of revenue"


def test_a_report_of_many_sources_names_some_and_effort_by_its_unit() -> None:
    report = captured_report()
    sources = tuple(f"github:acme/app{number}" for number in range(8))
    points = replace(report.attribution, unit="Story Points")
    text = FORMAT.render(replace(report, sources=sources, attribution=points), Look(width=200))
    assert "github:acme/app4 and 3 more." in " ".join(text.split())
    assert "127 requested issues by 6 customers, weighed in Story Points" in text
    assert phrases.requested_line(empty_report()) == "0 requested issues, no customer named"


@pytest.mark.parametrize(
    ("share", "mark", "bar"),
    [
        (interval("1/2", "1/2", "3/4"), None, "mmmmmccc  "),
        (interval("1/2", "1/2", "3/4"), "3/10", "mmmlmccc  "),
        (interval("0.3", "0.2", "0.3"), "3/10", "mmvl      "),
        (interval("0.3001", "0.2", "0.4"), "3/10", "mmvlv     "),
        (interval("0.01", "0", "0.25"), "3/10", "vccl      "),
        (interval("0", "0", "0"), "3/10", "   l      "),
        (interval("1", "0", "1"), None, "vvvvvvvvvv"),
    ],
)
def test_a_bar_never_hides_on_which_side_of_the_limit_it_ends(
    share: Interval, mark: str | None, bar: str
) -> None:
    drawn = cells(share, Fraction(mark) if mark else None, 10)
    assert drawn == bar


def test_a_limit_is_not_torn_apart_at_the_end_of_a_line() -> None:
    failed = replace(captured_report().findings[0], message="words " * 9)
    for width in range(60, 120):
        text = FORMAT.render(replace(captured_report(), findings=(failed,)), Look(width=width))
        assert "(limit 30 %)" in text


def test_quotes_and_dashes_have_twins_in_ascii() -> None:
    noted = replace(captured_report(), notes=("“Müller’s” – 5 — 漢",))
    assert '"Muller\'s" - 5 - ?' in FORMAT.render(noted, Look(unicode=False))


def test_what_is_alike_in_several_scopes_is_one_block_with_a_row_each() -> None:
    failed = replace(captured_report().findings[0], defer=(), evidence_total=10)
    scopes = tuple(replace(failed, scope=f"milestone: {number}") for number in range(3))
    other = replace(failed, scope="milestone: 9", remedy="Another.")
    report = replace(captured_report(), findings=(*scopes, other))
    assert [len(block) for block in findings.blocks(report)] == [3, 1]
    text = FORMAT.render(report, Look(width=120))
    assert "Google: share of the requested work (limit 30 %)" in text
    assert "- Milestone 1: 76.0 %; could be 31.6-90.0 %; 10 issues: #12" in text
    assert text.count("Next: Decide") == 1
    assert [len(block) for block in findings.blocks(replace(report, findings=(failed, failed)))] == [1, 1]


def test_an_index_is_told_in_customers_and_in_points() -> None:
    index = captured_report().findings[1]
    report = replace(captured_report(), findings=(index, replace(index, scope="milestone: 1")))
    assert findings.first_line(report, index) == (
        "Requests are as concentrated as if from 1.6 customers (at least 5.6)"
    )
    text = FORMAT.render(report, Look(width=120))
    assert "as if from too few customers (at least 5.6)" in text
    assert "- Milestone 1: 1.6 customers; 6115 (limit 1800); could be 1060-8159" in text
    free = replace(index, limit=None)
    assert findings.first_line(report, free).endswith("1.6 customers")
    assert findings.first_line(report, replace(free, scope="revenue", message="of revenue")) == (
        "Revenue is as concentrated as if paid by 1.6 equal customers"
    )


def test_of_several_scopes_a_title_says_what_their_numbers_are_of() -> None:
    share = replace(captured_report().findings[0], subject=None, message="of the requested work is custom")
    few = replace(share, unit=Unit.CUSTOMERS, message="who together ask for half")
    blocks = [(each, replace(each, scope="milestone: 1")) for each in (share, few)]
    assert [findings.title(captured_report(), block).partition(" (")[0] for block in blocks] == [
        "How much of the requested work is custom",
        "Customers who together ask for half",
    ]


def test_issues_that_wait_are_counted_of_those_behind_the_number() -> None:
    failed = captured_report().findings[0]

    def told(finding: Finding) -> list[str]:
        return [str(each) for each in findings.details((finding,), shared="", most=1)][1:]

    assert told(replace(failed, defer=("#1",), defer_total=1)) == [
        "1 of the 99 issues would have to wait to come back to 30 %: #1"
    ]
    assert told(replace(failed, defer=("#1",), defer_total=1, evidence=(), evidence_total=0)) == [
        "1 issue would have to wait to come back to 30 %: #1"
    ]
    settled = replace(failed, defer=(), evidence=(), evidence_total=0, settle=("#7",), settle_total=1)
    assert told(settled) == ["At least 1 more label is needed to decide: #7"]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("2026-01-20", "Its review was due 2026-01-20."),
        ("2026-01-21", "To be reviewed by 2026-01-21."),
        ("spring", "To be reviewed by spring."),
        ("", ""),
    ],
)
def test_a_review_that_is_overdue_is_said_to_be(by: str, said: str) -> None:
    report = captured_report()
    policy = replace(report.policy, review_by=by, origin="balanced")
    assert phrases.decision_line(replace(report, policy=policy)) == said
    assert phrases.policy_line(replace(report, policy=policy)).startswith(
        "Policy: balanced. 1 error, 1 warning"
    )
