"""A policy's past in public: code-names on all dates, no money, and no limit that is as good as a name."""

from dataclasses import replace
from fractions import Fraction

from sample_backtest import NAMES, TOP, WHOLE, growing, line
from seedcorn.format import Look
from seedcorn.formats._backtest import document
from seedcorn.formats._backtest_json import text as for_programs
from seedcorn.formats.text import FORMAT
from seedcorn.hindsight import Backtest
from seedcorn.model import Customer
from seedcorn.privacy import leaks, masked_backtest
from seedcorn.register import Register

PLACE = "github:acme/app"
HIDDEN = Register(
    customers=(Customer(id="acme", name="Acme Industries", private=True, revenue=Fraction(48_000)),)
)
OPEN = Register(customers=tuple(Customer(id=one, name=name, private=False) for one, name in NAMES.items()))


def shown(backtest: Backtest) -> tuple[Backtest, str]:
    public = masked_backtest(backtest, HIDDEN, place="github:orchard/tree")
    assert FORMAT.write is not None
    look = Look(verbose=True)
    said = FORMAT.write(document(public, look), look) + for_programs((public,))
    assert leaks(said, backtest.report, HIDDEN, place="github:orchard/tree") == ()
    return public, said


def test_a_customer_has_a_code_name_on_every_date() -> None:
    public, said = shown(growing({"acme": "Acme Industries"}))
    found = public.line(TOP, WHOLE)
    assert found is not None
    assert {each.subject for each in found.points if each} == {"customer-1"}
    assert "Customer 1 at 31.0 %" in said
    assert "Acme" not in said
    assert found.tried


def test_where_a_share_would_name_somebody_it_is_a_range_and_no_limit_tells_it() -> None:
    for changes in ({"fewest": 3}, {"largest": Fraction(19, 20)}):
        public, said = shown(replace(growing({"acme": "Acme Industries"}), **changes))
        found = public.line(TOP, WHOLE)
        assert found is not None
        assert found.tried == ()
        assert "Customer 1 at 20-40 %" in said
        assert "31.0" not in said
        assert '"31/100"' not in said


def test_who_is_hidden_by_nobody_is_not_in_ranges() -> None:
    public = masked_backtest(replace(growing(), fewest=2), OPEN, place=PLACE)
    assert not public.report.banded
    found = public.line(TOP, WHOLE)
    assert found is not None
    assert found.tried


def test_nothing_of_money_is_told_not_even_what_is_missing() -> None:
    money = replace(
        line("revenue.top-share", "- - - - - - - - -", scope="revenue", missing="1 of 15"), private=True
    )
    paid = line("revenue.top-share", "40 40 40 40 40 40 40 40 40", scope="revenue", subject="acme")
    names = line("seed.wish-list", "- - - - - - - - -", missing="asks Acme Industries")
    made = growing({"acme": "Acme Industries"})
    public, said = shown(replace(made, lines=(*made.lines, money, paid, names)))
    assert "revenue" not in said
    assert "1 of 15" not in said
    assert [each.missing for each in public.lines if each.rule == "seed.wish-list"] == [""]
