"""What an issue, a change to the code, or anything supposed does to the numbers: two audits, side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from seedcorn.answers import answers
from seedcorn.audit import leniency_of, report_on
from seedcorn.backlog import Backlog
from seedcorn.change import Absence, Change, Closing, Labelling, Opening, Presence
from seedcorn.comparison import About, Comparison, Exposure, Move, Shift, shifts
from seedcorn.context import Context
from seedcorn.headline import TOP_SHARE
from seedcorn.lookup import asked_of, is_open, known_keys
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.metrics.concentration import share
from seedcorn.metrics.revenue import untold
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.metrics.work import seed_corn_share
from seedcorn.model import Interval, Issue, Proposal
from seedcorn.register import payers
from seedcorn.report import Bound, Finding, Report, Unit
from seedcorn.rule import LevelLimits, Measure, judge
from seedcorn.supposing import Case
from seedcorn.waiving import Leniency

SHARE = "share of the requested work"
_KINDS = {
    EXISTING: "requested",
    PROSPECT: "requested",
    NAMELESS: "requested",
    OWN: "own",
    SEED_CORN: "seed corn",
    UNKNOWN: "unknown",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A case and what an audit makes of it, each worked out once."""

    case: Case

    @cached_property
    def context(self) -> Context:
        """What the rules looked at."""
        return self.case.context()

    @cached_property
    def report(self) -> Report:
        """The full audit."""
        case = self.case
        return report_on(
            self.context,
            case.snapshot,
            case.policy,
            self.leniency,
            fail_on=case.fail_on,
            strict=case.strict,
        )

    @cached_property
    def leniency(self) -> Leniency:
        """What lets failing findings be."""
        return leniency_of(self.context, self.case.policy, self.case.baseline)

    def share_of(self, backlog: Backlog, customer: str) -> Finding:
        """One customer's share of the requested work in a scope, judged as the largest one's is."""
        demand = next((one for one in backlog.demands if one.customer.id == customer), None)
        work = backlog.work
        known, unknown = work.requested.effort, work.unknown.effort
        measured = Measure(
            scope=backlog.scope,
            subject=customer,
            message=SHARE,
            # Who asks for nothing that is known might ask for all that is not; so might anybody.
            measured=share(demand.effort, known, unknown, work.nameless.effort)
            if demand
            else Interval.exactly(0),
        )
        limits = () if self.too_few(backlog) else self._limits()
        return self.leniency.judged(judge(TOP_SHARE, measured, limits))

    def too_few(self, backlog: Backlog) -> str:
        """Why shares say nothing in a scope, or "" if they do."""
        work = backlog.work
        return too_few_requests(
            work.requested.issues, work.requested.effort, work.unknown.effort, work.all.effort
        )

    def _limits(self) -> LevelLimits:
        found = (params.limits() for rule, params in self.case.policy.rules if rule.id == TOP_SHARE)
        return next(found, ())

    def seed_corn_in(self, backlog: Backlog) -> Finding:
        """How much of a scope is seed corn, as a fact without a limit."""
        work = backlog.work
        measured = seed_corn_share(
            work.seed_corn.effort,
            work.unknown.effort,
            work.all.effort,
            Fraction(0),
            in_use=self.context.seed_in_use,
        )
        kept = Measure(
            scope=backlog.scope, message="is seed corn", measured=measured, unit=Unit.SHARE, bound=Bound.FLOOR
        )
        return judge("", kept, ())


def impact(case: Case, proposal: Proposal) -> Comparison:
    """What saying yes to an issue does to the open backlog, or merging a change to what was completed.

    An issue is compared with its never having been asked for. A change is measured on what was completed in
    the window, through the issues that it closes, since closing a customer's issue makes the open backlog
    look better and the work that was done more one-sided; one that closes none of the backlog's counts by its
    own labels.
    """
    if proposal.is_change:
        return _of_change(case, proposal)
    return _of_issue(case, proposal)


def supposed(
    case: Case, changes: Iterable[Change], moves: Iterable[Move], about: About = About.WHAT_IF
) -> Comparison:
    """What some changes at once do to everything that is judged."""
    before, after = Seen(case=case), Seen(case=case.supposing(changes))
    return compared(before, after, about=about, moves=tuple(moves))


def compared(before: Seen, after: Seen, *, about: About, moves: tuple[Move, ...] = ()) -> Comparison:
    """Two cases of one backlog, by all that is judged in either and by the largest customers' shares."""
    known = [found for seen in (before, after) for found in seen.report.attribution.customers[:_LARGEST]]
    named = tuple(dict.fromkeys(one.id for one in known))
    backlogs = before.context.open, after.context.open
    return Comparison(
        about=about,
        before=before.report,
        after=after.report,
        shifts=_distinct((*_shares(before, after, named, backlogs), *_all(before, after))),
        too_few=after.too_few(backlogs[1]),
        moves=moves,
    )


_LARGEST = 3


def _all(before: Seen, after: Seen) -> Iterator[Shift]:
    return shifts(before.report, after.report, lambda found: True)


def _of_issue(case: Case, proposal: Proposal) -> Comparison:
    issue = replace(proposal.issue, state="open", closed_at=None, state_reason=None)
    was_open = is_open(case.snapshot, issue.key)
    after = Seen(case=case.supposing(_standing(issue, was_open=was_open)))
    before = Seen(case=case.supposing([] if was_open is None else [Absence(key=issue.key)]))
    windows = {before.context.completed.scope, "revenue"}
    judged = shifts(before.report, after.report, lambda found: found.scope not in windows)
    backlogs = before.context.open, after.context.open
    kind, askers = _said_of(after, [issue.key])
    return Comparison(
        about=About.ISSUE,
        before=before.report,
        after=after.report,
        shifts=_distinct((*_shares(before, after, askers, backlogs), *judged)),
        key=issue.key,
        title=issue.title,
        kind=kind,
        asked_by=askers,
        answers=answers(case.policy.counting, after.context.open.attributed.meanings.unheard)
        if kind == _KINDS[UNKNOWN]
        else (),
        exposed=tuple(_exposed(after, askers)),
        too_few=after.too_few(backlogs[1]),
        notes=_closed_note(proposal),
    )


def _standing(issue: Issue, *, was_open: bool | None) -> tuple[Change, ...]:
    """What makes an issue stand open in the backlog; nothing where it does."""
    if was_open is None:
        return (Presence(issue=issue),)
    return () if was_open else (Opening(key=issue.key),)


def _closed_note(proposal: Proposal) -> tuple[str, ...]:
    if proposal.issue.state == "open":
        return ()
    return ("It is closed now; this is what it would do if it were open.",)


def _of_change(case: Case, proposal: Proposal) -> Comparison:
    there = known_keys(case.snapshot, proposal.closes)
    closed = list(there) or [proposal.issue.key]
    undone = [Opening(key=key) for key in there]
    done: list[Change] = [Closing(key=key) for key in there]
    done += [Labelling(key=key, labels=proposal.issue.labels) for key in there if proposal.issue.labels]
    if not there:
        merged = replace(
            proposal.issue, state="closed", closed_at=case.now, state_reason=None, updated_at=case.now
        )
        done = [Presence(issue=merged)]
    before, after = Seen(case=case.supposing(undone)), Seen(case=case.supposing(done))
    backlogs = before.context.completed, after.context.completed
    scope = backlogs[1].scope
    judged = shifts(before.report, after.report, lambda found: found.scope == scope)
    kind, askers = _said_of(after, closed)
    seed = Shift(before=before.seed_corn_in(backlogs[0]), after=after.seed_corn_in(backlogs[1]))
    return Comparison(
        about=About.CHANGE,
        before=before.report,
        after=after.report,
        shifts=_distinct((*_shares(before, after, askers, backlogs), *judged, seed)),
        key=proposal.issue.key,
        title=proposal.issue.title,
        kind=kind,
        asked_by=askers,
        too_few=after.too_few(backlogs[1]),
        notes=tuple(_closing_notes(proposal, there)),
    )


def _closing_notes(proposal: Proposal, there: Iterable[str]) -> Iterator[str]:
    closes = tuple(there)
    if closes:
        yield f"Measured through what it closes: {', '.join(closes)}."
    else:
        yield "It closes no issue of this backlog: it counts as one by its own labels."
    elsewhere = [key for key in proposal.closes if key not in closes]
    if elsewhere:
        yield f"Not in this backlog: {', '.join(elsewhere)}."


def _shares(
    before: Seen, after: Seen, customers: Iterable[str], backlogs: tuple[Backlog, Backlog]
) -> Iterator[Shift]:
    for customer in customers:
        yield Shift(
            before=before.share_of(backlogs[0], customer), after=after.share_of(backlogs[1], customer)
        )


def _distinct(found: Iterable[Shift]) -> tuple[Shift, ...]:
    """Each finding once, where it came first; with what its rule found out about it, where that did too."""
    kept: dict[tuple[str, str, str | None], Shift] = {}
    for one in found:
        place = (one.now.rule, one.now.scope, one.now.subject)
        first = kept.get(place)
        kept[place] = one if first is None else _fuller(first, one)
    return tuple(kept.values())


def _fuller(first: Shift, other: Shift) -> Shift:
    """The same number with the evidence and the advice that the rule itself gave."""
    return Shift(before=other.before or first.before, after=other.after or first.after)


def _said_of(seen: Seen, keys: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The kind of work that these issues are, in a word, and the ids of who asks for them."""
    numbers = known_keys(seen.case.snapshot, keys).values()
    kind, askers = asked_of(seen.context.open.attributed, numbers)
    return _KINDS[kind], tuple(customer.id for customer in askers)


def _exposed(seen: Seen, askers: Iterable[str]) -> Iterator[Exposure]:
    """What refusing an issue would leave with those who ask for it."""
    paying = payers(seen.case.register, seen.case.now.date())
    told = {payer.customer.id: payer.revenue for payer in paying if payer.revenue is not None}
    everything = 0 if untold(paying) else sum(told.values())
    demands = {demand.customer.id: demand.issues for demand in seen.context.open.demands}
    for customer in askers:
        paid = told[customer] / everything if everything and customer in told else None
        yield Exposure(customer=customer, others=max(demands.get(customer, 0) - 1, 0), revenue=paid)
