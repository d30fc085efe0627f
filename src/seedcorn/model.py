"""The nouns of seedcorn as immutable values: what a tracker says, who the customers are, how to count."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration:
    """A planned piece of time or scope that issues belong to: a milestone, a sprint, a version.

    `kind` is the tracker's own word in lower case ("milestone", "sprint"); `end` is its due date.
    One without an `end` is still a milestone, but never the current iteration.
    """

    name: str
    kind: str = "milestone"
    start: datetime | None = None
    end: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue as its tracker tells it: facts only, no customer yet. All times are aware and in UTC.

    `source` is where it was read ("github:acme/app"), `key` how people name it ("acme/app#12").
    `fields` are structured fields as (name, value), a list field giving one pair a value; estimates
    are fields too. `headings` are the answers to an issue form, as (heading, value). `marks` is what stands
    anywhere else, as (place, value) in the words of `Pattern.place`: ("component", "Billing").
    """

    source: str
    key: str
    title: str
    state: str
    created_at: datetime
    url: str = ""
    type: str | None = None
    state_reason: str | None = None
    labels: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    iterations: tuple[Iteration, ...] = ()
    assignees: tuple[str, ...] = ()
    author: str | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    parent: str | None = None
    marks: tuple[tuple[str, str], ...] = ()


HISTORY = "history"  # the place at which somebody looks for events, beside those of `Pattern.place`
CLOSED = "closed"  # the place of an event that ends an issue
DECLINED = "not_planned"  # the reason of one that ends it without its being done, also `Issue.state_reason`


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """At a moment a mark came on an issue (`is_on`) or went off it; being closed is such a mark too.

    `source` and `key` are the issue's, `at` is in UTC. (`place`, `value`) is the mark in the words of
    `Issue.marks`: ("label", "bug"), ("milestone", "2.0"), ("sprint", "Sprint 3"), ("assignee", "ada"),
    ("field:story points", "5"). Of (CLOSED, reason) the reason is the word of `Issue.state_reason` or empty;
    reopening takes off whichever there is. A change of one value to another is two events. `number` is the
    tracker's own, for those of one second; `actor` is who did it.
    """

    source: str
    key: str
    at: datetime
    place: str
    value: str
    is_on: bool = True
    actor: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody may say yes to, as it stands at its tracker: an issue, or a change to the code.

    `issue` is the issue; of a pull or merge request (`is_change`) it is the request itself with its own
    title, labels and milestone, under its own key. `closes` are the keys of the issues that a change will
    close. `base` and `head` are the commits that it is compared from and to.
    """

    issue: Issue
    is_change: bool = False
    closes: tuple[str, ...] = ()
    base: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that should have been read and was not. With one, nothing passes and nobody is accused.

    `place` is empty where issues are missing. Where all issues are there and only one place on them could not
    be read, it is that place in the words of `Pattern.place`: what does not look there can still be judged.
    `absent` says that this source knows of no such place, say a field of that name: it matters only where no
    other source has it, for then the policy may have misspelt it.
    """

    source: str
    what: str
    why: str
    place: str = ""
    absent: bool = False


class Status(StrEnum):
    """What a register entry is to the product.

    Requests of `active` and `churned` customers and of `prospect`s are requested work; what an `internal`
    asker wants is the team's own work; a `crowd` entry is a request without a name.
    """

    ACTIVE = "active"
    CHURNED = "churned"
    PROSPECT = "prospect"
    INTERNAL = "internal"
    CROWD = "crowd"


class Contract(StrEnum):
    """On what terms a customer buys: at the list's prices, by a master agreement, by statements of work."""

    SELF_SERVE = "self-serve"
    MSA = "msa"
    SOW = "sow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What it has, and spends in a month on everything and on one person, in the register's currency."""

    cash: Fraction | None = None
    monthly_cost: Fraction | None = None
    cost_per_head: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer, from the register or, without one, from a name found in the tracker.

    `revenue` and `list_price` are in the register's one currency, for its one period, `prepaid` and `overdue`
    in that currency; `discount` is a share of the list price. `parent` is the id of the group that controls
    it (counted as one customer: ASC 280-10-50-42). `domains` are its mail domains. `usage` is how much of
    each resource it uses, as (what, how much). `private` keeps the name out of public places even where a
    public label shows it.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    code_name: str | None = None
    parent: str | None = None
    segment: str | None = None
    status: Status = Status.ACTIVE
    revenue: Fraction | None = None
    seats: int | None = None
    size_employees: int | None = None
    size_at_start: int | None = None
    started: date | None = None
    ended: date | None = None
    renews: date | None = None
    contract: Contract | None = None
    list_price: Fraction | None = None
    discount: Fraction | None = None
    prepaid: Fraction | None = None
    overdue: Fraction | None = None
    buyer_is_user: bool | None = None
    usage: tuple[tuple[str, Fraction], ...] = ()
    private: bool = True
    registered: bool = True


REPORT_LABEL = "seedcorn-report"


class Meaning(StrEnum):
    """What a mark on an issue says about whose work it is; REPORT is on seedcorn's own, which is no work."""

    CUSTOMER = "customer"
    PROSPECT = "prospect"
    NAMELESS = "nameless"
    OWN = "own"
    BUG = "bug"
    SEED_CORN = "seed-corn"
    IGNORED = "ignored"
    REPORT = "report"


class Split(StrEnum):
    """How an issue that several customers asked for is divided among them."""

    EQUALLY = "equally"
    FULLY = "fully"
    FIRST = "first"


class Missing(StrEnum):
    """What an issue without an estimate counts."""

    MEDIAN = "median"
    ZERO = "zero"
    ONE = "one"
    FAIL = "fail"


PARENT = "parent"
ITERATION_KINDS = ("milestone", "sprint", "iteration", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which marks have a meaning.

    `place` says where the mark stands: "label", "past-label", "type", "milestone" (or another of
    ITERATION_KINDS), "title-prefix", "author", "assignee", "component", "epic", "comment", "organization",
    "author-organization", "requester-domain", "repository", "project", "topic", "field:NAME",
    "project-field:NAME", "heading:NAME", "property:NAME". `glob` is matched against its value without regard
    to case; for CUSTOMER and PROSPECT the `*` is the name, and the least `rank` at which anybody is named on
    an issue decides who asks. `except_` are names or globs that do not count.
    """

    place: str
    glob: str
    meaning: Meaning
    except_: tuple[str, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Where some sources say how much work an issue is: as a number, or as `sizes` (glob, effort).

    `source` is a glob ("gitlab:*"); `counts` is what one of their units is in the unit of the run.
    """

    place: str
    source: str = "*"
    sizes: tuple[tuple[str, Fraction], ...] = ()
    counts: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The one unit of effort of a run: the count of issues, or numbers read from marks.

    `place` is "field:NAME" (numbers) or "label" with `sizes` (glob, effort), for all sources alike. Instead,
    `by_source` gives several; the first that fits a source is the one. Efforts are kept in thousandths.
    """

    unit: str = "issues"
    place: str | None = None
    sizes: tuple[tuple[str, Fraction], ...] = ()
    by_source: tuple[Estimate, ...] = ()
    missing: Missing = Missing.MEDIAN

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Where estimates are read; nowhere if every issue counts as one."""
        everywhere = () if self.place is None else (Estimate(place=self.place, sizes=self.sizes),)
        return self.by_source or everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a policy turns facts into whose work it is: everything attribution needs, as plain values.

    Of the patterns that fit one mark the first counts. `since` is when labelling began: older issues are
    unknown.
    """

    patterns: tuple[Pattern, ...] = ()
    unlabelled_is_own: bool = False
    since: datetime | None = None
    split: Split = Split.EQUALLY
    effort: Effort = field(default_factory=Effort)
    idle_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An exact number and the bounds of what can be true given the unknown issues: low <= value <= high."""

    value: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, value: Fraction | int) -> "Interval":
        """A number that no unknown issue can move."""
        exact = Fraction(value)
        return cls(value=exact, low=exact, high=exact)
