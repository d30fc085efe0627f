"""A version of the product that is kept for one customer, on a branch of its own.

## What it measures

Branches that are named after a customer and have a commit of the last 90 days (`live-days`). The name has to
be all that the branch is called by, besides words for versions: `acme-production`, `release/acme-2.3`. Where
`names` says that only customers stand, as behind `customer/`, what stands there is the name, also of somebody
whom no register knows. The default branch counts as nobody's, and neither does one that GitLab calls merged.

## Example

The register knows Acme and Globex. Of 40 branches, `customer/acme` and `globex-production` had commits this
month, `release/globex-1.4` had its last one a year ago, and `acme-export` is called by what is done there. 2
branches are kept for one customer, and none may, so the rule warns; from the fourth on it is an error.

## Why it matters

In Sam McAfee's "The One Big Customer Trap" the company engineers a special version for its customer and goes
on with the core on a separate branch. From then on every improvement is made twice or reaches one of them
late, and the longer they live apart, the less of what one customer pays for is ever worth anything to the
next.

## What to do

Bring what the customer needs into the one version, behind a setting, and close the branch; the oldest first,
while somebody still knows why it is there. If there has to be one for a while, a waiver says until when.

## What it cannot know

How long a branch has lived, how far it is from the default one, and on GitHub whether it was merged: the
trackers' lists of branches do not tell. A branch for one change that has just been merged, and is called by a
customer alone, is taken for a version until it is deleted or `live-days` are over. A version in a repository
of its own, or on a branch called by something else, is not seen. A customer called by an ordinary word (Box,
Target) is recognised only where `names` says so. Jira has no branches.

## Where the limits come from

McAfee's company has one such branch, and it was one too many. That more than three are an error, and that a
branch without a commit in 90 days is forgotten rather than kept, is our own choice.
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import StrictInt

from seedcorn.branch import BRANCH
from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.versions import Owners, Version, days_since_commit, versions
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context

_SCOPE = "repositories"
_MOST_TOLD = 10


class Limits(Params):
    """How many branches may be kept for one customer each; `names` are globs whose * is a customer's name."""

    names: tuple[str, ...] = ("customer/*", "customers/*")
    ignore: tuple[str, ...] = ()
    live_days: StrictInt = 90
    warning: Number | None = Fraction(0)
    error: Number | None = Fraction(3)

    def places(self) -> frozenset[str]:
        """Branches are read for this rule alone."""
        return frozenset((BRANCH,))


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of all branches that were read."""
    customers = context.open.attributed.meanings.customers
    owners = Owners(customers, context.register, prefixed=limits.names, ignored=limits.ignore)
    since = context.now - timedelta(days=limits.live_days)
    found = versions(context.branches, owners, since=since)
    if missing := _missing(context, owners, found):
        yield Abstention(scope=_SCOPE, missing=missing)
        return
    yield Measure(
        scope=_SCOPE,
        message=f"named after a customer, with commits in the last {limits.live_days} days",
        measured=Interval.exactly(len(found)),
        unit=Unit.BRANCHES,
        remedy=lambda limit: Remedy(
            text="Bring what these customers need into the one version, behind a setting, and close the "
            "branch; or agree until when it is kept."
        ),
        details=lambda: tuple(_told(one, context) for one in found[:_MOST_TOLD]),
    )


def _missing(context: "Context", owners: Owners, found: tuple[Version, ...]) -> str:
    if not context.branches:
        return "needs the branches of a repository"
    return "" if found or owners.has_names else "needs names of customers, in the backlog or a register"


def _told(version: Version, context: "Context") -> tuple[str, str]:
    """The branch, and of which customer it is: for few eyes alone."""
    branch = version.branch
    age = days_since_commit(branch, context.now)
    lately = f"its last commit {count(age, 'day')} ago" if age else "its last commit today"
    return branch.name, f"{version.customer.name}, {lately}, in {branch.source}"


RULE = Rule(
    module=__name__,
    title="A version that is kept for one customer",
    question="Do we keep a version of the product for one customer, on a branch of its own?",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
)
