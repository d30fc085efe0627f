"""What is let be in the sample reports: by a waiver, and as it was in the baseline."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from seedcorn.acceptance import Accepted, By, Notice, State
from seedcorn.model import Interval
from seedcorn.report import Finding, Level, Report, Unit, Verdict


def let_be(names: tuple[str, ...], customer: str, text: str) -> tuple[Finding, ...]:
    """One by a waiver, one by the baseline of which a graver level is undecided."""
    return (
        Finding(
            rule="concentration.milestone",
            kind=Verdict.FAIL,
            level=Level.ERROR,
            scope="milestone: " + names[16],
            subject=customer,
            message="share of the milestone",
            measured=Interval.exactly(Fraction(3, 5)),
            limit=Fraction(1, 2),
            accepted=Accepted(
                by=By.WAIVER,
                owner=names[2],
                reason=f"{text}. Launch partner until GA, says {names[1]}",
                until=date(2026, 1, 28),
            ),
        ),
        Finding(
            rule="concentration.hhi",
            kind=Verdict.FAIL,
            level=Level.WARNING,
            scope="open backlog",
            message="concentration of the requested work (10,000 is one customer alone)",
            measured=Interval(value=Fraction(5000), low=Fraction(4000), high=Fraction(8159)),
            limit=Fraction(1800),
            unit=Unit.POINTS,
            open_level=Level.ERROR,
            lean=Verdict.FAIL,
            accepted=Accepted(by=By.BASELINE, since=date(2025, 11, 3), was=Fraction(5200)),
        ),
    )


def notices(names: tuple[str, ...], customer: str, text: str) -> tuple[Notice, ...]:
    """Each kind there is."""
    return (
        Notice(state=State.ENDING, rule="concentration.milestone", owner=names[2], until=date(2026, 1, 28)),
        Notice(
            state=State.ENDED,
            rule="concentration.top-share",
            subject=customer,
            scope="milestone: " + names[16],
            owner=text,
            until=date(2026, 1, 20),
        ),
        Notice(state=State.UNUSED, rule="seed.genuine", subject=names[13], owner=names[0], until=None),
        Notice(state=State.LOOSE, rule="concentration.hhi", scope="open backlog"),
    )


def waived(healthy: Report) -> Report:
    """The same with both of its findings failing, and let be."""
    top, reserve = healthy.findings
    known = Accepted(by=By.BASELINE, since=date(2025, 11, 3), was=Fraction(22, 100))
    waiver = Accepted(
        by=By.WAIVER, owner="@product-lead", reason="Launch partner until GA.", until=date(2027, 3, 31)
    )
    failing = (
        replace(
            top,
            kind=Verdict.FAIL,
            level=Level.ERROR,
            measured=Interval.exactly(Fraction(12, 100)),
            limit=Fraction(1, 10),
            remedy="See which of these issues other customers want too.",
            accepted=waiver,
        ),
        replace(reserve, kind=Verdict.FAIL, level=Level.WARNING, limit=Fraction(1, 4), accepted=known),
    )
    return replace(healthy, findings=failing)
