"""What has changed since some days ago, in sentences for the head of a report."""

from collections.abc import Iterator

from seedcorn.acceptance_words import in_short
from seedcorn.comparison import Comparison, Shift
from seedcorn.comparison_words import steps
from seedcorn.figures import limit_of
from seedcorn.headline import OPEN_BACKLOG
from seedcorn.report import Verdict
from seedcorn.shift_words import in_brief, is_share, thing
from seedcorn.words import sentence

_MOST_LINES = 12
_MOST_KEYS = 8


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """The day since when, then a line for each change: who asked, what was done, what fails now and what not.

    Only the first, saying so, where nothing changed.
    """
    day = f"{comparison.before.as_of:%Y-%m-%d}"
    lines = tuple(_lines(comparison))
    if not lines:
        return (f"Nothing has changed since {day}.",)
    left = len(lines) - _MOST_LINES
    return (f"Since {day}:", *lines[:_MOST_LINES], *([f"and {left} more"] if left > 0 else []))


def _lines(comparison: Comparison) -> Iterator[str]:
    shares = [one for one in comparison.shifts if is_share(one) and one.now.scope == OPEN_BACKLOG]
    moved = [in_brief(comparison, one) for one in shares if one.is_moved]
    if moved:
        yield f"Of the requested work: {'; '.join(moved)}."
    yield from (f"{step}." for step in steps(comparison, most=_MOST_KEYS))
    for one in comparison.worse:
        if one.is_crossing and one.after:
            let_be = f", {in_short(one.after)}" if one.after.accepted else ""
            yield f"Fails now ({one.after.level}{let_be}): {thing(comparison, one.after)} ({one.after.rule})."
    for one in comparison.shifts:
        if one.is_no_longer_let_be and one.after and not one.is_worse:
            what = thing(comparison, one.after)
            yield f"No longer let be ({one.after.level}): {what} ({one.after.rule})."
    for one in comparison.better:
        if one.is_crossing:
            less = one.after is not None and one.after.kind is Verdict.FAIL
            back = "is less far over its limit" if less else f"is back within the limit{_of(one)}"
            yield f"{sentence(thing(comparison, one.now))} {back} ({one.now.rule})."


def _of(shift: Shift) -> str:
    """The limit that is kept again."""
    told = limit_of(shift.before) if shift.before else ""
    return f" of {told.removeprefix('limit ')}" if told.startswith("limit ") else ""
