"""The page that says what a snapshot's folder holds: whose facts, from when, how far read, in which files."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from re import fullmatch
from typing import Any

from seedcorn.errors import DataError, OutputError
from seedcorn.model import Gap
from seedcorn.snapshot.columns import (
    IN_LEAVES,
    TABLES,
    WHOLE,
    Files,
    issues_a_leaf,
    leaf_name,
    leaves_of,
    plain,
)
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.partial import Partial

VERSION = 5
NAME = "manifest.json"
# In whichever generation: of the whole, or of a leaf.
_FILE = f"({'|'.join(TABLES)})(-[0-9]{{4,}})?-[0-9a-f]{{16}}[.]parquet"
_OWN = "For tables of your own write a mapping: docs/lake.md"
_WHAT_IT_IS = f"A snapshot is the folder that `seedcorn snapshot` wrote. {_OWN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one source stands that was asked for, in the words it was asked for in.

    `bookmarks` are the last ones by the source that they name, `holds` all sources that its items name. Its
    first issue was read at `began_at`; it was last read from its start to its end at `read_whole_at`, None
    if it never was.
    """

    asked: str
    bookmarks: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    began_at: datetime | None = None
    read_whole_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything but the tables, and what each of their files was when it was written (SHA-256).

    The files have names such as "marks/0003" and "vocabulary": the issues are cut in leaves (see `Files`) of
    `span` numbers each. `places` are those that were read besides what comes with every issue; None if
    nobody said.
    """

    sources: tuple[str, ...]
    collected_at: datetime
    gaps: tuple[Gap, ...] = ()
    readings: tuple[Reading, ...] = ()
    places: frozenset[str] | None = None
    tables: Mapping[str, str] = field(default_factory=dict)
    span: int = field(default_factory=issues_a_leaf)

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """That of a folder. Raises DataError if it is no snapshot, or one of another version."""
        try:
            text = (folder / NAME).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise _unreadable(folder) from error
        return cls.said(text, folder)

    @classmethod
    def said(cls, text: str, folder: Path | str) -> "Manifest":
        """From the text of that of a folder, or of an address. Raises DataError as `of`."""
        again = f"Take it again: seedcorn snapshot SOURCE... -o {folder} --full"
        try:
            page = json.loads(text)
            version = page["version"]
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable(folder) from error
        if version != VERSION:
            said = f"{folder} is a snapshot of version {version!a}, not {VERSION}"
            raise DataError(said, hint=again)
        try:
            return _checked(page)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(folder, f"{NAME} is not as it was written") from error

    @property
    def digest(self) -> str:
        """The SHA-256 of all it says."""
        return sha256(json.dumps(self._page(), default=datetime.isoformat).encode()).hexdigest()

    def files(self, folder: Path) -> Files:
        """Where the tables lie, in that folder."""
        paths = {name: self._file(folder, name) for name in self.tables}
        return Files(paths=paths, span=self.span, now=minutes(self.collected_at))

    def check(self, folder: Path) -> None:
        """Whether all files are as they were written: a damaged one can give numbers that look right."""
        again = f"seedcorn snapshot -o {folder} --full takes it again"
        for name, path in self.files(folder).paths.items():
            try:
                found = digest_of(path)
            except OSError as error:
                said = f"{folder} is damaged: {path.name} cannot be read: {error.strerror}"
                raise DataError(said, hint=again) from error
            if found != self.tables[name]:
                raise DataError(f"{folder} is damaged: the checksum of {path.name} differs", hint=again)

    def put(self, scratch: Path, folder: Path) -> None:
        """Move the tables in `scratch` into a folder and let this be its manifest: all at once or not at all.

        A table that is not there stays the one that the folder holds.
        Both are on one disk. Raises OutputError; what was in the folder is as it was then.
        """
        with _writing(folder):
            if folder.exists():
                self._move_into(scratch, folder)
                return
            whole = scratch / "whole"
            whole.mkdir(mode=0o700)
            self._move_into(scratch, whole)
            whole.rename(folder)
            _sync(folder.parent)

    def _move_into(self, scratch: Path, folder: Path) -> None:
        for name in self.tables:
            path = scratch / plain(name)
            if path.exists():
                path.chmod(0o600)
                _sync(path)
                path.replace(self._file(folder, name))
        page = scratch / NAME
        page.write_text(self._text(), encoding="utf-8")
        page.chmod(0o600)
        _sync(page)
        _sync(folder)
        page.replace(folder / NAME)
        _sync(folder)
        self._remove_older(folder)

    def _remove_older(self, folder: Path) -> None:
        current = set(self.files(folder).paths.values())
        for path in _tables_in(folder):
            if path not in current:
                with suppress(OSError):  # one that somebody still reads, on a system that minds
                    path.unlink()

    def _file(self, folder: Path, name: str) -> Path:
        """The file of that name: it says what is in it, so that two generations never share one."""
        return folder / f"{Path(plain(name)).stem}-{self.tables[name][:16]}.parquet"

    def _text(self) -> str:
        page = {**self._page(), "sum": self.digest}
        return json.dumps(page, indent=2, default=datetime.isoformat) + "\n"

    def _page(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "collected_at": self.collected_at,
            "sources": list(self.sources),
            "gaps": [asdict(gap) for gap in self.gaps],
            "places": None if self.places is None else sorted(self.places),
            "readings": [asdict(reading) for reading in self.readings],
            "issues_a_leaf": self.span,
            "tables": dict(self.tables),
        }


def has_tables(folder: Path) -> bool:
    """Whether a folder's files are called as those of a snapshot are: nobody else's is written into."""
    return any(True for _ in _tables_in(folder))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def moment(text: str) -> datetime:
    """An instant as a manifest says it."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _checked(page: Mapping[str, Any]) -> Manifest:
    """From what is written. Raises ValueError and the like where that is not what was written."""
    manifest = Manifest(
        sources=_words(page["sources"]),
        collected_at=moment(page["collected_at"]),
        gaps=tuple(Gap(**gap) for gap in page["gaps"]),
        readings=tuple(map(_reading, page["readings"])),
        places=None if page["places"] is None else frozenset(_words(page["places"])),
        tables=_tables(page["tables"]),
        span=_positive(page["issues_a_leaf"]),
    )
    if page["sum"] != manifest.digest:
        raise ValueError(page["sum"])
    return manifest


def _tables(said: Mapping[str, str]) -> dict[str, str]:
    """The digest of each file: of all tables for the whole, and of all tables of each leaf."""
    leaves = leaves_of(said)
    names = {*WHOLE, *(leaf_name(table, leaf) for leaf in leaves for table in IN_LEAVES)}
    if not leaves or names != set(said):
        raise ValueError(said)
    return {name: _digest(digest) for name, digest in said.items()}


def _positive(said: int) -> int:
    if type(said) is not int or said < 1:
        raise ValueError(said)
    return said


def _digest(said: str) -> str:
    if not fullmatch(r"[0-9a-f]{64}", said):
        raise ValueError(said)
    return said


def _reading(said: Mapping[str, Any]) -> Reading:
    began_at, read_whole_at = (said[when] and moment(said[when]) for when in ("began_at", "read_whole_at"))
    return Reading(
        asked=str(said["asked"]),
        bookmarks={str(source): str(text) for source, text in said["bookmarks"].items()},
        holds=_words(said["holds"]),
        began_at=began_at,
        read_whole_at=read_whole_at,
    )


def _words(said: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, said))


def _tables_in(folder: Path) -> Iterator[Path]:
    """The files that hold tables, of whichever generation."""
    return (path for path in folder.glob("*.parquet") if fullmatch(_FILE, path.name))


def _unreadable(folder: Path | str) -> DataError:
    """A damaged one, or none; of what lies far away nobody can tell which."""
    if isinstance(folder, str) or has_tables(folder):
        return _damaged(folder, f"{NAME} cannot be read")
    return _none_in(folder)


def _damaged(folder: Path | str, how: str) -> DataError:
    again = f"Take it again: seedcorn snapshot SOURCE... -o {folder} --full"
    return DataError(f"{folder} is damaged: {how}", hint=again)


def _none_in(folder: Path) -> DataError:
    """There is no snapshot there; or not yet."""
    if not folder.exists() and Partial(folder).journal.exists():
        hint = f"seedcorn snapshot -o {folder} goes on where it stopped"
        return DataError(f"{folder} is unfinished", hint=hint)
    return DataError(f"{folder} is not a snapshot", hint=_WHAT_IT_IS)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{folder} could not be written: {error.strerror}") from error


def _sync(path: Path) -> None:
    """Let a file, or the names in a folder, outlast a loss of power."""
    if os.name == "nt" and path.is_dir():
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
