"""Issues that sales opened.

## What it measures

Of all issues, the part that sales opened: those with a mark such as `from: sales` (`where`). Where sales
people open issues themselves, name their accounts: `where: {any: [{label: "from: sales"}, {author: [kim,
lee]}]}`. It counts issues, not effort, since it is about who brings them; of the open backlog and of what was
completed lately. Issues that nothing is known about could be such or not, so the result is a range.

## Example

Of twenty open issues eight are labelled `from: sales`. 8 of 20 is 40.0 %, over the limit of 33 %, so the rule
warns.

## Why it matters

37signals' "The biggest customer conundrum" has it that going for large accounts begins with hiring a sales
force, and that the company is never the same again. Whoever sells hears what is missing to close, not what is
missing to stay, and hears it of those who are not customers yet.

## What to do

Let sales bring the problem and who has it, not the feature; and put beside it what support heard this month
from those who stayed.

## What it cannot know

Who had the idea: a sales person may pass on a user's wish word for word. And what sales brought without
opening an issue. It says nothing of any one person.

## Where the limits come from

That a third is enough is our own choice; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.metrics.work import marked_share
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice
    from seedcorn.context import Context

_LABELS = ("from: sales", "from:sales", "source: sales", "source:sales", "via: sales", "sales")


class Limits(Params):
    """The largest part of all issues that sales may open."""

    where: Where = Where(label=_LABELS)
    warning: Share | None = Fraction(33, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _outcome(backlog, context.choose(backlog, limits.where))


def _outcome(backlog: "Backlog", choice: "Choice") -> Outcome:
    everything, unknown = backlog.work.all, choice.rest.work.unknown.issues
    missing = too_few_issues(everything.issues, Fraction(everything.issues))
    if not choice.in_use:
        missing = missing or "needs issues marked as opened by sales; name your marks or accounts in “where”"
    if missing:
        return Abstention(scope=backlog.scope, missing=missing)
    measured = marked_share(
        *(Fraction(issues) for issues in (choice.chosen.work.all.issues, unknown, everything.issues))
    )

    def settle(limit: Fraction) -> Keys:
        return choice.rest.unknown(fewest_to_settle([(Fraction(1), unknown)], measured, limit))

    return Measure(
        scope=backlog.scope,
        message="of all issues were opened by sales",
        measured=measured,
        evidence=choice.chosen.everything,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Let sales bring the problem and who has it, not the feature; and put beside it what "
            "support heard from those who stayed."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does sales bring too much of what we build?",
    title="Issues that sales opened",
    sources=(conundrum("09:30"), conundrum("10:29"), OURS),
    params=Limits,
    evaluate=evaluate,
)
