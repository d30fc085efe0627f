"""What JSON is made of for programs: exact numbers with a decimal beside each, moments, a harmless text."""

import json
from datetime import UTC, datetime
from fractions import Fraction

from seedcorn.band import Band
from seedcorn.model import Interval

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | None
DECIMAL_PLACES = 6


def written(value: Value) -> str:
    """One value in ASCII, indented by two."""
    text = json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)
    # Old build logs take "##[" anywhere in a line for a command; in JSON it can stand only inside a string.
    return text.replace("##[", "\\u0023\\u0023[") + "\n"


def bounds(interval: Interval) -> dict[str, Value]:
    """The number and its bounds; of a range its ends, and those of what could be, which are ranges too."""
    ends = {"value": interval.value, "low": interval.low, "high": interval.high}
    if isinstance(interval.value, Band):
        band, outer = interval.value, Band.around(interval.low, interval.high)
        ends = {"low": band.low, "high": band.high, "lowest": outer.low, "highest": outer.high}
    exact: dict[str, Value] = {name: str(end) for name, end in ends.items()}
    return {**exact, "decimal": {name: decimal(end) for name, end in ends.items()}}


def twins(name: str, exact: Fraction | None) -> dict[str, Value]:
    """A number twice, exact and as a decimal."""
    if exact is None:
        return {name: None, f"{name}_decimal": None}
    return {name: str(exact), f"{name}_decimal": decimal(exact)}


def decimal(exact: Fraction) -> float:
    """The nearest decimal of six places."""
    return float(round(exact, DECIMAL_PLACES))


def instant(moment: datetime) -> str:
    """A moment in UTC: "2026-01-31T12:00:00Z"."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
