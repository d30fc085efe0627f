"""A policy tried on a backlog's own past: one audit for each date, and what other limits would have done."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from seedcorn.audit import report_on
from seedcorn.context import Context
from seedcorn.engine import rows
from seedcorn.errors import UsageError
from seedcorn.gaps import gaps_of, silenced
from seedcorn.hindsight import Backtest, Every, Line
from seedcorn.model import HISTORY
from seedcorn.other_limits import tried
from seedcorn.report import Bound, Finding, Keys, Report, Verdict
from seedcorn.rule import Abstention, LevelLimits, Measure, Outcome, Params, Remedy, Rule, judge
from seedcorn.supposing import Case
from seedcorn.waiving import Leniency

Watch = Callable[[Sequence[datetime]], Iterable[datetime]]
A_WEEK = timedelta(days=7)
LONG = timedelta(days=2 * 366)  # ours: above it a date a month says as much, and is there four times sooner
_KINDS = (Verdict.FAIL, Verdict.OPEN, Verdict.PASS)


def backtest(
    case: Case, *, since: datetime, every: Every | None = None, watch: Watch = lambda dates: dates
) -> Backtest:
    """What the policy of a case would have said of its backlog since a day; see `backtests`."""
    return backtests((case,), since=since, every=every, watch=watch)[0]


def backtests(
    cases: Sequence[Case], *, since: datetime, every: Every | None = None, watch: Watch = lambda dates: dates
) -> tuple[Backtest, ...]:
    """What several policies would have said of one backlog at each date since a day, the last date being now.

    Labels are those of each date where the snapshot knows; policies and registers are those of today, and
    waivers and baselines let nothing be. `watch` is given the dates and passes them on, to show how far it
    is. Raises UsageError where the day is not in the past.
    """
    first = _first_day(cases[0], since)
    step = every or (Every.MONTH if cases[0].now - first > LONG else Every.WEEK)
    dates = tuple(_dates(first, cases[0].now, step))
    pasts = [_Past(case=case) for case in cases]
    for date in watch(dates):
        with cases[0].snapshot.engine.briefly():
            context: Context | None = None
            for past in pasts:
                context = past.add(date, context, of=pasts[0].case)
    return tuple(past.told(dates, since, step) for past in pasts)


def _first_day(case: Case, since: datetime) -> datetime:
    """The day that was asked for, or the first issue's if that is later."""
    if since > case.now:
        raise UsageError(
            f"{since:%Y-%m-%d} is later than what is judged, of {case.now:%Y-%m-%d}",
            hint="--since takes a day in the past, for example a year ago",
        )
    created = case.snapshot.frame("issues").select("created").sort("created").head(1)
    oldest = next((datetime.fromtimestamp(minute * 60, UTC) for (minute,) in rows(created)), case.now)
    return min(max(since, oldest), case.now)


def _dates(first: datetime, now: datetime, every: Every) -> Iterator[datetime]:
    """Back from now to the first day, put in order."""
    found, date = [now], now
    while (date := _before(now, len(found), every)) >= first:
        found.append(date)
    yield from reversed(found)


def _before(now: datetime, steps: int, every: Every) -> datetime:
    """So many weeks earlier, or the same day so many months earlier, or that month's last day."""
    if every is Every.WEEK:
        return now - steps * A_WEEK
    years, month = divmod(now.year * 12 + now.month - 1 - steps, 12)
    return now.replace(year=years, month=month + 1, day=min(now.day, monthrange(years, month + 1)[1]))


Place = tuple[str, str]


@dataclass(kw_only=True)
class _Past:
    """One policy's findings, date by date, while they are gathered."""

    case: Case
    found: list[dict[Place, list[Finding]]] = field(default_factory=list)
    limits: dict[Place, LevelLimits] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    fewest: int = 0
    largest: Fraction = Fraction(0)
    report: Report | None = None

    def add(self, date: datetime, known: Context | None, *, of: Case) -> Context:
        """Judge one date. `known` is what the rules of another case looked at, taken where it is the same."""
        case = replace(self.case, now=date, baseline=None)
        context = known if known is not None and _is_seen_alike(self.case, of) else case.context()
        self.found.append(self._judged(context))
        self._count(context)
        if date == self.case.now:
            lenient = Leniency(day=date.date())
            report = report_on(
                context, case.snapshot, case.policy, lenient, fail_on=case.fail_on, strict=case.strict
            )
            self.names |= dict(report.names)
            self.report = report
        return context

    def _judged(self, context: Context) -> dict[Place, list[Finding]]:
        found: defaultdict[Place, list[Finding]] = defaultdict(list)
        gaps = gaps_of(self.case.snapshot)
        unread = [gap for gap in gaps if gap.place]
        for rule, params in self.case.policy.rules:
            told = self._findings(rule, params, context)
            for each in silenced(rule, told, unread, self.case.policy.counting, places=params.places()):
                partial = len(unread) < len(gaps) and each.kind is not Verdict.NOT_APPLICABLE
                found[_place(each)].append(replace(each, kind=Verdict.OPEN, level=None) if partial else each)
        return found

    def _findings(self, rule: Rule, params: Params, context: Context) -> Iterator[Finding]:
        for outcome in rule.evaluate(context, params):
            depends = isinstance(outcome, Measure) and outcome.limits is not None
            found = _found(rule, outcome, params.limits())
            self.limits[_place(found)] = () if depends else params.limits()
            yield found

    def _count(self, context: Context) -> None:
        """Who is known by which name, and how many asked for how much: what must not be told in public."""
        backlog = context.open
        self.names |= {one.id: one.name for one in backlog.attributed.meanings.customers}
        asking = [one.amount for one in backlog.demands if one.amount]
        if asking:
            self.fewest = min(self.fewest or len(asking), len(asking))
            self.largest = max(self.largest, Fraction(max(asking), sum(asking)))

    def told(self, dates: tuple[datetime, ...], since: datetime, every: Every) -> Backtest:
        """All of it, once every date is judged."""
        assert self.report is not None  # noqa: S101  # the last date is now
        places = dict.fromkeys(place for each in self.found for place in each)
        lines = [self._line(place) for place in sorted(places)]
        speaking = {line.rule for line in lines if any(line.points)}
        told = tuple(line for line in lines if any(line.points) or line.rule not in speaking)
        subjects = {one.subject for each in self.found for found in each.values() for one in found}
        subjects |= {one for one, _ in self.report.names}
        names = tuple((one, self.names[one]) for one in sorted(filter(None, subjects)) if one in self.names)
        return Backtest(
            report=replace(self.report, names=names),
            dates=dates,
            lines=told,
            since=since,
            every=every,
            has_history=self.case.snapshot.has_history,
            is_cut=any(gap.place == HISTORY and not gap.absent for gap in self.case.snapshot.gaps),
            fewest=self.fewest,
            largest=self.largest,
        )

    def _line(self, place: Place) -> Line:
        dates = [each.get(place, []) for each in self.found]
        spoken = [[one for one in each if one.kind is not Verdict.NOT_APPLICABLE] for each in dates]
        silent = [one.message for each in dates for one in each if one.kind is Verdict.NOT_APPLICABLE]
        rule, scope = place
        return Line(
            rule=rule,
            scope=scope,
            points=tuple(_worst(each) for each in spoken),
            missing=silent[-1] if silent else "",
            tried=tried(spoken, self.limits.get(place, ())),
            private=any(one.private for each in dates for one in each),
        )


def _found(rule: Rule, outcome: Outcome, limits: LevelLimits) -> Finding:
    """As `Rule.findings` makes it, without the issues behind it: of the past only numbers count."""
    if isinstance(outcome, Abstention):
        kind, message = Verdict.NOT_APPLICABLE, outcome.missing
        return Finding(rule=rule.id, kind=kind, scope=outcome.scope, message=message, private=rule.private)
    bare = replace(
        outcome,
        evidence=Keys,
        settle=lambda limit: Keys(),
        remedy=lambda limit: Remedy(text=""),
        details=tuple,
    )
    found = judge(rule.id, bare, limits if outcome.limits is None else outcome.limits)
    return replace(found, private=rule.private)


def _place(found: Finding) -> Place:
    """The check and the kind of its scope: one milestone follows on another, the check goes on."""
    return found.rule, found.scope.partition(": ")[0]


def _worst(found: Sequence[Finding]) -> Finding | None:
    """The finding that a date is remembered by: the gravest, and of those the one farthest off."""
    return min(found, key=_order, default=None)


def _order(found: Finding) -> tuple[int, int, Fraction, str]:
    level = found.level.rank if found.level else -1
    value = found.measured.value if found.measured else Fraction(0)
    off = value if found.bound is Bound.FLOOR else -value
    return _KINDS.index(found.kind), -level, off, found.subject or ""


def _is_seen_alike(case: Case, other: Case) -> bool:
    """Whether the rules of both look at the same."""
    one, two = case.policy, other.policy
    first, second = (
        (each.counting, each.window_days, dict(each.capacity), each.review_by) for each in (one, two)
    )
    return first == second and case.register == other.register
