"""What has changed since some days ago, by the dates of creation and closing, and through which issues."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import narwhals as nw

from seedcorn.comparison import About, Comparison, Move
from seedcorn.context import Context
from seedcorn.impact import Seen, compared
from seedcorn.snapshot import minutes
from seedcorn.supposing import Case

A_WEEK = timedelta(days=7)
_MOST_CUSTOMERS = 5


def since(case: Case, ago: timedelta = A_WEEK) -> Comparison:
    """The backlog so long ago beside that of now: who asked for what meanwhile, and what was done for whom.

    Labels and milestones are those of now in both: what was only labelled meanwhile shows in neither.
    """
    before, after = Seen(case=replace(case, now=case.now - ago)), Seen(case=case)
    moves = tuple(_moves(after.context, case.now - ago))
    return compared(before, after, about=About.PAST, moves=moves)


def _moves(context: Context, moment: datetime) -> Iterator[Move]:
    minute = minutes(moment)
    asked = context.open.where(nw.col("created") > minute, context.open.scope)
    done = context.completed.where(nw.col("closed") > minute, context.completed.scope)
    for said, backlog in (("{} asked for", asked), ("Completed for {}:", done)):
        for demand in backlog.demands[:_MOST_CUSTOMERS]:
            keys = backlog.requests_of(demand.code)
            yield Move(said=said.format(demand.customer.name), keys=keys.first, total=keys.total)
