"""Who asks where several places name somebody: the first place decides, and contradictions are remembered."""

import narwhals as nw

from seedcorn.engine import Frame
from seedcorn.meanings import UNKNOWN


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
    """(issue) of those where a recorded place names a customer whom the first recorded place does not."""
    named = said.filter(nw.col("rank").is_in(recorded)).select("issue", "customer", "rank")
    first = named.group_by("issue").agg(nw.col("rank").min().alias("first"))
    ranked = named.join(first, on="issue")
    accepted = ranked.filter(nw.col("rank") == nw.col("first")).select("issue", "customer")
    later = ranked.filter(nw.col("rank") > nw.col("first"), ~nw.col("customer").is_null())
    return later.join(accepted, on=["issue", "customer"], how="anti").select("issue").unique()
