"""People who work almost only for one customer.

## What it measures

Of everybody who has three issues or more, open or completed lately, the part of whose effort more than 80 %
is for one and the same customer. People who work for different customers are added up; the finding is about
the customer whom most of them work for. The team's own work and seed corn count in the whole; an issue that
several people are assigned to is wholly each one's. Issues that say nothing, or not who asked, could be for
that customer too, so the result is a range.

## Example

Five people have six issues each. Of kim's six all are for Acme, of ana's five of six (83 %), of bob's four of
six (67 %); the two others work for several. 2 of 5 people, 40.0 %, work almost only for one customer, more
than the 20 % that may: the rule warns, and names Acme.

## Why it matters

A team that works for one customer is part of that customer's company, whatever the sign at its door says. It
shows in people first: who spends a year on one account knows that account and no longer the product, and is
the first one to be missed when it ends.

## What to do

Put the next issue that many customers wait for into the hands of somebody who has had only one, and let
somebody else learn this customer's part. A planned rotation is enough; nobody did anything wrong.

## What it cannot know

What is not in the tracker, and who really did the work: only who is assigned. Whoever has two issues is not
counted, and whoever goes by two accounts is counted twice. Somebody may be on one account on purpose, as a
consultant or in support: then say so with a higher limit, or leave the rule off.

## Where the limits come from

80 %, three issues and 20 % of the people are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, conundrum
from seedcorn.rule import Abstention, Need, Number, Outcome, Params, Rule, Share
from seedcorn.rules._people import ASSIGNEE, measure, team, too_few_people

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the people who may work almost only for one customer.

    `most` is the part of somebody's effort that may be for one, `fewest-issues` what somebody must have to
    be judged.
    """

    warning: Share | None = Fraction(20, 100)
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
    if missing := too_few_people(busy, fewest):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    judged = team(busy, len(busy), limits.most)
    yield measure(
        backlog,
        judged,
        doing="work",
        remedy="Give one of them something that many customers wait for, "
        "and let somebody else learn this customer's part.",
    )


RULE = Rule(
    module=__name__,
    question="Do some of us work almost only for one customer?",
    title="People who work almost only for one customer",
    sources=(conundrum("00:35"), TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
