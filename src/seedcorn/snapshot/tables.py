"""The tables of a snapshot, built from a stream or opened from a folder, and what to ask of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw

from seedcorn.connector import Item
from seedcorn.engine import Engine, Frame, Row, rows
from seedcorn.errors import DataError, OutputError
from seedcorn.model import Gap, Issue, Iteration
from seedcorn.snapshot.marks import marks_of

VERSION = 1
TABLES: dict[str, dict[str, str]] = {
    "issues": {
        "issue": "INTEGER",
        "source": "VARCHAR",
        "key": "VARCHAR",
        "url": "VARCHAR",
        "title": "VARCHAR",
        "reason": "VARCHAR",
        "parent": "VARCHAR",
        "created": "INTEGER",
        "updated": "INTEGER",
        "closed": "INTEGER",
    },
    "marks": {"issue": "INTEGER", "mark": "INTEGER", "position": "INTEGER"},
    "vocabulary": {"mark": "INTEGER", "place": "VARCHAR", "value": "VARCHAR"},
    "iterations": {
        "kind": "VARCHAR",
        "name": "VARCHAR",
        "starts": "INTEGER",
        "ends": "INTEGER",
        "closed": "BOOLEAN",
    },
}
_BATCH = 2_000
_WHAT_IT_IS = "A snapshot is the folder that `seedcorn snapshot` wrote."


def minutes(moment: datetime) -> int:
    """An instant as whole minutes since 1970 in UTC: the integer that all tables keep times in."""
    return int(moment.timestamp() // 60)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Facts of one collection.

    Tables (see TABLES): issues, one row each, times in minutes since 1970, `closed` null while open; marks
    (issue, mark): which words stand on which issue; vocabulary: each distinct (place, value) once;
    iterations: each distinct one once. Use as a context, or close.
    """

    engine: Engine
    sources: tuple[str, ...]
    gaps: tuple[Gap, ...]
    collected_at: datetime

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    @classmethod
    def collect(
        cls, items: Iterable[Item], *, sources: tuple[str, ...], collected_at: datetime
    ) -> "Snapshot":
        """Build the columns from a stream, in batches; an issue that comes twice counts once."""
        engine = Engine()
        for name, types in TABLES.items():
            engine.create(name, types)
        builder = _Builder(engine)
        gaps = tuple(builder.add_all(items))
        return cls(engine=engine, sources=sources, gaps=gaps, collected_at=collected_at)

    @classmethod
    def load(cls, folder: Path) -> "Snapshot":
        """Open a saved snapshot. Raises DataError if the folder does not hold one of this version, whole."""
        manifest = _manifest(folder)
        engine = Engine()
        try:
            for name, types in TABLES.items():
                _check(folder / f"{name}.parquet", manifest["tables"][name])
                engine.read(name, types, folder / f"{name}.parquet")
            return cls(
                engine=engine,
                sources=tuple(map(str, manifest["sources"])),
                gaps=tuple(Gap(**gap) for gap in manifest["gaps"]),
                collected_at=datetime.fromisoformat(manifest["collected_at"]).astimezone(UTC),
            )
        except (ValueError, KeyError, TypeError) as error:
            engine.close()
            raise DataError(f"{folder} is not a snapshot", hint=_WHAT_IT_IS) from error
        except DataError:
            engine.close()
            raise

    def save(self, folder: Path) -> None:
        """Write a folder of Parquet files and a manifest, for their owner alone, whole or not at all."""
        if folder.exists():
            raise OutputError(f"{folder} exists already", hint="Name a new folder, or remove that one.")
        manifest: dict[str, Any] = {
            "version": VERSION,
            "tables": {},
            "collected_at": self.collected_at.astimezone(UTC).isoformat(),
            "sources": list(self.sources),
            "gaps": [asdict(gap) for gap in self.gaps],
        }
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=folder.parent, prefix=".snapshot-") as scratch:
                whole = Path(scratch) / "snapshot"
                whole.mkdir(mode=0o700)
                for name in TABLES:
                    path = whole / f"{name}.parquet"
                    self.engine.write(name, path)
                    path.chmod(0o600)
                    manifest["tables"][name] = _digest(path)
                (whole / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
                (whole / "manifest.json").chmod(0o600)
                whole.rename(folder)
        except OSError as error:
            raise OutputError(f"{folder} could not be written: {error.strerror}") from error

    def frame(self, table: str) -> Frame:
        """One of the TABLES."""
        return self.engine.frame(table)

    def vocabulary(self) -> list[tuple[int, str, str]]:
        """Every distinct (mark, place, value)."""
        return [(mark, place, value) for mark, place, value in rows(self.frame("vocabulary"))]

    def uses(self) -> list[tuple[str, str, int, int]]:
        """Every distinct (place, value), on how many issues it stands and on how many open ones."""
        is_open = nw.when(nw.col("closed").is_null()).then(1).otherwise(0).sum()
        counts = (
            self.frame("marks")
            .join(self.frame("issues").select("issue", "closed"), on="issue")
            .group_by("mark")
            .agg(nw.len().alias("issues"), is_open.alias("open"))
        )
        said = counts.join(self.frame("vocabulary"), on="mark")
        ordered = said.sort("issues", "place", "value", descending=[True, False, False])
        return [
            (place, value, issues, int(open_ones))
            for place, value, issues, open_ones in rows(ordered.select("place", "value", "issues", "open"))
        ]

    def iterations(self) -> tuple[Iteration, ...]:
        """Every distinct iteration. The same name and kind in several repositories is one."""
        return tuple(_iteration(row) for row in rows(self.frame("iterations").sort("kind", "name")))

    def count(self) -> int:
        """How many issues it holds."""
        return int(rows(self.frame("issues").select(nw.len()))[0][0])


def _iteration(row: Row) -> Iteration:
    kind, name, starts, ends, closed = row
    start, end = (
        None if moment is None else datetime.fromtimestamp(moment * 60, UTC) for moment in (starts, ends)
    )
    return Iteration(kind=kind, name=name, start=start, end=end, closed=closed)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        version = manifest["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{folder} is not a snapshot", hint=_WHAT_IT_IS) from error
    if version != VERSION:
        raise DataError(f"{folder} is a snapshot of version {version}, not {VERSION}", hint="Take it again.")
    return manifest


def _check(path: Path, digest: str) -> None:
    """Whether a file is as it was written: a damaged one can give numbers that look right."""
    try:
        found = _digest(path)
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror}", hint="Take the snapshot again."
        ) from error
    if found != digest:
        raise DataError(f"{path} is not as it was written", hint="Take the snapshot again.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


class _Builder:
    """Turns a stream into columns, a batch at a time; only the distinct marks stay in memory."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._marks: dict[tuple[str, str], int] = {}
        self._iterations: dict[tuple[str, str], Iteration] = {}
        self._issues = 0

    def add_all(self, items: Iterable[Item]) -> Iterator[Gap]:
        batch: list[Issue] = []
        for item in items:
            if isinstance(item, Gap):
                yield item
            elif isinstance(item, Issue):
                batch.append(item)
            if len(batch) == _BATCH:
                self._flush(batch)
                batch = []
        self._flush(batch)
        self._finish()

    def _flush(self, batch: list[Issue]) -> None:
        numbered = list(enumerate(batch, self._issues))
        self._issues += len(batch)
        self._append("issues", [_issue_row(number, issue) for number, issue in numbered])
        self._append("marks", [row for number, issue in numbered for row in self._mark_rows(number, issue)])

    def _mark_rows(self, number: int, issue: Issue) -> Iterator[tuple[int, int, int]]:
        for iteration in issue.iterations:
            key = (iteration.kind, iteration.name)
            self._iterations[key] = _merged(self._iterations.get(key), iteration)
        for position, mark in enumerate(dict.fromkeys(marks_of(issue))):
            yield number, self._marks.setdefault(mark, len(self._marks)), position

    def _append(self, table: str, table_rows: list[Row]) -> None:
        self._engine.append(table, TABLES[table], list(zip(*table_rows, strict=True)))

    def _finish(self) -> None:
        self._append("vocabulary", [(mark, *pair) for pair, mark in self._marks.items()])
        self._append("iterations", [_iteration_row(iteration) for iteration in self._iterations.values()])
        rank = "row_number() over (partition by source, key order by issue)"
        twice = f"select issue from issues qualify {rank} > 1"  # noqa: S608 - own names
        for table in ("marks", "issues"):
            self._engine.execute(f"delete from {table} where issue in ({twice})")  # noqa: S608 - own names


def _merged(known: Iteration | None, seen: Iteration) -> Iteration:
    """One iteration of a name met twice: it lasts as long as the longer one, and is closed when both are."""
    if known is None or known == seen:
        return seen
    starts = [moment for moment in (known.start, seen.start) if moment]
    ends = [moment for moment in (known.end, seen.end) if moment]
    return Iteration(
        kind=seen.kind,
        name=seen.name,
        start=min(starts, default=None),
        end=max(ends, default=None),
        closed=known.closed and seen.closed,
    )


def _issue_row(number: int, issue: Issue) -> tuple[int | str | None, ...]:
    closed = issue.closed_at or issue.updated_at or issue.created_at
    return (
        number,
        issue.source,
        issue.key,
        issue.url,
        issue.title,
        issue.state_reason,
        issue.parent,
        minutes(issue.created_at),
        minutes(issue.updated_at or issue.created_at),
        minutes(closed) if issue.state == "closed" else None,
    )


def _iteration_row(iteration: Iteration) -> tuple[int | str | bool | None, ...]:
    start, end = (None if moment is None else minutes(moment) for moment in (iteration.start, iteration.end))
    return iteration.kind, iteration.name, start, end, iteration.closed
