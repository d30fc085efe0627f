"""The stories that the rules come from, each under the preset meant for it: what fails, and what passes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from builders import NOW, SOURCE, ago, issues, milestone, register, report, together
from seedcorn.branch import Branch
from seedcorn.model import Company, Contract, Customer, Issue, Status
from seedcorn.policy import load_policy, preset_names
from seedcorn.register import Register
from seedcorn.report import Finding, Level, Report, Verdict

NEXT = {"iterations": (milestone("2.0"),)}
LATELY = {"closed_at": ago(5)}
CORE = ("ana", "bob", "cem", "dan", "eve", "fay", "gus")
OTHERS = ("hal", "ida", "jon")
HIRED = ("kim", "lou", "max")


def each(names: Iterable[str], number: int = 1) -> dict[str, Any]:
    """So many issues of each, for `issues`."""
    return dict.fromkeys(names, number)


def customer(name: str, revenue: int | None = None, **told: object) -> Customer:
    """A customer of some years, who has told everything but what is said of it."""
    known = {"started": date(2020, 1, 1)} | told
    paid = None if revenue is None else Fraction(revenue)
    return replace(Customer(id=name, name=name, revenue=paid), **known)  # type: ignore[arg-type]  # by field


def under(
    preset: str, backlog: Iterable[Issue | Branch], customers: Register | None = None
) -> dict[str, Finding]:
    """What a preset says, by rule; of several findings of a rule the gravest."""
    return by_rule(report(backlog, load_policy(preset), customers=customers))


def by_rule(said: Report) -> dict[str, Finding]:
    order = (Verdict.NOT_APPLICABLE, Verdict.PASS, Verdict.OPEN, Verdict.FAIL)
    ranked = sorted(
        said.findings, key=lambda one: (order.index(one.kind), one.level.rank if one.level else -1)
    )
    return {one.rule: one for one in ranked}


def failing(found: dict[str, Finding], least: Level = Level.NOTE) -> set[str]:
    return {rule for rule, one in found.items() if one.kind is Verdict.FAIL and one.fails_at(least)}


def of_kind(found: dict[str, Finding], kind: Verdict) -> set[str]:
    return {rule for rule, one in found.items() if one.kind is kind}


def captured() -> tuple[Issue, ...]:
    """Joe's backlog: the core team works for Acme, three came for it, and the product waits."""
    return together(
        *(issues(acme=3, changes=NEXT | {"assignees": (name,)}) for name in CORE),
        *(issues(acme=2, changes=LATELY | {"assignees": (name,)}) for name in CORE),
        *(issues(acme=1, own=2, changes={"assignees": (name,)}) for name in OTHERS),
        *(issues(acme=4, changes={"assignees": (name,), "created_at": ago(30)}) for name in HIRED),
        issues(globex=2, initech=1, seed=3),
        issues(globex=1, seed=1, changes=NEXT),
        issues(prospect_hooli=6, changes={"closed_at": ago(20), "state_reason": "not_planned"}),
    )


def of_joe() -> Register:
    """Nearly 80 % of the revenue is one customer's, paid in advance, by a statement of work."""
    acme = customer("acme", 800, contract=Contract.SOW, prepaid=Fraction(800))
    small = (customer(name, 50) for name in ("globex", "initech", "umbrella", "wayne"))
    company = Company(cash=Fraction(60), monthly_cost=Fraction(80), cost_per_head=Fraction(6))
    return replace(register(acme, *small, customer("hooli", status=Status.PROSPECT)), company=company)


def test_the_captured_shop_fails_everything_that_its_story_tells_of() -> None:
    special = Branch(source=SOURCE, name="customer/acme", committed_at=ago(1))
    found = under("agency-to-product", (*captured(), special), of_joe())
    errors = {
        *(
            "customization.branch",
            "customization.sow",
            "customization.one-off",
        ),  # a special version, by contract
        *("team.captured", "team.hire-for-one"),  # the team reassigned, three hired
        *("revenue.top-share", "resilience.lose-ten-percent", "resilience.afford-to-lose"),  # nearly 80 %
        "seed.reserve",  # the core on hold; so little is planned that seed.delivered has nothing to compare
        "concentration.top-share",
    }
    warnings = {
        *("concentration.hhi", "concentration.milestone", "seed.wish-list"),  # its roadmap is the roadmap
        *("breadth.per-iteration", "breadth.fresh-pipeline", "breadth.turned-away"),  # new ones turned away
        *("resilience.cash-what-if", "resilience.sole-team", "revenue.advance"),  # lots of red
    }
    assert failing(found, Level.ERROR) == errors
    assert failing(found) == errors | warnings | {"breadth.open-for-business"}
    assert found["revenue.top-share"].subject == found["team.captured"].subject == "acme"


def test_a_shop_that_got_out_of_it_fails_nothing() -> None:
    team = [*CORE, *OTHERS]
    names = [f"c{number}" for number in range(20)]
    backlog = together(
        *(
            issues(changes={"assignees": (name,), **when}, own=1, seed=1, **each((first, second)))
            for name, first, second in zip(team, names[::2], names[1::2], strict=True)
            for when in (NEXT, LATELY)
        ),
        issues(prospect_hooli=4, changes={"created_at": ago(10)}),
    )
    everybody = (customer(name, 50, contract=Contract.SELF_SERVE, prepaid=Fraction(0)) for name in names)
    company = Company(cash=Fraction(300), monthly_cost=Fraction(75), cost_per_head=Fraction(6))
    customers = replace(register(*everybody, customer("hooli", status=Status.PROSPECT)), company=company)
    found = under("agency-to-product", backlog, customers)
    assert failing(found) == of_kind(found, Verdict.OPEN) == set()
    assert of_kind(found, Verdict.PASS) >= {
        *("team.captured", "team.hire-for-one", "seed.delivered", "seed.reserve"),
        *("resilience.afford-to-lose", "resilience.sole-team", "breadth.fresh-pipeline"),
    }


def test_who_has_not_chosen_hears_of_the_captured_shop_and_nothing_of_a_hundred_alike() -> None:
    """`balanced` needs no decision to see a whale."""
    assert failing(under("balanced", captured(), of_joe()), Level.ERROR) == {
        *("concentration.top-share", "revenue.top-share", "resilience.lose-ten-percent", "seed.reserve"),
    }
    found = under("balanced", from_everybody(), hundred())
    assert failing(found) == of_kind(found, Verdict.OPEN) == set()


def hundred(**first: object) -> Register:
    """A hundred customers who pay about the same, the users themselves; the first one with what is told."""
    told = {"buyer_is_user": True, "contract": Contract.SELF_SERVE, "usage": (("messages", Fraction(10)),)}
    others = (customer(f"c{number}", 95 + number % 11, **told) for number in range(1, 100))
    return register(customer("c0", **({"revenue": 100} | told | first)), *others)  # type: ignore[arg-type]  # by field


def from_everybody() -> tuple[Issue, ...]:
    return together(
        issues(**each(f"c{number}" for number in range(60)), seed=20, own=10),
        issues(**each(f"c{number}" for number in range(40, 50)), seed=3, changes=NEXT),
        issues(**each(f"c{number}" for number in range(10, 40)), changes=LATELY),
    )


def test_a_flat_product_of_a_hundred_alike_passes_all_that_can_be_judged() -> None:
    found = under("flat-smb", from_everybody(), hundred())
    # The hundred and their bills: the note at 1 % of revenue is for one who stands out at all.
    assert failing(found, Level.WARNING) == of_kind(found, Verdict.OPEN) == set()
    assert of_kind(found, Verdict.PASS) >= {
        *(
            "revenue.equal-pay",
            "revenue.whale-price",
            "revenue.usage-versus-pay",
            "resilience.lose-ten-percent",
        ),
        *("concentration.top-share", "concentration.hhi", "enterprise.buyer-not-user"),
    }


@pytest.mark.parametrize("preset", ["flat-smb", "network"])
def test_half_of_all_messages_at_the_usual_price_and_at_fifty_times_the_price(preset: str) -> None:
    """One of a hundred customers sends as much as all others together; then its price is made to fit."""
    half = (("messages", Fraction(990)),)
    before = under(preset, from_everybody(), hundred(revenue=100, usage=half))
    after = under(preset, from_everybody(), hundred(revenue=5_000, usage=half))
    assert before["revenue.usage-versus-pay"].kind is Verdict.FAIL
    assert before["revenue.whale-price"].kind is Verdict.PASS
    assert after["revenue.usage-versus-pay"].kind is Verdict.PASS
    assert after["revenue.whale-price"].kind is Verdict.FAIL
    assert after["revenue.whale-price"].measured is not None
    assert after["revenue.whale-price"].measured.value == 50


def few_and_large() -> tuple[tuple[Issue, ...], Register]:
    """A Danish company that decided for few large customers: ten, none of whom decides alone."""
    names = [f"c{number}" for number in range(10)]
    backlog = together(
        issues(**each(names, 4) | {"c0": 6}, own=4, seed=8),
        issues(**each(names), seed=2, changes=NEXT),
        issues(**each(names, 2), changes=LATELY),
    )
    due = (date(2026, month, 1) for month in range(12, 2, -1))
    terms = {"contract": Contract.MSA, "buyer_is_user": False}
    customers = register(
        *(
            customer(name, 300 if name == "c0" else 120, renews=day, **terms)
            for name, day in zip(names, due, strict=True)
        )
    )
    return backlog, replace(customers, company=Company(monthly_cost=Fraction(80)))


def test_few_large_customers_by_decision_pass_as_enterprise_what_they_fail_as_flat() -> None:
    as_enterprise, as_flat = (under(preset, *few_and_large()) for preset in ("enterprise", "flat-smb"))
    assert failing(as_enterprise, Level.WARNING) == of_kind(as_enterprise, Verdict.OPEN) == set()
    turned = failing(as_flat, Level.WARNING) & of_kind(as_enterprise, Verdict.PASS)
    assert turned >= {"concentration.top-share", "resilience.lose-ten-percent", "breadth.open-for-business"}
    assert {"revenue.top-share", "enterprise.buyer-not-user"} <= failing(as_flat)
    assert {"revenue.renewal-cluster", "resilience.afford-to-lose", "concentration.top-few"} <= of_kind(
        as_enterprise, Verdict.PASS
    )


def test_one_customer_who_decides_alone_fails_as_enterprise_too() -> None:
    backlog, customers = few_and_large()
    whale = replace(customers.customers[0], revenue=Fraction(2_400), renews=date(2026, 2, 1))
    paying = replace(
        customers,
        customers=(whale, *customers.customers[1:]),
        company=Company(monthly_cost=Fraction(200)),
    )
    found = under("enterprise", together(backlog, issues(c0=60), issues(c0=60, changes=LATELY)), paying)
    assert failing(found, Level.ERROR) >= {
        *("concentration.top-share", "concentration.hhi", "resilience.lose-ten-percent"),
        *("resilience.afford-to-lose", "revenue.renewal-cluster"),
    }


def test_two_customers_before_fit_fail_breadth_and_are_accused_of_no_share() -> None:
    backlog = together(issues(acme=8, globex=4, seed=4, changes=NEXT), issues(acme=10, globex=5, seed=5))
    found = under("pre-fit", backlog, register(customer("acme", 100), customer("globex", 50)))
    assert failing(found, Level.ERROR) == {
        *("breadth.open-for-business", "breadth.per-feature", "breadth.single-requester"),
        "breadth.fresh-pipeline",
    }
    assert "breadth.per-iteration" in failing(found)
    families = {rule.partition(".")[0] for rule in found}
    assert families == {"attribution", "breadth", "seed"}
    assert not {rule for rule in failing(found) if not rule.startswith("breadth.")}


def test_five_customers_who_are_asked_together_pass_before_fit() -> None:
    fresh = {"created_at": ago(10)}
    asked: dict[str, Any] = {"a_and_b": 3, "c_and_d": 3, "a_and_e": 2, "b_and_e": 2}
    backlog = together(issues(**asked, seed=4, changes=NEXT | fresh), issues(**asked, seed=4, changes=fresh))
    newly = (customer(name, 10, started=date(2025, 12, 1)) for name in "abcde")
    found = under("pre-fit", backlog, register(*newly))
    assert failing(found, Level.WARNING) == of_kind(found, Verdict.OPEN) == set()


def teams(**of: int) -> tuple[Issue, ...]:
    """Issues that are labelled with the team that asks."""
    return together(
        *(
            issues(labels=(f"team: {team}",), unknown=number)
            if team not in ("own", "seed")
            else issues(**each([team], number))
            for team, number in of.items()
        )
    )


def test_a_platform_of_one_team_fails_and_of_many_passes_and_nothing_is_said_of_revenue() -> None:
    one = under("internal-platform", teams(payments=16, search=2, mobile=2, own=2, seed=1))
    many = under("internal-platform", teams(payments=6, search=6, mobile=6, web=6, data=6, own=4, seed=9))
    assert failing(one, Level.ERROR) >= {
        "concentration.top-share",
        "concentration.absence-factor",
        "seed.reserve",
    }
    assert {"concentration.hhi", "resilience.roadmap-survival"} <= failing(one)
    assert failing(many) == of_kind(many, Verdict.OPEN) == set()
    assert not {rule for rule in one if rule.startswith(("revenue.", "enterprise.", "customization."))}
    assert one["concentration.top-share"].subject == "payments"


def companies(**of: int) -> tuple[Issue, ...]:
    """Issues that are labelled with the company that asks."""
    asked = (issues(labels=(f"company: {name}",), unknown=number) for name, number in of.items())
    return together(*asked, issues(seed=8, own=4))


def test_a_project_that_one_company_dominates_fails_and_one_of_five_passes() -> None:
    dominated = under("open-source", companies(bigco=18, acme=2, globex=2))
    shared = under("open-source", companies(bigco=5, acme=5, globex=5, initech=5, hooli=5))
    assert failing(dominated, Level.ERROR) >= {"concentration.top-share", "concentration.absence-factor"}
    assert dominated["concentration.top-share"].subject == "bigco"
    assert failing(shared) == of_kind(shared, Verdict.OPEN) == set()
    assert "concentration.absence-factor" in of_kind(shared, Verdict.PASS)


AFTER_FIT = """
extends: post-fit
rules:
  concentration.segment: {target: hotels}
  breadth.segment-nailed: {order: [hotels, airlines]}
"""


def after_fit(folder: Path, *, hotels: int, airlines: int) -> dict[str, Finding]:
    """A product for hotels, of which so many of nine are still there; and so many requests of an airline."""
    (folder / "seedcorn.yml").write_text(AFTER_FIT, encoding="utf-8")
    names = [f"h{number}" for number in range(9)]
    asked = each("_and_".join((names * 2)[first : first + 3]) for first in range(9))
    backlog = together(
        issues(**asked, seed=3, own=6),
        issues(**asked, seed=3, changes=NEXT),
        *(issues(sky=airlines, changes=changes) for changes in (NEXT, {}) if airlines),
    )
    here, gone = names[:hotels], names[hotels:]
    customers = register(
        *(customer(name, 50, segment="hotels") for name in here),
        *(customer(name, 50, segment="hotels", status=Status.CHURNED) for name in gone),
        customer("sky", 50, segment="airlines"),
    )
    return by_rule(report(backlog, load_policy(folder=folder), customers=customers))


def test_a_product_that_drifts_off_its_segment_after_fit_fails(tmp_path: Path) -> None:
    found = after_fit(tmp_path, hotels=4, airlines=14)
    assert failing(found, Level.ERROR) >= {"concentration.segment", "breadth.segment-nailed"}
    assert {"breadth.per-feature", "breadth.single-requester"} <= failing(found)


def test_a_product_that_stays_with_its_segment_passes(tmp_path: Path) -> None:
    found = after_fit(tmp_path, hotels=9, airlines=0)
    segments = {"concentration.segment", "breadth.segment-nailed", "breadth.per-feature"}
    assert segments <= of_kind(found, Verdict.PASS)
    assert failing(found, Level.WARNING) == of_kind(found, Verdict.OPEN) == set()


def accounts(largest: int) -> Register:
    """Nine accounts whose pay and use go by their seats, the largest with so many of them."""
    seats = [largest, *[50] * 8]
    return register(
        *(
            customer(f"c{number}", each, seats=each, usage=(("messages", Fraction(10 * each)),))
            for number, each in enumerate(seats)
        )
    )


def test_one_account_with_half_of_the_seats_fails_and_pays_for_what_it_uses() -> None:
    found = under("network", from_everybody(), accounts(400))
    assert found["revenue.seats"].level is Level.ERROR
    assert found["revenue.seats"].measured is not None
    assert found["revenue.seats"].measured.value == Fraction(1, 2)
    assert found["revenue.usage-versus-pay"].kind is Verdict.PASS


def test_accounts_of_one_size_pass_as_a_network() -> None:
    found = under("network", from_everybody(), accounts(50))
    assert {"revenue.seats", "revenue.usage-versus-pay", "revenue.whale-price"} <= of_kind(
        found, Verdict.PASS
    )


def test_every_preset_has_a_story() -> None:
    told = {
        "balanced",
        "agency-to-product",
        "flat-smb",
        "network",
        "enterprise",
        "pre-fit",
        "internal-platform",
    }
    assert set(preset_names()) == told | {"open-source", "post-fit"}
    assert NOW.date() == date(2026, 1, 21)  # the days of the registers above are counted from it
