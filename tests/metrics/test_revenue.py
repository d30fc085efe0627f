"""Who pays how much, each group as one."""

from datetime import date
from fractions import Fraction

import pytest

from builders import register
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.model import Customer, Status
from seedcorn.register import Register, payers

F = Fraction
TODAY = date(2026, 1, 21)


def paid(*customers: Customer) -> dict[str, Fraction | None]:
    return {payer.customer.id: payer.revenue for payer in payers(register(*customers), TODAY)}


def test_only_active_customers_pay() -> None:
    everybody = (Customer(id=status, name=status, status=status, revenue=F(7)) for status in Status)
    assert paid(*everybody) == {"active": 7}


@pytest.mark.parametrize(
    ("status", "started", "ended", "pays"),
    [
        (Status.ACTIVE, TODAY, None, True),
        (Status.ACTIVE, date(2026, 1, 22), None, False),
        (Status.ACTIVE, None, TODAY, False),
        (Status.ACTIVE, None, date(2026, 1, 22), True),
        (Status.CHURNED, None, date(2026, 1, 22), True),
        (Status.CHURNED, date(2020, 1, 1), None, False),
        (Status.PROSPECT, date(2020, 1, 1), None, False),
        (Status.INTERNAL, date(2020, 1, 1), date(2030, 1, 1), False),
    ],
)
def test_dates_say_who_was_a_customer_on_a_day(
    status: Status, started: date | None, ended: date | None, pays: bool
) -> None:
    entry = Customer(id="a", name="a", status=status, revenue=F(3), started=started, ended=ended)
    assert paid(entry) == ({"a": F(3)} if pays else {})


def test_a_group_pays_what_its_members_pay() -> None:
    group = Customer(id="group", name="Holding", revenue=F(1))
    members = (Customer(id=name, name=name, parent="group", revenue=F(10)) for name in ("a", "b"))
    left = Customer(id="c", name="c", parent="group", revenue=F(99), status=Status.CHURNED)
    silent = Customer(id="d", name="d", parent="a")
    assert paid(group, *members, left, silent, Customer(id="e", name="e", revenue=F(5))) == {
        "group": 21,
        "e": 5,
    }


def test_who_is_known_to_pay_nothing_is_left_out_and_who_is_untold_is_not() -> None:
    assert paid(Customer(id="a", name="a", revenue=F(0)), Customer(id="b", name="b")) == {"b": None}


def test_what_is_missing_is_said() -> None:
    assert untold(payers(register(a=1, b=2), TODAY)) == ""
    assert "needs revenue" in untold(payers(None, TODAY))
    assert "needs revenue" in untold(payers(Register(), TODAY))
    assert "needs revenue" in untold(payers(register(Customer(id="a", name="a")), TODAY))
    assert "1 of 3" in untold(payers(register(Customer(id="a", name="a"), b=1, c=1), TODAY))


def test_revenues_are_all_or_none() -> None:
    assert revenues(payers(register(a=1, b=2), TODAY)) == (F(1), F(2))
    assert revenues(payers(register(Customer(id="a", name="a"), b=1), TODAY)) == ()
