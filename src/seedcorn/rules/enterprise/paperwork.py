"""Work that is there for somebody's form rather than for anybody's use.

## What it measures

Of all effort, the part that is marked as assurance or procurement: security reviews and questionnaires,
compliance, audits, legal work, single sign-on for a deal (`where`). It is taken of the open backlog and of
what was completed lately. Issues that nothing is known about could be such work or not, so the result is a
range.

## Example

Of twenty issues two are labelled `security questionnaire`, one `sso` and one `compliance: soc2`. 4 of 20 is
20.0 %, over the limit of 15 %, so the rule warns.

## Why it matters

37signals' "The biggest customer conundrum" counts the hours that go into forty-two pages of security
questions from one customer, and the check boxes that look good in the review and change nothing for those who
use the product. None of it is noticed while it grows: each form is a condition of a sale.

## What to do

Answer once and publish it: one page on security that every questionnaire is pointed to. Do what makes the
product safer for everybody, and let the price of what is only for the form be paid by whoever asks for it.

## What it cannot know

Which of it makes anything safer: some audits find what nobody looked for, and single sign-on is a blessing
for many. What is done outside the tracker, which is where most forms are filled in. An `audit` label may mean
an audit log: name your own marks in `where`.

## Where the limits come from

15 and 30 % are our own choice; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.rule import Need, Outcome, Params, Rule, Share
from seedcorn.rules._parts import part_of_all
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context

_LABELS = (
    *("security review", "security-review", "security questionnaire", "security-questionnaire"),
    *("questionnaire", "compliance", "compliance:*", "audit", "procurement", "legal", "dpa", "sso"),
    *("soc2", "soc 2", "iso27001", "iso 27001", "vendor review", "vendor assessment"),
)


class Limits(Params):
    """The largest part of all work that may be assurance and procurement."""

    where: Where = Where(label=_LABELS)
    warning: Share | None = Fraction(15, 100)
    error: Share | None = Fraction(30, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield part_of_all(
            backlog,
            context.choose(backlog, limits.where),
            marks="security reviews, compliance, procurement or legal",
            message="of all work is for security reviews, compliance and procurement",
            remedy="Answer once and publish it; do what makes the product safer for everybody, and let "
            "whoever asks for the rest pay for it.",
        )


RULE = Rule(
    module=__name__,
    question="How much of our work is for security reviews, compliance and procurement?",
    title="Work for security reviews, compliance and procurement",
    sources=(conundrum("05:04"), conundrum("11:21"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.EFFORT,)),
)
