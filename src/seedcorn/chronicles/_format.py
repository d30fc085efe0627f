"""What a format of a chronicle is: a pure function from a backlog's course and its report of now to text."""

from collections.abc import Callable
from dataclasses import dataclass

from seedcorn.chronicle import Chronicle
from seedcorn.format import Look
from seedcorn.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicleFormat:
    """A member of `chronicles/`. The text ends in one newline and is the same for the same course."""

    title: str
    render: Callable[[Chronicle, Report, Look], str]
