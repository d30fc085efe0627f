"""The essays' own stories of revenue: what a rule says before, after, and of whom nothing is wrong."""

from fractions import Fraction
from itertools import permutations

from builders import context, findings_of
from seedcorn.metrics.ranks import spearman
from seedcorn.model import Customer
from seedcorn.register import Register
from seedcorn.report import Finding, Verdict

F = Fraction
OTHERS = 99


def only(rule_id: str, register: Register) -> Finding:
    """The one thing that a rule says of a register."""
    with context((), customers=register) as seen:
        (finding,) = findings_of(rule_id, seen)
    return finding


def campfire(price: int) -> Register:
    """5,000 people of one customer use half of everything; 99 others pay 100 a month each for the rest."""
    whale = Customer(
        id="twitter",
        name="Twitter",
        revenue=F(price),
        size_employees=5000,
        size_at_start=30,
        usage=(("messages", F(OTHERS)),),
    )
    others = (
        Customer(id=f"c{number}", name=f"C {number}", revenue=F(100), usage=(("messages", F(1)),))
        for number in range(OTHERS)
    )
    return Register(customers=(whale, *others), currency="USD", period="month")


def test_twitter_on_campfire_uses_half_for_a_hundred() -> None:
    before = only("revenue.usage-versus-pay", campfire(100))
    assert (before.kind, before.subject, before.scope) == (Verdict.FAIL, "twitter", "resource: messages")
    assert before.measured is not None
    assert before.measured.value == 50
    assert only("revenue.whale-price", campfire(100)).kind is Verdict.PASS


def test_for_five_thousand_it_pays_for_its_use_and_is_a_whale() -> None:
    after = only("revenue.usage-versus-pay", campfire(5000))
    assert after.kind is Verdict.PASS
    assert after.measured is not None
    assert after.measured.value == F(149, 100)
    price = only("revenue.whale-price", campfire(5000))
    assert (price.kind, price.subject) == (Verdict.FAIL, "twitter")
    assert price.measured is not None
    assert price.measured.value == 50


def test_the_fifty_fold_price_makes_all_bills_a_little_unequal_and_one_customer_too_large() -> None:
    assert only("revenue.equal-pay", campfire(5000)).kind is Verdict.PASS
    assert only("revenue.hhi", campfire(5000)).kind is Verdict.PASS
    assert only("revenue.top-share", campfire(5000)).kind is Verdict.FAIL


def test_nobody_sold_to_a_large_company_it_became_one() -> None:
    outgrown = only("revenue.outgrown", campfire(100))
    assert (outgrown.kind, outgrown.subject) == (Verdict.FAIL, "twitter")


def seven_and_seventy_five() -> Register:
    """Seven customers who pay ten times what each of the other 75 pays."""
    many = (
        Customer(id=f"c{number}", name=f"C {number}", revenue=F(10 if number < 7 else 1))
        for number in range(82)
    )
    return Register(customers=tuple(many), currency="USD", period="year")


def test_seven_large_ones_pass_the_index_and_fail_the_loss_of_a_tenth() -> None:
    index = only("revenue.hhi", seven_and_seventy_five())
    assert index.kind is Verdict.PASS
    assert index.measured is not None
    assert round(index.measured.value, 1) == F("368.6")
    loss = only("resilience.lose-ten-percent", seven_and_seventy_five())
    assert loss.kind is Verdict.FAIL
    assert loss.measured is not None
    assert loss.measured.value == F(72, 145)


def test_joe_fails_everything_that_revenue_can_tell() -> None:
    """One customer pays 80, four pay 5 each, and there is no year without the first."""
    paid = {"whale": 80, "a": 5, "b": 5, "c": 5, "d": 5}
    customers = tuple(Customer(id=one, name=one, revenue=F(amount)) for one, amount in paid.items())
    joe = Register(customers=customers, period="year")
    for rule_id in ("hhi", "absence-factor", "equal-pay", "whale-price", "top-share"):
        assert only(f"revenue.{rule_id}", joe).kind is Verdict.FAIL, rule_id


def test_of_five_customers_in_a_random_order_one_in_twenty_four_is_over_the_limit() -> None:
    """What the page of revenue.priority-by-invoice says of chance."""
    order = [F(place) for place in range(5)]
    found = [spearman(order, other) for other in permutations(order)]
    assert sum(rho > F(8, 10) for rho in found if rho is not None) * 24 == len(found)
