"""How a collection goes, on standard error: bars on a terminal, else one line a source when it is read."""

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from seedcorn.cli._audience import name_of
from seedcorn.cli._speech import say
from seedcorn.cli._terminal import has_color, is_lively
from seedcorn.connector import Item, Progress
from seedcorn.model import Issue
from seedcorn.words import count, plain

Step = TypeVar("Step")


class Watch:
    """Shows progress while it is open; when it closes, says what was read of each source."""

    def __init__(self, *, public: bool) -> None:
        self._public = public
        self._bars = _bars() if is_lively(sys.stderr, os.environ) else None
        self._tasks: dict[str, TaskID] = {}
        self._issues: dict[str, int] = {}
        self._last: dict[str, Progress] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def tell(self, progress: Progress) -> None:
        """What a connector reports: a page that was read, or a word on why it waits."""
        if progress.message and not progress.done:
            self._say(f"{self.named(progress.source)}: {progress.message}")
            return
        self._last[progress.source] = progress
        if self._bars is not None:
            self._draw(self._bars, progress)

    def counted(self, source: str, items: Iterable[Item]) -> Generator[Item]:
        """The issues and gaps of a source as they pass, counted."""
        self._issues.setdefault(source, 0)
        for item in items:
            if isinstance(item, Issue):
                self._issues[item.source] = self._issues.get(item.source, 0) + 1
            yield item

    def summary(self) -> Iterator[str]:
        """One line for each source that gave anything, or was asked and gave nothing."""
        for source, issues in self._issues.items():
            told = self._last.get(source)
            cost = f", {told.message}" if told and told.message else ""
            if issues or len(self._issues) == 1:
                yield f"{self.named(source)}: {count(issues, 'issue')}{cost}"

    def named(self, source: str) -> str:
        """A source as those who read along may see it."""
        return plain(name_of(source, os.environ, public=self._public))

    def _say(self, text: str) -> None:
        if self._bars is not None:
            self._bars.console.print(plain(text), markup=False, highlight=False)
        else:
            say(plain(text))

    def _draw(self, bars: Bars, progress: Progress) -> None:
        if progress.source not in self._tasks:
            bars.start()
            self._tasks[progress.source] = bars.add_task(self.named(progress.source), total=None, said="")
        bars.update(
            self._tasks[progress.source], completed=progress.done, total=progress.total, said=_said(progress)
        )


def stepwise(things: Sequence[Step], said: str) -> Iterator[Step]:
    """The things one by one: a bar of how many are done on a terminal, else one line when it begins."""
    if not is_lively(sys.stderr, os.environ):
        say(said)
        yield from things
        return
    with _bars() as bars:
        task = bars.add_task(said, total=len(things), said="")
        for number, each in enumerate(things):
            bars.update(task, completed=number, said=f"{number} of {len(things)}")
            yield each


def _said(progress: Progress) -> str:
    pages = f"page {progress.done}" + (f" of {progress.total}" if progress.total else "")
    left = "" if progress.requests_left is None else f", {progress.requests_left:,} requests left"
    return f"{pages}, {count(progress.issues, 'issue')}{left}"


def _bars() -> Bars:
    console = Console(stderr=True, no_color=not has_color(sys.stderr, os.environ), markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[said]}"))
    return Bars(*columns, console=console, transient=True)
