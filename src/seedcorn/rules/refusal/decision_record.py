"""Planned work for one customer alone that says nowhere why it is done.

## What it measures

Issues that are planned, that exactly one customer asks for, and that bear no mark of `recorded`: no label
such as `decided: 2026-01`, and nothing under the heading `Decision` or `Why` of an issue form. Planned is
what is in the current iteration; where there is none, what is in any open one; where nothing is, what is
assigned to somebody. Issues that nobody is named on could be for one customer too.

## Example

Seven issues of the milestone that is due next are asked for by one customer each. Four say under `Decision`
why they are done. 3 issues do not, and none may be left without a reason, so the rule warns.

## Why it matters

37signals' advice in "The biggest customer conundrum" is to decide what you are going to be, and to ask of the
thing in hand why it is done at all. Work for everybody explains itself; work for one is a decision, and a
decision that nobody wrote down is one that nobody can look at again when the circumstances change.

## What to do

Write one sentence on each: what it does for anybody else, or what it is worth to do it for one. Where nobody
can write the sentence, take the issue out of the plan.

## What it cannot know

Whether the reason is a good one, or was true. A form's `Why` that the customer filled in says why the
customer wants it; if that is how you use it, name other places in `recorded`. What was decided in a
conversation is nowhere.

## Where the limits come from

One is enough to say so; that it is a warning is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.model import Interval
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_OF_ONE = Where(all=(Where(askers=">=1"), Where(askers="<=1")))
_RECORDED = Where.model_validate(
    {
        "any": [
            {"label": ["decision:*", "decided:*", "decision/*", "decided"]},
            {"form-heading": {"Decision": "*"}},
            {"form-heading": {"Why": "*"}},
        ]
    }
)
_ASSIGNED = Where(assignee=("*",))


class Limits(Params):
    """How many planned issues for one customer alone may be without a recorded reason.

    `recorded` says which issues have one.
    """

    recorded: Where = _RECORDED
    warning: Number | None = Fraction(0)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is planned."""
    planned = _planned(context)
    if not context.choose(planned, limits.recorded).in_use:
        missing = "needs issues that say why they are done; name your marks for it in “recorded”"
        yield Abstention(scope=planned.scope, missing=missing)
        return
    if not planned.work.requested.issues + planned.work.unknown.issues:
        yield Abstention(scope=planned.scope, missing="needs requests that are planned or assigned")
        return
    yield _measure(context, context.choose(planned, limits.recorded).rest)


def _planned(context: "Context") -> "Backlog":
    """What is open in the current iteration; else in any open one; else what is assigned."""
    still_open = Where(state="open")
    if context.current is not None and context.current.work.requested.issues:
        return context.choose(context.current, still_open).chosen
    named = {(one.kind, one.name) for one in context.iterations if not one.closed}
    in_any = context.open.bearing(named)
    if in_any.work.requested.issues:
        return in_any
    return context.choose(context.open, _ASSIGNED).chosen


def _measure(context: "Context", unrecorded: "Backlog") -> Measure:
    alone = context.choose(unrecorded, _OF_ONE).chosen
    unnamed = unrecorded.work.unknown.issues + unrecorded.work.nameless.issues
    found = Fraction(alone.work.all.issues)
    measured = Interval(value=found, low=found, high=found + unnamed)

    def settle(limit: Fraction) -> Keys:
        return unrecorded.unnamed(fewest_to_settle([(Fraction(1), unnamed)], measured, limit))

    return Measure(
        scope=unrecorded.scope,
        message="for one customer alone say nowhere why they are done",
        measured=measured,
        unit=Unit.ISSUES,
        evidence=alone.everything,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Write on each what it does for anybody else, or what it is worth to do it for one; take "
            "out of the plan what nobody can say that of."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do we know why we do what only one customer asked for?",
    title="Work for one customer without a recorded reason",
    sources=(conundrum("08:41"), conundrum("18:31"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.ITERATIONS)),
)
