"""What happened to the bundled story's issues before they stood as they do: which mark came when, and went.

Labels come a little later than their issue, plans slip, seed corn is taken out of a month that the big
customer needs, what was refused to that one is done after all. Every issue's events end in what make_story.py
says of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

CAPTURE = datetime(2025, 1, 1, tzinfo=UTC)
BRANCH = ("branch: haldervane", datetime(2024, 11, 12, 10, tzinfo=UTC))
HOLD = ("on hold", datetime(2024, 11, 26, 14, tzinfo=UTC))
FIRST_RAIDS = datetime(2024, 9, 30, 9, tzinfo=UTC)
RAIDED_FOR, LAST_OF_2024 = timedelta(days=75), datetime(2024, 12, 31, tzinfo=UTC)
LEAST, SOON = timedelta(minutes=1), timedelta(hours=8)
CORE, DESK = {"login": "tove-stallkeep"}, {"login": "amara-stallkeep"}
WHALE, SEED = "haldervane", "seed-corn"

Event = dict[str, Any]
Ends = dict[str, datetime | None]


@dataclass(kw_only=True)
class Tracked:
    """An issue while its past is being told: who asks, what the plot marks it with, what has happened."""

    issue: dict[str, Any]
    asker: str
    marks: tuple[str, ...]
    random: Random
    events: list[tuple[datetime, Event]] = field(default_factory=list)

    @property
    def begin(self) -> datetime:
        """When it was made."""
        return _moment(self.issue["created_at"])

    @property
    def end(self) -> datetime:
        """When the last thing happened to it."""
        return _moment(self.issue["closed_at"] or self.issue["updated_at"])

    @property
    def labels(self) -> list[str]:
        """What it bears at the end."""
        return [label["name"] for label in self.issue["labels"]]

    @property
    def milestone(self) -> str | None:
        """Where it is planned at the end."""
        return (self.issue["milestone"] or {}).get("title")

    @property
    def is_done(self) -> bool:
        """Whether somebody worked it off."""
        return bool(self.issue["state_reason"] == "completed")

    @property
    def came_back(self) -> bool:
        """Whether it was closed and opened again."""
        return any(event["event"] == "reopened" for _, event in self.events)

    @property
    def by_the_whale(self) -> bool:
        """Whether the big customer is the first who asks."""
        return self.asker.startswith(WHALE)

    @property
    def is_held(self) -> bool:
        """Whether it is seed corn that the big customer's wishes stand before."""
        return SEED in self.labels and not self.is_done

    def after(self, share: float) -> datetime:
        """The moment when that share of its time is over, in working hours where they are near."""
        moment = self.begin + (self.end - self.begin) * share
        return self.bound(_working(moment.replace(second=0)))

    def bound(self, moment: datetime) -> datetime:
        """The moment, or the nearest one at which something can have happened to it."""
        return max(self.begin, min(moment, self.end - 2 * LEAST))

    def tell(self, moment: datetime, kind: str, **told: Any) -> None:
        """One more event."""
        self.events.append((moment, {"event": kind, "created_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}"} | told))

    def plan(self, moment: datetime, title: str) -> None:
        """It was put into a milestone."""
        self.tell(moment, "milestoned", milestone={"title": title})

    def plans(self) -> list[tuple[datetime, str]]:
        """When it was put into which milestones."""
        told = [(at, event) for at, event in self.events if event["event"] == "milestoned"]
        return [(at, event["milestone"]["title"]) for at, event in told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something of the big customer's came into a milestone, and who works on it."""

    at: datetime
    milestone: str
    worker: str


def record(tracked: list[Tracked], ends: Ends) -> None:
    """Give every issue its `events`, oldest first.

    Args:
        tracked: all that were told, pull requests left out.
        ends: when each milestone is due.
    """
    for one in tracked:
        _state(one)
        _plan(one, ends)
    arrivals = sorted(_arrivals(tracked, ends), key=lambda arrival: arrival.at)
    for one in tracked:
        held = _raids(one, arrivals) if one.is_held else None
        _labels(one, held)
        _people(one)
        one.events.sort(key=lambda pair: pair[0])
        one.issue["events"] = [event for _, event in one.events]


def _state(one: Tracked) -> None:
    """It was closed; before that, bugs came back, and the big customer did not take no for an answer."""
    if "overruled" in one.marks:
        one.tell(one.after(0.15), "closed", state_reason="not_planned", actor=CORE)
        one.tell(one.after(0.45), "reopened", actor=DESK)
    elif one.is_done and one.asker == "bug" and one.random.random() < 0.3:
        one.tell(one.after(0.6), "closed", state_reason="completed")
        one.tell(one.after(0.8), "reopened")
    if one.issue["closed_at"]:
        one.tell(one.end, "closed", state_reason=one.issue["state_reason"])


def _plan(one: Tracked, ends: Ends) -> None:
    """It was put into its milestone, often after one that it did not keep."""
    if one.is_held:
        return
    first = _planned(one)
    if one.milestone is None:
        _give_up(one, first, ends)
        return
    due = ends[one.milestone]
    month = _month_before(due) if due else ""
    over = ends.get(month)
    if (
        due
        and over
        and not one.came_back
        and first < due.replace(day=1, hour=8)
        and one.random.random() < _slips(one)
    ):
        late = over - timedelta(days=one.random.randrange(3, 6)) + LEAST * one.random.randrange(400)
        moved = one.bound(max(_working(late), first + LEAST))
        one.plan(first, month)
        one.tell(moved, "demilestoned", milestone={"title": month})
        first = moved + LEAST
    one.plan(first, one.milestone)


def _planned(one: Tracked) -> datetime:
    """When it was planned first: a little after it was made; what was refused, when it came back."""
    if "overruled" in one.marks:
        return one.after(0.45) + 7 * LEAST
    hours = one.random.randrange(1, 30 if one.by_the_whale else 120)
    return min(one.bound(_working(one.begin + timedelta(hours=hours))), one.after(0.4))


def _slips(one: Tracked) -> float:
    """How likely a plan is not to be kept: small customers' ones, once there is a big one."""
    if one.begin < CAPTURE and not one.by_the_whale:
        return 0.3
    return 0.2 if one.by_the_whale else 0.9


def _give_up(one: Tracked, first: datetime, ends: Ends) -> None:
    """What was declined of small customers' wishes later on had often been promised for a month."""
    month = f"{first + timedelta(days=14):%B %Y}"
    if one.issue["state_reason"] != "not_planned" or one.begin < CAPTURE or month not in ends:
        return
    if one.random.random() < 0.5:
        one.plan(first, month)
        one.tell(one.after(0.9), "demilestoned", milestone={"title": month}, actor=DESK)


def _arrivals(tracked: list[Tracked], ends: Ends) -> Iterator[Arrival]:
    """What came for the big customer into a month while it ran, and stayed in it."""
    for one in tracked:
        if not one.by_the_whale or one.is_held:
            continue
        worker = next((person["login"] for person in one.issue["assignees"]), "")
        for at, title in one.plans():
            due = ends[title]
            if due and title == one.milestone == f"{due:%B %Y}" and due.replace(day=2) < at < due:
                yield Arrival(at=at, milestone=title, worker=worker)


def _raids(one: Tracked, arrivals: list[Arrival]) -> datetime:
    """Seed corn was planned, and gave way to the big customer, again and again; gives when that was over."""
    free = _working(max(one.begin + timedelta(hours=3), FIRST_RAIDS))
    last = min(one.end - SOON, max(free + RAIDED_FOR, LAST_OF_2024))
    for month in dict.fromkeys(arrival.milestone for arrival in arrivals):
        came = [each for each in arrivals if each.milestone == month and each.at < last]
        if one.by_the_whale or not came or one.random.random() < 0.2:
            continue
        planned = _working(came[0].at.replace(day=1, hour=10) - timedelta(days=one.random.randrange(3, 8)))
        if planned <= free:
            continue
        arrival = came[one.random.randrange(len(came))]
        free = arrival.at + one.random.randrange(2, 40) * LEAST
        _raid(one, arrival, planned, free)
    held = one.bound(_working(max(free + timedelta(days=3), HOLD[1])))
    if one.milestone:
        one.plan(held, one.milestone)
    return held


def _raid(one: Tracked, arrival: Arrival, planned: datetime, raided: datetime) -> None:
    """It was in the milestone until the other came, and whoever works on that was on this one."""
    one.plan(planned, arrival.milestone)
    one.tell(raided, "demilestoned", milestone={"title": arrival.milestone}, actor=DESK)
    if arrival.worker:
        worker = {"assignee": {"login": arrival.worker}}
        one.tell(planned + LEAST, "assigned", **worker)
        one.tell(raided + LEAST, "unassigned", **worker)


def _labels(one: Tracked, held: datetime | None) -> None:
    """Some came with the issue, some when somebody sorted what had come in."""
    for label in one.labels:
        at = one.begin
        if label == HOLD[0]:
            at = one.bound((held or HOLD[1]) + LEAST)
        elif label == BRANCH[0]:
            at = one.bound(max(one.begin, BRANCH[1]))
        elif label.startswith("area:"):
            at = one.bound(_working(one.begin + timedelta(hours=one.random.randrange(1, 150))))
        elif not one.by_the_whale and one.random.random() < 0.4:
            at = one.bound(_working(one.begin + timedelta(minutes=one.random.randrange(20, 3_000))))
        one.tell(at, "labeled", label={"name": label})


def _people(one: Tracked) -> None:
    """Whoever works on it began some time after it was planned."""
    for person in one.issue["assignees"]:
        one.tell(one.after(0.5), "assigned", assignee={"login": person["login"]})


def _month_before(due: datetime) -> str:
    """The month before the one that a milestone is due in."""
    return f"{due.replace(day=1) - timedelta(days=1):%B %Y}"


def _working(moment: datetime) -> datetime:
    """The moment, or the next in working hours."""
    if moment.hour < 8:
        moment = moment.replace(hour=8)
    elif moment.hour > 16:
        moment = moment.replace(hour=9) + timedelta(days=1)
    while moment.weekday() > 4:
        moment += timedelta(days=1)
    return moment


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
