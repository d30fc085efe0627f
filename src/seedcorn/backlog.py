"""The backlog with its owners: the cuts of it that rules look at, and the sums that metrics start from."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property

import narwhals as nw

from seedcorn.attribution import Attributed
from seedcorn.engine import Frame, rows
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.model import Customer
from seedcorn.precedence import Contradictions, contradictions
from seedcorn.report import Keys

EVIDENCE = 20
DEFERRED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many issues, and their effort in the run's unit."""

    issues: int = 0
    effort: Fraction = Fraction(0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(issues=self.issues + other.issues, effort=self.effort + other.effort)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(issues=self.issues - other.issues, effort=self.effort - other.effort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The kinds of work in one scope, which add up to `all`; requested is existing, prospects and nameless.

    `mismarked` are issues that carry the seed-corn mark and are requested or the team's own upkeep.
    """

    existing: Tally = Tally()
    prospects: Tally = Tally()
    nameless: Tally = Tally()
    own: Tally = Tally()
    seed_corn: Tally = Tally()
    unknown: Tally = Tally()
    mismarked: Tally = Tally()

    @property
    def requested(self) -> Tally:
        """All that somebody asked for."""
        return self.existing + self.prospects + self.nameless

    @property
    def all(self) -> Tally:
        """Everything in scope."""
        return self.requested + self.own + self.seed_corn + self.unknown

    def without(self, part: "Work") -> "Work":
        """What is left of it when a part of it is taken away."""
        sums = {each.name: getattr(self, each.name) - getattr(part, each.name) for each in fields(self)}
        return Work(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one customer asks for in one scope: issues, how many of them bugs, and effort after the split.

    `amount` is the effort in whole parts, see `Backlog.amount_of`.
    """

    customer: Customer
    code: int
    issues: int
    bugs: int
    amount: int
    effort: Fraction


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """Issues in one scope with who asks for them. The sums are computed once, when first asked for.

    `told` are the kinds of work in it, where they are known already.
    """

    scope: str
    attributed: Attributed
    issues: Frame
    requests: Frame
    names: Frame
    told: Work | None = None

    @cached_property
    def work(self) -> Work:
        """How much of each kind of work there is."""
        if self.told is not None:
            return self.told
        sums = self.issues.group_by("kind", "seed_marked").agg(
            nw.len().alias("issues"), nw.col("effort").sum().alias("effort")
        )
        tallies: dict[int, Tally] = dict.fromkeys(range(EXISTING + 1), Tally())
        mismarked = Tally()
        for kind, seed_marked, issues, effort in rows(sums):
            tally = Tally(issues=issues, effort=Fraction(int(effort), self.attributed.effort_scale))
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
        return self._keys(self.issues.join(doubtful, on="issue", how="semi"), "effort", EVIDENCE)

    def contradictions(self, most: int) -> Contradictions:
        """What the places say of each of the first `most` of those issues."""
        keys, doubtful = self.contradicted(), self.attributed.contradicted
        if keys is None or doubtful is None:
            return {}
        first = self.names.filter(nw.col("key").is_in(keys.first[:most]))
        said = contradictions(doubtful.join(first, on="issue"), self.attributed.meanings.customers)
        return {key: said[key] for key in keys.first[:most]}

    def amount_of(self, tally: Tally) -> int:
        """An effort in the whole parts that demands are counted in, so that integers are compared."""
        return int(tally.effort * self.attributed.amount_scale)

    def within(self, code: int, scope: str) -> "Backlog":
        """The part of it that belongs to one iteration, by the iteration's code."""
        member = self.attributed.memberships.filter(nw.col("iteration") == code).select("issue")
        return replace(
            self,
            scope=scope,
            issues=self.issues.join(member, on="issue", how="semi"),
            requests=self.requests.join(member, on="issue", how="semi"),
        )

    def bearing(self, marks: Collection[tuple[str, str]]) -> "Backlog":
        """The part of it with any of these marks, as (place, value) just as the tracker has them."""
        snapshot = self.attributed.snapshot
        codes = [mark for mark, place, value in snapshot.vocabulary() if (place, value) in marks]
        fits = nw.col("mark").is_in(codes) if codes else nw.col("issue") < 0
        bearers = snapshot.frame("marks").filter(fits).select("issue").unique()
        return replace(
            self,
            issues=self.issues.join(bearers, on="issue", how="semi"),
            requests=self.requests.join(bearers, on="issue", how="semi"),
        )

    def _effort(self, effort: int) -> Fraction:
        return Fraction(int(effort), self.attributed.effort_scale)

    def requests_of(self, code: int) -> Keys:
        """Keys of the issues that a customer asks for, the largest part first."""
        return self._keys(self.requests.filter(nw.col("customer") == code), "amount", EVIDENCE)

    def deferrable(self, code: int) -> list[tuple[Fraction, Fraction, int]]:
        """(the customer's part, effort of one issue, how many issues) of what a customer asks for."""
        kinds = (
            self.requests.filter(nw.col("customer") == code)
            .group_by("amount", "effort")
            .agg(nw.len().alias("issues"))
        )
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
        return replace(self._keys(asked, "gain", min(waiting, DEFERRED)), total=waiting)

    def unknown(self, issues: int) -> Keys:
        """Keys of so many unknown issues, the largest first."""
        return self._first(issues, UNKNOWN)

    def unnamed(self, issues: int) -> Keys:
        """Keys of so many unknown or nameless issues, whose asker could be anybody, the largest first."""
        return self._first(issues, UNKNOWN, NAMELESS)

    def _first(self, issues: int, *kinds: int) -> Keys:
        largest = self._keys(self.issues.filter(nw.col("kind").is_in(kinds)), "effort", min(issues, EVIDENCE))
        return replace(largest, total=issues)

    def unknowns(self) -> Keys:
        """Keys of all unknown issues, the largest first."""
        return self._keys(self.issues.filter(nw.col("kind") == UNKNOWN), "effort", EVIDENCE)

    def requested(self) -> Keys:
        """Keys of the issues that existing customers ask for, the largest first."""
        asked = self.issues.filter(nw.col("kind").is_in((EXISTING, NAMELESS)))
        return self._keys(asked, "effort", EVIDENCE)

    def everything(self) -> Keys:
        """Keys of all issues in it, the largest first."""
        return self._keys(self.issues, "effort", EVIDENCE)

    def largest(self, issues: int) -> Keys:
        """Keys of so many issues, the largest first."""
        return replace(self._keys(self.issues, "effort", min(issues, EVIDENCE)), total=issues)

    def requests_of_any(self, codes: Collection[int]) -> Keys:
        """Keys of the issues that any of these customers asks for, the largest first."""
        asked = self.requests.filter(nw.col("customer").is_in(codes) if codes else nw.col("issue") < 0)
        return self._keys(self.issues.join(asked, on="issue", how="semi"), "effort", EVIDENCE)

    def unestimated(self) -> Keys:
        """Keys of the issues whose effort is a guess, since nobody estimated them."""
        guessed = self.issues.join(self.attributed.guessed, on="issue", how="semi")
        return self._keys(guessed, "effort", EVIDENCE)

    def asked_for(self) -> Keys:
        """Keys of all issues that anybody asks for, the largest first."""
        return self._keys(self.issues.filter(nw.col("kind") >= PROSPECT), "effort", EVIDENCE)

    def mismarked(self) -> Keys:
        """Keys of the issues whose seed-corn mark does not count."""
        wrong = (nw.col("seed_marked") == 1) & ~nw.col("kind").is_in((SEED_CORN, UNKNOWN))
        return self._keys(self.issues.filter(wrong), "effort", EVIDENCE)

    def efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of everything in it, the largest first."""
        return self._sizes(self.issues)

    def unknown_efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of the unknown work, the largest first."""
        return self._efforts(UNKNOWN)

    def unnamed_efforts(self) -> list[tuple[Fraction, int]]:
        """The same of unknown and nameless work."""
        return self._efforts(UNKNOWN, NAMELESS)

    def _efforts(self, *kinds: int) -> list[tuple[Fraction, int]]:
        return self._sizes(self.issues.filter(nw.col("kind").is_in(kinds)))

    def _sizes(self, issues: Frame) -> list[tuple[Fraction, int]]:
        kinds_of_effort = issues.group_by("effort").agg(nw.len().alias("issues"))
        return sorted(((self._effort(effort), many) for effort, many in rows(kinds_of_effort)), reverse=True)

    def _keys(self, issues: Frame, size: str, most: int) -> Keys:
        total = rows(issues.select(nw.len()))[0][0]
        largest = issues.sort(size, "created", "issue", descending=[True, False, False]).head(most)
        numbers = [number for (number,) in rows(largest.select("issue"))]
        # Asked for by number: few of them are read out of all the keys there are.
        named = rows(self.names.filter(nw.col("issue").is_in(numbers))) if numbers else []
        keys: dict[int, str] = dict(named)
        return Keys(first=tuple(keys[number] for number in numbers), total=total)
