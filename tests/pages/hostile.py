"""A report whose every text comes from somebody who means harm: each text in each of its fields."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from builders import milestone
from sample_report import captured_report, interval
from seedcorn.acceptance import Accepted, By, Notice, State
from seedcorn.background import IterationWork, LimitLine, Link, PolicyStamp, Trace
from seedcorn.confidence import Confidence
from seedcorn.model import Gap
from seedcorn.report import CustomerShare, Finding, Level, Reading, Report, Unit, Verdict
from seedcorn.tally import Tally, Work

T = TypeVar("T")
DAY = date(2026, 1, 30)
WORK = Work(
    existing=Tally(issues=5, effort=Fraction(5)),
    seed_corn=Tally(issues=2, effort=Fraction(2)),
    unknown=Tally(issues=1, effort=Fraction(1)),
)
# What is chosen from a list of ours, or says which of ours something is, comes from nobody.
_OURS = frozenset(("rule", "kind", "version", "level", "place", "unread", "unit"))


def report_in(texts: Sequence[str]) -> Report:
    """Every field that a tracker, a policy or a register fills holds each of these texts."""
    return replace(
        captured_report(),
        policy=PolicyStamp(
            **dict.fromkeys(
                ("name", "origin", "title", "decision", "review_by", "extends"), "\n".join(texts)
            ),
            lines=tuple(LimitLine(rule="seed.reserve", path=text, line=7) for text in texts),
        ),
        sources=tuple(texts),
        attribution=replace(
            captured_report().attribution,
            unit=" ".join(texts),
            work=WORK,
            customers=_each(texts, _customer),
            readings=_each(texts, _reading),
        ),
        findings=tuple(found for text in texts for found in _findings(text)),
        notes=tuple(texts),
        names=tuple((text, text) for text in texts),
        names_at=tuple(f"field:{text}" for text in texts),
        since=tuple(texts),
        notices=tuple(
            Notice(state=state, rule="seed.reserve", scope=text, subject=text, owner=text, until=DAY)
            for text in texts
            for state in State
        ),
        traces=_each(texts, _trace),
        iterations=_each(texts, _iteration),
        links=tuple(
            Link(key=key, url=url, title=text)
            for text in texts
            for key, url in ((text, text), (f"{text} 2", f"https://tracker.example/{text}"))
        ),
    )


def in_part(texts: Sequence[str]) -> Report:
    """A calm report of which something could not be read, with each of these texts in what is said of it."""
    gaps = tuple(
        Gap(source=text, what=text, why=text, place=f"field:{text}" if place % 2 else "")
        for place, text in enumerate(texts)
    )
    return replace(captured_report(), gaps=gaps, names_at=tuple(f"field:{text}" for text in texts))


def _each(texts: Sequence[str], make: Callable[[str, int], T]) -> tuple[T, ...]:
    return tuple(make(text, place) for place, text in enumerate(texts))


def _customer(text: str, place: int) -> CustomerShare:
    share = interval(f"{40 - place}/100", f"{30 - place}/100", f"{50 - place}/100")
    return CustomerShare(
        id=text, name=text, issues=40 - place, bugs=3, demand=Fraction(40 - place), share=share
    )


def _reading(text: str, place: int) -> Reading:
    return Reading(places=(f"field:{text}", text), confidence=Confidence.RECORDED, issues=place)


def _trace(text: str, place: int) -> Trace:
    shares = tuple(interval(f"{each}/20", f"{each}/20", f"{each + 1}/20") for each in range(12))
    return Trace(customer=text, shares=(None, *shares), fewest=9)


def _iteration(text: str, place: int) -> IterationWork:
    return IterationWork(iteration=milestone(text, due_in=place), work=WORK)


def _findings(text: str) -> Iterable[Finding]:
    """One of each kind, and those that are let be."""
    told = Finding(
        rule="concentration.top-share",
        kind=Verdict.FAIL,
        scope="open backlog",
        level=Level.ERROR,
        subject=text,
        message=text,
        measured=interval("2/5", "3/10", "1/2"),
        limit=Fraction(3, 10),
        settle=(text, f"{text} 2"),
        settle_total=9,
        evidence=(text, f"{text} 2"),
        evidence_total=9,
        defer=(text, f"{text} 2"),
        defer_total=9,
        remedy=text,
        details=((text, text),),
    )
    waiver = Accepted(by=By.WAIVER, owner=text, reason=text, until=DAY)
    known = Accepted(by=By.BASELINE, since=DAY, was=Fraction(1, 2))
    yield told
    yield replace(told, scope=f"milestone: {text}", rule="concentration.milestone")
    yield replace(told, scope=text, rule="seed.reserve", level=Level.WARNING, subject=None)
    yield replace(told, kind=Verdict.OPEN, open_level=Level.ERROR, lean=Verdict.FAIL, rule="seed.wish-list")
    yield replace(told, kind=Verdict.PASS, level=None, rule="breadth.per-feature", unit=Unit.CUSTOMERS)
    yield replace(told, kind=Verdict.NOT_APPLICABLE, level=None, measured=None, limit=None, unread="label")
    yield replace(told, scope=f"release: {text}", accepted=waiver)
    yield replace(told, scope=f"sprint: {text}", accepted=known, open_level=Level.ERROR)


def texts_in(value: object, path: str = "") -> Iterable[tuple[str, str]]:
    """Every text of a value that is not one of ours, with the field it stands in."""
    match value:
        case Enum():
            return
        case str():
            yield path, value
        case tuple():
            for each in value:
                yield from texts_in(each, path)
        case _ if is_dataclass(value) and not isinstance(value, type):
            for each in fields(value):
                if each.name not in _OURS:
                    held: Any = getattr(value, each.name)
                    yield from texts_in(held, f"{path}.{each.name}")
