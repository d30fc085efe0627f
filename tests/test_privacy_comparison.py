"""Two reports side by side in public: one code-name in both, and nothing of other places or of money."""

from dataclasses import replace

import pytest

from nasty_customers import HOME, NEUTRAL, Cast, compared_by
from seedcorn.comparison import About, Comparison, Exposure, Move
from seedcorn.privacy import masked_comparison
from seedcorn.register import Register

KEY = "a key for tests, of more than sixteen"
KNOWN = Register(customers=NEUTRAL)
LEAD = NEUTRAL[0]
ELSEWHERE = (HOME, "jira:HIDDEN")


def compared(*, sources: tuple[str, ...] = (HOME,), size: int = 8) -> Comparison:
    return compared_by(Cast(customers=NEUTRAL[:size]), About.ISSUE, sources=sources)


@pytest.mark.parametrize("key", ["", KEY])
def test_a_customer_has_one_code_name_in_both_reports_and_beside_them(key: str) -> None:
    made = compared()
    # Afterwards another one is the largest: numbers by share would be others.
    turned = replace(made.before.attribution, customers=made.before.attribution.customers[::-1])
    made = replace(made, before=replace(made.before, attribution=turned))
    shown = masked_comparison(made, KNOWN, place=HOME, key=key)
    after = shown.after.attribution.customers[0]
    before = shown.before.attribution.customers[-1]
    assert (after.id, after.name) == (before.id, before.name)
    assert shown.asked_by == (after.id,)
    assert shown.exposed == (Exposure(customer=after.id, others=4),)
    assert {one.now.subject for one in shown.shifts} == {after.id, None}
    assert shown.moves == (Move(said=f"Losing {after.name}", keys=("orchard/tree#5",), total=9),)


def test_findings_about_money_and_about_names_are_left_out_on_both_sides() -> None:
    shown = masked_comparison(compared(), KNOWN, place=HOME)
    rules = {one.now.rule for one in shown.shifts}
    assert rules == {
        "concentration.top-share",
        "concentration.milestone",
        "concentration.hhi",
        "seed.reserve",
    }
    scopes = {one.now.scope for one in shown.shifts if one.now.rule == "concentration.milestone"}
    assert scopes == {"milestone"}


@pytest.mark.parametrize(
    ("title", "sources", "kept"),
    [
        ("Dark mode", (HOME,), "Dark mode"),
        (f"Dark mode for {LEAD.name.upper()}", (HOME,), ""),
        (f"Dark mode for {LEAD.domains[0]}", (HOME,), ""),
        ("Dark mode", ELSEWHERE, ""),
    ],
)
def test_a_title_is_kept_where_it_is_at_home_and_tells_nobody(
    title: str, sources: tuple[str, ...], kept: str
) -> None:
    made = replace(compared(sources=sources), title=title)
    assert masked_comparison(made, KNOWN, place=HOME).title == kept


@pytest.mark.parametrize(
    ("key", "sources", "is_kept"),
    [
        ("orchard/tree#77", (HOME,), True),
        ("Orchard/Tree#77", ELSEWHERE, True),
        ("orchard/tree!7", ELSEWHERE, True),
        ("orchard/secret#77", (HOME,), False),
        ("orchard/secret#77", ELSEWHERE, False),
        ("HIDDEN-77", ELSEWHERE, False),
        ("#77", (HOME,), True),
        ("#77", ELSEWHERE, False),
        ("", (HOME,), True),
    ],
)
def test_a_key_is_kept_where_the_place_has_the_issue(
    key: str, sources: tuple[str, ...], is_kept: bool
) -> None:
    made = replace(compared(sources=sources), key=key, moves=(Move(said="Defer", keys=(key,), total=1),))
    shown = masked_comparison(made, KNOWN, place=HOME)
    assert shown.key == (key if is_kept else "")
    assert shown.moves[0].keys == ((key,) if is_kept else ())


def test_sentences_lose_names_and_keys_of_other_places() -> None:
    made = replace(
        compared(),
        answers=(f"A customer: add the label {LEAD.aliases[0]}.", "The team itself: add the label own."),
        notes=(
            "Measured through what it closes: orchard/tree#5.",
            "Not in this backlog: orchard/secret#9.",
            "Not in this backlog: HIDDEN-9.",
            f"{LEAD.name} was asked.",
        ),
    )
    shown = masked_comparison(made, KNOWN, place=HOME)
    assert shown.answers == (
        "A customer: add the label Customer 1.",
        "The team itself: add the label own.",
    )
    assert shown.notes == ("Measured through what it closes: orchard/tree#5.",)


def test_a_step_whose_name_cannot_be_taken_out_is_only_a_step() -> None:
    made = replace(compared(), moves=(Move(said=f"Losing {'-'.join(LEAD.name)}", total=1),))
    assert masked_comparison(made, KNOWN, place=HOME).moves[0].said == "a step about a customer"


def test_where_shares_are_ranges_the_issues_of_a_step_are_hidden() -> None:
    shown = masked_comparison(compared(size=2), KNOWN, place=HOME)
    assert shown.moves == (Move(said="Losing Customer 1"),)
    assert shown.exposed == ()


def test_of_a_plan_where_shares_are_ranges_nothing_tells_how_far_a_limit_was_broken() -> None:
    made = compared(size=2)
    after = replace(made.after.attribution, requested_issues=20, open_issues=40)
    made = replace(
        made,
        about=About.PLAN,
        after=replace(made.after, attribution=after),
        moves=(Move(said="Defer", keys=("orchard/tree#5",), total=9),),
        notes=("No set of fewer than 9 issues would do.", "The youngest wait."),
    )
    shown = masked_comparison(made, KNOWN, place=HOME)
    assert shown.moves == (Move(said="Defer"),)
    assert shown.notes == ("The youngest wait.",)
    assert shown.after.attribution.requested_issues == shown.before.attribution.requested_issues
    wide = masked_comparison(replace(compared(), about=About.PLAN, moves=made.moves), KNOWN, place=HOME)
    assert wide.moves == made.moves


def test_if_one_of_the_two_needs_ranges_both_have_them() -> None:
    made = compared()
    few = replace(made.before.attribution, customers=made.before.attribution.customers[:2])
    shown = masked_comparison(replace(made, before=replace(made.before, attribution=few)), KNOWN, place=HOME)
    assert shown.before.banded
    assert shown.after.banded
