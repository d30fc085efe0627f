"""How sure the answer is: what of it holds even in the kindest reading, or how to settle it."""

from collections.abc import Sequence

from seedcorn.acceptance_words import standing
from seedcorn.headline import (
    FEW,
    OPEN_BACKLOG,
    TOP_SHARE,
    customer_name,
    gravest,
    number_of,
    possessive,
    shared_prefix,
    told,
    too_few,
    top_share_passed,
)
from seedcorn.model import Interval
from seedcorn.report import Bound, Finding, Report, Unit, Verdict
from seedcorn.words import count, keys


def certainty(report: Report) -> str:
    """What of the headline holds even in the kindest reading, or why it is not known and how to settle it."""
    if report.gaps:
        known = "every number here is of what was read" if report.partial else "only the rest was judged"
        return f"Not certain: {known}; mend that and run it again."
    failed = gravest(report, Verdict.FAIL)
    if too_few(report, failed):
        return f"Besides: {told(report, failed[0])}."
    if failed:
        return _certain_failure(report, failed)
    if undecided := gravest(report, Verdict.OPEN):
        return _how_to_settle(report, undecided)
    if not any(finding.kind in (Verdict.PASS, Verdict.FAIL) for finding in report.findings):
        return "Not certain: no check had enough to go by."
    return _let_be(report) if report.let_be else _certain_pass(report)


def _let_be(report: Report) -> str:
    first = report.let_be[0]
    return f"The gravest: {told(report, first)}; {standing(first)}."


def _certain_failure(report: Report, failed: Sequence[Finding]) -> str:
    first, silent = failed[0], report.attribution.unknown_issues
    graver = (
        first.open_level is not None and first.level is not None and first.open_level.rank > first.level.rank
    )
    also = " Whether it is graver still depends on what they say." if graver else ""
    if first.measured is None:
        return "Certain: no unlabelled issue could change it."
    kindest = first.measured.high if first.bound is Bound.FLOOR else first.measured.low
    if kindest == first.measured.value:
        why = "no unlabelled issue could change it" if silent else "every open issue says whose it is"
        return f"Certain: {why}."
    shown, which = number_of(first, kindest), _the_unlabelled(first, silent)
    if first.unit is Unit.SHARE and first.subject is not None and first.rule == TOP_SHARE:
        name = customer_name(report, first.subject)
        return f"Certain: even if none of {which} were {possessive(name)}, it would hold {shown}.{also}"
    return f"Certain: even in the kindest reading of {which} it would be {shown}.{also}"


def _the_unlabelled(finding: Finding, silent: int) -> str:
    """Only of the open backlog does the report count what nobody labelled."""
    known = finding.scope == OPEN_BACKLOG and silent > 1
    return f"the {count(silent, 'unlabelled issue')}" if known else "the unlabelled issues"


def _how_to_settle(report: Report, undecided: Sequence[Finding]) -> str:
    first = undecided[0]
    if first.measured is None:
        return "Not certain: not enough is labelled."
    low, high = (number_of(first, end) for end in (first.measured.low, first.measured.high))
    which = _the_unlabelled(first, report.attribution.unknown_issues)
    could = f"Not certain: depending on {which} the answer lies between {low} and {high}"
    total = max(first.settle_total, len(first.settle))
    if not total:
        return f"{could}."
    named = keys(first.settle, total, shared=shared_prefix(report), most=FEW)
    these = "this issue" if total == 1 else f"these {total} issues"
    return f"{could}; label {these} first: {named}."


def _certain_pass(report: Report) -> str:
    silent, top = report.attribution.unknown_issues, top_share_passed(report)
    if not silent:
        return "Certain: every open issue says whose it is."
    if top and top.subject is not None and top.measured and not _is_exact(top.measured):
        name, shown = customer_name(report, top.subject), number_of(top, top.measured.high)
        whose = f"all of {_the_unlabelled(top, silent)}" if silent > 1 else "the unlabelled issue"
        return f"Certain: even if {whose} were {possessive(name)}, it would hold {shown}."
    return f"Certain: {count(silent, 'unlabelled issue')} could not change it."


def _is_exact(interval: Interval) -> bool:
    return interval.low == interval.high
