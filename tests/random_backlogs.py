"""Backlogs as they could be: labels in any spelling, several askers, dates on the edges, any counting."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from builders import NOW, ago, issue, milestone
from seedcorn.model import (
    Counting,
    Customer,
    Effort,
    Estimate,
    Issue,
    Iteration,
    Meaning,
    Missing,
    Pattern,
    Split,
    Status,
)

SINCE = ago(40)
LABELS = (
    *("Customer: Acme", "customer:acme", "CUSTOMER:  ACME ", "customer: ACME Inc", "customer:\tAcme  Corp"),
    *("customer: Globex", "\uff43ustomer: Globex", "customer/Globex", "customer: Hooli", "Customer: Initech"),
    *("customer: other", "customer: Others unite", "customer:", "customer: ", "customer::Acme", "customers"),
    *("customer: Engineering", "customer: The Public", "customer: Stra\u00dfe", "customer: STRASSE"),
    *("prospect: Umbrella", "prospect:umbrella", "prospect: Acme", "customer: Umbrella"),
    *("customer request", "Customer  Request", "bug", " BUG", "chore", "seed-corn", "Seed-Corn", "wontfix"),
    *("size/S", "size/M", "Size / L", "misc", "*", ".*", "customer: (.+)", "customer: *"),
)
ANSWERS = (
    "Acme, Globex",
    "Initech; Acme, Inc.",
    "globex\nHooli",
    "other",
    "",
    "Acme Corp, ACME",
    "Engineering",
)
ESTIMATES = ("0", "1", "3", "0.5", "2.125", "1000000", "1000001", "-1", "five", "", " 8 ")
MILESTONES = (
    milestone("1.0", due_in=-30),
    milestone("1.1", due_in=-2),
    milestone("2.0", due_in=0),
    milestone("2.1", due_in=14),
    milestone("someday", due_in=None),
    milestone("0.9", due_in=3, closed=True),
    Iteration(name="Sprint 7", kind="sprint", start=ago(-3), end=ago(-5)),
    Iteration(name="Sprint 6", kind="sprint", start=ago(10), end=ago(-13)),
)
REGISTER = (
    Customer(id="acme", name="Acme Corp", aliases=("ACME Inc", "Acme, Inc."), revenue=Fraction(90)),
    Customer(id="group", name="Globex Holding"),
    Customer(id="globex", name="Globex", parent="group"),
    Customer(id="initech", name="Initech", status=Status.CHURNED),
    Customer(id="hooli", name="Hooli", status=Status.PROSPECT),
    Customer(id="eng", name="Engineering", status=Status.INTERNAL),
    Customer(id="crowd", name="The Public", status=Status.CROWD),
)
MOMENTS = st.one_of(
    st.sampled_from([ago(90), ago(0), SINCE, ago(90) - timedelta(minutes=1), ago(90) + timedelta(minutes=1)]),
    st.integers(-10, 200).map(ago),
)


@st.composite
def an_issue(draw: st.DrawFn) -> Issue:
    """One issue; its number may be another's too."""
    created = draw(MOMENTS)
    changes: dict[str, Any] = {
        "source": draw(st.sampled_from(["github:acme/app", "github:acme/app", "export:old.csv"])),
        "created_at": created,
        "iterations": tuple(draw(st.lists(st.sampled_from(MILESTONES), max_size=2, unique=True))),
    }
    if draw(st.booleans()):
        changes["updated_at"] = max(created, draw(MOMENTS))
    if draw(st.integers(0, 2)) == 0:
        changes |= _closing(draw, created)
    if draw(st.integers(0, 3)) == 0:
        changes["headings"] = (("Customer", draw(st.sampled_from(ANSWERS))),)
    if draw(st.booleans()):
        estimates = draw(st.lists(st.sampled_from(ESTIMATES), min_size=1, max_size=2))
        changes["fields"] = tuple(("Story Points", estimate) for estimate in estimates)
    if draw(st.integers(0, 3)) == 0:
        changes["fields"] = (*changes.get("fields", ()), ("Customer", draw(st.sampled_from(ANSWERS))))
    number = draw(st.one_of(st.integers(1, 60), st.integers(1, 9)))
    if draw(st.integers(0, 2)):
        changes["parent"] = f"acme/app#{draw(st.one_of(st.just(number + 1), st.integers(1, 9)))}"
    if draw(st.integers(0, 3)) == 0:
        changes["marks"] = (("organization", draw(st.sampled_from(["Acme", "Globex", "Hooli", "other"]))),)
    if draw(st.integers(0, 5)) == 0:
        changes["title"] = draw(st.sampled_from(["[Acme] crash", "[globex ]: slow", "[other] x", "[ ] y"]))
    labels = draw(st.lists(st.sampled_from(LABELS), max_size=4))
    return issue(number, *labels, **changes)


def _closing(draw: st.DrawFn, created: datetime) -> dict[str, Any]:
    reasons = st.sampled_from(["completed", "not_planned", "duplicate", None])
    closed = max(created, draw(MOMENTS)) if draw(st.integers(0, 5)) else None
    return {"state": "closed", "closed_at": closed, "state_reason": draw(reasons)}


BACKLOGS = st.lists(an_issue(), min_size=1, max_size=40)
WHO = (
    Pattern(place="label", glob="wontfix", meaning=Meaning.IGNORED),
    Pattern(place="label", glob="seed-corn", meaning=Meaning.SEED_CORN),
    Pattern(place="label", glob="customer request", meaning=Meaning.NAMELESS),
    Pattern(place="label", glob="Bug", meaning=Meaning.BUG),
    Pattern(place="label", glob="chore", meaning=Meaning.OWN),
    Pattern(place="label", glob="prospect: *", meaning=Meaning.PROSPECT),
    Pattern(place="label", glob="customer: *", meaning=Meaning.CUSTOMER, except_=("other", "Others *")),
    Pattern(place="label", glob="customer/*", meaning=Meaning.CUSTOMER),
    Pattern(place="heading:customer", glob="*", meaning=Meaning.CUSTOMER, except_=("other",)),
    Pattern(place="title-prefix", glob="*", meaning=Meaning.CUSTOMER, except_=("other",)),
    Pattern(place="field:customer", glob="*", meaning=Meaning.CUSTOMER, except_=("other",)),
    Pattern(place="organization", glob="*", meaning=Meaning.PROSPECT, except_=("other",)),
)


@st.composite
def _patterns(draw: st.DrawFn) -> tuple[Pattern, ...]:
    """The same in any order, each at any rank: all the same, or some before others."""
    ordered = draw(st.one_of(st.just(WHO), st.permutations(WHO).map(tuple)))
    ranks = draw(
        st.one_of(st.just([0] * len(WHO)), st.lists(st.integers(0, 3), min_size=len(WHO), max_size=len(WHO)))
    )
    return tuple(replace(one, rank=rank) for one, rank in zip(ordered, ranks, strict=True))


_BY_SOURCE = (
    Estimate(place="field:story points", source="export:*", counts=Fraction(1, 8)),
    Estimate(place="label", source="GitHub:*", sizes=(("size/s", Fraction(1)), ("size/m", Fraction(3, 2)))),
    Estimate(place="field:story points"),
)
_EFFORTS = st.one_of(
    st.just(Effort()),
    st.builds(
        Effort,
        unit=st.just("points"),
        place=st.just("field:story points"),
        missing=st.sampled_from([Missing.MEDIAN, Missing.ZERO, Missing.ONE]),
    ),
    st.builds(
        Effort,
        unit=st.just("size"),
        place=st.just("label"),
        sizes=st.just((("size/s", Fraction(1)), ("SIZE/M", Fraction(5, 2)), ("size / *", Fraction(8)))),
        missing=st.sampled_from([Missing.MEDIAN, Missing.ZERO, Missing.ONE]),
    ),
    st.builds(
        Effort,
        unit=st.just("points"),
        by_source=st.just(_BY_SOURCE),
        missing=st.sampled_from([Missing.MEDIAN, Missing.ZERO, Missing.ONE]),
    ),
)
COUNTINGS = st.builds(
    Counting,
    patterns=_patterns(),
    unlabelled_is_own=st.booleans(),
    since=st.sampled_from([None, SINCE]),
    split=st.sampled_from(Split),
    effort=_EFFORTS,
    idle_days=st.sampled_from([None, 40]),
)
REGISTERS = st.sampled_from([None, REGISTER])
NOWS = st.sampled_from([NOW, NOW, ago(30)])
