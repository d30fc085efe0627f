"""How one issue was counted, and why: each mark on it with what it means under the policy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.confidence import Confidence, confidence_of
from seedcorn.context import look
from seedcorn.engine import Row, rows
from seedcorn.estimates import measure_of, sizes
from seedcorn.gaps import gaps_of, missing
from seedcorn.lookup import issue_of, lost_parent
from seedcorn.meanings import (
    EXISTING,
    LEFT_OUT,
    NAMELESS,
    OWN,
    PROSPECT,
    REPORTED,
    SEED_CORN,
    UNKNOWN,
    Meanings,
    Meant,
    meanings,
)
from seedcorn.model import PARENT, Counting, Gap, Meaning
from seedcorn.parents import INHERITED, LEVELS
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot

_ASKING = (Meaning.CUSTOMER, Meaning.PROSPECT)
_REQUESTED = (EXISTING, PROSPECT, NAMELESS)
_LEFT_OUT = {LEFT_OUT: "ignored", REPORTED: "seedcorn's own report, which is no work"}
_KINDS = {
    EXISTING: "requested work",
    PROSPECT: "requested work, by a prospect",
    NAMELESS: "requested work, without a name",
    OWN: "the team's own work",
    SEED_CORN: "seed corn",
    UNKNOWN: "unknown work: nothing on it says whose it is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one customer has of an issue's effort, the places where its name is read, and how sure that is."""

    customer: str
    effort: Fraction
    places: tuple[str, ...] = ()
    confidence: Confidence = Confidence.RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One issue as it was counted.

    `marks` are what stands on it, as (place, value, what it means). `parts` are the customers' after the
    split. `scopes` are where it counts; none if it was closed before the window or ignored. `parent` is the
    key of the issue above that it has its customers or its kind of work from, empty where it says so itself;
    `above` are the marks there that say so, as (place, value). `contradicted` says that two places which
    record customers name different ones. `unsure` are the places that could not be read of it and could say
    otherwise; `lost` is the key of a parent that was not read, and `incomplete` says that anything is missing
    that the policy looks at.
    """

    key: str
    title: str
    kind: str
    effort: Fraction
    unit: str
    marks: tuple[tuple[str, str, str], ...]
    parts: tuple[Part, ...]
    scopes: tuple[str, ...]
    parent: str = ""
    contradicted: bool = False
    above: tuple[tuple[str, str], ...] = ()
    unsure: tuple[str, ...] = ()
    lost: str = ""
    incomplete: bool = False


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One issue's own marks (code, place, value), and what they mean."""

    standing: list[Row]
    meant: Meanings

    @property
    def rank(self) -> int | None:
        """The rank that decides who asks."""
        return next(iter(self.meant.ranks), None)

    def saying(self) -> Iterator[tuple[str, str]]:
        """The marks (place, value) that say who asks, else those that say whose work it is."""
        told = [one.mark for one in self.meant.meant if one.rank == self.rank and one.kind]
        return ((place, value) for mark, place, value in self.standing if mark in told)

    def places(self, customer: str) -> tuple[str, ...]:
        """Where the name of a customer (by id) counts."""
        naming = [
            one.mark
            for one in self.meant.meant
            if one.customer is not None
            and one.rank == self.rank
            and self.meant.customers[one.customer].id == customer
        ]
        return tuple(dict.fromkeys(place for mark, place, _ in self.standing if mark in naming))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """The issue above that decides, and its marks (place, value) that say whose it is."""

    key: str
    title: str
    marks: tuple[tuple[str, str], ...]


def why(snapshot: Snapshot, policy: Policy, *, register: Register | None, now: datetime, key: str) -> Why:
    """Explain one issue by its key ("acme/app#12", or "#12" where that is one issue). Raises UsageError."""
    number, found_key, title, source = issue_of(snapshot, key)
    context = look(
        snapshot,
        policy.counting,
        register,
        now=now,
        window_days=policy.window_days,
        capacity=policy.capacity,
    )
    attributed = context.open.attributed
    here = nw.col("issue") == number
    counted = rows(attributed.issues.filter(here).select("kind", "effort", "rank"))
    kind, effort, rank = counted[0] if counted else (UNKNOWN, 0, None)
    read = _read(snapshot, policy.counting, register, number)
    above = _above(snapshot, attributed, policy.counting, register, number) if rank == INHERITED else None
    heeded = [gap for gap in gaps_of(snapshot) if not gap.place or missing(gap, policy.counting)]
    scopes = (*context.scopes, *([context.current] if context.current else []))
    doubtful = attributed.contradicted
    return Why(
        key=found_key,
        title=title,
        kind=_KINDS[kind] if counted else "not counted: closed before the window, created later, or ignored",
        effort=Fraction(int(effort), attributed.effort_scale),
        unit=policy.counting.effort.unit,
        marks=_marks(read, policy.counting, kind, source, above),
        parts=tuple(_parts(attributed, read, number, rank)),
        scopes=tuple(one.scope for one in scopes if rows(one.issues.filter(here))),
        parent=above.key if above else "",
        contradicted=doubtful is not None and bool(rows(doubtful.filter(here))),
        above=above.marks if above else (),
        unsure=tuple(_unsure(heeded, policy.counting, source, rank)),
        lost=lost_parent(snapshot, number) if rank is None else "",
        incomplete=bool(heeded),
    )


def _unsure(gaps: Iterable[Gap], counting: Counting, source: str, rank: int | None) -> Iterator[str]:
    """The places of this source that could not be read and come before the one that decides."""
    scheme = f"{source.partition(':')[0]}:"
    # A query or an owner as a source has issues of several; of another tracker none.
    unread = {gap.place for gap in gaps if gap.place and gap.source.startswith(scheme)}
    for place in sorted(unread):
        first = [one.rank for one in counting.patterns if one.place == place and one.meaning in _ASKING]
        if rank is None or rank == INHERITED or any(each < rank for each in first):
            yield place


def _read(snapshot: Snapshot, counting: Counting, register: Register | None, number: int) -> _Read:
    standing = rows(
        snapshot.frame("marks")
        .filter(nw.col("issue") == number)
        .join(snapshot.frame("vocabulary"), on="mark")
        .sort("position")
        .select("mark", "place", "value")
    )
    words = ((mark, place, value) for mark, place, value in standing)
    return _Read(standing=standing, meant=meanings(words, counting, register))


def _parts(attributed: Attributed, read: _Read, number: int, rank: int | None) -> Iterator[Part]:
    asked = rows(
        attributed.requests.filter(nw.col("issue") == number).select("customer", "amount").sort("customer")
    )
    customers = attributed.meanings.customers
    for code, part in sorted(asked, key=lambda each: customers[each[0]].name):
        places = (PARENT,) if rank == INHERITED else read.places(customers[code].id)
        order = list(Confidence)
        yield Part(
            customer=customers[code].name,
            effort=Fraction(int(part), attributed.amount_scale),
            places=places,
            confidence=min(map(confidence_of, places), key=order.index, default=Confidence.RECORDED),
        )


def _above(
    snapshot: Snapshot, attributed: Attributed, counting: Counting, register: Register | None, number: int
) -> _Above | None:
    """The nearest issue above that names somebody, else the nearest with a kind of work."""
    assert attributed.ties is not None  # noqa: S101  # nothing is inherited where nothing has a parent
    saying: list[tuple[int, _Read]] = []
    for _ in range(LEVELS):
        above = rows(attributed.ties.filter(nw.col("issue") == number).select("parent"))
        if not above:
            break
        number = above[0][0]
        read = _read(snapshot, counting, register, number)
        if read.rank is not None:
            saying = [(number, read)]
            break
        if any(one.kind for one in read.meant.meant):
            saying.append((number, read))
    for number, read in saying[:1]:
        issues = snapshot.frame("issues").filter(nw.col("issue") == number)
        for key, title in rows(issues.select("key", "title")):
            return _Above(key=key, title=title, marks=tuple(read.saying()))
    return None


def _marks(
    read: _Read, counting: Counting, kind: int, source: str, above: _Above | None
) -> tuple[tuple[str, str, str], ...]:
    """Every mark on the issue with what it means, in the policy's order; one that means nothing says so."""
    said: dict[int, list[str]] = {}
    if above is not None:
        epics = (mark for mark, place, value in read.standing if (place, value) == ("epic", above.title))
        said.update((mark, [f"the title of {above.key}, which says whose it is"]) for mark in epics)
    for meant in read.meant.meant:
        name = "" if meant.customer is None else read.meant.customers[meant.customer].name
        if meant.rank is not None and meant.rank != read.rank:
            said.setdefault(meant.mark, []).append(
                f"names {name or 'somebody'}, but another place comes first"
            )
            continue
        said.setdefault(meant.mark, []).extend(_says(meant, name, kind))
    sized = sizes(((mark, place, value) for mark, place, value in read.standing), counting.effort)
    for mark, measure, effort in sized.rows:
        if measure == measure_of(source, counting.effort):
            said.setdefault(mark, []).append(f"{Fraction(effort, sized.scale)} {counting.effort.unit}")
    order = _order(counting)
    return tuple(
        (place, value, ", ".join(said.get(mark, ())) or "says nothing")
        for mark, place, value in sorted(read.standing, key=lambda one: order.get(one[1], len(order)))
    )


def _order(counting: Counting) -> dict[str, int]:
    """The place of each place in what a policy looks at: first where names are, the first to count first."""
    asking = sorted((one.rank, one.place) for one in counting.patterns if one.meaning in _ASKING)
    others = (one.place for one in counting.patterns)
    return {place: at for at, place in enumerate(dict.fromkeys((*(place for _, place in asking), *others)))}


def _says(meant: Meant, name: str, kind: int) -> list[str]:
    """What one mark means on an issue of this kind of work."""
    parts = {
        EXISTING: f"asked for by {name}",
        PROSPECT: f"asked for by {name}, a prospect",
        NAMELESS: "asked for, nobody named",
        OWN: "the team's own",
        SEED_CORN: "seed corn",
        UNKNOWN: "",
    }
    said = [parts[meant.kind]]
    if meant.seed_marked and kind != SEED_CORN:
        said = ["a seed-corn mark, which does not count: see the other marks"]
    left_out = [_LEFT_OUT[meant.ignored]] if meant.ignored else []
    if meant.bug and kind in _REQUESTED:
        return ["a bug in what was asked for, which counts as requested", *left_out]
    return [part for part in (*said, *(["a bug"] * meant.bug), *left_out) if part]
