"""What rules on trends say of a pace: when it reaches a limit, and between which days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from seedcorn.metrics.trend import pace, weeks_until
from seedcorn.words import exact, percent

_FAR = 104  # weeks; what is further away is no forecast; ours


def reaches(values: Sequence[Fraction], limit: Fraction, now: datetime, verb: str) -> str:
    """When a share that was looked at each week comes to a limit that it is not at yet: a clause."""
    last = values[-1]
    way = 1 if limit > last else -1
    going = pace([way * value for value in values])
    earliest, likely, latest = (
        weeks_until(abs(limit - last), speed) for speed in (going.high, going.value, going.low)
    )
    then = f"{verb} {exact(100 * limit)} %"
    if earliest is None or likely is None or likely > _FAR:
        return f"it {then} in more than two years, if at all"
    around, first = day(now, likely), day(now, earliest)
    if latest is None or latest > _FAR:
        return f"it {then} around {around}, and not before {first}"
    return f"it {then} around {around}, between {first} and {day(now, latest)}"


def from_to(values: Sequence[Fraction]) -> str:
    """How a share went that was looked at each week, in words."""
    first, last = percent(values[0]), percent(values[-1])
    return f"from {first} to {last} in {len(values) - 1} weeks"


def day(now: datetime, weeks: Fraction) -> str:
    """The day so many weeks after a moment."""
    then = now + timedelta(days=floor(7 * weeks))
    return f"{then.day} {then:%B %Y}"
