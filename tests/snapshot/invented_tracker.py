"""A tracker that lives for two years in plain Python: it tells its events, and knows how each day was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from builders import SOURCE
from seedcorn.model import CLOSED, Event, Issue, Iteration
from snapshot.telling import Mark, Standing, State

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 731
CUSTOMERS = ("Acme", "Globex", "Hooli", "Initech", "Umbrella")
LABELS = (
    *(f"customer: {name}" for name in CUSTOMERS),
    *("customer request", "prospect: Stark", "bug", "chore", "seed-corn", "urgent", "size/S", "size/L"),
)
MILESTONES = tuple(f"2.{number}" for number in range(12))
SPRINTS = tuple(f"Sprint {number}" for number in range(1, 40))
PEOPLE = ("ada", "bob", "cy", "dee")
POINTS = ("1", "2", "3", "5", "8")
REASONS = ("completed", "not_planned", "duplicate")


@dataclass(kw_only=True)
class Ticket:
    """An issue as it is now."""

    key: str
    author: str
    created: datetime
    updated: datetime
    marks: list[Mark] = field(default_factory=list)
    closed: datetime | None = None
    reason: str | None = None

    def values(self, place: str) -> tuple[str, ...]:
        return tuple(value for where, value in self.marks if where == place)


class Tracker:
    """Its issues, all that ever happened to them, and the state at the end of each day."""

    def __init__(self, seed: int, *, days: int = DAYS) -> None:
        self.random = Random(seed)
        self.now = BEGINNING
        self.tickets: list[Ticket] = []
        self.events: list[Event] = []
        self.states: list[State] = []
        self.told: list[tuple[Issue, ...]] = []
        for _ in range(days):
            self._live_a_day()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues as they are now."""
        return self.told[-1]

    def end_of(self, day: int) -> datetime:
        """The last second of a day, counted from 0."""
        return BEGINNING + timedelta(days=day + 1, seconds=-1)

    def events_until(self, day: int) -> list[Event]:
        return [event for event in self.events if event.at <= self.end_of(day)]

    def _live_a_day(self) -> None:
        midnight = BEGINNING + timedelta(days=len(self.states))
        moments = sorted(self.random.randrange(86_400) for _ in range(self.random.randrange(9)))
        if self.random.random() < 0.2:
            moments = sorted([*moments, *(moment + 20 for moment in moments), *moments])
        for second in moments:
            self.now = midnight + timedelta(seconds=min(second, 86_399))
            self._something_happens()
        self.now = midnight + timedelta(days=1, seconds=-1)
        self.states.append({(SOURCE, one.key): self._standing(one) for one in self.tickets})
        self.told.append(tuple(map(self._issue, self.tickets)))

    def _something_happens(self) -> None:
        if not self.tickets or self.random.random() < 0.12:
            self._create()
            return
        one = self.random.choice(self.tickets[-60:] if self.random.random() < 0.7 else self.tickets)
        one.updated = self.now
        acts = (self._label, self._label, self._plan, self._assign, self._estimate, self._sprint, self._end)
        self.random.choice(acts)(one)

    def _create(self) -> None:
        key = f"acme/app#{len(self.tickets) + 1}"
        one = Ticket(key=key, author=self.random.choice(PEOPLE), created=self.now, updated=self.now)
        self.tickets.append(one)
        for label in self.random.sample(LABELS, self.random.randrange(3)):
            self._put(one, "label", label)

    def _label(self, one: Ticket) -> None:
        label = self.random.choice(LABELS)
        if label in one.values("label"):
            self._take(one, "label", label)
        else:
            self._put(one, "label", label)

    def _assign(self, one: Ticket) -> None:
        person = self.random.choice(PEOPLE)
        if person in one.values("assignee"):
            self._take(one, "assignee", person)
        else:
            self._put(one, "assignee", person)

    def _plan(self, one: Ticket) -> None:
        self._replace(one, "milestone", self.random.choice((*MILESTONES, None)))

    def _sprint(self, one: Ticket) -> None:
        self._replace(one, "sprint", self.random.choice((*SPRINTS, None)))

    def _estimate(self, one: Ticket) -> None:
        self._replace(one, "field:story points", self.random.choice((*POINTS, None)))

    def _end(self, one: Ticket) -> None:
        if one.closed:
            self._tell(one, CLOSED, self.random.choice((one.reason or "", "")), is_on=False)
            one.closed, one.reason = None, "reopened"
        else:
            one.closed, one.reason = self.now, self.random.choice(REASONS)
            self._tell(one, CLOSED, one.reason, is_on=True)

    def _replace(self, one: Ticket, place: str, value: str | None) -> None:
        for old in one.values(place):
            self._take(one, place, old)
        if value:
            self._put(one, place, value)

    def _put(self, one: Ticket, place: str, value: str) -> None:
        one.marks.append((place, value))
        self._tell(one, place, value, is_on=True)

    def _take(self, one: Ticket, place: str, value: str) -> None:
        one.marks.remove((place, value))
        self._tell(one, place, value, is_on=False)

    def _tell(self, one: Ticket, place: str, value: str, *, is_on: bool) -> None:
        event = Event(
            source=SOURCE,
            key=one.key,
            at=self.now,
            place=place,
            value=value,
            is_on=is_on,
            actor=self.random.choice(PEOPLE),
            number=len(self.events) + 1,
        )
        self.events.append(event)

    def _standing(self, one: Ticket) -> Standing:
        return Standing(
            marks=frozenset([*one.marks, ("author", one.author)]),
            closed=one.closed and one.closed.replace(second=0),
            reason=one.reason if one.closed else None,
        )

    def _issue(self, one: Ticket) -> Issue:
        return Issue(
            source=SOURCE,
            key=one.key,
            title=f"Issue {one.key}",
            state="closed" if one.closed else "open",
            state_reason=one.reason,
            created_at=one.created,
            updated_at=one.updated,
            closed_at=one.closed,
            author=one.author,
            labels=one.values("label"),
            assignees=one.values("assignee"),
            fields=tuple(("Story Points", value) for value in one.values("field:story points")),
            iterations=tuple(self._iterations(one)),
        )

    def _iterations(self, one: Ticket) -> Iterator[Iteration]:
        for name in one.values("milestone"):
            yield self._iteration("milestone", name, 60 * (MILESTONES.index(name) + 1), 60)
        for name in one.values("sprint"):
            yield self._iteration("sprint", name, 14 * (SPRINTS.index(name) + 1), 14)

    def _iteration(self, kind: str, name: str, due: int, lasts: int) -> Iteration:
        end = BEGINNING + timedelta(days=due)
        start = end - timedelta(days=lasts) if kind == "sprint" else None
        return Iteration(name=name, kind=kind, start=start, end=end, closed=end <= self.now)
