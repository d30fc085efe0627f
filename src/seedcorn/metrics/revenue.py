"""What customers pay: what is known of all of them, and money of one period in that of another."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from seedcorn.register import Payer, Told

FEWEST_TO_COMPARE = 5  # ours; of fewer customers a middle one says nothing
_MONTHS: Mapping[str, int] = MappingProxyType({"month": 1, "quarter": 3, "year": 12})
_A_YEAR = 12


def revenues(everybody: tuple[Payer, ...]) -> tuple[Fraction, ...]:
    """What each pays, in their order; empty unless it is known of all."""
    told = tuple(payer.revenue for payer in everybody if payer.revenue is not None)
    return told if len(told) == len(everybody) else ()


def untold(everybody: tuple[Payer, ...]) -> str:
    """What is missing to judge revenue, or "" if nothing is."""
    missing = sum(payer.revenue is None for payer in everybody)
    if not everybody or missing == len(everybody):
        return "needs revenue in a register of customers"
    return (
        f"needs the revenue of every active customer; {missing} of {len(everybody)} have none"
        if missing
        else ""
    )


def untold_of(everybody: tuple[Payer, ...], told: Told, key: str) -> str:
    """What is missing where something has to be known of all of them, or ""; `key` is how it is written."""
    missing = sum(payer.together(told) is None for payer in everybody)
    if not everybody or missing == len(everybody):
        return f"needs “{key}” in the register"
    return (
        f"needs “{key}” of every active customer; {missing} of {len(everybody)} have none" if missing else ""
    )


def a_month(amounts: Sequence[Fraction], period: str | None) -> Fraction | None:
    """What they pay together in a month, if the register says for which period it counts."""
    months = _MONTHS.get(period or "")
    return sum(amounts, Fraction(0)) / months if months else None


def a_year(amounts: Sequence[Fraction], period: str | None) -> Fraction | None:
    """What they pay together in a year, if the register says for which period it counts."""
    month = a_month(amounts, period)
    return None if month is None else _A_YEAR * month
