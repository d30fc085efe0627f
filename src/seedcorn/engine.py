"""What a table engine does for everybody else: metrics are Narwhals expressions over its frames."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import narwhals as nw

ENGINES = "seedcorn.engines"
Frame = nw.LazyFrame[Any]
Types = Mapping[str, str]
Cell = int | str | bool | None
Row = tuple[Any, ...]


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
    def read(self, name: str, types: Types, *paths: Path) -> None:
        """Make Parquet files known as one table under a name, without reading their rows yet.

        Raises DataError if one of them is none, or has other columns than these.
        """

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

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """What is kept meanwhile may be freed at its end; frames made of that are unusable afterwards."""
        yield


def rows(frame: Frame) -> list[Row]:
    """What a reduction found, as tuples. For small results: this is where columns become Python values."""
    native = nw.to_native(frame)
    found: list[Row] = native.fetchall() if frame.implementation.is_duckdb() else native.collect()
    return found
