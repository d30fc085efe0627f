"""How a collection goes, on standard error: bars on a terminal, else one line a source when it is read.

Of many sources a terminal shows those that are being read; elsewhere a tenth of them is a line, and at the
end the largest have one each.
"""

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from threading import Lock
from typing import Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from seedcorn.cli._audience import name_of
from seedcorn.cli._speech import say
from seedcorn.cli._terminal import has_color, is_lively
from seedcorn.connector import Item, Progress
from seedcorn.model import Issue
from seedcorn.words import count, is_tenth, plain

Step = TypeVar("Step")
MANY = 20  # sources: more are told in sum
_LARGEST = 10
_ROWS = 8  # bars of sources at once


class Watch:
    """Shows progress while it is open; when it closes, says what was read of each source.

    Sources may be read side by side: it may be told from several threads at once.
    """

    def __init__(self, *, public: bool) -> None:
        self._public = public
        self._bars = _bars() if is_lively(sys.stderr, os.environ) else None
        self._lock = Lock()
        self._rows: dict[str, TaskID] = {}  # the one that was told of last comes last
        self._whole: TaskID | None = None
        self._asked: dict[str, int] = {}  # to its place
        self._ended = 0
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
        with self._lock:
            self._last[progress.source] = progress
            if self._bars is not None:
                self._draw(self._bars, progress)

    def counted(self, source: str, items: Iterable[Item]) -> Generator[Item]:
        """The issues and gaps of a source that was asked for, as they pass, counted."""
        self._asked[source] = len(self._asked)
        self._issues.setdefault(source, 0)
        return self._counted(source, items)

    def summary(self) -> Iterator[str]:
        """A line for each source that gave anything, or was asked alone; of many, for the largest."""
        gave = [(source, issues) for source, issues in self._issues.items() if issues]
        gave = gave or (list(self._issues.items()) if len(self._issues) == 1 else [])
        gave.sort(key=lambda each: (self._asked.get(each[0], len(self._asked)), each[0]))
        named = gave if len(gave) <= MANY else sorted(gave, key=lambda each: -each[1])[:_LARGEST]
        for source, issues in named:
            told = self._last.get(source)
            cost = f", {told.message}" if told and told.message else ""
            yield f"{self.named(source)}: {count(issues, 'issue')}{cost}"
        if len(gave) > len(named):
            others = sum(issues for _, issues in gave) - sum(issues for _, issues in named)
            yield f"{len(gave) - len(named):,} other sources: {others:,} issues"

    def named(self, source: str) -> str:
        """A source as those who read along may see it."""
        return plain(name_of(source, os.environ, public=self._public))

    def _counted(self, source: str, items: Iterable[Item]) -> Generator[Item]:
        for item in items:
            if isinstance(item, Issue):
                with self._lock:
                    self._issues[item.source] = self._issues.get(item.source, 0) + 1
            yield item
        with self._lock:
            self._ended += 1
            self._show_ended(source)

    def _show_ended(self, source: str) -> None:
        """One source less that is being read; how far all of them are."""
        asked = len(self._asked)
        if asked == 1:
            return
        so_far = f"{self._ended:,} of {asked:,} sources, {sum(self._issues.values()):,} issues"
        if self._bars is None:
            if asked > MANY and is_tenth(self._ended, asked):
                say(f"read so far: {so_far}")
            return
        if source in self._rows:
            self._bars.remove_task(self._rows.pop(source))
        if self._whole is None:
            self._bars.start()
            self._whole = self._bars.add_task("all", total=asked, said="")
        self._bars.update(self._whole, completed=self._ended, said=so_far)

    def _say(self, text: str) -> None:
        if self._bars is not None:
            self._bars.console.print(plain(text), markup=False, highlight=False)
        else:
            say(plain(text))

    def _draw(self, bars: Bars, progress: Progress) -> None:
        row = self._rows.pop(progress.source, None)
        if row is None:
            bars.start()
            if len(self._rows) >= _ROWS:
                bars.remove_task(self._rows.pop(next(iter(self._rows))))
            row = bars.add_task(self.named(progress.source), total=None, said="")
        self._rows[progress.source] = row
        bars.update(row, completed=progress.done, total=progress.total, said=_said(progress))


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
