"""Who asks where several places name somebody: the first place decides, and contradictions are remembered."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.meanings import UNKNOWN
from seedcorn.model import Customer

# By an issue's key and a place's rank, the one that counts first: the names; none for the team's own.
Contradictions: TypeAlias = Mapping[str, Mapping[int, tuple[str, ...]]]


def first_named(said: Frame) -> Frame:
    """What the marks say (issue, customer, kind, rank, ...), with no name but those of the least rank.

    A mark whose name does not count keeps what else it says.
    """
    first = said.group_by("issue").agg(nw.col("rank").min().alias("first"))
    overruled = nw.col("rank") > nw.col("first")
    return (
        said.join(first, on="issue", how="left")
        .with_columns(
            customer=nw.when(~overruled | nw.col("rank").is_null()).then(nw.col("customer")),
            kind=nw.when(overruled).then(UNKNOWN).otherwise(nw.col("kind")),
            rank=nw.col("first"),
        )
        .drop("first")
    )


def disagreeing(said: Frame, recorded: tuple[int, ...]) -> Frame:
    """(issue, customer, rank): who is named at recorded places of which a later one names another.

    The customer is null where it is the team itself.
    """
    named = said.filter(nw.col("rank").is_in(recorded)).select("issue", "customer", "rank")
    first = named.group_by("issue").agg(nw.col("rank").min().alias("first"))
    ranked = named.join(first, on="issue")
    accepted = ranked.filter(nw.col("rank") == nw.col("first")).select("issue", "customer")
    later = ranked.filter(nw.col("rank") > nw.col("first"), ~nw.col("customer").is_null())
    doubtful = later.join(accepted, on=["issue", "customer"], how="anti").select("issue")
    return named.join(doubtful, on="issue", how="semi").unique()


def contradictions(disagreed: Frame, customers: Sequence[Customer]) -> Contradictions:
    """What is said where, of (key, rank, customer)."""
    told: dict[str, dict[int, tuple[str, ...]]] = {}
    said = rows(disagreed.select("key", "rank", "customer"))
    for key, rank, code in sorted(said, key=lambda row: (row[1], row[2] is None, row[2] or 0)):
        names = told.setdefault(key, {})
        names[rank] = (*names.get(rank, ()), *([] if code is None else [customers[code].name]))
    return told
