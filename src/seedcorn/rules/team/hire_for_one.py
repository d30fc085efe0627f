"""People who are new and work almost only for one customer.

## What it measures

Of everybody who has three issues or more, open or completed lately, the part who is new and of whose effort
more than 80 % is for one customer. New is whose first issue, in all that was fetched, was opened within the
window in which completed work counts. Issues that say nothing, or not who asked, could be for that customer
too, so the result is a range. People who work for different customers are added up.

## Example

A team of ten is joined by three, and all three have nothing but issues for Acme. 3 of 13 people, 23.1 %, are
new and work for one customer, more than the 10 % that may: the rule warns, and names Acme.

## Why it matters

Whoever is hired for a customer has to be paid when that customer leaves. The company has grown, and the
product has not: the next contract has to be at least as large, and so it goes on.

## What to do

Let the new ones work for several customers, or on the product's own next steps, before they know one account
only. Before the next hire ask whether there would be work without this customer.

## What it cannot know

Who was hired, and why: somebody who joined with an old issue in hand looks old, and somebody from another
team looks new. Where nothing was fetched from before the window, nobody can be told from the new, and the
rule says nothing. Six months later nobody is new any more; `team.captured` goes on counting.

## Where the limits come from

10 % of the people, 80 % and three issues are our own choices; the example is from Sam McAfee's "The One Big
Customer Trap".
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.rule import Abstention, Need, Number, Outcome, Params, Rule, Share
from seedcorn.rules._people import ASSIGNEE, measure, team, too_few_people

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.assigned import Person
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the people who may be new and work for one customer.

    `most` is the part of somebody's effort that may be for one, `fewest-issues` what somebody must have to
    be judged.
    """

    warning: Share | None = Fraction(10, 100)
    error: Share | None = None
    most: Share = Fraction(80, 100)
    fewest_issues: Number = Fraction(3)

    def places(self) -> frozenset[str]:
        """Who works on what."""
        return frozenset((ASSIGNEE,))


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, fewest = context.in_hand, int(limits.fewest_issues)
    busy = tuple(one for one in context.people if one.issues >= fewest and one.effort)
    new = tuple(one for one in busy if one.is_new)
    if missing := too_few_people(busy, fewest) or _all_new(busy, new):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    judged = team(new, len(busy), limits.most)
    yield measure(
        backlog,
        judged,
        doing="are new and work",
        remedy="Let the new ones work for several customers before they know one only; "
        "ask of the next hire whether there would be work without this customer.",
    )


def _all_new(busy: tuple["Person", ...], new: tuple["Person", ...]) -> str:
    return "needs people who had issues before the window" if len(busy) == len(new) else ""


RULE = Rule(
    module=__name__,
    question="Do we hire people for one customer?",
    title="New people who work for one customer",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
