"""A report with all that is known beside its findings: its course, what changed, iterations, addresses."""

from dataclasses import replace

from seedcorn.impact import Seen
from seedcorn.past import looked_back
from seedcorn.past_words import sentences
from seedcorn.planned import iterations, links
from seedcorn.report import Report

TWO_YEARS = 104


def entire(seen: Seen, *, public: bool, weeks: int = TWO_YEARS) -> Report:
    """The report of what was seen, for formats that tell all of it.

    What has changed is said with names, so not in public; nor is there a course where not all was read.
    """
    told = replace(
        seen.report,
        iterations=iterations(seen.context),
        links=links(seen.context, seen.report.findings),
    )
    if told.gaps or not seen.case.snapshot.has_history:
        return told
    past = looked_back(seen, weeks=weeks)
    return replace(
        told,
        names=past.after.names,
        traces=past.after.traces,
        since=() if public else sentences(past),
    )
