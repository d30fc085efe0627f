"""What a format is: a pure function from a report to text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `--help` asks how wide a terminal is, and needs no report for that.
    from seedcorn.comparison import Comparison
    from seedcorn.document import Document
    from seedcorn.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the place that shows the text can do; formats that are not for people's eyes take no notice."""

    width: int = 100
    color: bool = False
    unicode: bool = True
    verbose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A member of `formats/`. The text it renders ends in one newline and is the same for the same report.

    `compare` renders two reports side by side, `write` any other text for people; None where a format has no
    way to say that. `is_prose` says that people read it, so that a second text may follow on the first.
    `is_entire` says that it tells all that is known beside the findings, see `seedcorn.entire`.
    """

    title: str
    render: "Callable[[Report, Look], str]"
    compare: "Callable[[Comparison, Look], str] | None" = None
    write: "Callable[[Document, Look], str] | None" = None
    is_prose: bool = False
    is_entire: bool = False
