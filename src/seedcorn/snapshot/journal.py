"""What was read so far, line by line in a file that only grows: a run that is cut off goes on from there.

A line is an issue, an event, or it says what is kept, and bears the checksum of everything before it. What
comes after the last such line is what a cut-off run had not finished; it is read again. Sources may be read
side by side: issues and events between two such lines are of one source, that of the second.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Self

from seedcorn.branch import Branch
from seedcorn.connector import Bookmark, Item
from seedcorn.errors import OutputError
from seedcorn.model import Event, Gap, Issue
from seedcorn.side_by_side import Piece
from seedcorn.snapshot.lines import EVENT_LINE, encoded, event_line_of, line_of

_KEPT, _SUM = b'{"kept":', b',"sum":"'
_LINES_A_SYNC = 16


class DamagedError(Exception):
    """A journal is not as it was written."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """How far one of the sources that were asked for is: its bookmarks, gaps, and the sources its items name.

    A bookmark without a text takes back those before it. The issues count from the one numbered `first` on:
    what was read before is read anew, and so are the branches in each attempt. `ended` says that it was read
    to its end, with or without gaps.
    """

    bookmarks: dict[str, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    holds: dict[str, None] = field(default_factory=dict)
    first: int = 0
    issues: int = 0
    ended: bool = False


class Journal:
    """An open journal of so many `issues` and `events`, begun with a `header`; a context."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.header: Mapping[str, Any] = {}
        self.longest = 0
        self._file = file
        self._sum = sha256()
        self.issues = 0
        self.events = 0
        self._kept = 0
        self._asked: dict[int, Asked] = {}
        self._seen: list[str] = []
        self._under_way: int | None = None

    @classmethod
    def begin(cls, path: Path, header: Mapping[str, Any]) -> Self:
        """A new one. `header` is anything that JSON can say, for those who find it again."""
        with _writing(path):
            journal = cls(path, _private(path, os.O_CREAT | os.O_TRUNC))
        journal._keep(None, {"header": header})
        return journal

    @classmethod
    def resume(cls, path: Path) -> Self:
        """The one that a cut-off run left. Raises DamagedError where it is not as it was written."""
        try:
            file = _private(path, 0)
        except OSError as error:
            raise DamagedError(path) from error
        journal = cls(path, file)
        try:
            journal._replay()
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            file.close()
            raise DamagedError(path) from error
        return journal

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is still in memory, and let go of the file."""
        with _writing(self.path):
            self._file.close()

    def asked(self, number: int) -> Asked:
        """How far the source of that number is."""
        return self._asked.setdefault(number, Asked())

    def take(self, pieces: Iterable[Piece[Item]], *, is_anew: Callable[[int], bool]) -> None:
        """What several sources give, each from its start or its bookmark to its end."""
        begun = set[int]()
        for piece in pieces:
            if piece.number not in begun:
                begun.add(piece.number)
                self.begins(piece.number, anew=is_anew(piece.number))
            for item in piece.items:
                self.add(piece.number, item)
            if piece.is_last:
                self.ends(piece.number)

    def begins(self, number: int, *, anew: bool) -> None:
        """A source is being read, anew or from a bookmark; the gaps of an earlier attempt may close."""
        self._turn_to(number)
        self._keep(number, {"begins": anew})

    def ends(self, number: int) -> None:
        """A source was read to its end."""
        self._turn_to(number)
        self._keep(number, {"ends": True})

    def add(self, number: int, item: Item) -> None:
        """What the source of that number gave. With a bookmark everything until now is kept."""
        self._turn_to(number)
        self._saw(number, item.source)
        match item:
            case Issue():
                self._add(line_of(item, n=self.issues, asked=number))
                self._count(number, 1)
            case Event():
                self._add(event_line_of(item, n=self.events))
                self.events += 1
            case Branch():
                self._keep(number, {"branch": _said(item)})
            case Gap():
                self._keep(number, {"gap": asdict(item)})
            case Bookmark():
                self._keep(number, {"bookmark": item.text, "source": item.source})

    def _turn_to(self, number: int) -> None:
        """Keep what another source gave without a bookmark so far: nothing is lost, and it may come again."""
        if self._under_way not in (None, number):
            self._keep(self._under_way, {"rests": True})
        self._under_way = number

    def _add(self, line: bytes) -> None:
        with _writing(self.path):
            self._write(line)
        self.longest = max(self.longest, len(line))

    def _saw(self, number: int, source: str) -> None:
        holds = self.asked(number).holds
        if source not in holds:
            holds[source] = None
            self._seen.append(source)

    def _count(self, number: int, issues: int) -> None:
        self.issues += issues
        self.asked(number).issues += issues

    def _keep(self, number: int | None, kept: Mapping[str, Any]) -> None:
        """Write a line that says what is kept, with its checksum, and let it take effect."""
        record = {"kept": kept, "of": number, "holds": self._seen}
        self._seen, self._under_way = [], None
        with _writing(self.path):
            self._write(encoded(record)[:-2])
            self._write(_SUM + self._sum.hexdigest().encode() + b'"}\n')
            self._file.flush()
            self._kept += 1
            if self._kept % _LINES_A_SYNC == 0:
                os.fsync(self._file.fileno())
        self._take(record)

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._file.write(data)

    def _take(self, record: Mapping[str, Any]) -> None:
        """What a line that keeps something means for its source."""
        kept = record["kept"]
        if "header" in kept:
            self.header = kept["header"]
            return
        asked = self.asked(int(record["of"]))
        asked.holds |= dict.fromkeys(map(str, record["holds"]))
        match kept:
            case {"begins": anew}:
                asked.gaps, asked.branches, asked.ended = [], [], False
                if anew:
                    asked.first, asked.issues = self.issues, 0
            case {"ends": _}:
                asked.ended = True
            case {"branch": said}:
                asked.branches.append(_branch(said))
            case {"gap": gap}:
                asked.gaps.append(Gap(**gap))
            case {"bookmark": text, "source": source}:
                asked.bookmarks[str(source)] = str(text)

    def _replay(self) -> None:
        """Read it from its start, and cut off what comes after the last line that keeps something."""
        good, read, issues, events = 0, 0, 0, 0
        known = self._sum.copy()
        for line in self._file:
            read += len(line)
            if not line.endswith(b"\n"):
                break
            if not line.startswith(_KEPT):
                self._sum.update(line)
                self.longest = max(self.longest, len(line))
                is_event = line.startswith(EVENT_LINE)
                issues, events = (issues, events + 1) if is_event else (issues + 1, events)
                continue
            record = self._checked(line)
            if issues:
                self._count(int(record["of"]), issues)
            self._take(record)
            self.events += events
            good, issues, events, known = read, 0, 0, self._sum.copy()
        if not self.header:
            raise ValueError(self.path)
        self._sum = known
        self._file.seek(good)
        self._file.truncate()

    def _checked(self, line: bytes) -> dict[str, Any]:
        """A line that keeps something, if everything until there is as it was written."""
        body, mark, digest = line.rpartition(_SUM)
        self._sum.update(body)
        if digest != self._sum.hexdigest().encode() + b'"}\n':
            raise ValueError(digest)
        self._sum.update(mark + digest)
        record: dict[str, Any] = json.loads(body + b"}")
        return record


def header_of(path: Path) -> Mapping[str, Any]:
    """The header of the journal that a cut-off run left, as it is written; empty where there is none."""
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline())["kept"]["header"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return header if isinstance(header, dict) else {}


def _said(branch: Branch) -> dict[str, Any]:
    """A branch as a line keeps it; half of a surrogate pair becomes a question mark here too."""
    name = branch.name.encode("utf-8", "replace").decode()
    return asdict(branch) | {"name": name, "committed_at": branch.committed_at.isoformat()}


def _branch(said: Mapping[str, Any]) -> Branch:
    return Branch(**{**said, "committed_at": datetime.fromisoformat(said["committed_at"])})


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path.parent} could not be written: {error.strerror}", hint="Is the disk full?"
        ) from error


def _private(path: Path, flags: int) -> BinaryIO:
    """Open a file for its owner alone, and never through a link that somebody left there."""
    flags |= os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "r+b")
