"""The same answers in plain Python, issue by issue: written from the definitions, not from the engine.

Slow, naive and short on purpose. Whoever changes a definition changes it here too, and in the engine, apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from unicodedata import normalize

from oracle_scope import Counted, Scope
from seedcorn.model import (
    Counting,
    Customer,
    Effort,
    Issue,
    Iteration,
    Meaning,
    Missing,
    Pattern,
    Split,
    Status,
)

LEGAL_FORMS = ("inc", "inc.", "ltd", "gmbh")
Mark = tuple[str, str]


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
    return found


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
        once = {(issue.source, issue.key): issue for issue in reversed(self.issues)}
        return [
            self._count(place, issue)
            for place, issue in enumerate(self.issues)
            if once[issue.source, issue.key] is issue and issue.created_at <= self.now
        ]

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
        return list({(one.kind, one.name): one for issue in self.issues for one in issue.iterations}.values())

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
        askers, kinds = self._askers(issue)
        meant = {pattern.meaning for mark in marks(issue) for pattern in self._meaning(mark)}
        one = Counted(
            issue=issue,
            place=place,
            kind=self._kind(issue, kinds, meant),
            effort=self._effort(issue),
            bug=Meaning.BUG in meant,
            seed_marked=Meaning.SEED_CORN in meant,
            ignored=Meaning.IGNORED in meant or self._is_idle(issue),
            askers=askers,
        )
        one.parts = self._parts(one)
        return one

    def _kind(self, issue: Issue, kinds: set[str], meant: set[Meaning]) -> str:
        for kind in ("existing", "nameless", "prospect"):
            if kind in kinds:
                return kind
        if "own" in kinds or meant & {Meaning.OWN, Meaning.BUG}:
            return "own"
        if Meaning.SEED_CORN in meant:
            return "seed corn"
        labelled_then = self.counting.since is None or issue.created_at >= self.counting.since
        return "own" if self.counting.unlabelled_is_own and labelled_then else "unknown"

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

    def _askers(self, issue: Issue) -> tuple[list[Customer], set[str]]:
        """Who asks, each group once, in the order of the marks; and the kinds of work that they make it."""
        askers: dict[str, Customer] = {}
        kinds = set()
        for mark in marks(issue):
            for entry in self._named(mark):
                kinds.add(_kind_of(entry))
                if _kind_of(entry) in ("existing", "prospect"):
                    group = self._group(entry)
                    askers.setdefault(group.id, group)
        return list(askers.values()), kinds

    def _named(self, mark: Mark) -> list[Customer]:
        """Whom one mark names: by the first pattern that names anybody who is not excepted."""
        for pattern in self._meaning(mark):
            if pattern.meaning is Meaning.NAMELESS:
                return [Customer(id="", name="", status=Status.CROWD)]
            if pattern.meaning in (Meaning.CUSTOMER, Meaning.PROSPECT):
                excepted = [plain(glob) for glob in pattern.except_]
                named = [
                    name
                    for name in self._names(mark, pattern)
                    if all(spelled(glob, plain(name)) is None for glob in excepted)
                ]
                if named:
                    return [self._entry(name, pattern.meaning) for name in named]
        return []

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
        if effort.place is None:
            return Fraction(1)
        estimate = _estimate(issue, effort)
        if estimate is not None:
            return estimate
        match effort.missing:
            case Missing.ZERO:
                return Fraction(0)
            case Missing.ONE:
                return Fraction(1)
        once = {(other.source, other.key): other for other in reversed(self.issues)}
        alike = [_estimate(other, effort) for other in once.values() if other.source == issue.source]
        known = [size for size in alike if size is not None]
        return Fraction(median(known)) if known else Fraction(1)


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


def _estimate(issue: Issue, effort: Effort) -> Fraction | None:
    """The largest estimate on an issue."""
    said = [value for place, value in marks(issue) if place == effort.place]
    sizes = [size for value in said if (size := _size(value, effort)) is not None]
    return max(sizes, default=None)


def _size(value: str, effort: Effort) -> Fraction | None:
    if effort.sizes:
        return next(
            (size for glob, size in effort.sizes if spelled(plain(glob), plain(value)) is not None), None
        )
    try:
        number = Fraction(value)
    except ValueError:
        return None
    return number if 0 <= number <= 10**6 else None
