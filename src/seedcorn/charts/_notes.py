"""What charts say alike: notes on what was not read, and the limit of a rule."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from seedcorn.document import Line, said
from seedcorn.report import Report, Verdict
from seedcorn.unread import is_partly, lacking
from seedcorn.words import count, percent

MOST_ROWS = 500
_Thing = TypeVar("_Thing")


def noted(report: Report, *sentences: str) -> str:
    """Sentences as a note, with one more where not all was read."""
    missing = f"Not all was read: {lacking(report)}." if is_partly(report) else ""
    return " ".join(filter(None, (*sentences, missing)))


def shown(share: Fraction, *, beside: Sequence[Fraction] = ()) -> str:
    """A share to the tenth of a percent; nothing and everything are just that."""
    return percent(share, places=0 if share in (0, 1) else 1, beside=beside)


def limit_of(report: Report, rule: str) -> Fraction | None:
    """The limit of a rule that is nearest to being broken: of what fails, is undecided, or passes."""
    failed, undecided, passed = map(report.of_kind, (Verdict.FAIL, Verdict.OPEN, Verdict.PASS))
    found = (each for each in (*failed, *report.let_be, *undecided, *passed) if each.rule == rule)
    return next((each.limit for each in found if each.limit is not None), None)


def rows_of(
    things: Sequence[_Thing], row: Callable[[_Thing], tuple[Line, ...]]
) -> tuple[tuple[Line, ...], ...]:
    """The rows of a table, one for each of the first of very many things, and how many more there are."""
    rows = tuple(map(row, things[:MOST_ROWS]))
    if len(things) <= MOST_ROWS:
        return rows
    more = said(f"and {count(len(things) - MOST_ROWS, 'more', 'more')}")
    return (*rows, (more, *(said("") for _ in rows[0][1:])))
