"""Comparisons of every kind, told in names of people who mean well or of those who do not."""

from dataclasses import replace
from fractions import Fraction

from sample_report import HOSTILE, healthy_report, incomplete_report
from seedcorn.comparison import About, Comparison, Exposure, Move, Shift
from seedcorn.model import Interval
from seedcorn.report import Bound, CustomerShare, Finding, Level, Report, Unit, Verdict

KIND = ("Falcon", "Globex", "Acme", "#77 Export", "customer: NAME", "Sprint 12", "ada")
COMPLETED = "completed in the last 90 days"
_LEVELS = {Verdict.FAIL: Level.ERROR, Verdict.OPEN: Level.ERROR}


def number(value: str, spread: str = "0") -> Interval:
    return Interval(
        value=Fraction(value),
        low=max(Fraction(value) - Fraction(spread), Fraction(0)),
        high=min(Fraction(value) + Fraction(spread), Fraction(1)),
    )


def share(
    customer: str,
    value: str,
    kind: Verdict = Verdict.PASS,
    *,
    scope: str = "open backlog",
    limit: str = "3/10",
    spread: str = "0",
) -> Finding:
    """How much of the requested work one customer has."""
    return Finding(
        rule="concentration.top-share",
        kind=kind,
        level=_LEVELS.get(kind),
        open_level=Level.ERROR if kind is Verdict.OPEN else None,
        scope=scope,
        subject=customer,
        message="share of the requested work",
        measured=number(value, spread),
        limit=Fraction(limit),
        remedy="See which of these issues other customers want too." if kind is Verdict.FAIL else "",
    )


def seed(value: str, kind: Verdict = Verdict.PASS, scope: str = "open backlog") -> Finding:
    """How much is seed corn; at least 15 % of it should be."""
    return Finding(
        rule="seed.reserve",
        kind=kind,
        level=_LEVELS.get(kind),
        scope=scope,
        message="is seed corn",
        measured=number(value),
        limit=Fraction(15, 100),
        bound=Bound.FLOOR,
        remedy="Take a fixed part off the top for seed corn." if kind is Verdict.FAIL else "",
    )


def index(points: str, kind: Verdict = Verdict.PASS) -> Finding:
    """How concentrated the requests are."""
    return Finding(
        rule="concentration.hhi",
        kind=kind,
        level=Level.WARNING if kind is Verdict.FAIL else None,
        scope="open backlog",
        message="concentration of the requested work (10,000 is one customer alone)",
        measured=Interval.exactly(Fraction(points)),
        limit=Fraction(1800),
        unit=Unit.POINTS,
    )


def served(customers: int, scope: str, kind: Verdict = Verdict.PASS) -> Finding:
    """How many customers an iteration serves."""
    return Finding(
        rule="breadth.per-iteration",
        kind=kind,
        level=Level.WARNING if kind is Verdict.FAIL else None,
        scope=scope,
        message="served by the current iteration",
        measured=Interval.exactly(customers),
        limit=Fraction(4),
        bound=Bound.FLOOR,
        unit=Unit.CUSTOMERS,
    )


def report_of(names: tuple[str, ...], findings: tuple[Finding, ...] = ()) -> Report:
    """A report that knows three customers by these names."""
    base = healthy_report()
    customers = tuple(
        CustomerShare(
            id=one, name=name, issues=9, bugs=1, demand=Fraction(9), share=Interval.exactly(Fraction(3, 10))
        )
        for one, name in zip(("falcon", "globex", "acme"), names, strict=False)
    )
    return replace(
        base, attribution=replace(base.attribution, customers=customers), findings=findings, notes=()
    )


def compared(
    about: About, shifts: tuple[Shift, ...], names: tuple[str, ...] = KIND, **others: object
) -> Comparison:
    """A comparison of two reports that hold just these findings."""
    before, after = (
        report_of(names, tuple(found for shift in shifts if (found := getattr(shift, side)) is not None))
        for side in ("before", "after")
    )
    return Comparison(about=about, before=before, after=after, shifts=shifts, **others)  # type: ignore[arg-type]  # fields by name


def crossing(names: tuple[str, ...] = KIND, about: About = About.ISSUE) -> Comparison:
    """Somebody asks who gets too much by it, and seed corn gets too little."""
    scope = COMPLETED if about is About.CHANGE else "open backlog"
    sprint = f"sprint: {names[5]}"
    shifts = (
        Shift(
            before=share("falcon", "24/100", scope=scope),
            after=share("falcon", "312/1000", Verdict.FAIL, scope=scope),
        ),
        Shift(before=share("globex", "20/100", scope=scope), after=share("globex", "19/100", scope=scope)),
        Shift(before=seed("18/100", scope=sprint), after=seed("14/100", Verdict.FAIL, scope=sprint)),
        Shift(before=index("1725"), after=index("1922", Verdict.FAIL)),
        Shift(before=served(4, sprint), after=served(3, sprint, Verdict.FAIL)),
    )
    return compared(
        about,
        shifts,
        names,
        key=names[3],
        title=names[3],
        kind="requested",
        asked_by=("falcon",),
        exposed=(
            Exposure(customer="falcon", others=12, revenue=Fraction(14, 100)),
            Exposure(customer="globex", others=1),
        ),
        notes=(f"{names[6]} opened it with the label {names[4]}.",),
    )


def calm(names: tuple[str, ...] = KIND) -> Comparison:
    """Saying yes crosses nothing."""
    shifts = (
        Shift(before=share("acme", "24/100"), after=share("acme", "25/100")),
        Shift(before=seed("19/100"), after=seed("18/100")),
    )
    return compared(About.ISSUE, shifts, names, kind="requested", asked_by=("acme",))


def unnamed(names: tuple[str, ...] = KIND) -> Comparison:
    """Nobody knows who asks."""
    said = f"A customer: add the label {names[4]}.", f"The team itself: add the label {names[0]}."
    return replace(crossing(names), kind="unknown", asked_by=(), answers=said, exposed=())


def unread(names: tuple[str, ...] = KIND) -> Comparison:
    """Not all could be read."""
    told = crossing(names)
    return replace(told, after=replace(told.after, gaps=incomplete_report().gaps))


def plan(names: tuple[str, ...] = KIND) -> Comparison:
    """Some issues trade places."""
    shifts = (
        Shift(before=share("acme", "41/100", Verdict.FAIL), after=share("acme", "29/100")),
        Shift(before=seed("9/100", Verdict.FAIL), after=seed("20/100")),
    )
    moves = (
        Move(said="Defer", keys=("acme/app#12", "acme/app#40"), total=2),
        Move(said="Pull in", keys=(names[3],), total=1),
    )
    return compared(About.PLAN, shifts, names, moves=moves)


def supposed(names: tuple[str, ...] = KIND) -> Comparison:
    """Somebody's requests are supposed to be more than they are."""
    shifts = (
        Shift(before=share("falcon", "24/100"), after=share("falcon", "31/100", Verdict.FAIL)),
        Shift(
            before=share("acme", "25/100"),
            after=share("acme", "29/100", Verdict.OPEN, spread="15/100"),
        ),
    )
    said = f"{names[0]} asks for three more"
    return compared(About.WHAT_IF, shifts, names, moves=(Move(said=said, keys=(names[3],)),))


def policy(names: tuple[str, ...] = KIND) -> Comparison:
    """Limits are drawn closer for one customer, and seed corn is not checked any more."""
    shifts = (
        Shift(
            before=share("falcon", "24/100"), after=share("falcon", "24/100", Verdict.FAIL, limit="20/100")
        ),
        Shift(before=seed("9/100", Verdict.FAIL)),
        Shift(before=index("1725"), after=index("1725")),
    )
    moves = (Move(said=f"concentration.top-share: error 30 % becomes 20 % ({names[6]})"),)
    return compared(About.POLICY, shifts, names, moves=moves)


def every(names: tuple[str, ...] = KIND) -> dict[str, Comparison]:
    """One of each, by name."""
    return {
        "issue": crossing(names),
        "change": crossing(names, About.CHANGE),
        "what-if": supposed(names),
        "plan": plan(names),
        "policy": policy(names),
        "calm": calm(names),
        "unnamed": unnamed(names),
        "unread": unread(names),
    }


HOSTILE_NAMES = (*HOSTILE[2:4], *HOSTILE[13:16], HOSTILE[4], HOSTILE[1])
