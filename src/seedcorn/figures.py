"""A finding's number, its limit and what else could be true, as people read them."""

from fractions import Fraction

from seedcorn.headline import as_customers, number_of
from seedcorn.report import Bound, Finding, Unit
from seedcorn.words import limit, number, span

_ONE_CUSTOMER = Fraction(10_000)


def figure(finding: Finding, *, places: int = 1) -> str:
    """The number alone; of an index, the customers of one size that are as concentrated. May be empty."""
    if finding.measured is None:
        return ""
    value = finding.measured.value
    if finding.unit is Unit.POINTS:
        return as_customers(value, places=max(places, 1), beside=_fewest(finding))
    return number_of(finding, value, places=0 if value in (0, 1) else places)


def limit_of(finding: Finding) -> str:
    """Limit and side: "limit 30 %", "at least 10 %"; of an index the fewest customers; may be empty."""
    if finding.limit is None:
        return ""
    if finding.unit is Unit.POINTS:
        return f"at least {fewest}" if (fewest := _fewest_said(finding)) else ""
    word = "at least" if finding.bound is Bound.FLOOR else "limit"
    return f"{word} {limit(finding.limit, finding.unit)}"


def could_be(finding: Finding) -> str:
    """What else could be true, in the finding's own unit: "could be 31.6-90.0 %"; empty if nothing."""
    interval = finding.measured
    if interval is None or interval.low == interval.high:
        return ""
    beside = () if finding.limit is None else (finding.limit,)
    return f"could be {span(interval.low, interval.high, finding.unit, beside=beside)}"


def could_be_as_if(finding: Finding) -> str:
    """The same; of an index in customers, as `figure` is."""
    interval = finding.measured
    if finding.unit is not Unit.POINTS or interval is None or not interval.low:
        return could_be(finding)
    low, high = (_ONE_CUSTOMER / end for end in (interval.high, interval.low))
    return f"could be {span(low, high, Unit.CUSTOMERS, beside=_fewest(finding))}" if low < high else ""


def _fewest(finding: Finding) -> tuple[Fraction, ...]:
    """The fewest customers of one size that keep an index, as it is shown."""
    return (Fraction(said),) if (said := _fewest_said(finding)) else ()


def _fewest_said(finding: Finding) -> str:
    return number(_ONE_CUSTOMER / finding.limit, places=1) if finding.limit else ""
