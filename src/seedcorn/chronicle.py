"""The course of a backlog: who held how much at each point of a series, and the moments that explain it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from heapq import nlargest
from typing import TYPE_CHECKING

from seedcorn.metrics.concentration import absence_range, hhi, share
from seedcorn.metrics.sufficiency import too_few_issues, too_few_requests
from seedcorn.metrics.work import seed_corn_share, unknown_share
from seedcorn.model import Interval
from seedcorn.tally import Tally, Work

if TYPE_CHECKING:  # Texts are made of a chronicle without the table engine.
    from seedcorn.series import Demanded, Series

MOST_LEADERS = 5
_MOST_OF_NOW = 3
MOST_MOMENTS = 5  # ours, as the three below: what fewer issues or points do explains no course
_MOST_OF_CUSTOMERS = 4
_FEWEST_ISSUES = 2
_LEAST_POINTS = Fraction(2, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A customer who holds or held one of the largest shares; `id` and `name` are those of the customer."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a leader asked for at one point: open issues, and its share of the requested work.

    The share is None where there were too few requests to say, the issues where they may not be told.
    """

    issues: int | None
    share: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The open backlog at one moment; what there was too little for is None, never 0.

    `name` is the iteration that ended then as a scope ("milestone: 2.0"), empty where points are weeks.
    `customers` are how many are named. Shares are of effort: `unknown` and `seed_corn` of all work, those of
    `held` (in the order of the leaders) of the requested work. `hhi` is in points of 10,000, `absence_factor`
    in customers, see `metrics.concentration`. `too_few` says why nothing can be said of who asks, empty where
    it can.
    """

    at: datetime
    open_issues: int
    requested_issues: int
    customers: int = 0
    held: tuple[Held, ...] = ()
    seed_corn: Interval | None = None
    unknown: Fraction | None = None
    hhi: Interval | None = None
    absence_factor: Interval | None = None
    too_few: str = ""
    name: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to say who held how much."""
        return not self.too_few


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One change that explains the course: from the point before `place` to the point at it.

    `leader` is the customer whose requests changed, None where seed corn did. `more` is by how many open
    issues, less than 0 for fewer, and None for seed corn. A share is None where there was too little.
    """

    place: int
    leader: Leader | None
    before: Interval | None
    after: Interval | None
    more: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """The course of a backlog, the oldest point first.

    `leaders` are at most five: who holds most at the last point with enough, three of them, then who held
    most at any; whoever holds most at the last comes first. `names` are (id, name) of everybody who asked at
    any point, by id. `unit` is that of effort. `has_history` says that marks are those of each moment;
    without it they are today's throughout. Where points are not weeks they are ends of iterations.
    `is_banded` says that shares are known as ranges alone, and how many issues each asked for is not told.
    """

    points: tuple[Point, ...]
    leaders: tuple[Leader, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    unit: str = "issues"
    has_history: bool = True
    is_weekly: bool = True
    is_banded: bool = False

    @property
    def enough(self) -> tuple[Point, ...]:
        """The points at which there was enough to say who held how much."""
        return tuple(point for point in self.points if point.is_enough)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The few changes that explain the course, the oldest first: at most five.

        Those of a leader's open issues by two or more, the largest four, and of the seed-corn share by two
        points or more, the largest. Where fewer of one kind are there, more of the other are. Source: ours.
        """
        asked = sorted(self._of_customers(), key=_by_issues)
        grown = sorted(self._of_seed_corn(), key=_by_share)
        room = max(MOST_MOMENTS - len(grown), _MOST_OF_CUSTOMERS)
        chosen = asked[:room]
        chosen += grown[: MOST_MOMENTS - len(chosen)]
        return tuple(sorted(chosen, key=lambda one: (one.place, _by_issues(one))))

    def _of_customers(self) -> Iterator[Moment]:
        for place, (was, now) in enumerate(zip(self.points, self.points[1:], strict=False), 1):
            for leader, before, after in zip(self.leaders, was.held, now.held, strict=True):
                if before.issues is None or after.issues is None or not (was.is_enough or now.is_enough):
                    continue
                more = after.issues - before.issues
                if abs(more) >= _FEWEST_ISSUES:
                    yield Moment(
                        place=place, leader=leader, before=before.share, after=after.share, more=more
                    )

    def _of_seed_corn(self) -> Iterator[Moment]:
        for place, (was, now) in enumerate(zip(self.points, self.points[1:], strict=False), 1):
            before, after = was.seed_corn, now.seed_corn
            if before and after and abs(after.value - before.value) >= _LEAST_POINTS:
                yield Moment(place=place, leader=None, before=before, after=after)


def chronicle(
    told: "Series", *, unit: str = "issues", has_history: bool = True, names: tuple[str, ...] = ()
) -> Chronicle:
    """What a series of the open backlog says; `names` are those of its points, where they have any."""
    leading = _leading(told)
    points = tuple(
        _point(told, leading, place, name) for place, name in enumerate(names or ("",) * len(told.moments))
    )
    return Chronicle(
        points=points,
        leaders=tuple(Leader(id=one.customer.id, name=one.customer.name) for one in leading),
        names=tuple(sorted((one.customer.id, one.customer.name) for one in told.demanded.values())),
        unit=unit,
        has_history=has_history,
        is_weekly=not names,
    )


def begun(found: Chronicle) -> Chronicle:
    """The same from the first point on at which anything was open; of nothing the last point is left."""
    first = next((place for place, point in enumerate(found.points) if point.open_issues), -1)
    return replace(found, points=found.points[first:])


def _leading(told: "Series") -> "list[Demanded]":
    """Who holds most at the last point with enough, then who held most at any, in the order of the last."""
    enough = [place for place, work in enumerate(told.works) if not _too_few(work)]
    if not enough:
        return []
    last = enough[-1]
    peaks = {one.customer.id: _peak(told, one, enough) for one in _high(told, enough)}

    def by_last(one: "Demanded") -> tuple[int, Fraction, str]:
        return -one.amounts[last], -peaks[one.customer.id], one.customer.id

    def by_peak(one: "Demanded") -> tuple[Fraction, str]:
        return -peaks[one.customer.id], one.customer.id

    asking = sorted((told.demanded[each] for each, peak in peaks.items() if peak), key=by_last)
    now = [one for one in asking if one.amounts[last]][:_MOST_OF_NOW]
    others = sorted((one for one in asking if one not in now), key=by_peak)
    return sorted([*now, *others[: MOST_LEADERS - len(now)]], key=by_last)


def _high(told: "Series", places: list[int]) -> "list[Demanded]":
    """Who is among the largest at any of these points: nobody else can be one of the leaders."""
    everybody = sorted(told.demanded.values(), key=lambda one: one.customer.id)
    most = MOST_LEADERS + _MOST_OF_NOW
    found = {
        one.customer.id: one
        for place in places
        for one in nlargest(most, everybody, key=lambda one: one.amounts[place])
    }
    return list(found.values())


def _peak(told: "Series", one: "Demanded", places: list[int]) -> Fraction:
    return max(Fraction(one.amounts[place], told.known[place] or 1) for place in places)


def _point(told: "Series", leading: "list[Demanded]", place: int, name: str) -> Point:
    work = told.works[place]
    too_few = _too_few(work)
    is_thin = bool(too_few_issues(work.all.issues, work.all.effort))
    parts = told.amounts_at(place)
    known, unknown, nameless = (
        _parts(tally, told.scale) for tally in (work.requested, work.unknown, work.nameless)
    )
    silent = work.unknown.issues + work.nameless.issues
    return Point(
        at=told.moments[place],
        open_issues=work.all.issues,
        requested_issues=work.requested.issues,
        customers=len(parts),
        held=tuple(
            Held(
                issues=one.issues[place],
                share=None if too_few else share(one.amounts[place], known, unknown, nameless),
            )
            for one in leading
        ),
        seed_corn=None if is_thin else _seed_corn(work, in_use=told.seed_in_use[place]),
        unknown=None if is_thin else unknown_share(work.unknown.effort, work.all.effort).value,
        hhi=None if too_few else hhi(parts, known, unknown, nameless),
        absence_factor=None if too_few or not parts else absence_range(parts, unknown + nameless, silent),
        too_few=too_few,
        name=name,
    )


def _too_few(work: Work) -> str:
    known, unknown = work.requested.effort, work.unknown.effort
    return too_few_requests(work.requested.issues, known, unknown, work.all.effort)


def _seed_corn(work: Work, *, in_use: bool) -> Interval:
    everything, unallocated = work.all.effort, Fraction(0)
    return seed_corn_share(work.seed_corn.effort, work.unknown.effort, everything, unallocated, in_use=in_use)


def _parts(tally: Tally, scale: int) -> int:
    """Its effort in the whole parts that demands have."""
    return int(tally.effort * scale)


def _by_issues(moment: Moment) -> tuple[int, Fraction, int, str]:
    """What changed most comes first, of the same the latest."""
    return -abs(moment.more or 0), -_moved(moment), -moment.place, moment.leader.id if moment.leader else ""


def _by_share(moment: Moment) -> tuple[Fraction, int]:
    return -_moved(moment), -moment.place


def _moved(moment: Moment) -> Fraction:
    """By how much the share changed, as a part of one; 0 where one of the two is not known."""
    if moment.before is None or moment.after is None:
        return Fraction(0)
    return abs(moment.after.value - moment.before.value)
