"""How it came to this: who held how much of the backlog, week by week or at the end of each iteration.

Of each of the leading customers and of seed corn a row that shows the course, and the few moments that
explain it. Labels are those of each day where the tracker tells when they came and went. Sources are as for
audit.

    seedcorn history github:owner/repo
    seedcorn history --from facts --weeks 104
    seedcorn history --from facts --per iteration --output csv=history.csv --output text
"""

from dataclasses import replace
from datetime import datetime, timedelta

import click

from seedcorn.cli import _options as options
from seedcorn.cli._chronicling import (
    CHRONICLES,
    MOST_WEEKS,
    by_iteration,
    by_week,
    deliver_chronicle,
    report_of,
)
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, reading
from seedcorn.cli._moment import moment
from seedcorn.cli._outputs import Output
from seedcorn.errors import Exit, UsageError

A_YEAR = 52
WEEK, ITERATION = "week", "iteration"


@click.command(help=told(__doc__))
@options.SOURCES
@click.option(
    "--weeks",
    type=click.IntRange(1, MOST_WEEKS),
    metavar="N",
    help=f"Look back so many weeks. Default: {A_YEAR}; for iterations the latest 26.",
)
@click.option("--since", callback=moment, metavar="DATE", help="Look back to this day; instead of --weeks.")
@click.option(
    "--until",
    callback=moment,
    metavar="DATE",
    help="Look no further than the end of this day. Default: now; of a snapshot, when it was taken.",
)
@click.option(
    "--per",
    type=click.Choice([WEEK, ITERATION]),
    default=WEEK,
    show_default=True,
    help="A point each week, or at the end of each iteration that has one.",
)
@options.outputs_from(CHRONICLES, name="wanted")
@reading
def _history(
    *,
    sources: tuple[str, ...],
    weeks: int | None,
    since: datetime | None,
    until: datetime | None,
    per: str,
    wanted: tuple[Output, ...],
    judging: Judging,
) -> Exit:
    if weeks and since:
        raise UsageError("--weeks and --since are two beginnings", hint="leave one of them out")
    with judging.case(sources, history=True) as now:
        case = replace(now, now=min(until or now.now, now.now))
        if since and since > case.now:
            raise UsageError("--since is after the last day", hint="name an earlier one")
        start = since or (case.now - timedelta(weeks=weeks) if weeks else None)
        if per == ITERATION:
            found = by_iteration(case, start)
        else:
            found = by_week(case, start or case.now - timedelta(weeks=A_YEAR))
        report = report_of(case)
    deliver_chronicle(found, report, wanted, public=judging.is_public, register=judging.customers)
    return Exit.INCOMPLETE if report.gaps else Exit.OK


COMMAND = _history
