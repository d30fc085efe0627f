"""What a chronicle tells of each point, measure by measure."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from seedcorn.chronicle import Chronicle, Leader, Point
from seedcorn.model import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure over all points: of a leader or of the whole backlog; None where too little is known.

    `unit` is "share" (of one), "points" of 10,000, "customers" or "issues".
    """

    id: str
    unit: str
    values: tuple[Interval | None, ...]
    leader: Leader | None = None


def measures(found: Chronicle) -> Iterator[Measure]:
    """The leaders' shares and issues, then what is of the whole."""
    for number, leader in enumerate(found.leaders):
        held = [point.held[number] for point in found.points]
        shares = tuple(one.share for one in held)
        yield Measure(id="share", unit="share", values=shares, leader=leader)
        counts = tuple(_exactly(one.issues) for one in held)
        yield Measure(id="issues", unit="issues", values=counts, leader=leader)
    for name, unit in _OF_THE_WHOLE:
        yield Measure(id=name, unit=unit, values=tuple(_of(point, name) for point in found.points))


_OF_THE_WHOLE = (
    ("seed-corn", "share"),
    ("unknown", "share"),
    ("hhi", "points"),
    ("absence-factor", "customers"),
    ("customers", "customers"),
    ("requested-issues", "issues"),
    ("open-issues", "issues"),
)


def _of(point: Point, name: str) -> Interval | None:
    value: Interval | Fraction | int | None = getattr(point, name.replace("-", "_"))
    return value if isinstance(value, Interval) else _exactly(value)


def _exactly(value: Fraction | int | None) -> Interval | None:
    return None if value is None else Interval.exactly(value)
