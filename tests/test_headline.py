"""The answer first: one sentence on whose roadmap it is, and one on how sure that is."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    interval,
    sample_report,
    unlabelled_report,
)
from seedcorn.certainty import certainty
from seedcorn.headline import (
    OPEN_BACKLOG,
    TOP_SHARE,
    as_customers,
    customer_name,
    headline,
    place,
    shared_prefix,
)
from seedcorn.model import Gap, Interval
from seedcorn.report import Bound, Finding, Level, Report, Unit, Verdict
from seedcorn.words import plain

RESERVE = Finding(
    rule="seed.reserve",
    kind=Verdict.FAIL,
    level=Level.ERROR,
    scope="open backlog",
    message="is seed corn",
    measured=interval("6/100", "6/100", "9/100"),
    limit=Fraction(1, 10),
    bound=Bound.FLOOR,
)


def only(*findings: Finding) -> Report:
    return replace(captured_report(), findings=findings)


def top() -> Finding:
    return captured_report().findings[0]


def test_one_customer_over_the_limit() -> None:
    report = captured_report()
    assert headline(report) == "Google holds 76 % of the requested work; the limit is 30 %."
    assert certainty(report) == (
        "Certain: even if none of the 178 unlabelled issues were Google's, it would hold 32 %."
    )


def test_a_number_just_over_its_limit_is_not_rounded_down_to_it() -> None:
    near = replace(top(), measured=interval("0.3004", "0.30001", "0.9"))
    assert headline(only(near)) == "Google holds 30.04 % of the requested work; the limit is 30 %."
    assert certainty(only(near)).endswith("it would hold 30.001 %.")


def test_several_customers_over_the_limit_are_named_together_the_largest_first() -> None:
    second = replace(top(), subject="microsoft", measured=interval("0.8", "0.4", "0.9"))
    assert headline(only(top(), second)) == (
        "Microsoft 80 % and Google 76 % each hold too much of the requested work; the limit is 30 %."
    )
    many = [replace(top(), subject=f"c{number}") for number in range(7)]
    assert "c4 76 % and 2 other customers each hold" in headline(only(*many))


def test_another_scope_is_named() -> None:
    done = replace(top(), scope="completed in the last 90 days")
    assert headline(only(done)) == (
        "Google holds 76 % of the requested work (completed in the last 90 days); the limit is 30 %."
    )
    assert certainty(only(done)).startswith("Certain: even if none of the unlabelled issues were Google's")


def test_an_error_comes_before_a_warning_and_the_top_share_first_among_equals() -> None:
    warned = replace(top(), level=Level.WARNING)
    assert headline(only(warned, RESERVE)).startswith("Of the open backlog, 6 % is seed corn;")
    assert headline(only(RESERVE, top())).startswith("Google holds")


def test_another_rule_fails() -> None:
    report = only(RESERVE)
    assert headline(report) == "Of the open backlog, 6 % is seed corn; it should be at least 10 %."
    assert certainty(report) == (
        "Certain: even in the kindest reading of the 178 unlabelled issues it would be 9 %."
    )


def test_another_rule_fails_on_a_customer_in_a_milestone() -> None:
    failed = Finding(
        rule="concentration.milestone",
        kind=Verdict.FAIL,
        level=Level.ERROR,
        scope="milestone: 2.0",
        subject="google",
        message="share of all work in the milestone",
        measured=Interval.exactly(Fraction(4, 5)),
        limit=Fraction(1, 2),
    )
    report = only(failed)
    assert headline(report) == (
        "Google (milestone 2.0): 80 % share of all work in the milestone; the limit is 50 %."
    )
    assert certainty(report) == "Certain: no unlabelled issue could change it."
    nobody = replace(failed, subject=None)
    assert headline(only(nobody)) == (
        "Milestone 2.0: 80 % share of all work in the milestone; the limit is 50 %."
    )


def test_a_failure_without_a_number_or_a_limit_is_told_by_its_message() -> None:
    failed = replace(RESERVE, measured=None, limit=None)
    assert headline(only(failed)) == "Is seed corn."
    assert certainty(only(failed)) == "Certain: no unlabelled issue could change it."


def test_a_failure_where_all_is_labelled_is_certain() -> None:
    report = only(replace(top(), measured=Interval.exactly(Fraction(3, 4))))
    labelled = replace(report, attribution=replace(report.attribution, unknown_issues=0))
    assert certainty(labelled) == "Certain: every open issue says whose it is."


def test_a_graver_limit_may_still_be_undecided() -> None:
    warned = replace(top(), level=Level.WARNING, open_level=Level.ERROR)
    assert certainty(only(warned)).endswith("32 %. Whether it is graver still depends on what they say.")


def test_a_note_is_no_headline_unless_notes_fail_the_run() -> None:
    note = replace(RESERVE, level=Level.NOTE)
    report = replace(healthy_report(), findings=(*healthy_report().findings, note))
    assert headline(report).startswith("No customer leads")
    assert headline(replace(report, fail_on=Level.NOTE)).startswith("Of the open backlog, 6 %")


def test_a_mostly_unlabelled_backlog_is_not_decided_and_says_what_to_label() -> None:
    report = unlabelled_report()
    assert headline(report) == (
        "Not decided: 288 of the 300 open issues do not say whose they are; "
        "of the requests that do, Acme holds 67 %; the limit is 30 %."
    )
    assert certainty(report) == (
        "Not certain: depending on the 288 unlabelled issues the answer lies between 3 % and 98 %; "
        "label these 136 issues first: #1 #2 #3 #4 #5 … and 131 more."
    )


def test_another_open_check_on_a_mostly_unlabelled_backlog() -> None:
    undecided = replace(RESERVE, kind=Verdict.OPEN, open_level=Level.ERROR, settle=("x/y#1",), settle_total=1)
    report = replace(unlabelled_report(), findings=(undecided,))
    assert headline(report) == "Not decided: 288 of the 300 open issues do not say whose they are."
    assert certainty(report).endswith("between 6 % and 9 %; label this issue first: #1.")


def test_an_open_check_on_a_well_labelled_backlog() -> None:
    undecided = replace(RESERVE, kind=Verdict.OPEN, open_level=Level.ERROR)
    report = replace(healthy_report(), findings=(undecided,))
    assert headline(report) == (
        "Not decided: Of the open backlog, 6 % is seed corn; it should be at least 10 %."
    )
    assert certainty(report) == (
        "Not certain: depending on the 12 unlabelled issues the answer lies between 6 % and 9 %."
    )


def test_an_open_check_without_a_number() -> None:
    undecided = replace(RESERVE, kind=Verdict.OPEN, open_level=Level.ERROR, measured=None)
    report = replace(unlabelled_report(), findings=(undecided,))
    assert headline(report).startswith("Not decided: Is seed corn")
    assert certainty(report) == "Not certain: not enough is labelled."


def test_all_passes() -> None:
    report = healthy_report()
    assert headline(report) == (
        "No customer leads: the largest, Acme, holds 12 % of the requested work (limit 30 %); "
        "22 % of the open issues are seed corn."
    )
    assert certainty(report) == (
        "Certain: even if all of the 12 unlabelled issues were Acme's, it would hold 21 %."
    )


def test_all_passes_without_a_finding_on_the_largest_customer() -> None:
    report = replace(healthy_report(), findings=healthy_report().findings[1:])
    assert headline(report) == ("No limit is broken: 1 check passes; 22 % of the open issues are seed corn.")
    assert certainty(report) == "Certain: 12 unlabelled issues could not change it."


def test_all_passes_and_all_is_labelled() -> None:
    report = healthy_report()
    labelled = replace(report, attribution=replace(report.attribution, unknown_issues=0))
    assert certainty(labelled) == "Certain: every open issue says whose it is."
    one_left = replace(report, attribution=replace(report.attribution, unknown_issues=1))
    assert "even if the unlabelled issue were Acme's" in certainty(one_left)


def test_a_pass_on_what_was_done_with_nothing_open() -> None:
    done = replace(RESERVE, kind=Verdict.PASS, level=None, scope="completed in the last 90 days")
    assert headline(replace(empty_report(), findings=(done,))) == "No limit is broken: 1 check passes."


def test_an_empty_backlog() -> None:
    assert headline(empty_report()) == "Nothing to judge: the backlog has no open issues."
    assert certainty(empty_report()) == "Not certain: no check had enough to go by."


@pytest.mark.parametrize(
    ("requested", "unknown", "said"),
    [
        (6, 0, "Nothing to judge: 6 of the 500 open issues were asked for by customers, too few"),
        (6, 400, "Nothing to judge yet: 400 of the 500 open issues do not say whose they are."),
    ],
)
def test_too_little_to_judge(requested: int, unknown: int, said: str) -> None:
    counts = replace(
        empty_report().attribution, open_issues=500, requested_issues=requested, unknown_issues=unknown
    )
    assert headline(replace(empty_report(), attribution=counts)).startswith(said)


def test_what_could_not_be_read_is_said_first_and_nobody_is_accused() -> None:
    gap = Gap(source="github:acme/api", what="issues from page 4", why="HTTP 502 after 3 tries.")
    report = replace(captured_report(), gaps=(gap,))
    assert headline(report) == (
        "No verdict: github:acme/api could not be read whole, so nobody is accused and nothing passes."
    )
    assert "Google" not in headline(report)
    assert certainty(report).startswith("Not certain: every number here is of what was read")
    assert headline(replace(report, gaps=(gap, gap))) == headline(report)
    many = tuple(replace(gap, source=f"jira:P{number}") for number in range(5))
    assert "jira:P0, jira:P1, jira:P2 and 2 more could not" in headline(replace(report, gaps=many))


def test_a_place_that_could_not_be_read_is_named_with_what_waits_for_it() -> None:
    gap = Gap(source="gitlab:us", what="contacts", why="refused (403); ask", place="organization")
    done = replace(captured_report(), gaps=(gap,))
    assert headline(done) == "Partly judged: organization of gitlab:us could not be read."
    silent = Finding(
        rule=TOP_SHARE, kind=Verdict.NOT_APPLICABLE, scope=OPEN_BACKLOG, message="m", unread="organization"
    )
    alone = replace(done, findings=(silent,))
    assert headline(alone) == "No verdict: 1 check needs organization of gitlab:us, which could not be read."
    assert certainty(alone) == "Not certain: only the rest was judged; mend that and run it again."


def test_a_small_source_is_told_that_it_is_one() -> None:
    few = Finding(
        rule=TOP_SHARE,
        kind=Verdict.NOT_APPLICABLE,
        scope=OPEN_BACKLOG,
        message="needs 10 requested issues, found 7",
    )
    doubt = replace(
        top(),
        rule="attribution.sources-disagree",
        level=Level.WARNING,
        subject=None,
        message="name different customers in two places",
        measured=Interval.exactly(3),
        unit=Unit.ISSUES,
        limit=Fraction(0),
    )
    report = only(few, doubt)
    assert headline(report) == (
        "Too few requests to say whose roadmap it is (needs 10 requested issues, found 7); "
        "Google has 76 % of them."
    )
    assert certainty(report) == ("Besides: 3 issues name different customers in two places; the limit is 0.")
    assert headline(only(few, doubt, RESERVE)).startswith("Of the open backlog, 6 %")
    assert "pass" not in incomplete_report().verdict.value


def test_a_public_report_has_the_names_it_was_given() -> None:
    report = captured_report()
    google, *others = report.attribution.customers
    masked = replace(report.attribution, customers=(replace(google, name="Falcon"), *others))
    public = replace(report, attribution=masked, public=True)
    assert headline(public) == "Falcon holds 76 % of the requested work; the limit is 30 %."
    assert "Google" not in certainty(public)


def test_a_name_that_ends_in_s_and_one_that_nobody_knows() -> None:
    assert "were globex corps'" in certainty(only(replace(top(), subject="globex corps")))
    assert customer_name(captured_report(), "\u200b") == "(no name)"


def test_a_scope_as_a_sentence_says_it() -> None:
    assert place("milestone: 2.0: final") == "milestone 2.0: final"


def test_keys_are_short_only_where_that_confuses_nobody() -> None:
    report = captured_report()
    assert shared_prefix(report) == "WebKit/standards-positions"
    assert shared_prefix(replace(report, sources=(*report.sources, "github:acme/app"))) == ""
    other = replace(report.findings[0], evidence=("acme/api#1",))
    assert shared_prefix(replace(report, findings=(*report.findings, other))) == ""


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=[])), min_size=22, max_size=22))
def test_whatever_the_names_are_it_is_one_line_without_a_rule_id(names: list[str]) -> None:
    for report in (sample_report(tuple(names)), replace(sample_report(tuple(names)), public=True)):
        for said in (headline(report), certainty(report)):
            assert plain(said) == said
            assert said.endswith(".")
            assert "top-share" not in said


def test_the_unit_of_a_number_is_said() -> None:
    few = replace(
        RESERVE, unit=Unit.CUSTOMERS, measured=Interval.exactly(1), limit=Fraction(3), scope="register"
    )
    served = replace(few, message="active in the register")
    assert headline(only(served)) == "Register: 1 customer active in the register; it should be at least 3."
    assert headline(only(replace(served, scope="open backlog"))).startswith("1 customer active")


def test_a_number_without_a_limit_is_told_without_one() -> None:
    assert headline(only(replace(RESERVE, limit=None))) == "Of the open backlog, 6 % is seed corn."


def test_points_of_concentration_are_told_as_customers() -> None:
    failed = captured_report().findings[1]
    assert headline(only(failed)) == (
        "The requests are as concentrated as if 1.6 customers made all of them; it should be at least 5.6."
    )
    alone = replace(failed, measured=Interval.exactly(10_000), limit=None, scope="milestone: 2.0")
    assert headline(only(alone)) == (
        "The requests (milestone 2.0) are as concentrated as if 1 customer made all of them."
    )
    assert as_customers(Fraction(0)) == "0.0 customers"


def test_a_finding_may_be_about_somebody_who_asks_for_nothing_now() -> None:
    report = replace(only(replace(top(), subject="gone")), names=(("gone", "Gone Inc."),))
    assert headline(report).startswith("Gone Inc. holds 76 %")
