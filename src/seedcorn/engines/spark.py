"""Apache Spark: where a company's issues lie already, or are too many for one machine.

An extra: `pip install seedcorn[spark]`. A session that exists is used as it is, and stays.
"""

import json
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import narwhals as nw

from seedcorn.engine import Cell, Engine, Frame, Reach, Types
from seedcorn.engines._spark_words import Words, columns_of
from seedcorn.errors import DataError, UsageError

try:
    from pyspark.errors import PySparkException, PySparkImportError
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise UsageError(
        "Spark is not installed", hint="pip install 'seedcorn[spark]', or leave out --engine spark"
    ) from error

_TYPES = {"INTEGER": "int", "BIGINT": "bigint", "VARCHAR": "string", "BOOLEAN": "boolean"}
_AGAIN = "Take the snapshot again."
_IS_THERE = "Is it there, and open to it?"
_WHERE = (
    "A Connect server has to answer there; all else needs Java here."
    " An address is as in spark:sc://host or 'spark:local[4]'."
)
_TRIES = 4  # after the first, within five seconds in all: then where nobody listens is soon known
_WORDS = Words()
_ON_ITS_OWN = {
    "spark.app.name": "seedcorn",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",  # it would listen, for everybody
    "spark.ui.showConsoleProgress": "false",
}
_ON_THIS_MACHINE = {"spark.sql.shuffle.partitions": "8", "spark.driver.host": "localhost"}


class Spark(Engine):
    """Tables of one run on a session; frames that are kept lie with its executors until nobody asks."""

    def __init__(self, session: SparkSession, *, ours: bool) -> None:
        self._session = session
        self._is_ours = ours
        self._frames: dict[str, Frame] = {}

    def close(self) -> None:
        """Let go of the tables; a session that was there before goes on."""
        self._frames.clear()
        if self._is_ours:
            self._session.stop()

    def table(self, types: Types, rows: Iterable[Sequence[Cell]]) -> Frame:
        """A small table from rows. It travels as a word of the query: no Python runs on the cluster."""
        fields = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in types.items())
        said = json.dumps([dict(zip(types, row, strict=True)) for row in rows])
        query = f"select inline(from_json(:rows, 'array<struct<{fields}>>'))"  # columns of ours
        return _framed(self._session.sql(query, args={"rows": said}))

    def read(self, name: str, types: Types, *places: Path | str) -> None:
        """Make Parquet files known as one table under a name, wherever the cluster can read them."""
        wanted = {column: _TYPES[kind] for column, kind in types.items()}
        table = self._parquet(*map(_literal, places))
        if dict(table.dtypes) != wanted:
            raise DataError(f"{places[0]} has other columns than a snapshot's", hint=_AGAIN)
        self._frames[name] = _framed(table)

    def text(self, address: str) -> str:
        """What a small file at an address says."""
        try:
            (said,) = self._session.read.text(_literal(address), wholetext=True).collect()
        except (PySparkException, ValueError) as error:
            raise DataError(f"{address} cannot be read by Spark", hint=_IS_THERE) from error
        return str(said[0])

    def scan(self, place: str) -> Frame:
        """A table of somebody else's: files by their path, address or pattern, or a table by its name."""
        if "/" in place:
            return _framed(self._parquet(place, hint=_IS_THERE))
        try:
            table = self._session.table(place)
            _ = table.schema
        except PySparkException as error:
            raise DataError(
                f"Spark knows no table {place}", hint="Name its catalog and schema too."
            ) from error
        return _framed(table)

    def frame(self, name: str) -> Frame:
        """A table that was made known, by its name."""
        return self._frames[name]

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once; what it was made from is forgotten, else plans would grow and grow."""
        return _framed(nw.to_native(frame).localCheckpoint(eager=False))

    def reach(self, frame: Frame, reaches: Mapping[str, Reach], *, keep: Sequence[str] = ()) -> Frame:
        """What lies at these paths, as columns of these names, beside the columns that are kept."""
        table = nw.to_native(frame)
        found = _WORDS.reached(columns_of(table), reaches)
        parts = (f"{sql} as {_WORDS.name(name)}" for name, sql in found.items())
        return _framed(table.selectExpr(*map(_WORDS.name, keep), *parts))

    def each(self, frame: Frame, column: str, *, keep: Sequence[str] = ()) -> Frame:
        """A row for each element of the lists in a column, as `item` with its `position`."""
        table = nw.to_native(frame)
        listed = f"posexplode({_WORDS.listed(columns_of(table), column)}) as (position, item)"
        items = table.selectExpr(*map(_WORDS.name, keep), listed)
        return _framed(items.filter("item is not null"))

    def _parquet(self, *places: str, hint: str = _AGAIN) -> DataFrame:
        try:
            table = self._session.read.parquet(*places)
            _ = table.schema
        except PySparkException as error:
            raise DataError(f"{places[0]} cannot be read as Parquet by Spark", hint=hint) from error
        return table


def _literal(place: Path | str) -> str:
    """A place as Spark wants it, which takes one for a pattern, and a path for one of any disk."""
    address = place if isinstance(place, str) else f"file://{place.absolute()}"
    return re.sub(r"[{}\[\]*?\\]", r"\\\g<0>", address)


def _framed(table: DataFrame) -> Frame:
    return nw.from_native(table)


def _at(address: str) -> Engine:
    """At a master's or a Connect server's address; without one the session that is there, or SPARK_REMOTE."""
    there = SparkSession.getActiveSession()
    if there is not None and not address:
        return Spark(there, ours=False)
    try:
        with warnings.catch_warnings():
            # What Spark's own libraries say of each other, and of asking again.
            warnings.simplefilter("ignore")
            return Spark(_answering(_session(address)), ours=there is None)
    except PySparkImportError as error:
        hint = "pip install 'pyspark[connect]'"
        raise UsageError("what speaks to a Spark Connect server is not installed", hint=hint) from error
    except (PySparkException, ValueError) as error:  # ValueError: a port that is no number
        raise UsageError("Spark could not be reached", hint=_WHERE) from error


def _session(address: str) -> SparkSession:
    builder = SparkSession.builder
    if address.startswith("sc://"):
        return builder.remote(address).getOrCreate()
    settings = _ON_ITS_OWN | (_ON_THIS_MACHINE if address.startswith("local") else {}) if address else {}
    for name, value in settings.items():
        builder = builder.config(name, value)
    return (builder.master(address) if address else builder).getOrCreate()


def _answering(session: Any) -> SparkSession:  # Any: a session of Connect's is no SparkSession
    """The session, once its server answered: of one that is not there Connect would ask for very long."""
    if isinstance(session, SparkSession):
        return session
    from pyspark.sql.connect.client.retries import DefaultPolicy  # noqa: PLC0415  # needs an extra of Spark's

    usual = session.client.get_retry_policies()
    session.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
    try:
        _ = session.version
    except PySparkException:
        session.client.set_retry_policies([])  # to stop is to ask once more
        session.stop()
        raise
    session.client.set_retry_policies(usual)
    return cast("SparkSession", session)


ENGINE = _at
