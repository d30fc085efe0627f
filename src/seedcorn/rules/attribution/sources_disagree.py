"""Issues on which two places disagree about who asks.

## What it measures

Open issues on which two of the places that record customers (a field, an organization, a label, a component)
name different ones: a later place in the policy's order names somebody whom the first does not. Names are
compared after aliases and groups. The first place counts, and the other name is in no number.

## Example

Customers are recorded in labels first and in an organization field second. Seven issues say Acme in the
label, and on three of these the organization is Globex: 3 issues name different customers, and none may, so
the rule warns. All seven count as Acme's until somebody mends the wrong one.

## Why it matters

Either a record is wrong, or somebody's request is not counted. Both are easily mended while people remember;
merging the two would invent a share that nobody recorded.

## What to do

Look at each and correct the place that is wrong; the report says what each place says of the first few, and
`seedcorn audit --why KEY` of any. If two customers ask, name both in the first place. If one place is always
behind, take it out of `customers: from`, or put it last.

## What it cannot know

Which of the two places is right; that both are wrong; and that somebody asked who is named in neither.
Names that mean one customer but are not aliases in the register look like two.

## Where the limits come from

One is enough to say so; that is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS
from seedcorn.confidence import Confidence
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.words import listed

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """How many contradicting issues are tolerated."""

    warning: Number | None = Fraction(0)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog = context.open
    contradicted = backlog.contradicted()
    if contradicted is None:
        yield Abstention(scope=backlog.scope, missing=_missing(backlog))
        return
    name = "names" if contradicted.total == 1 else "name"
    yield Measure(
        scope=backlog.scope,
        message=f"{name} different customers in two places",
        measured=Interval.exactly(contradicted.total),
        unit=Unit.ISSUES,
        evidence=lambda: contradicted,
        remedy=lambda limit: Remedy(
            text="Correct the place that is wrong; where both ask, name both customers in "
            f"{_said(backlog.attributed.meanings.recorded_ranks[0], backlog)}."
        ),
        details=lambda: tuple(_details(backlog)),
    )


def _missing(backlog: "Backlog") -> str:
    """What there would have to be: places that the policy names, and names in two of them."""
    meanings = backlog.attributed.meanings
    recorded = [rank for rank in meanings.places if meanings.confidence(rank) is Confidence.RECORDED]
    if len(recorded) <= 1:
        return "needs two places that record customers"
    found = " or ".join(_said(rank, backlog) for rank in meanings.recorded_ranks)
    return f"needs names in two of the places that record customers, found them in {found or 'none'}"


def _details(backlog: "Backlog") -> Iterator[tuple[str, str]]:
    """What each place says of the first issues."""
    for key, said in backlog.contradictions(_MOST_TOLD).items():
        told = [
            f"{_said(rank, backlog)} says {listed(names) or 'the team itself'}"
            for rank, names in said.items()
        ]
        yield key, f"{told[0]} (counts), {listed(told[1:])}"


def _said(rank: int, backlog: "Backlog") -> str:
    """The places of a rank in words."""
    return " or ".join(place.replace(":", " ", 1) for place in backlog.attributed.meanings.places[rank])


_MOST_TOLD = 5

RULE = Rule(
    module=__name__,
    question="Do two places in the tracker name different customers for the same issue?",
    title="Places that disagree about who asks",
    sources=(OURS,),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
