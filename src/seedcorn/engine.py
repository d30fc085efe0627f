"""What a table engine does for everybody else: metrics are Narwhals expressions over its frames."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, Self

import narwhals as nw

from seedcorn.errors import DataError

Frame = nw.LazyFrame[Any]
Types = Mapping[str, str]
Cell = int | str | bool | None
Row = tuple[Any, ...]


class Kind(Enum):
    """As what a path is read: text, seconds since 1970, as it lies; or what is said of it."""

    TEXT = auto()
    SECONDS = auto()
    PART = auto()
    THERE = auto()
    BROKEN = auto()
    LACKS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A column and the way down into it, through structs, maps and JSON in texts.

    PART is a list, struct or text for `Engine.each`. THERE is whether something lies there; BROKEN is true
    where the column, a text, is no JSON. LACKS is true where an object on the way knows no such name, false
    where all know it, whatever it holds there, and null where nothing lies that could.
    """

    steps: tuple[str, ...]
    kind: Kind = Kind.TEXT


class NotThereError(DataError):
    """Paths that lead nowhere: `problems` says of each name what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class Engine(ABC):
    """Tables of one run. Close it, or use it as a context: frames of it are unusable afterwards.

    The types of columns are INTEGER (32 bits), BIGINT, VARCHAR and BOOLEAN.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Free the tables."""

    @abstractmethod
    def table(self, types: Types, rows: Iterable[Sequence[Cell]]) -> Frame:
        """A small table from rows."""

    @abstractmethod
    def read(self, name: str, types: Types, *places: Path | str) -> None:
        """Make Parquet files known as one table under a name, without reading their rows yet.

        A place is a path, or an address such as "s3://bucket/file". Raises DataError if one of them is none,
        has other columns than these, or cannot be reached by this engine.
        """

    @abstractmethod
    def text(self, address: str) -> str:
        """What a small file at an address says. Raises DataError if there is none within reach."""

    @abstractmethod
    def scan(self, place: str) -> Frame:
        """A table of somebody else's, as it lies: Parquet files by their path or pattern, or a name.

        Raises DataError if there is none, or if this engine knows no tables by name.
        """

    @abstractmethod
    def frame(self, name: str) -> Frame:
        """A table that was made known, by its name."""

    @abstractmethod
    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once, so that everything built on it starts from the result."""

    @abstractmethod
    def reach(self, frame: Frame, reaches: Mapping[str, Reach], *, keep: Sequence[str] = ()) -> Frame:
        """What lies at these paths, in columns of these names, beside the columns that are kept.

        Text that is no JSON, or no point in time, is null. Raises NotThereError with all that do not exist.
        """

    @abstractmethod
    def each(self, frame: Frame, column: str, *, keep: Sequence[str] = ()) -> Frame:
        """A row for each element of the lists in a column, as `item` with its `position` from 0.

        A list may be written as JSON; an object, or any other value that is there, is a list of itself.
        """

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """What is kept meanwhile may be freed at its end; frames made of that are unusable afterwards."""
        yield


def rows(frame: Frame) -> list[Row]:
    """What a reduction found, as tuples. For small results: this is where columns become Python values."""
    native = nw.to_native(frame)
    if frame.implementation.is_duckdb():
        found: list[Row] = native.fetchall()
        return found
    from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra: who has such a frame has it

    try:
        return [tuple(row) for row in native.collect()]
    except PySparkException as error:
        said = f"Spark could not count this ({type(error).__name__})"
        raise DataError(said, hint="Its driver's and executors' logs say why.") from error
