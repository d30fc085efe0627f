"""On what terms customers buy: discounts, what they cost after them, and when they can leave."""

from datetime import date, timedelta
from fractions import Fraction

from seedcorn.model import Contract, Customer


def discount_of(entry: Customer) -> Fraction | None:
    """The share of the list price that a customer does not pay: as told, else 1 - revenue / list price.

    None where neither is told; 0 for one who pays the list price or more. Source: ours.
    """
    if entry.discount is not None:
        return entry.discount
    if entry.revenue is None or not entry.list_price:
        return None
    return max(Fraction(0), 1 - entry.revenue / entry.list_price)


def effective_price(markup: Fraction, discount: Fraction) -> Fraction:
    """What a customer pays as a multiple of the usual price: (1 + markup) (1 - discount).

    Source: 37signals, "The biggest customer conundrum" (13:51): a discount on a price that was raised before.
    """
    return (1 + markup) * (1 - discount)


def markup(asked: Fraction, usual: Fraction) -> Fraction:
    """How much more than the usual price somebody is asked, as a share of the usual; `usual` is not 0."""
    return asked / usual - 1


def renews_within(entry: Customer, today: date, days: int) -> bool | None:
    """Whether a contract is up for renewal from today until so many days from now, the last included.

    None where its next day is not known: none is told, or the one that is told has passed. A customer at list
    prices (`self-serve`) needs none, and is never up for renewal.
    """
    if entry.renews is not None and entry.renews >= today:
        return entry.renews <= today + timedelta(days=days)
    return False if entry.contract is Contract.SELF_SERVE else None


def times_its_pay(used: Fraction, paid: Fraction, all_used: Fraction, all_paid: Fraction) -> Fraction:
    """A customer's share of what is used, as a multiple of its share of what is paid.

    None of `paid`, `all_used` and `all_paid` is 0. Source: 37signals, "The biggest customer conundrum"
    (02:33): half of the resources for the price of one account.
    """
    return (used / all_used) / (paid / all_paid)


def grown(size: int, size_at_start: int) -> Fraction:
    """How many times its first size a customer has now; `size_at_start` is not 0.

    Source: 37signals, "The biggest customer conundrum" (12:58): a customer of twenty or thirty people that
    grew to thousands.
    """
    return Fraction(size, size_at_start)
