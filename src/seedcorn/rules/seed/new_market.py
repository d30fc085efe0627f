"""Seed corn for a market that no customer of today is in.

## What it measures

Of the effort of all open seed corn, the part that is marked with a segment which no active customer of the
register has. `segments` says where such marks stand, with a `*` for the segment; the labels `segment: ...`
and `market: ...` are looked at if nothing else is said. Seed corn without such a mark could be for a new one
too, so the result is a range.

## Example

Of ten issues of seed corn one is marked for hospitals and nine for hotels. The customers of today are hotels
and restaurants. 1 of 10, 10.0 %, is for a segment that nobody is in yet, less than the 20 % that it should
be: a note.

## Why it matters

One can sow and still sow only where one has always harvested. Seed corn for the segment of today's customers
makes them happier; the next market is not among them, and cannot ask.

## What to do

Name one segment that you want to be in, and give one of the next pieces of seed corn to it: the smallest
thing that somebody there would use.

## What it cannot know

Whether the segment exists and wants it. A capability that serves every segment bears no mark and looks like
nobody's. Deepening the one segment you have can be right for a year: then leave the rule off.

## Where the limits come from

20 % is our own choice, and only a note.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import GOLDEN_RATIO, OURS, TRAP
from seedcorn.meanings import name_in
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.work import part_of_seed_corn
from seedcorn.register import active, normalised
from seedcorn.report import Bound, Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._reserve import NO_SEED
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_FEWEST = 5  # ours; a part of fewer says nothing
_SEED_CORN = Where(work=("seed-corn",))


class Limits(Params):
    """The smallest part of the seed corn that should be for a new segment.

    `segments` is where an issue says which segment it is for, with a `*` for the segment.
    """

    note: Share | None = Fraction(20, 100)
    warning: Share | None = None
    error: Share | None = None
    segments: Where = Where(
        label=("segment: *", "segment/*", "segment::*", "market: *", "market/*", "market::*")
    )


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open seed corn."""
    seed_corn = context.choose(context.open, _SEED_CORN).chosen
    marked = context.choose(seed_corn, limits.segments)
    served = _served(context)
    work = seed_corn.work.all
    missing = "" if context.seed_in_use else NO_SEED
    missing = missing or ("" if served else "needs the “segment” of active customers in the register")
    missing = missing or _too_few(work.issues, work.effort, in_use=marked.in_use)
    if missing:
        yield Abstention(scope=context.open.scope, missing=missing)
        return
    new = seed_corn.bearing(_new_marks(context, seed_corn, limits.segments, served))
    measured = part_of_seed_corn(new.work.all.effort, marked.rest.work.all.effort, work.effort)

    def settle(limit: Fraction) -> Keys:
        rest = marked.rest
        return rest.largest(fewest_to_settle(rest.efforts(), measured, limit, Bound.FLOOR))

    yield Measure(
        scope=context.open.scope,
        message="of the seed corn is for a segment that no customer is in yet",
        measured=measured,
        bound=Bound.FLOOR,
        evidence=marked.chosen.everything,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Name one segment that you want to be in, and plan the smallest thing that somebody there "
            "would use."
        ),
    )


def _served(context: "Context") -> frozenset[str]:
    """The segments that active customers are in, as marks are compared."""
    told = (one.segment for one in active(context.register, context.now.date()))
    return frozenset(normalised(segment) for segment in told if segment)


def _new_marks(
    context: "Context", seed_corn: "Backlog", segments: Where, served: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """The marks with a segment that is not served, as (place, value)."""
    return frozenset(
        (place, group.value)
        for place, globs in segments.marked()
        for glob in globs
        for group in context.grouped(seed_corn).by_mark(place, glob)
        if (name := normalised(name_in(glob, group.value))) and name not in served
    )


def _too_few(issues: int, effort: Fraction, *, in_use: bool) -> str:
    if not in_use:
        return "needs seed corn marked with the segment it is for; name your marks for it in “segments”"
    if issues < _FEWEST:
        return f"needs {_FEWEST} issues of seed corn, found {issues}"
    return "" if effort else "needs seed corn with an effort; all of it is 0 here"


RULE = Rule(
    module=__name__,
    question="Is any seed corn meant for a market that we are not in yet?",
    title="Seed corn for a new market",
    sources=(TRAP, GOLDEN_RATIO, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT)),
    private=True,
)
