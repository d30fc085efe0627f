"""Where few customers ask, a share is as good as a name: then only the range that it lies in is told."""

from dataclasses import replace
from fractions import Fraction

from seedcorn.band import Band, band_of
from seedcorn.comparison import Shift
from seedcorn.model import Interval
from seedcorn.report import Attribution, CustomerShare, Facts, Finding, Report, Unit
from seedcorn.tally import Tally, Work

FEWEST = 4  # customers among whom a share names nobody; ours
MOST = Fraction(90, 100)  # a share that names its customer, whoever else asks; ours
WHY = "Few customers: their shares are given as ranges, since a number would name them."


def is_telling(report: Report) -> bool:
    """Whether a share could name its customer: fewer than four ask for anything, or one for over 90 %."""
    asking = [one for one in report.attribution.customers if one.demand]
    return len(asking) < FEWEST or any(one.share.value > MOST for one in asking)


def is_alone(report: Report) -> bool:
    """Whether only one customer is named: then what names nobody is the rest of its share."""
    return len(report.attribution.customers) == 1


def banded(report: Report, *, alone: bool) -> Report:
    """The report with shares of customers as bands of 20 points, and without what they follow from.

    Of a customer `alone` the share also follows from how much names nobody, and from where names were read.
    """
    counts = report.attribution
    return replace(
        report,
        attribution=replace(
            counts,
            customers=tuple(map(_customer, counts.customers)),
            nameless_issues=0 if alone else counts.nameless_issues,
            readings=() if alone else counts.readings,
            work=_in_one(counts.work),
        ),
        facts=Facts(),
        findings=tuple(finding_in_bands(found, alone=alone) for found in report.findings),
        notes=(*(note for note in report.notes if not (alone and _counts(counts, note))), WHY),
        since=(),  # what moved since is said with numbers, unless it is said of what this makes
        iterations=tuple(replace(one, work=_in_one(one.work)) for one in report.iterations),
        links=(),  # to what is behind a customer's number, as many as there are
        banded=True,
    )


def finding_in_bands(finding: Finding, *, alone: bool) -> Finding:
    """A finding without its customer's exact share, and without how many issues, or which, are behind it."""
    if finding.unit in (Unit.POINTS, Unit.INDEX_POINTS) or (alone and _counts_nameless(finding)):
        return replace(_bare(finding), measured=None)
    if finding.subject is None or finding.measured is None:
        return finding
    measured = interval_in_bands(finding.measured) if finding.unit is Unit.SHARE else None
    return replace(_bare(finding), measured=measured)


def shift_in_bands(shift: Shift, *, alone: bool) -> Shift:
    """Both findings of a shift; within one band it is still told which way it goes."""
    if shift.before is None or shift.after is None:
        return replace(
            shift,
            before=shift.before and finding_in_bands(shift.before, alone=alone),
            after=shift.after and finding_in_bands(shift.after, alone=alone),
        )
    before, after = (finding_in_bands(one, alone=alone) for one in (shift.before, shift.after))
    moved = _direction(shift.before, shift.after)
    return replace(shift, before=_ranked(before, -moved), after=_ranked(after, moved))


def _customer(customer: CustomerShare) -> CustomerShare:
    return replace(customer, issues=0, bugs=0, demand=Fraction(0), share=interval_in_bands(customer.share))


def _in_one(work: Work) -> Work:
    """Requested work as a whole: how much of it names somebody is the rest of a share."""
    return replace(work, existing=work.requested, prospects=Tally(), nameless=Tally())


def interval_in_bands(interval: Interval) -> Interval:
    """An interval of which only the bands are told."""
    return Interval(value=band_of(interval.value), low=band_of(interval.low), high=band_of(interval.high))


def _bare(finding: Finding) -> Finding:
    """Without issues: their number over all requests is the share."""
    return replace(
        finding,
        evidence=(),
        evidence_total=0,
        settle=(),
        settle_total=0,
        defer=(),
        defer_total=0,
        details=(),
        accepted=finding.accepted and replace(finding.accepted, was=None),
    )


def _counts_nameless(finding: Finding) -> bool:
    """Whether it tells how many customers more there could be: as many as issues that name nobody."""
    measured = finding.measured
    return finding.unit is Unit.CUSTOMERS and measured is not None and measured.low != measured.high


def _direction(before: Finding, after: Finding) -> int:
    if before.measured is None or after.measured is None:
        return 0
    was, is_now = before.measured.value, after.measured.value
    return (is_now > was) - (is_now < was)


def _ranked(finding: Finding, rank: int) -> Finding:
    if finding.measured is None:
        return finding
    ends = (finding.measured.value, finding.measured.low, finding.measured.high)
    value, low, high = (end.ranked(rank) if isinstance(end, Band) else end for end in ends)
    return replace(finding, measured=Interval(value=value, low=low, high=high))


def _counts(counts: Attribution, note: str) -> bool:
    """Whether a note tells how many issues were read where."""
    return any(f"{each.issues:,} ({each.confidence})" in note for each in counts.readings)
