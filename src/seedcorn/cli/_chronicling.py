"""From a case to the course of its backlog, and where that goes: without names where the public reads."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from seedcorn import shelf
from seedcorn.chronicle import Chronicle, begun, chronicle
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._outputs import Output, look_for, refuse_leaks, write_all
from seedcorn.gaps import gaps_of
from seedcorn.impact import Seen
from seedcorn.iterated import at_iterations
from seedcorn.model import HISTORY
from seedcorn.privacy import masked_chronicle, with_names
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.series import A_WEEK, series
from seedcorn.supposing import Case

CHRONICLES = "seedcorn.chronicles"
MOST_WEEKS = 1040  # twenty years


def by_week(case: Case, since: datetime) -> Chronicle:
    """The course of a case's backlog week by week, from the week of a day on until now."""
    weeks = min(max(-((since - case.now) // A_WEEK), 0), MOST_WEEKS)
    told = series(case.snapshot, case.policy.counting, case.register, now=case.now, points=weeks + 1)
    return begun(
        chronicle(told, unit=case.policy.counting.effort.unit, has_history=case.snapshot.has_history)
    )


def by_iteration(case: Case, since: datetime | None) -> Chronicle:
    """The course of a case's backlog at the end of each iteration since a day, and now."""
    told, names = at_iterations(case, since=since)
    unit, has_history = case.policy.counting.effort.unit, case.snapshot.has_history
    return begun(chronicle(told, unit=unit, has_history=has_history, names=names))


def report_of(case: Case) -> Report:
    """The audit of now, which a history that was read in parts leaves incomplete too.

    One that was never asked for is no gap: there are the labels of today, and it is said that they are.
    """
    report = Seen(case=case).report
    others = tuple(gap for gap in report.gaps if gap.place != HISTORY)
    places = case.snapshot.places
    if places is not None and HISTORY not in places:
        return replace(report, gaps=others)
    partly = (gap for gap in gaps_of(case.snapshot) if gap.place == HISTORY and not gap.absent)
    return replace(report, gaps=(*others, *partly))


def deliver_chronicle(
    found: Chronicle,
    report: Report,
    outputs: Iterable[Output],
    *,
    public: bool,
    register: Register | None,
) -> None:
    """Write a chronicle in every format asked for. Raises OutputError where one could not be; others are."""
    place, key = place_of(os.environ, report.sources), privacy_key(os.environ)
    shown, told = (
        masked_chronicle(found, report, register, place=place, key=key) if public else (found, report)
    )
    texts = [(output, _rendered(shown, told, output)) for output in outputs]
    if public:
        for _, text in texts:
            refuse_leaks(text, with_names(report, found), register, place=place, beside=shown)
    write_all(texts)


def _rendered(found: Chronicle, report: Report, output: Output) -> str:
    member = cast("ChronicleFormat", shelf.take(CHRONICLES, output.format, "CHRONICLE"))
    return member.render(found, report, look_for(output, verbose=False))
