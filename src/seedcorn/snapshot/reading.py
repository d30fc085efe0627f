"""How far each source of a snapshot is read: what a run adds to that, and what stays from the run before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from seedcorn.branch import BRANCH
from seedcorn.model import Gap
from seedcorn.snapshot.journal import Asked
from seedcorn.snapshot.manifest import Reading

# What no tracker asks a further request for, whatever the policy.
_COME_ALONG = frozenset(
    (
        "milestone",
        "sprint",
        "iteration",
        "version",
        "label",
        "type",
        "title-prefix",
        "heading",
        "author",
        "assignee",
        "component",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one source: its reading now, its gaps, and whether it was read from start to end."""

    reading: Reading
    gaps: tuple[Gap, ...]
    whole: bool


def lacking(read: frozenset[str] | None, wanted: frozenset[str]) -> tuple[str, ...]:
    """The places that were not read and are wanted, sorted; what comes with every issue never lacks."""
    known = read or frozenset()
    missing = (place for place in wanted - known if place.partition(":")[0] not in _COME_ALONG)
    return tuple(sorted(place for place in missing if f"{place.partition(':')[0]}:*" not in known))


def in_force(older: Mapping[str, str], newer: Mapping[str, str]) -> dict[str, str]:
    """The last bookmark of each source, but for those that were taken back: they say nothing."""
    return {source: text for source, text in {**older, **newer}.items() if text}


def outcome(
    state: Asked, was: Reading, old_gaps: Iterable[Gap], *, began_at: datetime, from_start: bool
) -> Outcome:
    """What one run made of a source, which `was` read before (with its gaps), or is new.

    Where a new start did not come to an end, the bookmarks of the reading before are the ones to go on from:
    they stand for all issues that are there.
    """
    ended = state.ended and not any(not gap.place for gap in state.gaps)
    holds = tuple(dict.fromkeys((*was.holds, *state.holds)))
    if from_start and ended:
        reading = Reading(
            asked=was.asked,
            bookmarks=in_force({}, state.bookmarks),
            holds=tuple(state.holds),
            began_at=began_at,
            read_whole_at=began_at,
        )
        return Outcome(reading=reading, gaps=tuple(state.gaps), whole=True)
    if from_start and was.read_whole_at:
        return Outcome(reading=replace(was, holds=holds), gaps=_gaps(state, old_gaps), whole=False)
    began_at = began_at if from_start else was.began_at or began_at
    reading = Reading(
        asked=was.asked,
        bookmarks=in_force({} if from_start else was.bookmarks, state.bookmarks),
        holds=holds,
        began_at=began_at,
        read_whole_at=was.read_whole_at or (began_at if ended else None),
    )
    return Outcome(reading=reading, gaps=_gaps(state, old_gaps), whole=False)


def replaced(outcomes: Iterable[Outcome], before: Iterable[Reading]) -> frozenset[str]:
    """The sources whose older issues go unless they came again: read whole, and part of no other reading."""
    again, others = set[str](), set[str]()
    for one, was in zip(outcomes, before, strict=True):
        (again if one.whole else others).update(was.holds, one.reading.holds)
    return frozenset(again - others)


def listed(states: Iterable[Asked], before: Iterable[Reading]) -> frozenset[str]:
    """The sources whose branches, if they have any, were all read now: nothing of them is missing."""
    whole = (
        (*was.holds, *state.holds)
        for state, was in zip(states, before, strict=True)
        if state.ended and not any(gap.place in ("", BRANCH) for gap in state.gaps)
    )
    return frozenset(source for holds in whole for source in holds)


def _gaps(state: Asked, old_gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps of this run, and the places that are still missing on older issues.

    Issues that were missing are asked for in every run, since no bookmark stands for them.
    """
    now = {(gap.source, gap.place) for gap in state.gaps}
    still = (gap for gap in old_gaps if gap.place and (gap.source, gap.place) not in now)
    return (*state.gaps, *still)
