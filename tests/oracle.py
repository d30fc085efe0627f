"""The same answers in plain Python, issue by issue: written from the definitions, not from the engine.

Slow, naive and short on purpose. Whoever changes a definition changes it here too, and in the engine, apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from statistics import median
from unicodedata import normalize

from oracle_scope import Counted, Scope
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

LEGAL_FORMS = ("inc", "inc.", "ltd", "gmbh")
KINDS = ("existing", "nameless", "prospect", "own", "seed corn", "unknown")
REQUESTED = KINDS[:3]
NAMED = ("existing", "prospect")
LEVELS = 20
ABOVE = 10**6  # the rank of what is said above an issue
Mark = tuple[str, str]


@dataclass(kw_only=True)
class Who:
    """Who asks for an issue, what kind of work that makes it, and whether it says so itself."""

    kind: str
    askers: list[Customer] = field(default_factory=list)
    rank: int | None = None
    is_said: bool = False


def plain(text: str) -> str:
    """As words are compared: compatible characters are the same, and so are cases and runs of spaces."""
    return " ".join(normalize("NFKC", text).casefold().split())


def spelled(glob: str, text: str) -> str | None:
    """What the star of a glob stands for in a text ("" without a star), or None if the text is not meant."""
    if not glob:
        return None if text else ""
    first, rest = glob[0], glob[1:]
    if first == "*":
        ends = range(len(text), 0, -1)  # a name is never empty
        return next((text[:end] for end in ends if spelled(rest, text[end:]) is not None), None)
    if first == " ":
        without = spelled(rest, text)
        return spelled(glob, text[1:]) if without is None and text[:1] == " " else without
    return spelled(rest, text[1:]) if text[:1] == first else None


def marks(issue: Issue) -> list[Mark]:
    """The words on an issue, as (place, value): fields first, then labels, the form's answers, the title."""
    found = [(f"field:{name.casefold()}", value) for name, value in issue.fields]
    found += [("label", label) for label in issue.labels]
    found += [(f"heading:{name.casefold()}", value) for name, value in issue.headings]
    if issue.title.startswith("["):
        found.append(("title-prefix", issue.title[1:].partition("]")[0]))
    return [*found, *issue.marks]


@dataclass(kw_only=True)
class Oracle:
    """A whole fetch, counted by a policy and the entries of a register (None for no register)."""

    issues: list[Issue]
    counting: Counting
    entries: tuple[Customer, ...] | None
    now: datetime
    window_days: int = 90

    def counted(self) -> list[Counted]:
        """Every issue that existed, once."""
        return [self._count(place, one) for place, one in enumerate(self.once) if one.created_at <= self.now]

    @cached_property
    def once(self) -> list[Issue]:
        """Every issue once, in the order they were read; of one read twice the newer text, then the later."""
        newest: dict[tuple[str, str], Issue] = {}
        for issue in self.issues:
            known = newest.get((issue.source, issue.key))
            if known is None or _changed(known) <= _changed(issue):
                newest[issue.source, issue.key] = issue
        return [issue for issue in self.issues if newest[issue.source, issue.key] is issue]

    def open(self) -> Scope:
        """What is open, and nobody wants to ignore."""
        return Scope(issues=[one for one in self.counted() if self.is_open(one.issue) and not one.ignored])

    def ignored_open(self) -> int:
        """What is open, and left out."""
        return sum(one.ignored for one in self.counted() if self.is_open(one.issue))

    def completed(self) -> Scope:
        """What was completed in the window."""
        return Scope(issues=[one for one in self.counted() if self._is_done(one.issue) and not one.ignored])

    def current(self) -> tuple[Iteration, Scope] | None:
        """The iteration that is due next, else the one overdue last, and what is or was in it."""
        dated = [one for one in self.iterations() if one.end and not one.closed]
        begun = [one for one in dated if one.start is None or one.start <= self.now]
        due = sorted((one for one in begun if one.end and one.end >= self.now), key=_end)
        late = [one for one in begun if one.end and timedelta() < self.now - one.end <= timedelta(days=90)]
        overdue = sorted(late, key=_end, reverse=True)
        for iteration in (*due, *overdue):
            planned = [*self.open().issues, *self.completed().issues]
            return iteration, Scope(issues=planned).within(iteration)
        return None

    def iterations(self) -> list[Iteration]:
        """All milestones met, each once."""
        return list({(one.kind, one.name): one for issue in self.once for one in issue.iterations}.values())

    def is_open(self, issue: Issue) -> bool:
        """Whether it was open at the moment asked about."""
        return issue.state == "open" or self._closed(issue) > self.now

    def _closed(self, issue: Issue) -> datetime:
        return issue.closed_at or issue.updated_at or issue.created_at

    def _is_done(self, issue: Issue) -> bool:
        in_window = self._closed(issue) > self.now - timedelta(days=self.window_days)
        return (
            not self.is_open(issue) and in_window and issue.state_reason not in ("not_planned", "duplicate")
        )

    def _count(self, place: int, issue: Issue) -> Counted:
        who = self._resolved(issue, LEVELS)
        meant = self._meant(issue)
        one = Counted(
            issue=issue,
            place=place,
            kind=self._declared(issue, who.kind),
            effort=Fraction(0) if self._is_counted_below(issue) else self._effort(issue),
            bug=Meaning.BUG in meant,
            seed_marked=Meaning.SEED_CORN in meant,
            ignored=self._is_ignored(issue),
            askers=who.askers,
            rank=who.rank,
            contradicted=self._is_contradicted(issue),
        )
        one.parts = self._parts(one)
        return one

    def _meant(self, issue: Issue) -> set[Meaning]:
        return {pattern.meaning for mark in marks(issue) for pattern in self._meaning(mark)}

    def _is_ignored(self, issue: Issue) -> bool:
        return Meaning.IGNORED in self._meant(issue) or self._is_idle(issue)

    def _declared(self, issue: Issue, kind: str) -> str:
        """What nothing says anything about is the team's own where the policy says so."""
        labelled_then = self.counting.since is None or issue.created_at >= self.counting.since
        return "own" if kind == "unknown" and self.counting.unlabelled_is_own and labelled_then else kind

    def _resolved(self, issue: Issue, levels: int) -> "Who":
        """Who asks and what kind of work it is: by its own marks, else as above it, so many levels up."""
        own, parent = self._own(issue), self._parent(issue)
        if own.is_said or parent is None or levels == 0:
            return own
        above = self._resolved(parent, levels - 1)
        if above.kind in REQUESTED:  # a bug, seed corn, a nameless request: all the same who asked above
            return Who(kind=min(own.kind, above.kind, key=KINDS.index), askers=above.askers, rank=ABOVE)
        return Who(kind=above.kind, rank=ABOVE) if own.kind == "unknown" and above.kind != "unknown" else own

    def _own(self, issue: Issue) -> "Who":
        """The same by its own marks alone: of the places that name anybody, the first decides."""
        named = [(self._named(mark), self._rank(mark)) for mark in marks(issue)]
        ranks = [rank for entries, rank in named if _names_somebody(entries)]
        first = min(ranks, default=None)
        counting = [
            entry
            for entries, rank in named
            if rank == first or not _names_somebody(entries)
            for entry in entries
        ]
        kinds, meant = {_kind_of(entry) for entry in counting}, self._meant(issue)
        kinds |= {"own"} if meant & {Meaning.OWN, Meaning.BUG} else set()
        kinds |= {"seed corn"} if Meaning.SEED_CORN in meant else set()
        kind = min(kinds, key=KINDS.index, default="unknown")
        askers = {
            group.id: group
            for entry in reversed(counting)
            if _kind_of(entry) in ("existing", "prospect")
            for group in (self._group(entry),)
        }
        upkeep = kind == "own" and Meaning.BUG not in meant
        in_order = list(dict.fromkeys(group.id for group in map(self._group, counting) if group.id in askers))
        return Who(
            kind=kind,
            askers=[askers[customer] for customer in in_order],
            rank=first,
            is_said=first is not None or upkeep,
        )

    def _parent(self, issue: Issue) -> Issue | None:
        """The issue above, by its key: in the same source, else in any."""
        alike = [one for one in self.once if one.key == issue.parent]
        beside = [one for one in alike if one.source == issue.source]
        found = next(iter(beside or alike), None)
        return None if found and (found.source, found.key) == (issue.source, issue.key) else found

    def _ancestors(self, issue: Issue) -> list[Issue]:
        found: list[Issue] = []
        at: Issue | None = issue
        while len(found) < LEVELS and at and (at := self._parent(at)):
            found.append(at)
        return found

    def _is_counted_below(self, issue: Issue) -> bool:
        """Whether an issue below it, in view and not ignored, has an estimate: effort is counted once."""
        if not self.counting.effort.estimates:
            return False
        return any(
            any(one is issue for one in above) and all(one is not other for one in above)
            for other in self.once
            if self._is_estimated(other)
            for above in (self._ancestors(other),)
        )

    def _is_estimated(self, issue: Issue) -> bool:
        """Whether it is in view with an estimate of its own."""
        in_view = issue.created_at <= self.now and (self.is_open(issue) or self._is_done(issue))
        known = _estimate(issue, self.counting.effort) is not None
        return in_view and known and not self._is_ignored(issue)

    def _is_contradicted(self, issue: Issue) -> bool:
        """Whether a recorded place names a customer whom the first recorded place does not."""
        asking = [
            one for one in self.counting.patterns if one.meaning in (Meaning.CUSTOMER, Meaning.PROSPECT)
        ]
        unsure = {one.rank for one in asking if one.place.startswith(("heading", "title"))}
        named = [
            (rank, [self._group(entry).id for entry in self._first_few(entries) if _kind_of(entry) in NAMED])
            for mark in marks(issue)
            if (rank := self._rank(mark)) not in unsure and _names_somebody(entries := self._named(mark))
        ]
        first = min((rank for rank, _ in named), default=0)
        accepted = {customer for rank, customers in named if rank == first for customer in customers}
        return any(set(customers) - accepted for rank, customers in named if rank > first)

    def _first_few(self, entries: list[Customer]) -> list[Customer]:
        """Of several customers in one answer only the first where the first alone counts."""
        customers = [entry for entry in entries if _kind_of(entry) in NAMED]
        return customers[:1] if self.counting.split is Split.FIRST else customers

    def _is_idle(self, issue: Issue) -> bool:
        if self.counting.idle_days is None or not self.is_open(issue):
            return False
        moved = issue.updated_at or issue.created_at
        return moved < self.now - timedelta(days=self.counting.idle_days)

    def _meaning(self, mark: Mark) -> Iterator[Pattern]:
        place, value = mark
        for pattern in self.counting.patterns:
            if pattern.place == place and spelled(plain(pattern.glob), plain(value)) is not None:
                yield pattern

    def _named(self, mark: Mark) -> list[Customer]:
        """Whom one mark names: by the first pattern that names anybody who is not excepted."""
        return self._read(mark)[0]

    def _rank(self, mark: Mark) -> int:
        return self._read(mark)[1]

    def _read(self, mark: Mark) -> tuple[list[Customer], int]:
        for pattern in self._meaning(mark):
            if pattern.meaning is Meaning.NAMELESS:
                return [Customer(id="", name="", status=Status.CROWD)], 0
            if pattern.meaning in (Meaning.CUSTOMER, Meaning.PROSPECT):
                excepted = [plain(glob) for glob in pattern.except_]
                named = [
                    name
                    for name in self._names(mark, pattern)
                    if all(spelled(glob, plain(name)) is None for glob in excepted)
                ]
                if named:
                    return [self._entry(name, pattern.meaning) for name in named], pattern.rank
        return [], 0

    def _names(self, mark: Mark, pattern: Pattern) -> list[str]:
        place, value = mark
        name = spelled(plain(pattern.glob), plain(value)) or plain(value)
        if not place.startswith(("field:", "heading:")) or self._find(name):
            return [] if name.strip().startswith((":", "/")) else [name.strip()]
        parts: list[str] = []
        answers = value.replace(";", ",").replace("\n", ",").split(",")
        for part in filter(None, map(plain, answers)):
            if parts and part in LEGAL_FORMS:
                parts[-1] += f", {part}"
            else:
                parts.append(part)
        return parts

    def _find(self, name: str) -> Customer | None:
        for entry in self.entries or ():
            if plain(name) in [plain(known) for known in (entry.id, entry.name, *entry.aliases)]:
                return entry
        return None

    def _entry(self, name: str, meaning: Meaning) -> Customer:
        status = Status.PROSPECT if meaning is Meaning.PROSPECT else Status.ACTIVE
        return self._find(name) or Customer(id=plain(name), name=name, status=status, registered=False)

    def _group(self, entry: Customer) -> Customer:
        for parent in self.entries or ():
            if entry.registered and parent.id == entry.parent:
                return self._group(parent)
        return entry

    def _parts(self, one: Counted) -> dict[str, Fraction]:
        match self.counting.split:
            case Split.EQUALLY:
                return {asker.id: one.effort / len(one.askers) for asker in one.askers}
            case Split.FULLY:
                return {asker.id: one.effort for asker in one.askers}
            case Split.FIRST:
                return {asker.id: one.effort for asker in one.askers[:1]}

    def _effort(self, issue: Issue) -> Fraction:
        effort = self.counting.effort
        if not effort.estimates:
            return Fraction(1)
        estimate = _estimate(issue, effort)
        if estimate is not None:
            return estimate
        match effort.missing:
            case Missing.ZERO:
                return Fraction(0)
            case Missing.ONE:
                return Fraction(1)
        alike = [_estimate(other, effort) for other in self.once if other.source == issue.source]
        known = [size for size in alike if size is not None]
        return Fraction(median(known)) if known else Fraction(1)


def _changed(issue: Issue) -> datetime:
    return issue.updated_at or issue.created_at


def _end(iteration: Iteration) -> datetime:
    assert iteration.end
    return iteration.end


def _kind_of(entry: Customer) -> str:
    match entry.status:
        case Status.ACTIVE | Status.CHURNED:
            return "existing"
        case Status.PROSPECT:
            return "prospect"
        case Status.INTERNAL:
            return "own"
        case Status.CROWD:
            return "nameless"


def _names_somebody(entries: list[Customer]) -> bool:
    """A crowd is nobody; an internal asker is somebody."""
    return any(_kind_of(entry) != "nameless" for entry in entries)


def _estimate(issue: Issue, effort: Effort) -> Fraction | None:
    """The largest estimate on an issue, in the run's unit, at the place that its source has them."""
    for estimate in effort.estimates:
        if spelled(plain(estimate.source), plain(issue.source)) is not None:
            said = [value for place, value in marks(issue) if place == estimate.place]
            sizes = [size for value in said if (size := _size(value, estimate)) is not None]
            return max(sizes, default=None)
    return None


def _size(value: str, estimate: Estimate) -> Fraction | None:
    if estimate.sizes:
        fits = (size for glob, size in estimate.sizes if spelled(plain(glob), plain(value)) is not None)
        size = next(fits, None)
        return None if size is None else _in_thousandths(size * estimate.counts)
    try:
        number = Fraction(value) * estimate.counts
    except ValueError:
        return None
    return _in_thousandths(number) if 0 <= number <= 10**6 else None


def _in_thousandths(number: Fraction) -> Fraction:
    return Fraction(round(number * 1000), 1000)
