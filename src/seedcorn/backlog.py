"""The backlog with its owners: the cuts of it that rules look at, and the sums that metrics start from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import narwhals as nw

from seedcorn.attributed import NO_ISSUE, Attributed
from seedcorn.engine import Frame, rows
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.precedence import Contradictions, contradictions
from seedcorn.report import Keys
from seedcorn.tally import Demand, Tally, Work

EVIDENCE = 20
DEFERRED = 500
_REQUESTED = (PROSPECT, NAMELESS, EXISTING)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """Issues in one scope with who asks for them, found and summed when first asked for, and once.

    `find` finds its issues; `condition` says which of those in view they are, where one on their columns
    does. `asked` is who asks for them and `told` the kinds of work in it, where that is known already.
    """

    scope: str
    attributed: Attributed
    find: Callable[[], Frame]
    condition: nw.Expr | None = None
    asked: Frame | None = None
    told: Callable[[], Work] | None = None

    @cached_property
    def issues(self) -> Frame:
        """Its issues, with the columns of `Attributed.issues`."""
        return self.find()

    @cached_property
    def requests(self) -> Frame:
        """Who asks for them, with the columns of `Attributed.requests`."""
        if self.asked is not None:
            return self.asked
        return self.attributed.requests.join(self.issues.select("issue"), on="issue", how="semi")

    @cached_property
    def work(self) -> Work:
        """How much of each kind of work there is."""
        if self.told is not None:
            return self.told()
        tallies: dict[int, Tally] = dict.fromkeys(range(EXISTING + 1), Tally())
        mismarked = Tally()
        for (kind, seed_marked, _), tally in self._tallies:
            tallies[kind] += tally
            mismarked += tally if seed_marked and kind not in (SEED_CORN, UNKNOWN) else Tally()
        return Work(
            existing=tallies[EXISTING],
            prospects=tallies[PROSPECT],
            nameless=tallies[NAMELESS],
            own=tallies[OWN],
            seed_corn=tallies[SEED_CORN],
            unknown=tallies[UNKNOWN],
            mismarked=mismarked,
        )

    @cached_property
    def by_askers(self) -> dict[int, Tally]:
        """The requested work by how many customers ask for it; 0 is what nobody is named on."""
        found: dict[int, Tally] = {}
        for (kind, _, askers), tally in self._tallies:
            if kind >= PROSPECT:
                found[askers] = found.get(askers, Tally()) + tally
        return dict(sorted(found.items()))

    @cached_property
    def _tallies(self) -> list[tuple[tuple[int, int, int], Tally]]:
        """How much there is of each (kind, whether it is marked as seed corn, how many ask for it)."""
        sums = self.issues.group_by("kind", "seed_marked", "askers").agg(
            nw.len().alias("issues"), nw.col("effort").sum().alias("effort")
        )
        return [
            ((kind, seed_marked, askers), Tally(issues=issues, effort=self._effort(effort)))
            for kind, seed_marked, askers, issues, effort in rows(sums)
        ]

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What each customer asks for, the largest first."""
        sums = self.requests.group_by("customer").agg(
            nw.len().alias("issues"), nw.col("bug").sum(), nw.col("amount").sum()
        )
        customers = self.attributed.meanings.customers
        found = [
            Demand(
                customer=customers[code],
                code=code,
                issues=issues,
                bugs=int(bugs),
                amount=int(amount),
                effort=Fraction(int(amount), self.attributed.amount_scale),
            )
            for code, issues, bugs, amount in rows(sums)
        ]
        return tuple(sorted(found, key=lambda demand: (-demand.amount, demand.customer.id)))

    @cached_property
    def readings(self) -> tuple[tuple[int, int], ...]:
        """How many requested issues have their customers from each rank (see Attributed), the first first."""
        named = self.issues.filter(nw.col("kind") >= PROSPECT, nw.col("askers") > 0)
        return tuple(sorted(rows(named.group_by("rank").agg(nw.len().alias("issues")))))

    def contradicted(self) -> Keys | None:
        """Keys of the issues on which recorded places name different customers, the largest first.

        None where no two such places are in use.
        """
        doubtful = self.attributed.contradicted
        if doubtful is None:
            return None
        return self._keys(self.issues.join(doubtful, on="issue", how="semi"), "effort")

    def contradictions(self, most: int) -> Contradictions:
        """What the places say of each of the first `most` of those issues."""
        keys, doubtful = self.contradicted(), self.attributed.contradicted
        if keys is None or doubtful is None:
            return {}
        first = self.attributed.names.filter(nw.col("key").is_in(keys.first[:most]))
        said = contradictions(doubtful.join(first, on="issue"), self.attributed.meanings.customers)
        return {key: said[key] for key in keys.first[:most]}

    def amount_of(self, tally: Tally) -> int:
        """An effort in the whole parts that demands are counted in, so that integers are compared."""
        return int(tally.effort * self.attributed.amount_scale)

    def where(self, condition: nw.Expr, scope: str) -> "Backlog":
        """The part of it that a condition holds for, on columns that issues and requests have."""
        return replace(self.part(condition), scope=scope, asked=self.requests.filter(condition))

    def part(self, condition: nw.Expr) -> "Backlog":
        """The part of it that a condition on columns of the issues holds for."""
        both = None if self.condition is None else self.condition & condition
        return self._cut(lambda: self.issues.filter(condition), both)

    def among(self, some: Callable[[], Frame]) -> "Backlog":
        """The part of it that is among some issues."""
        keep = self.attributed.engine.keep
        return self._cut(lambda: keep(self.issues.join(some(), on="issue", how="semi")))

    def shared(self, some: Callable[[], Frame]) -> "Backlog":
        """The same, where these are issues in view with all their columns."""
        condition = self.condition
        if condition is None:
            return self.among(lambda: some().select("issue"))
        return self._cut(lambda: some().filter(condition))

    def _cut(self, find: Callable[[], Frame], condition: nw.Expr | None = None) -> "Backlog":
        return replace(self, find=find, condition=condition, asked=None, told=None)

    def without(self, part: "Backlog") -> "Backlog":
        """What is left of it when a part of it is taken away."""
        left = self._cut(lambda: self.issues.join(part.issues.select("issue"), on="issue", how="anti"))
        return replace(left, told=lambda: self.work.without(part.work))

    def within(self, code: int, scope: str) -> "Backlog":
        """The part of it that belongs to one iteration, by the iteration's code."""
        members = self.attributed.memberships.filter(nw.col("iteration") == code)
        return replace(self.among(lambda: members.select("issue")), scope=scope)

    def bearing(self, marks: Collection[tuple[str, str]]) -> "Backlog":
        """The part of it with any of these marks, as (place, value) just as the tracker has them."""
        vocabulary = self.attributed.snapshot.vocabulary()
        codes = [mark for mark, place, value in vocabulary if (place, value) in marks]
        return self.among(lambda: self.attributed.bearers(codes).select("issue"))

    @cached_property
    def in_doubt(self) -> "Backlog":
        """What is unknown, and what was requested with nobody named."""
        requested_by_nobody = (nw.col("kind") >= PROSPECT) & (nw.col("askers") == 0)
        return self.part((nw.col("kind") == UNKNOWN) | requested_by_nobody)

    def _effort(self, effort: int) -> Fraction:
        return Fraction(int(effort), self.attributed.effort_scale)

    def requests_of(self, code: int) -> Keys:
        """Keys of the issues that a customer asks for, the largest part first."""
        return self._keys(self.requests.filter(nw.col("customer") == code), "amount")

    def deferrable(self, code: int) -> list[tuple[Fraction, Fraction, int]]:
        """(the customer's part, effort of one issue, how many issues) of what a customer asks for."""
        asked = self.requests.filter(nw.col("customer") == code)
        kinds = asked.group_by("amount", "effort").agg(nw.len().alias("issues"))
        scale = self.attributed.amount_scale
        return [
            (Fraction(int(amount), scale), self._effort(effort), issues)
            for amount, effort, issues in rows(kinds)
        ]

    def deferred(self, code: int, limit: Fraction, waiting: int) -> Keys:
        """Keys of the issues whose waiting brings a customer's share down most, `waiting` of them."""
        parts = self.attributed.amount_scale // self.attributed.effort_scale
        gain = nw.col("amount") * limit.denominator - nw.col("effort") * (parts * limit.numerator)
        asked = self.requests.filter(nw.col("customer") == code).with_columns(gain=gain)
        return Keys(first=self._largest(asked, "gain", min(waiting, DEFERRED)), total=waiting)

    def unknown(self, issues: int) -> Keys:
        """Keys of so many unknown issues, the largest first."""
        return self._first(issues, UNKNOWN)

    def unnamed(self, issues: int) -> Keys:
        """Keys of so many unknown or nameless issues, whose asker could be anybody, the largest first."""
        return self._first(issues, UNKNOWN, NAMELESS)

    def unknowns(self) -> Keys:
        """Keys of all unknown issues, the largest first."""
        return self._first(self.work.unknown.issues, UNKNOWN)

    def requested(self) -> Keys:
        """Keys of the issues that existing customers ask for, the largest first."""
        return self._first(self.work.existing.issues + self.work.nameless.issues, EXISTING, NAMELESS)

    def asked_for(self) -> Keys:
        """Keys of all issues that anybody asks for, the largest first."""
        return self._first(self.work.requested.issues, *_REQUESTED)

    def everything(self) -> Keys:
        """Keys of all issues in it, the largest first."""
        return self.largest(self.work.all.issues)

    def largest(self, issues: int) -> Keys:
        """Keys of so many issues, the largest first."""
        return Keys(first=self._largest(self.issues, "effort", min(issues, EVIDENCE)), total=issues)

    def _first(self, issues: int, *kinds: int) -> Keys:
        """So many of some kinds, the largest first."""
        some = self.issues.filter(nw.col("kind").is_in(kinds))
        return Keys(first=self._largest(some, "effort", min(issues, EVIDENCE)), total=issues)

    def requests_of_any(self, codes: Collection[int]) -> Keys:
        """Keys of the issues that any of these customers asks for, the largest first."""
        return self.asked_by(codes).everything()

    def asked_by(self, codes: Collection[int]) -> "Backlog":
        """The part of it that any of these customers asks for."""
        if not codes:
            return self.part(NO_ISSUE)
        some = self.attributed.customers
        return self.among(lambda: self.requests.join(some(codes), on="customer", how="semi").select("issue"))

    def unestimated(self) -> Keys:
        """Keys of the issues whose effort is a guess, since nobody estimated them."""
        guessed = self.issues.join(self.attributed.guessed, on="issue", how="semi")
        return self._keys(guessed, "effort")

    def mismarked(self) -> Keys:
        """Keys of the issues whose seed-corn mark does not count."""
        wrong = (nw.col("seed_marked") == 1) & ~nw.col("kind").is_in((SEED_CORN, UNKNOWN))
        return self._keys(self.issues.filter(wrong), "effort")

    def efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of everything in it, the largest first."""
        return self._sizes(*range(EXISTING + 1))

    def unknown_efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of the unknown work, the largest first."""
        return self._sizes(UNKNOWN)

    def unnamed_efforts(self) -> list[tuple[Fraction, int]]:
        """The same of unknown and nameless work."""
        return self._sizes(UNKNOWN, NAMELESS)

    def _sizes(self, *kinds: int) -> list[tuple[Fraction, int]]:
        found: dict[int, int] = {}
        for kind, effort, issues in self._efforts:
            if kind in kinds:
                found[effort] = found.get(effort, 0) + issues
        return [(self._effort(effort), found[effort]) for effort in sorted(found, reverse=True)]

    @cached_property
    def _efforts(self) -> list[tuple[int, int, int]]:
        """(kind, effort, how many issues) of everything in it."""
        return rows(self.issues.group_by("kind", "effort").agg(nw.len().alias("issues")))

    def _keys(self, issues: Frame, size: str) -> Keys:
        total = rows(issues.select(nw.len()))[0][0]
        return Keys(first=self._largest(issues, size, EVIDENCE), total=total)

    def _largest(self, issues: Frame, size: str, most: int) -> tuple[str, ...]:
        """The keys of the largest of some issues, of equals the oldest first."""
        if not most:
            return ()
        largest = issues.sort(size, "created", "issue", descending=[True, False, False]).head(most)
        return self.attributed.keys([issue for (issue,) in rows(largest.select("issue"))])
