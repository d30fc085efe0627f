"""Whether the order of the backlog is the order of the invoices.

## What it measures

Spearman's rank correlation between what a customer pays and how early its open requests come in the order of
priorities: 1 where who pays more always comes first, 0 where neither tells anything of the other, -1 where
who pays least comes first. How early is the mean place of its requests among `priorities`, patterns of labels
from the most urgent on; with `field: Priority` they are values of that field. At least five customers are
needed who pay and whose requests have a priority.

## Example

Five customers pay 500, 400, 300, 200 and 100. The requests of the first are P0, those of the second and third
P1, those of the others P2. The correlation is 0.95, over the limit of 0.8: a warning.

## Why it matters

Revenue shows who pays, not what the product should become. When one could as well sort the backlog by the
invoice, nobody has chosen anything. seedcorn itself never ranks a request by what its customer pays.

## What to do

Take the requests of the most urgent priority, and write beside each what it does for anybody else. What only
one customer would notice can wait its turn.

## What it cannot know

Why something is urgent: the largest customer may simply find the worst faults. Of five customers in a random
order about one in twenty-four would exceed the limit by chance. Requests without a priority, or without a
customer, are not in the number.

## Where the limits come from

0.8 is our own; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, SPEARMAN, TRAP
from seedcorn.meanings import glob_regex
from seedcorn.metrics.ranks import spearman
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE
from seedcorn.model import Interval
from seedcorn.patterns import Globs, Text
from seedcorn.register import normalised
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest correlation between paying more and coming first.

    `priorities` are patterns of labels from the most urgent on, or of the values of `field`.
    """

    priorities: Globs = ("P0", "P1", "P2", "P3")
    field: Text | None = None
    warning: Number | None = Fraction(8, 10)
    error: Number | None = None

    def place(self) -> str:
        """Where priorities stand, in the words of `Pattern.place`."""
        return "label" if self.field is None else f"field:{self.field.casefold()}"

    def places(self) -> frozenset[str]:
        """The one place that it looks at besides those the policy counts by."""
        return frozenset((self.place(),))


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    paid = {payer.customer.id: payer.revenue for payer in context.paying}
    places = _places(context, limits)
    rows = [(revenue, -places[one]) for one, revenue in paid.items() if revenue and one in places]
    if len(rows) < FEWEST_TO_COMPARE:
        known = f"“revenue” and requests labelled {', '.join(limits.priorities)}"
        missing = f"needs {FEWEST_TO_COMPARE} customers with {known}, found {len(rows)}"
        yield Abstention(scope=context.open.scope, missing=missing)
        return
    alike = spearman([revenue for revenue, _ in rows], [early for _, early in rows])
    if alike is None:
        yield Abstention(scope=context.open.scope, missing="needs customers who differ in pay and priority")
        return
    yield Measure(
        scope=context.open.scope,
        message=f"is how closely priorities follow what {len(rows)} customers pay, where 1 is their order",
        measured=Interval.exactly(alike),
        unit=Unit.INDEX,
        remedy=lambda limit: Remedy(
            text="Write beside each of the most urgent requests what it does for anybody else, and let wait "
            "what only one customer would notice."
        ),
    )


def _places(context: "Context", limits: Limits) -> dict[str, Fraction]:
    """The mean place of each customer's open requests in the order of priorities, from 0, by id."""
    found: dict[str, tuple[int, int]] = {}
    crossings = context.grouped(context.open).crossings(limits.place(), *limits.priorities)
    order = {value: _order(value, limits.priorities) for value in {one.value for one in crossings}}
    for crossing in crossings:
        for place in order[crossing.value]:
            issues, places = found.get(crossing.customer.id, (0, 0))
            found[crossing.customer.id] = issues + crossing.issues, places + place * crossing.issues
    return {one: Fraction(places, issues) for one, (issues, places) in found.items()}


def _order(value: str, priorities: tuple[str, ...]) -> list[int]:
    """The places in the order of priorities whose patterns a value fits."""
    patterns = enumerate(glob_regex(glob, names=False) for glob in priorities)
    return [place for place, pattern in patterns if pattern.fullmatch(normalised(value))]


RULE = Rule(
    module=__name__,
    question="Do we work in the order of the invoices?",
    title="Whether the order of the backlog is the order of the invoices",
    sources=(TRAP, SPEARMAN, OURS),
    needs=frozenset((Need.CUSTOMERS,)),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
