"""Waivers in public: who decided and why is told, unless that tells who is hidden."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from builders import NOW, SOURCE, balanced, issues, register, report
from sample_report import waived_report
from seedcorn.acceptance import State
from seedcorn.acceptance_words import notices
from seedcorn.baseline import taken
from seedcorn.format import Look
from seedcorn.formats import json as as_json
from seedcorn.formats import markdown, text
from seedcorn.model import Customer
from seedcorn.policy.waivers import Waiver
from seedcorn.privacy import leaks, masked
from seedcorn.report import Report

WHALE = Customer(id="acme", name="Acme Industries", aliases=("ACME Inc.",), code_name="Falcon", private=True)
KNOWN = register(WHALE, Customer(id="globex", name="Globex", private=False))
WAIVER = Waiver(
    rule="concentration.top-share", subject="ACME Inc.", until=date(2026, 1, 25), owner="@lead", reason="GA"
)


def waived(*waivers: Waiver) -> tuple[Report, Report]:
    """A report with these waivers, and what the public sees of it."""
    judged_by = replace(balanced(), waivers=waivers)
    judged = report(issues(acme=14, globex=9, a=2, b=2, c=2), judged_by, customers=KNOWN)
    return judged, masked(judged, KNOWN, place=SOURCE)


def rendered(judged: Report) -> str:
    return "".join(one.FORMAT.render(judged, Look(verbose=True)) for one in (as_json, markdown, text))


def test_the_subject_has_its_code_name_and_the_reason_is_told() -> None:
    judged, public = waived(WAIVER)
    (found,) = public.let_be
    assert found.subject not in (None, "acme")
    assert found.accepted == judged.let_be[0].accepted
    assert notices(public)[0].startswith("The waiver of concentration.top-share for Falcon (@lead) ends on")
    assert not leaks(rendered(public), judged, KNOWN, place=SOURCE)


@pytest.mark.parametrize("told", ["for Acme Industries", "ACME inc.", "ask acme"])
def test_words_that_tell_who_it_is_are_left_out(told: str) -> None:
    judged, public = waived(replace(WAIVER, owner=told, reason=told))
    (found,) = public.let_be
    assert found.accepted is not None
    assert (found.accepted.owner, found.accepted.reason) == ("", "")
    assert found.accepted.until == WAIVER.until
    assert told not in rendered(public)
    assert told in rendered(judged)


def test_a_customer_and_a_part_of_the_backlog_that_nobody_knows_are_not_repeated() -> None:
    _, public = waived(replace(WAIVER, subject="Vexel Labs", scope="milestone: Vexel 2", owner="Vexel's"))
    (notice,) = public.notices
    assert (notice.state, notice.subject, notice.scope, notice.owner) == (State.UNUSED, "a customer", "", "")
    assert "Vexel" not in rendered(public)


def test_of_money_not_even_a_waiver_is_told() -> None:
    waiver = replace(WAIVER, rule="revenue.top-share")
    judged, public = waived(waiver, replace(waiver, rule="resilience.lose-ten-percent", subject=""))
    assert len(judged.notices) <= 2
    assert public.notices == ()


def test_where_shares_are_ranges_the_number_of_the_baseline_is_not_told() -> None:
    backlog = issues(acme=14, globex=1)
    first = report(backlog, balanced(), customers=KNOWN)
    known = taken(first.findings, day=NOW.date(), policy="ours")
    with_it = report(backlog, balanced(), customers=KNOWN, baseline=known)
    public = masked(with_it, KNOWN, place=SOURCE)
    told = next(found for found in public.let_be if found.rule == "concentration.top-share")
    assert public.banded
    assert told.accepted is not None
    assert (told.accepted.since, told.accepted.was) == (NOW.date(), None)
    assert "14/15" not in as_json.FORMAT.render(public, Look())
    assert with_it.let_be[0].accepted is not None
    assert isinstance(with_it.let_be[0].accepted.was, Fraction)


def test_who_is_hidden_by_nobody_is_named() -> None:
    assert "@product-lead" in rendered(masked(waived_report(), None, place="github:acme/app"))
