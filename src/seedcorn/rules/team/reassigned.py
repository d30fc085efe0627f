"""People who were moved from the team's own work and seed corn to one customer.

## What it measures

Each person's work is looked at twice: as it is now, open or completed in the window, and as it was one window
before. Of everybody who had three issues or more both times, the part for whom one customer's share of their
effort rose by 30 points or more, while the share of the team's own work and seed corn fell. An issue that
several people are assigned to is wholly each one's. Issues that say nothing, or not who asked, could be for
that customer too, so the result is a range.

## Example

Of four people two had six issues each 90 days ago, three of Acme and three of the team's own: 50 % for Acme.
Now all six are Acme's. Its share rose by 50 points and their own work fell from half to nothing. 2 of 4
people, 50.0 %, were moved, more than the 20 % that may be: the rule warns, and names Acme.

## Why it matters

In Sam McAfee's "The One Big Customer Trap" the core team is reassigned to help with the version of one
client, and the platform that everybody else uses is put on hold. It never looks like a decision: each move is
a week's help, and only beside the last quarter does one see which way they all went.

## What to do

Give each of these people back one thing of the team's own that is theirs to finish, before the next of the
customer's. If the customer really needs them for good, decide it for the whole team, and hire for what stops.

## What it cannot know

Who really did the work: only who was assigned, and who asks by the labels of that time. What was labelled
only later says nothing of then, and widens the range. Whoever joined or left between the two is not judged.
Nobody is named here: it is about where the team went, and not about anybody who went there.

## Where the limits come from

30 points, three issues and 20 % of the people are our own choices, and so is that more than half of them is
an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.team import people_to_settle, risen
from seedcorn.model import Customer, Interval
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.rules._people import ASSIGNEE, FEWEST_PEOPLE
from seedcorn.words import count, exact, percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the people who may have been moved to one customer.

    `rise` is by how much of somebody's effort the customer's share must have risen, `fewest-issues` what
    somebody must have had both times to be judged.
    """

    warning: Share | None = Fraction(20, 100)
    error: Share | None = Fraction(50, 100)
    rise: Share = Fraction(30, 100)
    fewest_issues: Number = Fraction(3)

    def places(self) -> frozenset[str]:
        """Who works on what, and who did."""
        return with_history(ASSIGNEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What somebody works on: for each customer, by id; what anybody could ask for; the team's own.

    `own` is the team's own and seed corn, and `unknown` what could be either.
    """

    effort: Fraction
    asked: dict[str, Fraction]
    unnamed: Fraction
    own: Fraction
    unknown: Fraction

    def part_of(self, customer: str | None) -> Interval:
        """A customer's share; of None that of one whom nothing names."""
        asked = self.asked.get(customer, Fraction(0)) if customer else Fraction(0)
        return self._share(asked, self.unnamed)

    def large(self, part: Fraction, more: Fraction = Fraction(0)) -> Iterator[str]:
        """The customers for whom so large a part is, were so much more for each: no other can rise so."""
        least = part * self.effort - more
        return (customer for customer, asked in self.asked.items() if asked >= least)

    @property
    def own_part(self) -> Interval:
        """The share of the team's own and seed corn."""
        return self._share(self.own, self.unknown)

    def _share(self, part: Fraction, more: Fraction) -> Interval:
        value = part / self.effort
        return Interval(value=value, low=value, high=(part + more) / self.effort)


_Works: TypeAlias = list[tuple[_Work, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """Somebody's work of then and of now, and the customer, by id, whose share of it rose most."""

    name: str
    before: _Work
    now: _Work

    @property
    def customer(self) -> str | None:
        """The customer whose share rose most, None where nobody is named."""
        return max(self.now.asked, key=lambda one: (self._rise(one).value, one), default=None)

    def by_labels(self, rise: Fraction) -> bool:
        """Whether this person was moved, as the labels say."""
        return self._own.value < 0 and any(self._rise(one).value >= rise for one in self.now.large(rise))

    def for_certain(self, rise: Fraction) -> bool:
        """Whether that is so whatever the unnamed work was."""
        return self._own.high < 0 and any(self._rise(one).low >= rise for one in self.now.large(rise))

    def perhaps(self, rise: Fraction) -> bool:
        """Whether it could be so."""
        could_be = (*self.now.large(rise, more=self.now.unnamed), None)
        return self._own.low < 0 and any(self._rise(one).high >= rise for one in could_be)

    def _rise(self, customer: str | None) -> Interval:
        return risen(self.before.part_of(customer), self.now.part_of(customer))

    @property
    def _own(self) -> Interval:
        return risen(self.before.own_part, self.now.own_part)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately, beside what was a window ago."""
    backlog, days, fewest = context.in_hand, (context.now - context.since).days, int(limits.fewest_issues)
    if context.history is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
        return
    earlier = context.ago(days)
    before, now = _works(earlier, fewest), _works(context, fewest)
    people = [_Moved(name=name, before=before[name], now=now[name]) for name in now if name in before]
    if len(people) < FEWEST_PEOPLE:
        had = f"{count(fewest, 'issue')} or more both now and {count(days, 'day')} ago"
        yield Abstention(
            scope=backlog.scope, missing=f"needs {FEWEST_PEOPLE} people who had {had}, found {len(people)}"
        )
        return
    yield _measure(context, earlier, people, limits.rise)


def _works(context: "Context", fewest: int) -> dict[str, _Work]:
    """What everybody works on who has issues enough, by name."""
    grouped = context.grouped(context.in_hand)
    asked: dict[str, dict[str, Fraction]] = {}
    for crossing in grouped.crossings(ASSIGNEE):
        asked.setdefault(crossing.value, {})[crossing.customer.id] = crossing.effort
    unnamed = {one.name: one.could_be - one.part for one in context.people}
    return {
        group.value: _Work(
            effort=group.all.effort,
            asked=asked.get(group.value, {}),
            unnamed=unnamed[group.value],
            own=group.all.effort - group.requested.effort - group.unknown.effort,
            unknown=group.unknown.effort,
        )
        for group in grouped.by_mark(ASSIGNEE)
        if group.all.issues >= fewest and group.all.effort
    }


def _measure(context: "Context", earlier: "Context", people: list[_Moved], rise: Fraction) -> Measure:
    moved = [one for one in people if one.by_labels(rise)]
    certain = [one for one in people if one.for_certain(rise)]
    perhaps = [one for one in people if one.perhaps(rise)]
    customer, theirs = _main_customer(context, moved)

    def settle(limit: Fraction) -> Keys:
        needed = people_to_settle(len(certain), len(perhaps), len(people), limit)
        return _unnamed(context, earlier, [one for one in perhaps if one not in certain], needed)

    return Measure(
        scope=context.in_hand.scope,
        subject=customer.id if customer else None,
        message=_message(len(moved), len(people), len(theirs), rise, (context.now - context.since).days),
        measured=Interval(
            value=Fraction(len(moved), len(people)),
            low=Fraction(len(certain), len(people)),
            high=Fraction(len(perhaps), len(people)),
        ),
        evidence=lambda: _evidence(context, theirs, customer),
        settle=settle,
        details=lambda: _details(theirs),
        remedy=lambda limit: Remedy(
            text="Let each of these people finish one piece of the team's own work before the next request "
            "of this customer; if it needs them for good, decide that as a team."
        ),
    )


def _main_customer(context: "Context", moved: list[_Moved]) -> tuple[Customer | None, list[_Moved]]:
    """The customer to whom most people were moved, of equals the first by id, and those people."""
    found: dict[str, list[_Moved]] = {}
    for one in moved:
        if one.customer:
            found.setdefault(one.customer, []).append(one)
    if not found:
        return None, []
    most = min(found, key=lambda one: (-len(found[one]), one))
    customers = {one.id: one for one in context.in_hand.attributed.meanings.customers}
    return customers[most], found[most]


def _message(moved: int, everybody: int, theirs: int, rise: Fraction, days: int) -> str:
    whom = "this customer" if 0 < theirs == moved else "one customer"
    of_whom = f" ({theirs} of these {moved} to this one)" if theirs < moved else ""
    return (
        f"of the people, {moved} of {everybody}, were moved to {whom} in {count(days, 'day')}{of_whom}: "
        f"its share of their work rose by {exact(100 * rise)} points or more, and the team's own fell"
    )


def _evidence(context: "Context", theirs: list[_Moved], customer: Customer | None) -> Keys:
    """What these people do for the customer now."""
    demands = context.in_hand.demands
    codes = [one.code for one in demands if customer and one.customer.id == customer.id]
    return _work_of(context, theirs).requests_of_any(codes)


def _unnamed(context: "Context", earlier: "Context", people: list[_Moved], needed: int) -> Keys:
    """As many issues as people have to become known: of now, or of then where too few of now say nothing."""
    now, then = _work_of(context, people), _work_of(earlier, people)
    asked = now if _in_doubt(now) >= needed else max(now, then, key=_in_doubt)
    return asked.unnamed(min(needed, _in_doubt(asked)))


def _in_doubt(backlog: "Backlog") -> int:
    return backlog.work.unknown.issues + backlog.work.nameless.issues


def _work_of(context: "Context", people: list[_Moved]) -> "Backlog":
    return context.in_hand.bearing({(ASSIGNEE, one.name) for one in people})


def _details(theirs: list[_Moved]) -> tuple[tuple[str, str], ...]:
    """How the work of these people changed, taken together: nobody is named."""
    if not theirs:
        return ()
    then, now = [(one.before, one.customer) for one in theirs], [(one.now, one.customer) for one in theirs]
    told = (("for this customer", _asked), ("the team's own and seed corn", _own))
    return tuple(
        (what, f"{percent(part(then))} of their work before, {percent(part(now))} now") for what, part in told
    )


def _asked(works: _Works) -> Fraction:
    return _part([work.asked.get(customer or "", Fraction(0)) for work, customer in works], works)


def _own(works: _Works) -> Fraction:
    return _part([work.own for work, _ in works], works)


def _part(parts: list[Fraction], works: _Works) -> Fraction:
    return sum(parts, Fraction(0)) / sum(work.effort for work, _ in works)


RULE = Rule(
    module=__name__,
    question="Are our people being moved from our own work to one customer?",
    title="People moved to one customer",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT)),
    private=True,
)
