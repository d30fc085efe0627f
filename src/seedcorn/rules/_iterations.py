"""What rules on running iterations share: how one abstains where none is judged, and who came in."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from seedcorn.report import Keys
from seedcorn.rule import Abstention
from seedcorn.rules._history import NO_HISTORY
from seedcorn.where import Where
from seedcorn.words import count, keys

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.course import Course

SEED_CORN = Where(work=("seed-corn",))
_MOST_LINES, _MOST_KEYS = 5, 8


def lately(context: "Context") -> str:
    """The scope of a finding on all of them together, or on none."""
    return f"iterations of the last {(context.now - context.since).days} days"


def none_is_judged(context: "Context", what: str) -> Abstention:
    """Why no iteration is judged: none of the window has `what` is needed, or nothing is known of them."""
    days = (context.now - context.since).days
    needed = f"needs an iteration with a due date that began in the last {days} days, with {what}"
    return Abstention(scope=lately(context), missing=needed if context.history else NO_HISTORY)


def in_their_place(came: "Backlog") -> Iterator[tuple[str, str]]:
    """A line for each customer whose requests came in, those with most first; and how many more there are."""
    for each in came.demands[:_MOST_LINES]:
        yield "came in", f"for {each.customer.name}, {named(came.requests_of(each.code))}"
    if more := len(came.demands[_MOST_LINES:]):
        yield "came in", f"for {count(more, 'other customer')}"


def one_by_one(courses: Iterable["Course"], issues: "Backlog") -> Iterator[tuple[str, str]]:
    """A line for each iteration that any of these issues came into while it ran, the latest first."""
    found = ((course, course.history.pulled_in(issues, course.span).everything()) for course in courses)
    for course, came in islice(((course, came) for course, came in found if came.total), _MOST_LINES):
        yield course.scope.replace(": ", " ", 1), named(came)


def named(issues: Keys) -> str:
    """Some issues by their keys, without the repository where it is one and the same."""
    repositories = {key.rpartition("#")[0] for key in issues.first}
    shared = repositories.pop() if len(repositories) == 1 else ""
    return keys(issues.first, issues.total, shared=shared, most=_MOST_KEYS)
