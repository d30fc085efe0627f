"""What a rule is: parameters and a pure function; and the one place that compares a number with a limit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from re import fullmatch
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from seedcorn.model import Interval
from seedcorn.report import Bound, Finding, Keys, Level, Unit, Verdict
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


def parse_share(value: object) -> Fraction:
    """A share as written in a policy, "20%" or "12.5 %", exactly. Raises ValueError for anything else."""
    if isinstance(value, Fraction):
        return value
    match = fullmatch(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*%\s*", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a share is written with a percent sign, for example 20%")
    share = Fraction(match[1]) / 100
    if share > 1:
        raise ValueError("a share is at most 100%")
    return share


def parse_number(value: object) -> Fraction:
    """A plain number of points, customers or issues, exactly. Raises ValueError for anything else."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        raise ValueError("a plain number of 0 or more, for example 1800")
    return Fraction(str(value))


Share = Annotated[
    Fraction,
    BeforeValidator(parse_share),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d{1,3}(\.\d{1,6})?\s*%\s*$", "examples": ["20%"]}),
]
Number = Annotated[Fraction, BeforeValidator(parse_number), WithJsonSchema({"type": "number", "minimum": 0})]


LevelLimits = tuple[tuple[Level, Fraction], ...]


class Params(BaseModel):
    """The parameters of a rule: its default limits, and nowhere else. Keys are written in kebab-case.

    `note`, `warning` and `error` are limits; a rule declares those it has, as Share or Number, None for off.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_name=True,
        validate_by_alias=True,
        arbitrary_types_allowed=True,
    )

    def limits(self) -> LevelLimits:
        """The limits that are set, the gravest first."""
        pairs = ((level, getattr(self, level.value, None)) for level in sorted(Level, key=lambda l: -l.rank))
        return tuple((level, limit) for level, limit in pairs if limit is not None)

    def places(self) -> frozenset[str]:
        """The places, as in `Pattern.place`, that the rule looks at besides those the policy counts by."""
        conditions = (value for _, value in self if isinstance(value, Where))
        return frozenset(place for condition in conditions for place in condition.places())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an idea or a limit comes from: the work and the place in it. `ours` means nobody published it."""

    work: str
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What to do about a broken limit, in a sentence, and the issues to defer if that is the way."""

    text: str
    defer: Keys = field(default_factory=Keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number a rule measured, before it is judged. Fields as in Finding.

    What costs a look at the issues is given as functions, called only where it will be shown: `evidence`,
    `settle` (the unknown issues that could decide about a limit), `remedy` (what would keep to a limit) and
    `details` (a sentence on each of the first issues, which may name customers).
    `limits` replaces the rule's own where they depend on the backlog.
    """

    scope: str
    message: str
    measured: Interval
    unit: Unit = Unit.SHARE
    bound: Bound = Bound.CEILING
    subject: str | None = None
    evidence: Callable[[], Keys] = Keys
    settle: Callable[[Fraction], Keys] = lambda limit: Keys()
    remedy: Callable[[Fraction], Remedy] = lambda limit: Remedy(text="")
    details: Callable[[], tuple[tuple[str, str], ...]] = tuple
    limits: LevelLimits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """A rule has nothing to say in a scope; `missing` says what it would need."""

    scope: str
    missing: str


Outcome = Measure | Abstention


class Need(StrEnum):
    """What a rule judges from, as a sentence says it. Where it could not be read, the rule abstains."""

    CUSTOMERS = "who asks"
    OWN = "what is the team's own work"
    SEED_CORN = "what is seed corn"
    EFFORT = "the estimates"
    ITERATIONS = "what is planned when"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A member of `rules/`. Its id is its file's path; its page is its module's docstring.

    `question` is what it answers, in one sentence. `evaluate(context, params)` measures; `findings` judges
    what it measured. `needs` are what a wrong verdict would come from if it were missing; what would only
    widen an interval is none. `private` says that its findings are not for the public: they draw on what only
    the register knows (money, contracts, sizes), or are about people. `bound` is the side of its limits that
    its numbers must keep to; of the limits with the keys `across` ("note", "warning-days") it is the other.
    """

    module: str
    question: str
    title: str
    sources: tuple[Source, ...]
    params: type[Params]
    evaluate: "Callable[[Context, Any], Iterator[Outcome]]"
    needs: frozenset[Need] = frozenset()
    private: bool = False
    bound: Bound = Bound.CEILING
    across: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The rule in "seedcorn.rules.seed.wish_list" is "seed.wish-list"."""
        return ".".join(self.module.split(".")[-2:]).replace("_", "-")

    def bound_of(self, key: str) -> Bound:
        """The side that a number must keep to of the limit with a key."""
        other = Bound.FLOOR if self.bound is Bound.CEILING else Bound.CEILING
        return other if key in self.across else self.bound

    def findings(self, context: "Context", params: Params) -> Iterator[Finding]:
        """What the rule says of a backlog, one finding a measure."""
        for outcome in self.evaluate(context, params):
            if isinstance(outcome, Abstention):
                found = Finding(
                    rule=self.id, kind=Verdict.NOT_APPLICABLE, scope=outcome.scope, message=outcome.missing
                )
            else:
                limits = params.limits() if outcome.limits is None else outcome.limits
                found = judge(self.id, outcome, limits)
            yield replace(found, private=self.private)


def judge(rule: str, measure: Measure, limits: LevelLimits) -> Finding:
    """Compare one measure with its limits, gravest first. The one comparison of the product.

    Fail at the gravest level whose limit is broken in the kindest reading of the interval; open where a
    graver limit, or any if none fails, lies inside it; else pass. Exactly at a limit passes.
    """
    verdicts = [(level, limit, _compare(measure.measured, limit, measure.bound)) for level, limit in limits]
    failed = next((row for row in verdicts if row[2] is Verdict.FAIL), None)
    undecided = next((row for row in verdicts if row[2] is Verdict.OPEN), None)
    if failed and undecided and undecided[0].rank < failed[0].rank:
        undecided = None
    kind = Verdict.FAIL if failed else Verdict.OPEN if undecided else Verdict.PASS
    level, limit = (failed or undecided or (None, limits[-1][1] if limits else None))[:2]
    remedy = measure.remedy(limit) if failed and limit is not None else Remedy(text="")
    evidence = measure.evidence() if failed else Keys()
    settle = measure.settle(undecided[1]) if undecided else Keys()
    return Finding(
        rule=rule,
        kind=kind,
        scope=measure.scope,
        message=measure.message,
        level=level,
        subject=measure.subject,
        measured=measure.measured,
        limit=limit,
        bound=measure.bound,
        unit=measure.unit,
        open_level=undecided[0] if undecided else None,
        lean=_lean(measure, undecided[1]) if undecided else None,
        settle=settle.first,
        settle_total=settle.total,
        evidence=evidence.first,
        evidence_total=evidence.total,
        defer=remedy.defer.first,
        defer_total=remedy.defer.total,
        remedy=remedy.text,
        details=measure.details() if failed else (),
    )


def _lean(measure: Measure, limit: Fraction) -> Verdict:
    """The side of a limit that the labels are on."""
    return _compare(Interval.exactly(measure.measured.value), limit, measure.bound)


def _compare(measured: Interval, limit: Fraction, bound: Bound) -> Verdict:
    kindest, harshest = measured.low, measured.high
    if bound is Bound.FLOOR:
        kindest, harshest, limit = -measured.high, -measured.low, -limit
    if kindest > limit:
        return Verdict.FAIL
    return Verdict.PASS if harshest <= limit else Verdict.OPEN
