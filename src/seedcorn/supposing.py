"""A backlog as it would be: what is supposed of it, turned into edits of the facts and of the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from seedcorn.baseline import Baseline
from seedcorn.change import (
    Absence,
    Asking,
    Change,
    Closing,
    Labelling,
    Losing,
    Opening,
    Planning,
    Presence,
)
from seedcorn.context import Context, look
from seedcorn.errors import UsageError
from seedcorn.lookup import known_keys
from seedcorn.losing import Lost, Word, lost, without
from seedcorn.model import DECLINED, Estimate, Issue, Meaning, Pattern
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.report import Level
from seedcorn.snapshot import Edits, Snapshot, edited, rewound
from seedcorn.words import exact

_DONE = "completed"
_ASKED = "what is supposed"  # the keys of issues that are only supposed begin so


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that an audit starts from: the facts, who judges them by what, when, and what is let be."""

    snapshot: Snapshot
    policy: Policy
    register: Register | None
    now: datetime
    fail_on: Level = Level.ERROR
    strict: bool = False
    baseline: Baseline | None = None

    def context(self) -> Context:
        """What the rules look at."""
        return look(
            self.snapshot,
            self.policy.counting,
            self.register,
            now=self.now,
            window_days=self.policy.window_days,
            capacity=self.policy.capacity,
            review_by=self.policy.review_by,
        )

    def supposing(self, changes: Iterable[Change]) -> "Case":
        """The same with these changes; it lasts as long as its snapshot is open.

        Raises UsageError where one is about an issue or a customer that is not there.
        """
        wanted = tuple(changes)
        if not wanted:
            return self
        losing = tuple(one.customer for one in wanted if isinstance(one, Losing))
        facts = edited(rewound(self.snapshot, self.now), _Supposing(self, losing).edits(wanted))
        return replace(self, snapshot=facts, register=without(self.register, losing, self.now))


def asker_place(case: Case) -> Pattern | None:
    """The pattern that a customer's name would be written by, if the policy has one."""
    asking = (one for one in case.policy.counting.patterns if one.meaning is Meaning.CUSTOMER)
    return min(asking, key=lambda one: one.rank, default=None)


class _Supposing:
    """Turns changes into edits of one case's facts."""

    def __init__(self, case: Case, losing: tuple[str, ...]) -> None:
        self._case = case
        self._losing = losing

    def edits(self, changes: tuple[Change, ...]) -> Edits:
        """All changes as one edit. Of two that are about the same issue the later counts."""
        numbers = self._numbers(changes)
        gone = {numbers[one.key] for one in changes if isinstance(one, Absence)}
        issues = [one.issue for one in changes if isinstance(one, Presence)]
        replaced = known_keys(self._case.snapshot, [issue.key for issue in issues])
        lost, taken_off, put_on = self._lost()
        for one in changes:
            if isinstance(one, Labelling):
                put_on.setdefault(numbers[one.key], []).extend(("label", label) for label in one.labels)
            if isinstance(one, Planning):
                self._plan(one, numbers[one.key], taken_off, put_on)
        return Edits(
            gone=frozenset(gone | lost | set(replaced.values())),
            ended={numbers[one.key]: self._end(one) for one in changes if isinstance(one, Closing | Opening)},
            taken_off=frozenset(taken_off),
            put_on={issue: tuple(words) for issue, words in put_on.items()},
            added=(*issues, *self._asked(changes)),
        )

    def _numbers(self, changes: Iterable[Change]) -> dict[str, int]:
        about = (Closing, Opening, Absence, Labelling, Planning)
        keys = list(dict.fromkeys(one.key for one in changes if isinstance(one, about)))
        numbers = known_keys(self._case.snapshot, keys) if keys else {}
        missing = next((key for key in keys if key not in numbers), None)
        if missing is not None:
            raise UsageError(f"there is no issue {missing}", hint="write its key as the report does")
        return numbers

    def _end(self, change: Closing | Opening) -> tuple[datetime | None, str | None]:
        if isinstance(change, Opening):
            return None, None
        return self._case.now, _DONE if change.is_done else DECLINED

    def _plan(
        self,
        change: Planning,
        issue: int,
        taken_off: set[tuple[int, int]],
        put_on: dict[int, list[Word]],
    ) -> None:
        word = (change.iteration.kind, change.iteration.name)
        if change.is_in:
            put_on.setdefault(issue, []).append(word)
            return
        marks = [mark for mark, place, value in self._case.snapshot.vocabulary() if (place, value) == word]
        taken_off.update((issue, mark) for mark in marks)

    def _asked(self, changes: Iterable[Change]) -> Iterator[Issue]:
        """The issues that customers are supposed to ask for."""
        pattern = asker_place(self._case)
        asking = [one for one in changes if isinstance(one, Asking)]
        if asking and pattern is None:
            raise UsageError(
                "the policy does not say where issues name their customer",
                hint='say it with --customer-label, for example "customer: *"',
            )
        for number, one in enumerate(asking, 1):
            if pattern is not None:
                named = (pattern.place, pattern.glob.replace("*", one.customer, 1))
                yield Issue(
                    source=self._case.snapshot.sources[0],
                    key=f"{_ASKED} {number}",
                    title=f"one more request of {one.customer}",
                    state="open",
                    created_at=self._case.now,
                    marks=(named, *_sized(self._case, one.effort)),
                )

    def _lost(self) -> Lost:
        if not self._losing:
            return set(), set(), {}
        return lost(
            self._case.snapshot, self._case.context().open.attributed, self._case.register, self._losing
        )


def _sized(case: Case, effort: Fraction | None) -> Iterator[Word]:
    """The mark that says an effort, where the policy reads one."""
    estimates = case.policy.counting.effort.estimates
    if effort is None or not estimates:
        return
    yield _estimate(estimates[0], effort, case.policy.counting.effort.unit)


def _estimate(estimate: Estimate, effort: Fraction, unit: str) -> Word:
    if not estimate.sizes:
        return estimate.place, exact(effort / estimate.counts)
    label = next((glob for glob, size in estimate.sizes if size * estimate.counts == effort), None)
    if label is None:
        sizes = ", ".join(exact(size * estimate.counts) for _, size in estimate.sizes)
        raise UsageError(f"no label counts {exact(effort)} {unit}", hint=f"there are {sizes}")
    return estimate.place, label.replace("*", "")
