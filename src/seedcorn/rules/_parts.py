"""Rules that measure which part of the work a condition holds for: of all of it, or of what was requested."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_issues, too_few_requests
from seedcorn.metrics.work import marked_share
from seedcorn.model import Interval
from seedcorn.report import Bound, Keys
from seedcorn.rule import Abstention, Measure, Outcome, Remedy

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice


def part_of_all(backlog: "Backlog", choice: "Choice", *, marks: str, message: str, remedy: str) -> Outcome:
    """The effort of what was chosen as a part of all in scope; unknown work that was not could be too.

    `marks` is what the chosen issues are marked as, for saying that none is.
    """
    work = backlog.work
    if missing := too_few_issues(work.all.issues, work.all.effort) or _unmarked(choice, marks):
        return Abstention(scope=backlog.scope, missing=missing)
    unknown = choice.rest.work.unknown.effort
    measured = marked_share(choice.chosen.work.all.effort, unknown, work.all.effort)
    return Measure(
        scope=backlog.scope,
        message=message,
        measured=measured,
        evidence=choice.chosen.everything,
        settle=_settle(choice.rest, measured, Bound.CEILING),
        remedy=lambda limit: Remedy(text=remedy),
    )


def part_of_requests(
    backlog: "Backlog",
    choice: "Choice",
    *,
    marks: str,
    message: str,
    remedy: str,
    bound: Bound = Bound.CEILING,
) -> Outcome:
    """The requested effort of what was chosen as a part of all requested; unknown work could be either.

    Under a floor the evidence are the requests that were not chosen.
    """
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    if missing := missing or _unmarked(choice, marks):
        return Abstention(scope=backlog.scope, missing=missing)
    measured = share(choice.chosen.work.requested.effort, known, unknown)
    telling = choice.rest if bound is Bound.FLOOR else choice.chosen
    return Measure(
        scope=backlog.scope,
        message=message,
        measured=measured,
        bound=bound,
        evidence=telling.asked_for,
        settle=_settle(backlog, measured, bound),
        remedy=lambda limit: Remedy(text=remedy),
    )


def _unmarked(choice: "Choice", marks: str) -> str:
    """What is missing where nothing that was fetched bears such a mark."""
    return "" if choice.in_use else f"needs issues marked as {marks}; name your marks for it in “where”"


def _settle(backlog: "Backlog", measured: Interval, bound: Bound) -> Callable[[Fraction], Keys]:
    return lambda limit: backlog.unknown(fewest_to_settle(backlog.unknown_efforts(), measured, limit, bound))
