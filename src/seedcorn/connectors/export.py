"""Files: issues saved from GitHub's REST API or by `gh issue list --json`, or a table (CSV), also gzipped.

`export:PATH` reads a file or all files of a folder, `export:-` standard input. What is inside is told by its
first bytes, not by the name. Issues come in the file's order, beside them what was recorded of them: GitHub's
issue events, an issue's own `events`, a table of events. A file that holds something else is refused whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from seedcorn.connector import Check, Collecting, Connector, Item
from seedcorn.connectors import _export_csv, _export_json
from seedcorn.connectors._export_csv import Row
from seedcorn.connectors._export_files import called, files, opened
from seedcorn.connectors._export_names import Name, Names, name_in
from seedcorn.connectors._github_event_payload import event_of
from seedcorn.connectors._github_payload import issue_of
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError, UsageError
from seedcorn.model import HISTORY, Event, Issue


def collect(target: str, collecting: Collecting) -> Iterator[Item]:
    """The issues in a file or folder, in its order, then its events; an issue that is there twice comes once.

    Raises:
        UsageError: no file is named.
        DataError: it cannot be read, or holds something that is no issue and no event; says which item and
            what to do.
    """
    if not target.strip() or "\0" in target:
        raise UsageError(
            "export: names no file", hint="write export:issues.json, or export:- for standard input"
        )
    looks_back = collecting.places is None or HISTORY in collecting.places
    return _collect(target, _Past() if looks_back else None)


class _Past:
    """Events that do not stand on their issue: whose they are is known when all issues are."""

    def __init__(self) -> None:
        self.names = Names()
        self._waiting: list[tuple[Event, Name, str]] = []

    def keep(self, row: Row, source: str) -> None:
        """Keep what a row tells, if it moves a mark."""
        for event in event_of(row.payload, source=source, key="", where=row.where):
            name = name_in(row.payload, row.where)
            if name:
                in_its_order = replace(event, number=event.number or len(self._waiting) + 1)
                self._waiting.append((in_its_order, name, row.where))

    def events(self) -> Iterator[Event]:
        """All that were kept, with the keys of their issues."""
        for event, name, where in self._waiting:
            yield replace(event, key=self.names.key_of(name, where))


def _collect(target: str, past: _Past | None) -> Iterator[Item]:
    source = f"export:{Path(target).name or target}"
    seen: set[str] = set()
    for row, name in _rows(target):
        if isinstance(row.payload, dict) and "event" in row.payload:
            if past:
                past.keep(row, source)
            continue
        issue = issue_of(row.payload, source=source, where=row.where, key=row.key, fields=row.fields)
        if issue is None:
            continue
        if _is_new(issue, seen, name):
            yield issue
        if past:
            past.names.add(issue)
            yield from _own_events(row, issue)
    if past:
        yield from past.events()


def _rows(target: str) -> Iterator[tuple[Row, str]]:
    """What every file holds, item by item, each with the name of its file."""
    for file in files(target):
        name = called(file)
        with opened(file) as (text, is_json):
            found = _rows_of_json(text, name) if is_json else _export_csv.rows(text, name)
            for row in found:
                yield row, name


def _rows_of_json(text: TextIO, name: str) -> Iterator[Row]:
    for position, payload in enumerate(_export_json.values(text, name), start=1):
        yield Row(where=f"{name}, item {position}", payload=payload)


def _own_events(row: Row, issue: Issue) -> Iterator[Event]:
    """Those that stand on the issue itself, as in its timeline."""
    for position, payload in enumerate(Record(row.payload, row.where).items("events"), start=1):
        where = f"{row.where}, event {position}"
        for event in event_of(payload, source=issue.source, key=issue.key, where=where):
            yield replace(event, number=event.number or position)


def _is_new(issue: Issue, seen: set[str], name: str) -> bool:
    """Whether it was not there yet. Pages saved one after another overlap; two issues of one key do not."""
    if issue.key not in seen:
        seen.add(issue.key)
        return True
    if not issue.url:
        raise DataError(
            f"{name} has two issues {issue.key!a}",
            hint="add a url or a key, which tell issues of several repositories apart",
        )
    return False


def inspect(target: str, collecting: Collecting) -> Iterator[Check]:
    """Whether the file or folder can be read to its end, and how many issues and events are in it.

    Raises:
        UsageError: no file is named.
        DataError: it cannot be read, or holds something that is no issue and no event.
    """
    issues = events = 0
    for item in collect(target, replace(collecting, places=None)):
        issues += isinstance(item, Issue)
        events += isinstance(item, Event)
    kind = "folder" if Path(target).is_dir() else "file"
    yield Check(
        what="issues", said=f"{issues:,} in the {kind}", works=issues > 0, hint="is it the right file?"
    )
    if events:
        yield Check(what="events", said=f"{events:,} in the {kind}")


CONNECTOR = Connector(
    title="Issues saved in a file",
    example="export:issues.json",
    collect=collect,
    inspect=inspect,
    tells=frozenset({HISTORY}),
)
