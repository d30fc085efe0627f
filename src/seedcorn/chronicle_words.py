"""The course of a backlog in words: what it comes to, its moments, what it stands on and what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from seedcorn.chronicle import Chronicle, Leader, Moment, Point
from seedcorn.headline import place
from seedcorn.model import Interval
from seedcorn.words import count, percent, plain, sentence, shorten, span

WIDEST_NAME = 40
_LONG = 8  # weeks without any change, after which somebody should ask
NO_HISTORY = "Nothing here says when labels came and went, so today's labels are taken for those of always."
HOW_TO_GET_IT = "Where the tracker tells, this keeps it: seedcorn snapshot SOURCE -o FOLDER --history."


def day(moment: datetime) -> str:
    """A day as people write it: "5 May 2025"."""
    return f"{moment.day} {moment:%B %Y}"


def dates(found: Chronicle) -> str:
    """The first and the last day in short: "5 May 2025 to 4 Feb 2026"."""
    ends = (point.at for point in (found.points[0], found.points[-1]))
    return " to ".join(dict.fromkeys(f"{at.day} {at:%b %Y}" for at in ends))


def name_of(leader: Leader, *, cells: int = WIDEST_NAME, ellipsis: str = "…") -> str:
    """The name of a customer, safe to show on one line."""
    return shorten(plain(leader.name) or "(no name)", cells, ellipsis=ellipsis)


def headline(found: Chronicle, *, ellipsis: str = "…") -> str:
    """How much who holds most now held before and holds now, in a sentence; why it cannot be said."""
    if not any(point.open_issues for point in found.points):
        return "Nothing to tell: the backlog had no open issues."
    if not found.enough:
        return _silence(found)
    if not found.leaders:
        return "No customer is named on any request, at any time."
    told = [(point.at, point.held[0].share) for point in found.enough]
    return f"{name_of(found.leaders[0], ellipsis=ellipsis)}: {_course(told, 'the requested work')}."


def growth(found: Chronicle) -> str:
    """How the share of seed corn went, in a sentence; empty where too little is known."""
    told = [(point.at, point.seed_corn) for point in found.points if point.seed_corn]
    return f"Seed corn: {_course(told, 'all work')}." if told else ""


def standstill(found: Chronicle) -> str:
    """Since when nothing has changed, if that is long: the facts may be older than they look."""
    last = found.points[-1]
    same = next(
        (place for place, point in enumerate(reversed(found.points)) if replace(point, at=last.at) != last),
        len(found.points),
    )
    if not found.is_weekly or not last.open_issues or same < _LONG:
        return ""
    return f"Nothing has changed here since {day(found.points[-same].at)}; are the facts of today?"


def _course(told: Sequence[tuple[datetime, Interval | None]], whole: str) -> str:
    """From the first of the shares to the last: "from 4 % of all work on 5 May 2025 to 9 % on 2 June"."""
    (began, before), (ended, now) = told[0], told[-1]
    if now is None or before is None:
        return "too little is known"
    if began == ended:
        return f"{percent(now.value)} of {whole} on {day(ended)}{_could_be(now)}"
    if percent(before.value) == percent(now.value):
        return f"{percent(now.value)} of {whole} on {day(began)} and on {day(ended)}{_could_be(now)}"
    first = f"from {percent(before.value)} of {whole} on {day(began)}"
    return f"{first} to {percent(now.value)} on {day(ended)}{_could_be(now)}"


def moments(found: Chronicle, *, ellipsis: str = "…") -> Iterator[str]:
    """The moments, a line each: "Week of 5 May 2025: 23 more issues of Acme, its share 19 % to 31 % ..."."""
    for one in found.moments:
        yield f"{sentence(when(found, one, ellipsis=ellipsis))}: {change(one, ellipsis=ellipsis)}"


def when(found: Chronicle, moment: Moment, *, ellipsis: str = "…") -> str:
    """The time between two points: "week of 5 May 2025", "milestone 2.0, to 5 May 2025"."""
    before, after = found.points[moment.place - 1], found.points[moment.place]
    if not found.is_weekly:
        name = label(after, ellipsis=ellipsis)
        return f"{name} (to {day(after.at)})" if name else f"{day(before.at)} to {day(after.at)}"
    return f"week of {day(before.at)}"


def label(point: Point, *, ellipsis: str = "…") -> str:
    """The iteration of a point in words, empty for none: "milestone 2.0"."""
    return shorten(place(point.name), WIDEST_NAME, ellipsis=ellipsis) if point.name else ""


def change(moment: Moment, *, ellipsis: str = "…") -> str:
    """What changed: "23 more issues of Acme, its share 19 % to 31 % of the requests"."""
    if moment.leader is None:
        return f"seed corn {_from_to(moment, 'all work')}"
    more = moment.more or 0
    said = count(abs(more), "more issue" if more > 0 else "fewer issue")
    return (
        f"{said} of {name_of(moment.leader, ellipsis=ellipsis)}, its share {_from_to(moment, 'the requests')}"
    )


def next_step(found: Chronicle) -> str:
    """What to do next, as a sentence."""
    if not found.leaders:
        return "Let issues say who asks, with a label or a field; seedcorn customers shows where some do."
    explained = [one for one in found.moments if one.leader] or list(found.moments)
    if not explained:
        return "See what of it breaks a limit today: seedcorn audit."
    largest = max(explained, key=lambda one: abs(one.more or 0))
    at, the = found.points[largest.place].at, "the " if found.is_weekly else ""
    return (
        f"Ask what was decided in {the}{when(found, largest)}; seedcorn audit --as-of {at:%Y-%m-%d} shows the"
        " backlog as it was then."
    )


def _silence(found: Chronicle) -> str:
    last = found.points[-1]
    lead = "Too few requests to tell whose roadmap it was, at any time"
    return f"{lead}: on {day(last.at)} {last.requested_issues} of {count(last.open_issues, 'open issue')}."


def _from_to(moment: Moment, whole: str) -> str:
    if moment.before and moment.after:
        return f"{percent(moment.before.value)} to {percent(moment.after.value)} of {whole}"
    if moment.after:
        return f"now {percent(moment.after.value)} of {whole}"
    return f"until then {percent(moment.before.value)} of {whole}" if moment.before else "too few to say"


def _could_be(interval: Interval) -> str:
    if interval.low == interval.high:
        return ""
    return f" (could be {span(interval.low, interval.high, 'share')})"
