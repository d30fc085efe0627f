"""The essays' two shops: Joe's, with a special version for one customer, and one whose customers are alike.

Joe has ten people and one customer who pays 80 % and buys by statements of work. What that customer wants is
labelled `custom`, is wanted by nobody else, and is never refused.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from builders import context, findings_of, issues, milestone, register, together
from rules.test_cases import declined
from seedcorn.context import Context
from seedcorn.model import Contract, Customer, Issue, Status
from seedcorn.register import Register
from seedcorn.report import Level, Verdict

SMALL = ("ada", "bo", "cy", "di")
EQUALS = (*SMALL, "ed", "flo", "gus", "hal", "ivy", "jo")
PLANNED = {"iterations": (milestone("2.0"),)}
DONE = {"closed_at": declined(5)["closed_at"], "state_reason": "completed"}


def each(names: Iterable[str], number: int) -> dict[str, Any]:
    """So many issues of each of these words."""
    return dict.fromkeys(names, number)


def customer(name: str, pays: int, contract: Contract, status: Status = Status.ACTIVE) -> Customer:
    return Customer(id=name, name=name, revenue=Fraction(pays), contract=contract, status=status)


def joes_customers() -> Register:
    small = (customer(name, 5, Contract.SELF_SERVE) for name in SMALL)
    return register(customer("whale", 80, Contract.SOW), *small)


def joes_backlog() -> tuple[Issue, ...]:
    return together(
        issues(labels=("custom", "setting"), changes=PLANNED, whale=12),
        issues(labels=("SOW: 3",), changes=PLANNED, whale=4),
        issues(changes=PLANNED, **each(SMALL, 1)),
        issues(labels=("custom",), changes=DONE, whale=30),
        issues(changes=DONE, **each(SMALL, 1)),
        issues(changes=declined(5), **each(SMALL, 4)),
    )


def flat_customers() -> Register:
    equals = (customer(name, 10, Contract.SELF_SERVE) for name in EQUALS)
    return register(customer("gone", 10, Contract.SOW, Status.CHURNED), *equals)


def flat_backlog() -> tuple[Issue, ...]:
    """What two of them ask for, each time two others; one wish in four is declined, whoever asks."""
    pairs = [f"{one}_and_{other}" for one, other in zip(EQUALS, (*EQUALS[1:], EQUALS[0]), strict=True)]
    return together(
        issues(changes=PLANNED, **each(pairs, 3)),
        issues(labels=("setting", "decided: for all"), changes=PLANNED, **each(pairs, 1)),
        issues(changes=DONE, **each(pairs, 3)),
        issues(changes=declined(5), **each(pairs, 1)),
    )


@pytest.fixture(scope="module")
def joe() -> Iterator[Context]:
    with context(joes_backlog(), customers=joes_customers()) as seen:
        yield seen


@pytest.fixture(scope="module")
def flat() -> Iterator[Context]:
    with context(flat_backlog(), customers=flat_customers()) as seen:
        yield seen


@pytest.mark.parametrize(
    ("rule", "level", "measured"),
    [
        ("customization.one-off", Level.ERROR, "4/5"),
        ("customization.sow", Level.WARNING, "4/5"),
        ("customization.chained-checkbox", Level.WARNING, "12"),
    ],
)
def test_joes_shop_builds_a_special_version(joe: Context, rule: str, level: Level, measured: str) -> None:
    found = findings_of(rule, joe)[0]
    assert (found.kind, found.level) == (Verdict.FAIL, level)
    assert found.measured is not None
    assert str(found.measured.value) == measured


def test_joe_never_says_no_to_the_one_who_pays_everybody(joe: Context) -> None:
    refused, shared_out = findings_of("refusal.rate", joe)
    assert refused.kind is Verdict.PASS
    assert (shared_out.kind, shared_out.subject) == (Verdict.FAIL, "whale")


@pytest.mark.parametrize(
    "rule",
    [
        *("customization.one-off", "customization.sow", "customization.chained-checkbox"),
        *("refusal.rate", "refusal.decision-record"),
    ],
)
def test_a_shop_whose_customers_are_alike_passes(flat: Context, rule: str) -> None:
    found = findings_of(rule, flat)
    assert {one.kind for one in found} == {Verdict.PASS}


def test_a_special_version_that_others_want_is_no_special_version() -> None:
    """Were his customer's wishes those of the market, the contract alone would be left to say."""
    shared = together(issues(whale_and_ada=16, **each(SMALL, 1)))
    with context(shared, customers=joes_customers()) as seen:
        assert findings_of("customization.one-off", seen)[0].kind is Verdict.PASS
        assert findings_of("customization.sow", seen)[0].kind is Verdict.FAIL
