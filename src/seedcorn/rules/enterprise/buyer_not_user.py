"""Whether those who use the product ask for what is built, or those who only buy it.

## What it measures

Two parts, of which neither may be too small. Of the open requests that are marked by the role of who asks,
the part of the effort that users ask for; buyers are purchasing, legal, finance and the like (`buyers`,
`users`). An issue with both marks is a user's. And of the active customers in the register, the part of which
`buyer-is-user` is true: whoever decides to buy works with the product as well. Issues that nothing is known
about could be of either, so the first result is a range; requests without a mark of a role are in neither
part.

## Example

Of ten open requests with a role four are marked `role: user` and six `role: buyer`. 40.0 % are of users; the
limit is at least 50 %, so the rule warns. Of three active customers in the register one has `buyer-is-user:
true`: 33.3 % have the buyer among the users, and the rule warns of that too.

## Why it matters

In 37signals' "The biggest customer conundrum" nine of ten who buy are those who will use it, and that is why
the product can be judged by whether it is good. Where the one who signs never opens it, what wins is what
looks good in a comparison, and those who use it have nobody to tell.

## What to do

For the next three requests of a buyer, ask to talk to somebody who will work with the result. Sell to
companies in which you may.

## What it cannot know

The role of whoever writes, where nobody marks it: requests of users are the ones that tend to be left
unmarked. And whether a buyer speaks for users. In a very small company everybody is both.

## Where the limits come from

One half is our own choice. 37signals' nine of ten would be the limit for a product that is sold without sales
people; set `warning: 90%` there.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.enterprise import buys_what_it_uses, users_part
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.model import Interval
from seedcorn.report import Bound, Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_BUYERS = (
    *("role: buyer", "role:buyer", "role: procurement", "role: purchasing", "role: legal", "role: finance"),
    *("requested by: buyer", "requested by: procurement", "requested by: purchasing", "requested by: legal"),
    *("requested by: finance", "buyer", "procurement", "purchasing"),
)
_USERS = (
    "role: user",
    "role:user",
    "role: end user",
    "requested by: user",
    "requested by: users",
    "end user",
)


class Limits(Params):
    """The smallest part that those who use the product must have, of requests and of customers."""

    buyers: Where = Where(label=_BUYERS)
    users: Where = Where(label=_USERS)
    warning: Share | None = Fraction(50, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure of the open requests and one of the customers in the register."""
    yield _requests(context, limits)
    yield _customers(context)


def _requests(context: "Context", limits: Limits) -> Outcome:
    backlog = context.open
    users = context.choose(backlog, limits.users)
    buyers = context.choose(users.rest, limits.buyers)
    marked = [choice.chosen.work.requested for choice in (users, buyers)]
    if not (users.in_use and buyers.in_use):
        missing = "needs requests marked by the role of who asks; name your marks in “buyers” and “users”"
        return Abstention(scope=backlog.scope, missing=missing)
    issues = sum(part.issues for part in marked)
    if issues < FEWEST_ISSUES or not any(part.effort for part in marked):
        missing = f"needs {FEWEST_ISSUES} requests marked by a role, with an effort; found {issues}"
        return Abstention(scope=backlog.scope, missing=missing)
    measured = users_part(marked[0].effort, marked[1].effort, backlog.work.unknown.effort)
    return _measure(backlog, buyers.chosen, measured)


def _measure(backlog: "Backlog", bought: "Backlog", measured: Interval) -> Measure:
    def settle(limit: Fraction) -> Keys:
        return backlog.unknown(fewest_to_settle(backlog.unknown_efforts(), measured, limit, Bound.FLOOR))

    return Measure(
        scope=backlog.scope,
        message="of the requests marked by a role are of users",
        measured=measured,
        bound=Bound.FLOOR,
        evidence=bought.asked_for,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="For the next three requests of a buyer, ask to talk to somebody who will work with what "
            "comes of it."
        ),
    )


def _customers(context: "Context") -> Outcome:
    active = context.paying
    told = [buys_what_it_uses(payer.members) for payer in active]
    untold = sum(each is None for each in told)
    if not active or untold == len(active):
        return Abstention(scope="register", missing="needs “buyer-is-user” in the register")
    if untold:
        missing = f"needs “buyer-is-user” of every active customer; {untold} of {len(active)} have none"
        return Abstention(scope="register", missing=missing)
    return Measure(
        scope="register",
        message="of the active customers have the buyer among the users",
        measured=Interval.exactly(Fraction(sum(each is True for each in told), len(told))),
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Sell next to companies in which whoever decides will work with the product."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do we build for those who buy the product rather than for those who use it?",
    title="Requests of those who use the product",
    sources=(conundrum("10:29"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
    bound=Bound.FLOOR,
)
