"""What an audit says: findings, whose work the backlog is, and everything a format may tell about both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from seedcorn.acceptance import Accepted, Notice
from seedcorn.background import IterationWork, Link, PolicyStamp, Trace
from seedcorn.confidence import Confidence
from seedcorn.errors import Exit
from seedcorn.model import Gap, Interval
from seedcorn.tally import Work


class Verdict(StrEnum):
    """SARIF's own words for what became of a check. Open: not enough is known to decide."""

    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"
    NOT_APPLICABLE = "notApplicable"


class Level(StrEnum):
    """How much a finding matters, least first."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return _LEVELS.index(self)


_LEVELS = tuple(Level)


class Bound(StrEnum):
    """Which side of its limit a number must keep to; exactly at the limit passes."""

    CEILING = "ceiling"
    FLOOR = "floor"


class Unit(StrEnum):
    """What a measured number counts. A share is a fraction of one and is shown in percent.

    POINTS are those of an index up to 10,000, an INDEX lies between 0 and 1, or -1 and 1; TIMES is how many
    times one thing is another. PERCENTAGE_POINTS are by how much a share moved, INDEX_POINTS an index.
    """

    SHARE = "share"
    POINTS = "points"
    INDEX = "index"
    TIMES = "times"
    CUSTOMERS = "customers"
    ISSUES = "issues"
    NAMES = "names"
    PEOPLE = "people"
    BRANCHES = "branches"
    GROUPS = "groups"
    DAYS = "days"
    MONTHS = "months"
    PERCENTAGE_POINTS = "percentage points"
    INDEX_POINTS = "index points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Some issues by their keys, the first of them, and how many there are in all."""

    first: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says about one subject in one scope.

    `scope` is in words ("open backlog", "milestone: 2.0"). `subject` is a customer's id or None.
    `message` is a phrase of fact without subject, number or limit. `level` is None unless kind is
    fail or open. On an open finding `lean` is the side the labels are on (pass or fail) and `settle`
    the keys of unknown issues whose answer could decide, largest first. `evidence` holds the keys of
    the largest issues behind the number, `evidence_total` how many there are; likewise for
    `settle` and for `defer`, the smallest set of issues that would have to wait to come back to the limit.
    `open_level` is the gravest level whose limit lies inside the interval: the level of an open
    finding; on a failed one a graver level that is not decided yet. On a notApplicable finding
    `message` says what is missing, and `unread` is the place that it needs and that could not be read.
    `details` are (key, sentence) of the first issues of the evidence, with names: for few eyes alone.
    `private` says that it is drawn from what only the register knows of customers, or is about people.
    `accepted` says why one that fails is let be.
    """

    rule: str
    kind: Verdict
    scope: str
    message: str
    level: Level | None = None
    subject: str | None = None
    measured: Interval | None = None
    limit: Fraction | None = None
    bound: Bound = Bound.CEILING
    unit: Unit = Unit.SHARE
    open_level: Level | None = None
    lean: Verdict | None = None
    settle: tuple[str, ...] = ()
    settle_total: int = 0
    evidence: tuple[str, ...] = ()
    evidence_total: int = 0
    defer: tuple[str, ...] = ()
    defer_total: int = 0
    remedy: str = ""
    unread: str = ""
    details: tuple[tuple[str, str], ...] = ()
    private: bool = False
    accepted: Accepted | None = None

    @property
    def fingerprint(self) -> str:
        """Stable while rule, scope and subject are: the number may change, the finding stays the same one."""
        return fingerprint_of(self.rule, self.scope, self.subject)

    def fails_at(self, threshold: Level) -> bool:
        """Whether it fails at or above a level and is not let be."""
        failed = self.kind is Verdict.FAIL and self.accepted is None
        return failed and self.level is not None and self.level.rank >= threshold.rank

    def is_open_at(self, threshold: Level) -> bool:
        """Whether a limit at or above a level is not decided."""
        return self.open_level is not None and self.open_level.rank >= threshold.rank


def fingerprint_of(rule: str, scope: str, subject: str | None) -> str:
    """By what a finding is known again, in 16 hexadecimal digits."""
    told = "\0".join((rule, scope, subject or ""))
    return sha256(told.encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerShare:
    """One customer's part of the open backlog: issues, demand in effort, share of requested work."""

    id: str
    name: str
    issues: int
    bugs: int
    demand: Fraction
    share: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How many open issues have the customers who ask for them from these places, and how sure that is.

    `places` are in the words of `Pattern.place`; "parent" is the issue above.
    """

    places: tuple[str, ...]
    confidence: Confidence
    issues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Whose the open backlog is: the four kinds of work in issues and in effort, and who asked.

    `unit` is the unit of effort. `nameless_issues` are requested by somebody who is not named, and are part
    of `requested_issues`. `ignored_issues` were left out by the policy and are in no other number. `work` is
    the same with its effort. Customers come by share, largest first, `readings` by what counts first.
    """

    unit: str = "issues"
    open_issues: int = 0
    requested_issues: int = 0
    nameless_issues: int = 0
    own_issues: int = 0
    seed_corn_issues: int = 0
    unknown_issues: int = 0
    ignored_issues: int = 0
    work: Work = field(default_factory=Work)
    customers: tuple[CustomerShare, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Indices of the requested open work, as the labels show it; None where nothing is requested.

    HHI in points (10,000 is one customer), Gini 0 to 1, `top_three` a share, `absence_factor` the
    fewest customers who together hold half.
    """

    hhi: Fraction | None = None
    effective_customers: Fraction | None = None
    absence_factor: int | None = None
    gini: Fraction | None = None
    top_three: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a format may say. `notes` are sentences on what was assumed in counting.

    `names` are the names of the customers that findings are about, by id; `names_at` are the places where
    names are looked for, in the words of `Pattern.place`. `as_of` is the moment the backlog is judged at.
    `public` says that customers have code-names here; where it is also `banded`, their shares are known as
    ranges alone, and how many issues each asked for is not told. `fail_on` and `strict` are what the caller
    asked for; they make the verdict and the exit code, not the findings. `since` are sentences on what has
    changed, its first with the day since when, `traces` how it came to be so. `notices` are what somebody has
    to look at of waivers and of the baseline. `iterations` are the latest, the oldest first; `links` say
    where issues can be looked at that findings name.
    """

    version: str
    policy: PolicyStamp
    sources: tuple[str, ...]
    collected_at: datetime
    as_of: datetime
    attribution: Attribution
    facts: Facts
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    names_at: tuple[str, ...] = ()
    fail_on: Level = Level.ERROR
    strict: bool = False
    public: bool = False
    since: tuple[str, ...] = ()
    banded: bool = False
    notices: tuple[Notice, ...] = ()
    traces: tuple[Trace, ...] = ()
    iterations: tuple[IterationWork, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all that should have been read was."""
        return not self.gaps

    @property
    def partial(self) -> bool:
        """Whether issues are missing, so that nothing can be judged."""
        return any(not gap.place for gap in self.gaps)

    @property
    def verdict(self) -> Verdict:
        """Fail if a finding does at or above `fail_on`; pass only if nothing is open there."""
        if any(found.fails_at(self.fail_on) for found in self.findings):
            return Verdict.FAIL
        undecided = any(found.is_open_at(self.fail_on) for found in self.findings)
        decided = any(found.kind in (Verdict.PASS, Verdict.FAIL) for found in self.findings)
        return Verdict.OPEN if undecided or self.gaps or not decided else Verdict.PASS

    @property
    def exit_code(self) -> Exit:
        """What a run that could write its output exits with: 3 before 1 before 0."""
        if self.gaps:
            return Exit.INCOMPLETE
        undecided = self.verdict is Verdict.OPEN or any(found.open_level for found in self.findings)
        failed = self.verdict is Verdict.FAIL or (self.strict and undecided)
        return Exit.FINDINGS if failed else Exit.OK

    def of_kind(self, kind: Verdict) -> tuple[Finding, ...]:
        """The findings of one kind that are not let be, the gravest first, else in the order of the rules."""
        return self._sorted(found for found in self.findings if found.kind is kind and not found.accepted)

    @property
    def let_be(self) -> tuple[Finding, ...]:
        """The findings that fail and make nothing fail, in the same order."""
        return self._sorted(found for found in self.findings if found.accepted)

    @staticmethod
    def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(sorted(findings, key=lambda found: -(found.level.rank if found.level else -1)))
