"""Sums over some issues in plain Python, as the definitions of the metrics say: the oracle's other half."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from seedcorn.model import Customer, Interval, Issue, Iteration


@dataclass(kw_only=True)
class Counted:
    """One issue with its owner. `parts` is what each customer has of its effort, by id."""

    issue: Issue
    place: int
    kind: str
    effort: Fraction
    bug: bool
    seed_marked: bool
    ignored: bool
    rank: int | None = None
    contradicted: bool = False
    askers: list[Customer] = field(default_factory=list)
    parts: dict[str, Fraction] = field(default_factory=dict)


@dataclass(kw_only=True)
class Scope:
    """Some issues, and what can be said of them."""

    issues: list[Counted]

    def of(self, *kinds: str) -> list[Counted]:
        """Those of some kinds of work."""
        return [one for one in self.issues if one.kind in kinds]

    def effort(self, *kinds: str) -> Fraction:
        """The effort of some kinds of work."""
        return sum((one.effort for one in self.of(*kinds)), Fraction(0))

    @property
    def known(self) -> Fraction:
        """All requested effort."""
        return self.effort("existing", "prospect", "nameless")

    @property
    def unknown(self) -> Fraction:
        """The effort of which nothing is known."""
        return self.effort("unknown")

    @property
    def all(self) -> Fraction:
        """All effort."""
        return sum((one.effort for one in self.issues), Fraction(0))

    def mismarked(self) -> list[Counted]:
        """Seed-corn marks that do not count."""
        return [one for one in self.issues if one.seed_marked and one.kind != "seed corn"]

    def asked_by(self, customer: str) -> list[Counted]:
        """What a customer asks for, the largest part first."""
        mine = [one for one in self.issues if customer in one.parts]
        return _largest(mine, lambda one: one.parts[customer])

    def unknowns(self) -> list[Counted]:
        """What nothing is known of, the largest first."""
        return _largest(self.of("unknown"), lambda one: one.effort)

    def demands(self) -> dict[str, Fraction]:
        """What each customer asks for, by id."""
        customers = {customer for one in self.issues for customer in one.parts}
        return {
            customer: sum((one.parts[customer] for one in self.asked_by(customer)), Fraction(0))
            for customer in customers
        }

    def share(self, customer: str) -> Interval:
        """A customer's part of requested work: from none of the unknown to all of it and of the nameless.

        Nobody could have more than all; where each who asks counts fully, somebody may have more already.
        """
        demand, known, unknown = self.demands().get(customer, Fraction(0)), self.known, self.unknown
        value, high = _part(demand, known), _part(demand + unknown + self.effort("nameless"), known + unknown)
        return Interval(
            value=value, low=_part(demand, known + unknown), high=max(value, min(high, Fraction(1)))
        )

    def hhi(self) -> Interval:
        """10,000 times the sum of squared shares; the unknown spread thin, or all of it the largest's."""
        demands, known, unknown = sorted(self.demands().values()), self.known, self.unknown
        value = sum((_part(demand, known) ** 2 for demand in demands), Fraction(0))
        low = sum((_part(demand, known + unknown) ** 2 for demand in demands), Fraction(0))
        anybodys = unknown + self.effort("nameless")
        grown = [*demands[:-1], (demands[-1] if demands else 0) + anybodys]
        high = sum((_part(demand, known + unknown) ** 2 for demand in grown), Fraction(0))
        return Interval(value=10_000 * value, low=10_000 * low, high=10_000 * max(value, high))

    def wish_list(self) -> Interval:
        """What existing customers want of everything: at most the unknown besides."""
        asked = self.effort("existing", "nameless")
        value = _part(asked, self.all)
        return Interval(value=value, low=value, high=_part(asked + self.unknown, self.all))

    def seed_corn(self, *, in_use: bool) -> Interval:
        """Seed corn of everything: where nothing was ever marked, all the unknown could be."""
        value = _part(self.effort("seed corn"), self.all)
        high = value if in_use else _part(self.unknown, self.all)
        return Interval(value=value, low=value, high=high)

    def within(self, iteration: Iteration) -> "Scope":
        """What belongs to an iteration."""
        names = (iteration.kind, iteration.name)
        return Scope(
            issues=[
                one
                for one in self.issues
                if names in [(other.kind, other.name) for other in one.issue.iterations]
            ]
        )

    def to_defer(self, customer: str, limit: Fraction) -> int:
        """How many of a customer's issues have to wait, the most useful first, until it keeps a limit."""
        left, waiting = Scope(issues=list(self.issues)), 0
        while left.share(customer).value > limit:
            useful = max(left.asked_by(customer), key=lambda one: one.parts[customer] - limit * one.effort)
            left.issues.remove(useful)
            waiting += 1
        return waiting


def keys(counted: Iterable[Counted]) -> tuple[str, ...]:
    """The keys of some issues."""
    return tuple(one.issue.key for one in counted)


def _part(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole else Fraction(0)


def _largest(issues: list[Counted], size: Callable[[Counted], Fraction]) -> list[Counted]:
    """The largest first; of equals the oldest, and of those the one that came first."""
    return sorted(issues, key=lambda one: (-size(one), one.issue.created_at, one.place))
