"""DuckDB, inside this process: what runs unless something else is asked for, and what makes snapshots."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import duckdb
import narwhals as nw

from seedcorn.engine import Cell, Engine, Frame, Reach, Types
from seedcorn.engines._duckdb_words import Words, columns_of
from seedcorn.errors import DataError, OutputError, UsageError

_AGAIN = "Take the snapshot again."
_ROWS_AT_ONCE = 20_480
_LINE_BYTES = 2**20
_MEMORY = "512MiB"
_WORDS = Words()
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    # DuckDB 2.0 now and then waits for itself for ever when a file that threads of its own write is given up:
    # who presses Ctrl-C meanwhile would never see the end. Without such threads it takes no longer.
    "async_threads": 0,
}


class DuckDB(Engine):
    """Its tables, for one run; relations left open complain at the very end."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config=_SETTINGS)
        self._numbers = count()

    def close(self) -> None:
        """Free the tables; frames made from them are unusable afterwards."""
        self._connection.close()

    def create(self, name: str, types: Types) -> None:
        """An empty table with the engine's own column types (INTEGER, BIGINT, VARCHAR, BOOLEAN)."""
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self._connection.execute(f'create table "{name}" ({columns})')

    def append(self, name: str, types: Types, columns: Sequence[Sequence[Cell]]) -> None:
        """Add rows, given column by column and equally long."""
        if columns and columns[0]:
            parts = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(types.values(), 1))
            self._connection.execute(f'insert into "{name}" select {parts}', list(columns))

    def table(self, types: Types, rows: Iterable[Sequence[Cell]]) -> Frame:
        """A small table from rows, kept under a name of its own."""
        name = self._name()
        self.create(name, types)
        self.append(name, types, list(zip(*rows, strict=True)))
        return self.frame(name)

    def frame(self, name: str) -> Frame:
        """A table or view by its name."""
        return nw.from_native(self._connection.table(name))

    def read(self, name: str, types: Types, *places: Path | str) -> None:
        """Make Parquet files known as one table under a name, without reading their rows yet."""
        paths = [_here(place) for place in places]
        for path in paths:
            if self._columns(path) != dict(types):
                raise DataError(f"{path} has other columns than a snapshot's", hint=_AGAIN)
        files = ", ".join(_quoted(_literal(path)) for path in paths)
        # DuckDB would take a folder such as "day=1" for a column. As a statement it takes half the time.
        parquet = f"read_parquet([{files}], hive_partitioning = false)"
        self._connection.execute(f'create or replace view "{name}" as from {parquet}')

    def text(self, address: str) -> str:
        """Nothing: no address is within its reach."""
        raise _out_of_reach(address)

    def scan(self, place: str) -> Frame:
        """A table of somebody else's: Parquet files by their path or pattern."""
        pattern = f"{place}/**/*.parquet" if Path(place).is_dir() else place
        try:
            table = self._connection.read_parquet(pattern)
        except duckdb.Error as error:
            raise self._unscanned(place, pattern) from error
        return nw.from_native(table)

    def _unscanned(self, place: str, pattern: str) -> DataError:
        if "://" in place:
            hint = "DuckDB needs its extension for such addresses, and what opens them: docs/lake.md"
            return DataError(f"{place} cannot be read as Parquet", hint=hint)
        is_name = "/" not in place and "." in place and not place.endswith(".parquet")
        if is_name or self._connection.execute("from glob($1) limit 1", [pattern]).fetchone():
            hint = "Name Parquet files; tables by name are for --engine spark."
            return DataError(f"{place} cannot be read as Parquet", hint=hint)
        hint = "Write where Parquet files lie: files, a folder of them, or a pattern with *; a relative path"
        return DataError(f"no file lies at {pattern}", hint=f"{hint} begins at the mapping's folder.")

    def read_lines(self, name: str, types: Types, path: Path, *, longest: int) -> None:
        """Make a file of JSON lines known under a name; what a line does not have is null.

        `longest` is the length of its longest line in bytes.
        """
        found = self._connection.read_json(
            _literal(path),
            format="newline_delimited",
            columns=dict(types),
            maximum_object_size=max(longest + 1, _LINE_BYTES),
        )
        found.create_view(name)

    def write(self, name: str, path: Path, *, rows_at_once: int = _ROWS_AT_ONCE) -> None:
        """Write a table to a Parquet file, so many rows at once: they stand in memory meanwhile.

        Raises OutputError if it cannot be written.
        """
        try:
            how = f"format parquet, compression zstd, row_group_size {rows_at_once}"
            self._connection.execute(f'copy (from "{name}") to {_quoted(str(path))} ({how})')
        except duckdb.Error as error:
            raise OutputError(f"{path.name} could not be written", hint="Is the disk full?") from error

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once, so that everything built on it starts from the result."""
        name = self._name()
        nw.to_native(frame).create(name)
        return self.frame(name)

    def reach(self, frame: Frame, reaches: Mapping[str, Reach], *, keep: Sequence[str] = ()) -> Frame:
        """What lies at these paths, as columns of these names, beside the columns that are kept."""
        table = nw.to_native(frame)
        found = _WORDS.reached(columns_of(table), reaches)
        parts = [*map(_WORDS.name, keep), *(f"{sql} as {_WORDS.name(name)}" for name, sql in found.items())]
        return _framed(table.project(", ".join(parts)))

    def each(self, frame: Frame, column: str, *, keep: Sequence[str] = ()) -> Frame:
        """A row for each element of the lists in a column, as `item` with its `position`."""
        table = nw.to_native(frame)
        kept, listed = "".join(f"{_WORDS.name(name)}, " for name in keep), "items"
        lists = table.project(f"{kept}{_WORDS.listed(columns_of(table), column)} as {listed}")
        places = f"unnest(range(len({listed})))::integer as position"
        items = lists.project(f"{kept}unnest({listed}) as item, {places}")
        return _framed(items.filter("item is not null"))

    def execute(self, statement: str) -> None:
        """Run one statement of this program's own."""
        self._connection.execute(statement)

    def size(self, name: str) -> int:
        """How many rows a table or view has."""
        statement = f'select count(*) from "{name}"'  # noqa: S608  # a name that is written in this program
        return int(self._connection.execute(statement).fetchall()[0][0])

    def has_rows(self, name: str) -> bool:
        """Whether a table or view has any row."""
        statement = f'select 1 from "{name}" limit 1'  # noqa: S608  # as above
        return bool(self._connection.execute(statement).fetchall())

    @contextmanager
    def apart(self, folder: Path) -> Iterator[None]:
        """While it lasts tables are made in a place of their own, which goes with them at its end.

        One thread makes them: a little slower, in a fraction of the memory. What that does not hold goes
        into files in `folder`.
        """
        self._connection.execute("set temp_directory = $1", [str(folder)])
        self._connection.execute(f"set memory_limit = '{_MEMORY}'; set threads = 1")
        self._connection.execute("create schema apart; set schema = apart")
        try:
            yield
        finally:
            self._connection.execute("set schema = main; drop schema apart cascade")
            self._connection.execute("reset threads; reset memory_limit")

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """What is kept meanwhile is freed at its end; frames made of that are unusable afterwards."""
        first = next(self._numbers)
        try:
            yield
        finally:
            for number in range(first, next(self._numbers)):
                self._connection.execute(f'drop table if exists "kept_{number}"')

    def _columns(self, path: Path) -> dict[str, str]:
        try:
            table = self._connection.read_parquet(_literal(path), hive_partitioning=False)
        except duckdb.Error as error:
            raise DataError(f"{path} cannot be read as Parquet", hint=_AGAIN) from error
        return dict(zip(table.columns, map(str, table.types), strict=True))

    def _name(self) -> str:
        return f"kept_{next(self._numbers)}"


def _framed(table: duckdb.DuckDBPyRelation) -> Frame:
    return nw.from_native(table)


def _here(place: Path | str) -> Path:
    if isinstance(place, str):
        raise _out_of_reach(place)
    return place


def _out_of_reach(address: str) -> DataError:
    return DataError(
        f"{address} is out of reach of DuckDB", hint="--engine spark reads what its cluster can."
    )


def _literal(path: Path) -> str:
    """A path as the engine wants it, which takes one for a pattern."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _at(address: str) -> Engine:
    if address:
        raise UsageError("DuckDB runs inside seedcorn, at no address", hint="--engine duckdb")
    return DuckDB()


ENGINE = _at
