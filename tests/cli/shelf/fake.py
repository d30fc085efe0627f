"""A tracker that is not there: so many issues as its name says, 100 a page, and a log of what was asked.

`fake:1500` has 1,500 issues, `fake:1500-NAME` too, and `fake:broken-NAME` cannot be read. FAKE_CHANGED are
the numbers of issues that changed since an earlier reading, FAKE_LOG is a file for the pages asked for.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from seedcorn.connector import Bookmark, Check, Collecting, Connector, Item, Progress
from seedcorn.errors import CollectionError, UsageError
from seedcorn.model import HISTORY, Event, Gap, Issue

PAGE = 100
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def issue(source: str, number: int, *labels: str) -> Issue:
    """One as they all are."""
    return Issue(
        source=source,
        key=f"{source}#{number}",
        url=f"https://tracker.example/{number}",
        title=f"Issue {number} does not work when the moon is full",
        state="closed" if number % 3 else "open",
        created_at=_BEGAN + timedelta(minutes=number),
        updated_at=_BEGAN + timedelta(minutes=number + 5 * len(labels)),
        labels=(f"customer: C{number % 40}", f"area: {number % 7}", "bug", *labels),
        author=f"person-{number % 900}",
    )


def collect(target: str, collecting: Collecting) -> Iterator[Item]:
    """Pages, oldest first, each with a bookmark; from the end on what changed."""
    if target == "nonsense":
        raise UsageError("fake:nonsense makes no sense", hint="write fake:100")
    return _collect(f"fake:{target}", target, collecting)


def _collect(source: str, target: str, collecting: Collecting) -> Iterator[Item]:
    if target.startswith("broken"):
        yield Gap(source=source, what="page 1", why="the server failed; try again")
        return
    if target.startswith("raising"):
        raise CollectionError("the library lost its way", hint="try again")
    issues, left = int(target.partition("-")[0]), json.loads(collecting.bookmarks.get(source, "{}"))
    if "end" in left:
        _ask(source, "changes", collecting)
        changed = json.loads(collecting.environ.get("FAKE_CHANGED", "[]"))
        yield from (issue(source, number, "changed") for number in changed)
    for page in range(left.get("page", 0), -(-issues // PAGE) if "end" not in left else 0):
        if not collecting.allowance.ask():
            why = f"needs {-(-issues // PAGE)} requests, the budget is {collecting.allowance.budget}"
            yield Gap(source=source, what=f"page {page}", why=why)
            return
        _ask(source, str(page), collecting)
        first = page * PAGE
        yield from (issue(source, number) for number in range(first, min(first + PAGE, issues)))
        collecting.progress(Progress(source=source, done=page + 1, issues=first))
        yield Bookmark(source=source, text=json.dumps({"page": page + 1}))
        if target.endswith("-interrupted"):
            raise KeyboardInterrupt
    if HISTORY in (collecting.places or ()):
        yield from _happened(source, issues, collecting)
    yield Bookmark(source=source, text=json.dumps({"end": True}))


def _happened(source: str, issues: int, collecting: Collecting) -> Iterator[Item]:
    """The label "bug" of every other issue came a day after it; those of a "sealed" tracker are not shown."""
    if "sealed" in source:
        yield Gap(source=source, what="events", why="forbidden (403); ask for more", place=HISTORY)
        return
    _ask(source, "events", collecting)
    for number in range(0, issues, 2):
        at, key = _BEGAN + timedelta(days=1, minutes=number), f"{source}#{number}"
        yield Event(source=source, key=key, at=at, place="label", value="bug")


def _ask(source: str, what: str, collecting: Collecting) -> None:
    time.sleep(float(collecting.environ.get("FAKE_LATENCY", "0")))
    log = collecting.environ.get("FAKE_LOG")
    if log:
        places = "" if collecting.places is None else " ".join(sorted(collecting.places))
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{source} {what} [{places}]\n")


def inspect(target: str, collecting: Collecting) -> Iterator[Check]:
    """As good or bad as its name says."""
    if target.startswith("raising"):
        raise CollectionError("nobody answers", hint="is it on?")
    yield Check(what="account", said="eve, with\x1b[2J a token", works=True)
    yield Check(what="issues", said="seen", works=not target.startswith("broken"), hint="fix it " * 20)
    if target.endswith("-long"):
        yield Check(what="a thing that has a name too long for a column", said="is seen", works=True)
    yield Check(what="requests left", said="4,990 of 5,000")


CONNECTOR = Connector(
    title="No tracker",
    example="fake:100",
    collect=collect,
    inspect=inspect,
    tells=frozenset({"comment", "project-field", HISTORY}),
)
