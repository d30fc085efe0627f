"""Waivers: in force through their last day, for whom they name, and never more than a failing finding."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from builders import NOW, balanced, issues, milestone, policy, register, report, snapshot, together
from seedcorn.acceptance import By, State
from seedcorn.acceptance_words import notices
from seedcorn.certainty import certainty
from seedcorn.comparison import About
from seedcorn.comparison_words import headline as outcome
from seedcorn.errors import Exit
from seedcorn.headline import headline
from seedcorn.impact import Seen, compared, impact
from seedcorn.model import Customer, Gap, Proposal
from seedcorn.past import since
from seedcorn.past_words import sentences
from seedcorn.plan import plan
from seedcorn.policy import Policy
from seedcorn.policy.waivers import Waiver
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.supposing import Case
from seedcorn.waiving import Leniency

TOP_SHARE = "concentration.top-share"
TODAY = NOW.date()
WAIVER = Waiver(
    rule=TOP_SHARE, until=TODAY + timedelta(days=60), owner="@product-lead", reason="Launch partner until GA"
)
LIMITS = policy(concentration__top_share={"warning": Fraction(1, 5), "error": Fraction(3, 10)})
ACME_LEADS = issues(acme=6, globex=3, a=2, b=2, c=2)


def waived(*waivers: Waiver, by: Policy = LIMITS) -> Policy:
    return replace(by, waivers=waivers)


def top(judged: Report, subject: str = "acme") -> Finding:
    return next(one for one in judged.findings if (one.rule, one.subject) == (TOP_SHARE, subject))


def states(judged: Report) -> list[State]:
    return [notice.state for notice in judged.notices]


def test_what_a_waiver_in_force_fits_fails_nothing_and_is_still_told() -> None:
    judged = report(ACME_LEADS, waived(WAIVER), strict=True)
    found = top(judged)
    assert found.kind is Verdict.FAIL
    assert found.accepted is not None
    told = found.accepted
    assert (told.by, told.owner, told.reason, told.until) == (
        By.WAIVER,
        WAIVER.owner,
        WAIVER.reason,
        WAIVER.until,
    )
    assert (judged.verdict, judged.exit_code) == (Verdict.PASS, Exit.OK)
    assert judged.let_be == (found,)
    assert judged.of_kind(Verdict.FAIL) == ()
    assert headline(judged) == (
        "No limit is broken that is not waived: 1 is let be; 0 % of the open issues are seed corn."
    )
    until = WAIVER.until.isoformat()
    assert f"waived until {until} by @product-lead: Launch partner until GA" in certainty(judged)
    assert report(ACME_LEADS, LIMITS).exit_code is Exit.FINDINGS


@pytest.mark.parametrize(
    ("days", "is_let_be", "state"),
    [
        (60, True, None),
        (15, True, None),
        (14, True, State.ENDING),
        (0, True, State.ENDING),
        (-1, False, State.ENDED),
    ],
)
def test_the_last_day_is_the_last(days: int, is_let_be: bool, state: State | None) -> None:
    judged = report(ACME_LEADS, waived(replace(WAIVER, until=TODAY + timedelta(days=days))))
    assert bool(top(judged).accepted) is is_let_be
    assert judged.exit_code is (Exit.OK if is_let_be else Exit.FINDINGS)
    assert states(judged) == ([state] if state else [])


def test_what_there_is_to_say_of_a_waiver_is_said_with_its_owner_and_what_to_do() -> None:
    ended, ending, unused = (
        report(ACME_LEADS, waived(replace(WAIVER, until=TODAY + timedelta(days=days), subject=subject)))
        for days, subject in ((-1, "acme"), (1, ""), (60, "globex"))
    )
    (told,), which = notices(ended), "The waiver of concentration.top-share"
    assert told == (
        f"{which} for acme (@product-lead) ended on 2026-01-20: decide again, or mend what it let be."
    )
    (told,) = notices(ending)
    assert told == (f"{which} (@product-lead) ends on 2026-01-22: decide again, or mend it by then.")
    (told,) = notices(unused)
    assert told == f"{which} for globex (@product-lead) lets nothing be: take it out, or mend what it is for."


def test_of_two_waivers_the_longer_counts() -> None:
    judged = report(ACME_LEADS, waived(replace(WAIVER, until=TODAY - timedelta(days=1)), WAIVER))
    assert top(judged).accepted is not None
    assert states(judged) == [State.UNUSED]


@pytest.mark.parametrize("subject", ["acme", "ACME", " Acme  Industries ", "acme-github", "Acme Labs", ""])
def test_a_customer_may_be_named_by_any_of_its_names(subject: str) -> None:
    known = register(
        Customer(id="ac-1", name="Acme Industries", aliases=("acme", "acme-github")),
        Customer(id="labs", name="Acme Labs", parent="ac-1"),
    )
    judged = report(ACME_LEADS, waived(replace(WAIVER, subject=subject)), customers=known)
    assert top(judged, "ac-1").accepted is not None


@pytest.mark.parametrize("subject", ["globex", "acme industries", "acm"])
def test_a_waiver_for_somebody_else_lets_nothing_be(subject: str) -> None:
    judged = report(ACME_LEADS, waived(replace(WAIVER, subject=subject)))
    assert top(judged).accepted is None
    assert states(judged) == [State.UNUSED]


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        ("", True),
        ("milestone: 2.0", True),
        ("Milestone 2.0", True),
        ("milestone: 2", False),
        ("open backlog", False),
    ],
)
def test_a_waiver_for_a_part_of_the_backlog_is_for_no_other(scope: str, fits: bool) -> None:
    limits = policy(concentration__milestone={"error": Fraction(1, 2)})
    backlog = issues(changes={"iterations": (milestone("2.0"),)}, acme=8, globex=2)
    judged = report(backlog, waived(replace(WAIVER, rule="concentration.milestone", scope=scope), by=limits))
    (found,) = judged.findings
    assert bool(found.accepted) is fits


def test_another_rule_is_not_let_be() -> None:
    judged = report(ACME_LEADS, waived(replace(WAIVER, rule="seed.reserve"), by=balanced()))
    assert top(judged).accepted is None
    assert judged.exit_code is Exit.FINDINGS


def test_an_undecided_finding_stays_undecided_and_its_waiver_is_not_called_unused() -> None:
    judged = report(together(ACME_LEADS, issues(unknown=30)), waived(WAIVER))
    found = top(judged)
    assert (found.kind, found.accepted) == (Verdict.OPEN, None)
    assert judged.verdict is Verdict.OPEN
    assert judged.notices == ()


def test_a_graver_level_that_is_undecided_stays_so() -> None:
    judged = report(together(issues(acme=9, globex=8, a=5, b=5, c=5), issues(unknown=4)), waived(WAIVER))
    found = top(judged)
    assert (found.level, found.open_level) == (Level.WARNING, Level.ERROR)
    assert found.accepted is not None
    assert judged.verdict is Verdict.OPEN
    assert (
        report(
            together(issues(acme=9, globex=8, a=5, b=5, c=5), issues(unknown=4)), waived(WAIVER), strict=True
        ).exit_code
        is Exit.FINDINGS
    )
    assert headline(judged).startswith("Not decided whether it is graver than what is let be: Acme: 28 %")
    assert certainty(judged).startswith("Not certain: ")


def test_of_partial_data_nothing_is_let_be_and_nothing_is_said_of_waivers() -> None:
    gap = Gap(source="github:acme/app", what="page 3", why="the server failed")
    judged = report((*ACME_LEADS, gap), waived(WAIVER, replace(WAIVER, subject="nobody")))
    assert judged.exit_code is Exit.INCOMPLETE
    assert judged.let_be == ()
    assert judged.notices == ()


def test_what_gets_worse_while_it_is_waived_is_told_and_fails_nothing() -> None:
    with snapshot(ACME_LEADS) as facts:
        seen = Case(snapshot=facts, policy=waived(WAIVER), register=None, now=NOW)
        told = impact(seen, Proposal(issue=ACME_LEADS[0]))
        strict = impact(replace(seen, policy=LIMITS), Proposal(issue=ACME_LEADS[0]))
    assert [shift.now.subject for shift in told.worse] == ["acme"]
    assert told.verdict is Verdict.PASS
    assert strict.verdict is Verdict.FAIL
    assert f"; waived until {WAIVER.until}" in outcome(told)


def test_another_customer_that_newly_fails_is_not_let_be_by_a_waiver_for_one() -> None:
    backlog = issues(acme=6, globex=5, a=2, b=2, c=2)  # globex has 5 of 17 with it, over 28 %; 4 of 16 before
    error = policy(concentration__top_share={"error": Fraction(28, 100)})
    with snapshot(backlog) as facts:
        mine = waived(replace(WAIVER, subject="acme"), by=error)
        told = impact(Case(snapshot=facts, policy=mine, register=None, now=NOW), Proposal(issue=backlog[6]))
    assert told.verdict is Verdict.FAIL
    assert [shift.now.subject for shift in told.worse] == ["globex"]


def test_a_policy_that_adds_a_waiver_is_told_to_be_looser_and_one_that_takes_it_out_fails() -> None:
    with snapshot(ACME_LEADS) as facts:
        without = Case(snapshot=facts, policy=LIMITS, register=None, now=NOW)
        with_it = replace(without, policy=waived(WAIVER))
        looser = compared(Seen(case=without), Seen(case=with_it), about=About.POLICY)
        stricter = compared(Seen(case=with_it), Seen(case=without), about=About.POLICY)
    assert outcome(looser) == "This policy is looser: 1 finding is let be without any work changing."
    assert looser.verdict is Verdict.PASS
    assert outcome(stricter) == "With this policy 1 more finding fails."
    assert stricter.verdict is Verdict.FAIL


def test_since_a_week_ago_it_is_told_that_a_waiver_has_ended() -> None:
    ended = waived(replace(WAIVER, until=TODAY - timedelta(days=3)))
    with snapshot(ACME_LEADS) as facts:
        told = sentences(since(Case(snapshot=facts, policy=ended, register=None, now=NOW)))
    assert told == ("Since 2026-01-14:", "No longer let be (error): acme (concentration.top-share).")


def test_a_plan_does_not_mend_what_is_waived_and_mends_the_rest() -> None:
    backlog = together(
        issues(changes={"iterations": (milestone("2.0"),)}, acme=8, globex=2), issues(a=9, b=9)
    )
    limits = policy(
        concentration__milestone={"error": Fraction(1, 2)}, seed__reserve={"error": Fraction(1, 10)}
    )
    milestone_alone = policy(concentration__milestone={"error": Fraction(1, 2)})
    waiver = replace(WAIVER, rule="concentration.milestone", subject="acme")
    with snapshot(backlog) as facts:
        seen = Case(snapshot=facts, policy=milestone_alone, register=None, now=NOW)
        assert plan(seen).moves
        nothing = plan(replace(seen, policy=waived(waiver, by=milestone_alone)))
        rest = plan(replace(seen, policy=waived(replace(waiver, rule="seed.reserve", subject=""), by=limits)))
    assert outcome(nothing) == "Nothing has to move: no limit is broken that is not let be."
    assert rest.moves
    assert rest.after.verdict is Verdict.PASS


def test_what_lets_be_is_looked_up_once_for_thousands_of_customers() -> None:
    names = {f"c{number}": f"Customer {number}" for number in range(3000)}
    waivers = tuple(replace(WAIVER, subject=f"customer {number}") for number in range(5))
    leniency = Leniency(day=date(2026, 1, 21), waivers=waivers, names=names)
    found = Finding(rule=TOP_SHARE, kind=Verdict.FAIL, level=Level.NOTE, scope="x", message="", subject="c4")
    assert leniency.judged(found).accepted is not None
    assert leniency.judged(replace(found, subject="c5")).accepted is None
