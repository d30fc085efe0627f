"""What a rule may look at: the scopes of a backlog, the register, and the moment they are judged at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

import narwhals as nw

from seedcorn.arriving import Arrivals, arrivals
from seedcorn.asking import Asking
from seedcorn.assigned import Person, people
from seedcorn.attributed import NO_ISSUE, Attributed
from seedcorn.attribution import attribute
from seedcorn.backlog import Backlog
from seedcorn.branch import Branch
from seedcorn.choosing import Choice, choose
from seedcorn.course import Course, broke_in, courses
from seedcorn.features import Features
from seedcorn.grouping import Grouped
from seedcorn.growing import Growth, growth
from seedcorn.history import History
from seedcorn.model import Counting, Effort, Iteration
from seedcorn.queueing import jumps
from seedcorn.register import Payer, Register, payers
from seedcorn.series import Series, series
from seedcorn.snapshot import Snapshot, minutes, rewound
from seedcorn.waiting import Waiting
from seedcorn.where import Where

_LONGEST_OVERDUE = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a rule may look at.

    `open` is the open backlog, `completed` what was completed since `since`, `current` the current iteration
    with its issues, None where there is none. `capacity` is effort by iteration name, or "default".
    `review_by` is the day on which the policy is looked at again. `decline` counts what was declined.
    `effort` is how the policy counts it. `look_back` gives the same so much earlier,
    `trace` the open backlog of so many weeks, `come` what came in during them.
    """

    open: Backlog
    completed: Backlog
    now: datetime
    since: datetime
    decline: Callable[[], Backlog]
    iterations: tuple[Iteration, ...] = ()
    current: Backlog | None = None
    current_iteration: Iteration | None = None
    register: Register | None = None
    capacity: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    review_by: date | None = None
    branches: tuple[Branch, ...] = ()
    effort: Effort = field(default_factory=Effort)
    look_back: Callable[[timedelta], "Context"] | None = None
    trace: Callable[[int], Series] | None = None
    come: Callable[[int], Arrivals] | None = None

    @cached_property
    def in_hand(self) -> Backlog:
        """What is open and what was completed since `since`, together."""
        return _all_of(self.open.attributed, f"open and {self.completed.scope}")

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who works on what is in hand, by name."""
        return people(self.in_hand, minutes(self.since))

    @cached_property
    def paying(self) -> tuple[Payer, ...]:
        """Who is an active customer today and what each pays, groups as one; see `register.payers`."""
        return payers(self.register, self.now.date())

    @cached_property
    def declined(self) -> Backlog:
        """What was declined since `since`: it is in no other scope, and counted when first asked for."""
        return self.decline()

    @property
    def has_estimates(self) -> bool:
        """Whether the policy counts by estimates, not by issues."""
        return bool(self.effort.estimates)

    @cached_property
    def history(self) -> History | None:
        """When marks came and went; None where nobody read that, or no tracker told."""
        attributed = self.open.attributed
        if not attributed.snapshot.has_history:
            return None
        return History(
            attributed=attributed,
            iterations=self.iterations,
            effort=self.effort,
            now=minutes(self.now),
            since=minutes(self.since),
        )

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """What happened in each iteration that began since `since`, the latest first; () without history."""
        return courses(self.history, self.in_hand, self.declined) if self.history else ()

    def broke_in(self, urgent: Backlog) -> Backlog:
        """What came into one of them while it ran and was asked for only then, or is of what is urgent."""
        return broke_in(self.courses, urgent)

    def ago(self, days: int) -> "Context":
        """The same as it was so many days earlier, by what is known of marks that came and went."""
        if self.look_back is None:
            return self
        look_back, before = self.look_back, timedelta(days=days)
        return self.open.attributed.once(("ago", days), lambda: look_back(before))

    def weeks(self, points: int) -> Series | None:
        """The open backlog of so many weeks, the last one being now; None where nobody can tell."""
        if self.trace is None or self.history is None:
            return None
        trace = self.trace
        return self.open.attributed.once(("weeks", points), lambda: trace(points))

    def arrivals(self, weeks: int) -> Arrivals | None:
        """What came in during so many weeks before now; None where nobody can tell."""
        if self.come is None or self.history is None:
            return None
        come = self.come
        return self.open.attributed.once(("arrivals", weeks), lambda: come(weeks))

    def choose(self, backlog: Backlog, where: Where) -> Choice:
        """Cut one of these backlogs in two by a condition."""
        declined = backlog.attributed is not self.open.attributed
        return choose(backlog, where, now=self.now, register=self.register, declined=declined)

    def waiting(self, backlog: Backlog) -> Waiting | None:
        """One of these backlogs, to be asked how long its issues waited; None without a history."""
        return None if self.history is None else Waiting(history=self.history, backlog=backlog)

    def growth(self, backlog: Backlog) -> Growth | None:
        """How the estimates of one of these backlogs have grown; None without any, or without a history."""
        return None if self.history is None else growth(self.history, backlog)

    def jumps(self, backlog: Backlog, enough: int, place: str, levels: tuple[str, ...]) -> Backlog | None:
        """What came before so many older issues of its priority; see `queueing`. None without a history."""
        return None if self.history is None else jumps(self.history, backlog, enough, place, levels)

    def asking(self, backlog: Backlog) -> Asking:
        """One of these backlogs, to be cut by who asks and by how many do."""
        return Asking(backlog=backlog)

    def features(self, backlog: Backlog, enough: int) -> Features:
        """One of these backlogs as features, each asked for by enough customers or by fewer."""
        return Features(backlog=backlog, enough=enough)

    def grouped(self, backlog: Backlog) -> Grouped:
        """One of these backlogs, to be summed by something else than the customer."""
        return Grouped(backlog=backlog)

    @property
    def scopes(self) -> tuple[Backlog, Backlog]:
        """The two scopes that shares are judged in."""
        return self.open, self.completed

    @property
    def current_capacity(self) -> Fraction | None:
        """The effort that the current iteration has room for, if the policy says."""
        if self.current_iteration is None:
            return None
        return self.capacity.get(self.current_iteration.name, self.capacity.get("default"))

    @property
    def seed_in_use(self) -> bool:
        """Whether anything in all that was fetched carries the seed-corn mark."""
        return self.open.attributed.meanings.seed_in_use

    @property
    def strangers(self) -> tuple[str, ...]:
        """Names that ask for work and are not in the register."""
        return self.open.attributed.meanings.strangers


def look(
    snapshot: Snapshot,
    counting: Counting,
    register: Register | None,
    *,
    now: datetime,
    window_days: int,
    capacity: Mapping[str, Fraction],
    review_by: date | None = None,
) -> Context:
    """Attribute a snapshot, as it stood at `now`, and cut it into the scopes that rules look at."""
    snapshot = rewound(snapshot, now)
    since = now - timedelta(days=window_days)
    lately = f"in the last {window_days} days"
    iterations = snapshot.iterations()
    attributed = attribute(snapshot, counting, register, now=now, since=since)
    everything = _all_of(attributed, "all")
    current = current_iteration(iterations, now)

    def decline() -> Backlog:
        meant = attributed.meanings
        declined = attribute(snapshot, counting, register, now=now, since=since, declined=True, meant=meant)
        return _all_of(declined, f"declined {lately}")

    return Context(
        open=everything.where(nw.col("closed").is_null(), "open backlog"),
        completed=everything.where(nw.col("closed") > minutes(since), f"completed {lately}"),
        decline=decline,
        now=now,
        since=since,
        review_by=review_by,
        iterations=iterations,
        current_iteration=current,
        current=_of_iteration(everything, iterations, current),
        register=register,
        capacity=capacity,
        branches=snapshot.branches(),
        effort=counting.effort,
        look_back=lambda before: look(
            snapshot,
            counting,
            register,
            now=now - before,
            window_days=window_days,
            capacity=capacity,
            review_by=review_by,
        ),
        trace=lambda points: series(snapshot, counting, register, now=now, points=points),
        come=lambda weeks: _arrivals(snapshot, counting, register, now, weeks),
    )


def _arrivals(
    snapshot: Snapshot, counting: Counting, register: Register | None, now: datetime, weeks: int
) -> Arrivals:
    """What came in during so many weeks, whatever became of it; what is idle now was not so then."""
    counting, since = replace(counting, idle_days=None), now - timedelta(weeks=weeks)
    kept, declined = (
        _all_of(
            attribute(snapshot, counting, register, now=now, since=since, declined=is_declined), "newly asked"
        )
        for is_declined in (False, True)
    )
    return arrivals(kept, declined, now=now, weeks=weeks)


def current_iteration(iterations: tuple[Iteration, ...], now: datetime) -> Iteration | None:
    """The open iteration due next, else the one overdue for the shortest time; only with a due date.

    One that was due more than 90 days ago was forgotten, not planned; judging it would be unfair.
    """
    begun = (one for one in iterations if not one.closed and (one.start is None or one.start <= now))
    dated = [(one.end, one) for one in begun if one.end is not None and one.end >= now - _LONGEST_OVERDUE]
    due = [pair for pair in dated if pair[0] >= now]
    if due:
        return min(due, key=lambda pair: (pair[0], pair[1].name))[1]
    return max(dated, key=lambda pair: (pair[0], pair[1].name))[1] if dated else None


def _all_of(attributed: Attributed, scope: str) -> Backlog:
    return Backlog(
        scope=scope,
        attributed=attributed,
        find=lambda: attributed.issues,
        condition=~NO_ISSUE,
        asked=attributed.requests,
    )


def _of_iteration(
    everything: Backlog, iterations: tuple[Iteration, ...], current: Iteration | None
) -> Backlog | None:
    """What is in the iteration, and what of it was completed; what was declined is not in it any more."""
    if current is None:
        return None
    return everything.within(iterations.index(current), f"{current.kind}: {current.name}")
