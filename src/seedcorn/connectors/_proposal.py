"""What reading one issue or change is for every tracker: its target, its commits, and how it says no."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from seedcorn.connector import Collecting, Progress
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError
from seedcorn.model import Issue
from seedcorn.transport.trouble import UnreadError

NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@contextmanager
def unread(where: str) -> Iterator[None]:
    """What makes no sense in an answer, as the error of something that cannot be read."""
    try:
        yield
    except DataError as error:
        raise UnreadError(where, str(error), hint=error.hint) from error


def commit(record: Record | None, name: str) -> str:
    """The full name of a commit, which others may give to git; empty where there is none."""
    found = record.text(name) if record else None
    if record and found and not _COMMIT.fullmatch(found):
        record.wrong(name, found, "the name of a commit")
    return found or ""


def as_change(issue: Issue, *, merged: bool, draft: bool) -> Issue:
    """A change as an issue: why it is closed, in the words that issues have for it; whether it is a draft."""
    reason = "completed" if merged else "not_planned"
    return replace(
        issue,
        state_reason=None if issue.state == "open" else reason,
        fields=(*issue.fields, ("draft", "yes")) if draft else issue.fields,
    )


def say_unread(collecting: Collecting, source: str, places: Iterable[str]) -> None:
    """Tell of places that could not be read; why, the gaps of the whole source say."""
    kinds = sorted({place.partition(":")[0] for place in places})
    if kinds:
        collecting.progress(Progress(source=source, message=f"not read of it: {', '.join(kinds)}"))
