"""What customers pay, however a number is written: 48000, 48,000, 48.000, 48 000, 48k."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from math import floor

from seedcorn.model import Customer
from seedcorn.privacy.secrecy import Shown, is_private
from seedcorn.privacy.spelling import View
from seedcorn.register import Register
from seedcorn.report import Finding

_SMALLEST = 1000  # shorter numbers stand everywhere
_GROUPED = re.compile(r"\d+(?:[.,'\u2019_\s]\d{3}(?!\d))*")
_SHORT = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d{1,6})?)\s?([kKmM])(?![A-Za-z])")
_FACTORS = {"k": 1000, "m": 1_000_000}
# What has digits and is no amount: days, decimals of a share, commits and fingerprints.
_NO_AMOUNT = re.compile(
    r"(?<!\d)\d{4}-\d\d(?:-\d\d)?(?!\d)|(?<!\d)0\.\d+|(?<![\da-zA-Z])(?=\d*[a-f])[0-9a-f]{7,}(?![\da-zA-Z])"
)


def amounts(register: Register | None, shown: Shown, beside: object = None) -> dict[str, Customer | None]:
    """The amounts to look for, in digits, of four digits or more: whose each is, None for the company's own.

    A number that the reports say anyway (a limit, a count, an issue's key), or what is shown `beside` them,
    cannot be told from an amount and is not looked for.
    """
    said = set(_own_numbers((shown, beside)))
    return {
        digits: whose
        for amount, whose in _told(register)
        for digits in (str(floor(amount)), str(round(amount)))
        if int(digits) >= _SMALLEST and digits not in said
    }


def _told(register: Register | None) -> Iterator[tuple[Fraction, Customer | None]]:
    """Every amount of a register, the first customer last, so that it has one that two have."""
    if register is None:
        return
    own = register.company
    yield from ((each, None) for each in (own.cash, own.monthly_cost, own.cost_per_head) if each is not None)
    for entry in reversed(register.customers):
        paid = (entry.overdue, entry.prepaid, entry.list_price, entry.revenue)
        yield from ((each, entry) for each in paid if each is not None)


def numbers_in(view: View) -> frozenset[str]:
    """Every number of a text that could be an amount, in digits alone."""
    text = _NO_AMOUNT.sub(" ", view.text)
    found = _GROUPED.findall(text)
    whole = {each for each in found if each.isdigit()}
    grouped = {parts for each in found if not each.isdigit() for parts in _parts(each)}
    return frozenset(whole | grouped | {str(int(each)) for each in _shortened(text)})


def _parts(number: str) -> Iterator[str]:
    """All that it may be: "1 248 000" is one number, or "1" and "248 000"."""
    groups = re.split(r"\D", number)
    for first in range(len(groups)):
        for last in range(first + 1, len(groups) + 1):
            yield "".join(groups[first:last])


def _shortened(text: str) -> Iterator[Fraction]:
    for number, factor in _SHORT.findall(text):
        yield Fraction(number.replace(",", ".")) * _FACTORS[factor.lower()]


def _own_numbers(value: object) -> Iterator[str]:
    """The numbers of reports that are not about money, and of the keys of issues."""
    if isinstance(value, Finding) and is_private(value):
        return
    match value:
        case bool() | str():
            return
        case int():
            yield str(value)
        case Fraction():
            yield from (str(value.numerator), str(value.denominator), str(round(value)), str(floor(value)))
        case tuple():
            for each in value:
                yield from _own_numbers(each)
        case Finding():
            told = (value.message, *value.evidence, *value.settle, *value.defer)
            yield from numbers_in(View(text=" ".join(told)))
            yield from _own_numbers((value.measured, value.limit, value.evidence_total, value.settle_total))
            yield from _own_numbers(value.defer_total)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _own_numbers(getattr(value, field.name))
