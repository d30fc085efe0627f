"""What is let be, in words: until when and by whom, or since when; and what waivers ask for."""

from collections.abc import Iterator
from dataclasses import replace

from seedcorn.acceptance import By, Notice, State
from seedcorn.figures import figure
from seedcorn.headline import OPEN_BACKLOG, customer_name, place
from seedcorn.model import Interval
from seedcorn.report import Finding, Report
from seedcorn.words import count, plain, shorten

MOST_TEXT = 300
MOST_OWNER = 80
SOMEBODY = "a customer"
_TIGHTEN = "seedcorn baseline"


def standing(finding: Finding, *, ellipsis: str = "…") -> str:
    """Why a finding is let be: "waived until 2027-03-31 by @lead: Launch partner until GA"; may be empty."""
    accepted = finding.accepted
    if accepted is None:
        return ""
    if accepted.by is By.BASELINE:
        return f"in the baseline since {accepted.since}{_was(finding)}"
    owner = shorten(plain(accepted.owner), MOST_OWNER, ellipsis=ellipsis)
    reason = shorten(plain(accepted.reason).rstrip("."), MOST_TEXT, ellipsis=ellipsis)
    by, why = f" by {owner}" if owner else "", f": {reason}" if reason else ""
    return f"waived until {accepted.until}{by}{why}"


def in_short(finding: Finding) -> str:
    """The same in two or three words."""
    accepted = finding.accepted
    if accepted is None:
        return ""
    return "in the baseline" if accepted.by is By.BASELINE else f"waived until {accepted.until}"


def title(report: Report) -> str:
    """How many are let be, for a heading; empty where none is."""
    let_be = len(report.let_be)
    return f"{count(let_be, 'finding')} {'is' if let_be == 1 else 'are'} let be" if let_be else ""


def notices(report: Report, *, ellipsis: str = "…") -> tuple[str, ...]:
    """What somebody has to look at, in sentences: of each waiver, and of the baseline as a whole."""
    told = dict.fromkeys(filter(None, (_waiver(report, one, ellipsis) for one in report.notices)))
    return (*told, *_baseline(report))


def _was(finding: Finding) -> str:
    """The number that it was, where that is another."""
    was = finding.accepted.was if finding.accepted else None
    if was is None or finding.measured is None or was == finding.measured.value:
        return ""
    return f", when it was {figure(replace(finding, measured=Interval.exactly(was)))}"


def _waiver(report: Report, notice: Notice, ellipsis: str) -> str:
    which, owner = _which(report, notice, ellipsis), plain(notice.owner)
    by = f" ({shorten(owner, MOST_OWNER, ellipsis=ellipsis)})" if owner else ""
    match notice.state:
        case State.ENDED:
            return f"The waiver of {which}{by} ended on {notice.until}: decide again, or mend what it let be."
        case State.ENDING:
            # Without how many days are left: what is posted would be another text each day.
            return f"The waiver of {which}{by} ends on {notice.until}: decide again, or mend it by then."
        case State.UNUSED:
            return f"The waiver of {which}{by} lets nothing be: take it out, or mend what it is for."
        case State.WORSE:
            return f"Worse than in the baseline: {which}."
        case State.LOOSE:
            return ""


def _which(report: Report, notice: Notice, ellipsis: str) -> str:
    """The rule, whose finding, and in which part of the backlog if not in all of it."""
    named = customer_name(report, notice.subject, ellipsis=ellipsis) if notice.subject else ""
    where = f" ({place(notice.scope)})" if notice.scope not in ("", OPEN_BACKLOG) else ""
    return f"{shorten(plain(notice.rule), MOST_OWNER)}{f' for {named}' if named else ''}{where}"


def _baseline(report: Report) -> Iterator[str]:
    loose = sum(notice.state is State.LOOSE for notice in report.notices)
    if loose:
        are = "is" if loose == 1 else "are"
        yield f"{count(loose, 'finding')} {are} better than in the baseline; to tighten it: {_TIGHTEN}."
