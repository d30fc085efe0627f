"""How much more often the priority of one customer's requests is raised than that of the others.

## What it measures

Of each customer's requests, open or completed in the window, the part whose priority was raised within the
window to a higher level than the first one that it ever had. Two parts are compared: the customer's own, and
the highest that the part of all others can be, in the long run, by the upper end of Wilson's 95 % interval.
The number is how many times the second the first is, for the customer with the highest such number of those
who ask for five issues or more. What says nothing, or not who asked, could be anybody's, so the result is a
range.

It was meant to be compared with the median customer. But of most customers nothing is ever raised, and no
part is twice of nothing; beside all others together, and with room for chance, it can be told.

## Example

Of Acme's 10 requests 8 were raised: 80 %. Of the 30 of others none was; with so few, it could still be that
up to 11.4 % are in the long run. 80 % is 7.0 times as much as even that, more than the 2 times that may be,
so the rule warns.

## Why it matters

In "The biggest customer conundrum" 37signals describe what a team is to a customer who has bought its time:
there whenever it calls. It shows in priorities first. They are set with care when a request comes in, and
then one customer's are set again.

## What to do

Look at the requests named here and ask of each what happened to make it more urgent, and for whom. Where it
was only a call, put it back. Agree on who may raise a priority, and write the reason on the issue.

## What it cannot know

Whether it was right: this customer's systems may really have been down. Who raised it is not looked at.
Priorities that were set only once are no raise, however high they are, and a request that was first judged
too low looks the same as one that was pushed.

## Where the limits come from

Twice as high is our own choice, and so are five issues. The interval is Wilson's.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, WILSON, conundrum
from seedcorn.metrics.refusal import Decided, worst_of
from seedcorn.metrics.service import times_as_often_raised
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.model import Interval
from seedcorn.patterns import Globs, Text
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, PRIORITIES, with_history

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.tally import Demand


class Limits(Params):
    """How many times as often as for others a priority may be raised for one customer.

    `levels` are the priorities from the highest to the lowest, at `place`; with fewer requests than
    `fewest-issues` a customer is not judged.
    """

    place: Text = "label"
    levels: Globs = PRIORITIES
    warning: Number | None = Fraction(2)
    error: Number | None = None
    fewest_issues: Number = Fraction(5)

    def places(self) -> frozenset[str]:
        """Where priorities stand, and when they came there and went."""
        return with_history(self.place)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, history = context.in_hand, context.history
    if history is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
        return
    if not context.grouped(backlog).marks(limits.place, *limits.levels):
        missing = "needs priorities; name yours from the highest to the lowest in “levels”, and their “place”"
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    if missing := _too_few(backlog, int(limits.fewest_issues)):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield _measure(backlog, history.raised(backlog, limits.place, limits.levels), int(limits.fewest_issues))


def _too_few(backlog: "Backlog", fewest: int) -> str:
    requested = backlog.work.requested.issues
    if requested < FEWEST_ISSUES:
        return f"needs {FEWEST_ISSUES} requested issues, found {requested}"
    if len(backlog.demands) < 2:
        return "needs requests of two customers"
    judged = any(one.issues >= fewest for one in backlog.demands)
    return "" if judged else f"needs a customer who asks for {fewest} issues or more"


def _measure(backlog: "Backlog", raised: "Backlog", fewest: int) -> Measure:
    found = _parts(backlog, raised, fewest)
    worst = max(
        (one for one in backlog.demands if one.issues >= fewest),
        key=lambda one: (found[one.code].value, one.customer.id),
    )
    unnamed = _unnamed(backlog, raised)
    nobody = times_as_often_raised(Decided(), _of(backlog, raised), unnamed, fewest)
    whose = "this customer's" if found[worst.code].value else "any customer's"
    return Measure(
        scope=backlog.scope,
        subject=worst.customer.id if found[worst.code].value else None,
        message=f"as often is the priority of {whose} requests raised as that of the others', at the least",
        measured=worst_of([*found.values(), nobody]),
        unit=Unit.TIMES,
        evidence=lambda: raised.requests_of(worst.code),
        settle=lambda limit: (raised if unnamed.declined else backlog).unnamed(1),
        details=lambda: _told(backlog, raised, worst),
        remedy=lambda limit: Remedy(
            text="Ask of each what happened to make it more urgent, and put back what was only asked for "
            "louder; agree on who may raise a priority, and write the reason on the issue."
        ),
    )


def _parts(backlog: "Backlog", raised: "Backlog", fewest: int) -> dict[int, Interval]:
    """For each customer, by code, how many times as often as the others' its requests are raised."""
    everything, unnamed = _of(backlog, raised), _unnamed(backlog, raised)
    theirs = {one.code: one.issues for one in raised.demands}
    found = {}
    for one in backlog.demands:
        mine = Decided(declined=theirs.get(one.code, 0), done=one.issues - theirs.get(one.code, 0))
        others = Decided(declined=everything.declined - mine.declined, done=everything.done - mine.done)
        found[one.code] = times_as_often_raised(mine, others, unnamed, fewest)
    return found


def _of(backlog: "Backlog", raised: "Backlog") -> Decided:
    """What named customers ask for, raised and not."""
    named = [part.work.requested.issues - part.work.nameless.issues for part in (backlog, raised)]
    return Decided(declined=named[1], done=named[0] - named[1])


def _unnamed(backlog: "Backlog", raised: "Backlog") -> Decided:
    """What anybody could ask for, raised and not."""
    unnamed = [part.work.unknown.issues + part.work.nameless.issues for part in (backlog, raised)]
    return Decided(declined=unnamed[1], done=unnamed[0] - unnamed[1])


def _told(backlog: "Backlog", raised: "Backlog", worst: "Demand") -> tuple[tuple[str, str], ...]:
    """The counts behind the number, which give shares away: for few eyes alone."""
    mine = next((one.issues for one in raised.demands if one.code == worst.code), 0)
    everything = _of(backlog, raised)
    counts = (
        f"{mine} of {worst.issues} of this customer's requests, "
        f"{everything.declined - mine} of {everything.all - worst.issues} of the others'"
    )
    return (("raised", counts),)


RULE = Rule(
    module=__name__,
    question="Do one customer's requests become urgent more often than the others'?",
    title="How often the priority of one customer's requests is raised",
    sources=(conundrum("04:13"), WILSON, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
