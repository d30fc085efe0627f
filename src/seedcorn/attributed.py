"""The issues in view with their owners, and what several rules look up in them."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import narwhals as nw

from seedcorn.engine import Engine, Frame, rows
from seedcorn.meanings import LONGEST_MARK, Meanings
from seedcorn.register import normalised
from seedcorn.snapshot import Snapshot

Found = TypeVar("Found")
NO_ISSUE = nw.col("issue") < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The issues of a snapshot that are counted: issue, created, closed, and what else the policy asks for.

    As they stood at minute `now`. `carried` are the columns that requests have of their issue, `is_whole`
    says that marks stand on no other issues.
    """

    issues: Frame
    now: int
    carried: tuple[str, ...] = ("bug", "effort", "created", "closed")
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Attributed:
    """The issues in view with their owner, as one policy and register see them.

    `issues`: issue, kind (see meanings), seed_marked, bug, rank, effort, created, closed (when it was
    completed, null while open); rank tells where its customers were read (see Meanings.places, or INHERITED),
    null where none was. `requests`: one row for each issue and customer that asks for it, with amount, the
    part of the effort that is this customer's, and the issue's own columns. `ties`: issue, parent; None where
    there are none.
    `guessed`: issue, of those that nobody estimated, where the policy counts by estimates.
    `contradicted`: issue, customer, rank of the issues whose recorded places name different customers; None
    where no two such places are in use. `snapshot` is what was counted. One unit of effort is `effort_scale`
    in `effort` and `amount_scale` in `amount`.
    """

    engine: Engine
    snapshot: Snapshot
    issues: Frame
    requests: Frame
    ties: Frame | None
    contradicted: Frame | None
    guessed: Frame
    meanings: Meanings
    effort_scale: int
    amount_scale: int
    ignored_open: int
    unestimated: int
    _remembered: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _keys: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, question: Hashable, answer: Callable[[], Found]) -> Found:
        """What several rules ask for in the same words, worked out for the first of them."""
        if question not in self._remembered:
            self._remembered[question] = answer()
        found: Found = self._remembered[question]
        return found

    @cached_property
    def words(self) -> Mapping[str, tuple[tuple[int, str, str], ...]]:
        """The marks that stand at each place, as (mark, value, normal text), but for prose."""
        found: dict[str, list[tuple[int, str, str]]] = {}
        for mark, place, value in self.snapshot.vocabulary():
            if len(value) <= LONGEST_MARK:
                found.setdefault(place, []).append((mark, value, normalised(value)))
        return {place: tuple(words) for place, words in found.items()}

    @cached_property
    def names(self) -> Frame:
        """(issue, key) of everything that was fetched."""
        return self.snapshot.frame("issues").select("issue", "key")

    def keys(self, issues: Sequence[int]) -> tuple[str, ...]:
        """The keys of some issues in view. They stand on disk, and rules show the same ones: read once."""
        unread = set(issues) - self._keys.keys()
        if unread:
            self._keys.update(rows(self.names.filter(nw.col("issue").is_in(sorted(unread)))))
        return tuple(self._keys[issue] for issue in issues)

    def bearers(self, marks: Collection[int]) -> Frame:
        """(issue, mark) of the issues in view that bear any of these marks."""
        return self.marks.filter(nw.col("mark").is_in(sorted(marks)) if marks else NO_ISSUE)

    @cached_property
    def marks(self) -> Frame:
        """(issue, mark) of the issues in view, out of all that stand on disk."""
        marks = self.snapshot.frame("marks").select("issue", "mark")
        return self.engine.keep(marks.join(self.issues.select("issue"), on="issue"))

    def customers(self, codes: Iterable[int]) -> Frame:
        """(customer) of some codes, of which there may be thousands."""
        return self.engine.table({"customer": "INTEGER"}, ((code,) for code in codes))

    @cached_property
    def memberships(self) -> Frame:
        """(issue, iteration) of what is in an open one, as its place in `Snapshot.iterations()`."""
        codes = {
            (iteration.kind, iteration.name): code
            for code, iteration in enumerate(self.snapshot.iterations())
            if not iteration.closed
        }
        marks = (
            (mark, codes[place, value])
            for mark, place, value in self.snapshot.vocabulary()
            if (place, value) in codes
        )
        iterations = self.engine.table({"mark": "INTEGER", "iteration": "INTEGER"}, marks)
        members = self.snapshot.frame("marks").join(iterations, on="mark").select("issue", "iteration")
        return self.engine.keep(members)
