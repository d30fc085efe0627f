"""The whole pipeline on one page: facts, whose they are, what the rules say of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from seedcorn import __version__
from seedcorn.backlog import Backlog
from seedcorn.context import Context, look
from seedcorn.gaps import gaps_of, is_looked_at, missing, silenced
from seedcorn.metrics.concentration import absence_factor, effective_number, gini, hhi, share, top_few
from seedcorn.model import PARENT, Confidence, Counting, Gap, Meaning, Missing, Pattern, Split
from seedcorn.parents import INHERITED
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.report import (
    Attribution,
    CustomerShare,
    Facts,
    Finding,
    Level,
    PolicyStamp,
    Reading,
    Report,
    Verdict,
)
from seedcorn.snapshot import Snapshot

_SAME_MOMENT = timedelta(days=1)


def audit(
    snapshot: Snapshot,
    policy: Policy,
    *,
    register: Register | None,
    now: datetime,
    fail_on: Level = Level.ERROR,
    strict: bool = False,
) -> Report:
    """Judge a snapshot by a policy as of `now`.

    With issues missing nothing passes and nothing fails; where only a place on them could not be read, the
    rules that need it abstain, and it is mentioned where the policy does not look there.
    """
    context = look(
        snapshot,
        policy.counting,
        register,
        now=now,
        window_days=policy.window_days,
        capacity=policy.capacity,
        review_by=policy.review_by,
    )
    return report_on(context, snapshot, policy, fail_on=fail_on, strict=strict)


def report_on(
    context: Context, snapshot: Snapshot, policy: Policy, *, fail_on: Level, strict: bool
) -> Report:
    """What the rules of a policy say of a context that was made from a snapshot by that policy."""
    gaps = gaps_of(snapshot)
    unread = [gap for gap in gaps if gap.place]
    heeded = tuple(
        gap
        for gap in gaps
        if not gap.place or missing(gap, policy.counting) or is_looked_at(gap, policy.places)
    )
    findings = tuple(
        found
        for rule, params in policy.rules
        for found in silenced(
            rule, rule.findings(context, params), unread, policy.counting, places=params.places()
        )
    )
    partial = len(unread) < len(gaps)
    return Report(
        version=__version__,
        policy=policy.stamp,
        sources=snapshot.sources,
        collected_at=snapshot.collected_at,
        as_of=context.now,
        attribution=_attribution(context.open, policy.counting),
        facts=_facts(context.open),
        findings=tuple(map(_opened, findings)) if partial else findings,
        gaps=heeded,
        notes=(
            *_notes(context, policy.counting, snapshot.collected_at),
            *_found_nothing(context.open, policy, unread),
            *_unnoticed(snapshot),
            *_unheeded(gaps, heeded),
        ),
        names=_names(context, findings),
        names_at=_names_at(policy.counting),
        fail_on=fail_on,
        strict=strict,
    )


def _opened(finding: Finding) -> Finding:
    """A verdict on partial data: neither pass nor fail, only which way it leans."""
    if finding.kind is Verdict.NOT_APPLICABLE:
        return finding
    level = finding.open_level or finding.level or Level.NOTE
    lean = finding.lean if finding.kind is Verdict.OPEN else finding.kind
    return replace(
        finding,
        kind=Verdict.OPEN,
        level=level,
        open_level=level,
        lean=lean,
        remedy="",
        defer=(),
        defer_total=0,
    )


def _names_at(counting: Counting) -> tuple[str, ...]:
    """The places where names of customers are looked for."""
    asking = (Meaning.CUSTOMER, Meaning.PROSPECT)
    return tuple(sorted({one.place for one in counting.patterns if one.meaning in asking}))


def _attribution(backlog: Backlog, counting: Counting) -> Attribution:
    work = backlog.work
    known, unknown = backlog.amount_of(work.requested), backlog.amount_of(work.unknown)
    nameless = backlog.amount_of(work.nameless)
    customers = tuple(
        CustomerShare(
            id=demand.customer.id,
            name=demand.customer.name,
            issues=demand.issues,
            bugs=demand.bugs,
            demand=demand.effort,
            share=share(demand.amount, known, unknown, nameless),
        )
        for demand in backlog.demands
    )
    return Attribution(
        unit=counting.effort.unit,
        open_issues=work.all.issues,
        requested_issues=work.requested.issues,
        nameless_issues=work.nameless.issues,
        own_issues=work.own.issues,
        seed_corn_issues=work.seed_corn.issues,
        unknown_issues=work.unknown.issues,
        ignored_issues=backlog.attributed.ignored_open,
        customers=customers,
        readings=tuple(_readings(backlog)),
    )


def _readings(backlog: Backlog) -> Iterator[Reading]:
    """Where the names were read; ranks that read the same places are one."""
    meanings = backlog.attributed.meanings
    found: dict[tuple[str, ...], Reading] = {}
    for rank, issues in backlog.readings:
        places = (PARENT,) if rank == INHERITED else meanings.places[rank]
        sure = Confidence.INHERITED if rank == INHERITED else meanings.confidence(rank)
        before = found[places].issues if places in found else 0
        found[places] = Reading(places=places, confidence=sure, issues=before + issues)
    yield from found.values()


def _facts(backlog: Backlog) -> Facts:
    parts = [demand.amount for demand in backlog.demands]
    known = backlog.amount_of(backlog.work.requested)
    if not sum(parts):
        return Facts()
    index = hhi(parts, known).value
    return Facts(
        hhi=index,
        effective_customers=effective_number(index),
        absence_factor=absence_factor(parts),
        gini=gini(parts),
        top_three=top_few(parts, known, 3),
    )


def _names(context: Context, findings: tuple[Finding, ...]) -> tuple[tuple[str, str], ...]:
    """The names of everybody a finding is about, also of those who ask for nothing now."""
    known = {customer.id: customer.name for customer in context.open.attributed.meanings.customers}
    known |= {entry.id: entry.name for entry in context.register.customers} if context.register else {}
    subjects = {found.subject for found in findings if found.subject is not None}
    return tuple((subject, known[subject]) for subject in sorted(subjects))


def _notes(context: Context, counting: Counting, collected_at: datetime) -> Iterator[str]:
    """What was assumed in counting, in sentences."""
    attributed = context.open.attributed
    if abs(context.now - collected_at) >= _SAME_MOMENT:
        yield (
            f"Judged as of {context.now:%Y-%m-%d} by the dates of creation and closing, with the labels and "
            "milestones that the issues had when they were read."
        )
    yield from _who_asks(counting)
    yield from _where_read(context.open)
    if context.register is None:
        yield "There is no register of customers: every such name counts as one."
    if counting.unlabelled_is_own:
        since = f" since {counting.since:%Y-%m-%d}" if counting.since else ""
        yield f"The policy declares that unlabelled work{since} is the team's own."
    yield from _effort_notes(counting, attributed.unestimated)
    yield _SPLITS[counting.split]
    if attributed.ignored_open:
        yield f"Open issues left out because the policy ignores them: {attributed.ignored_open:,}."


def _unnoticed(snapshot: Snapshot) -> Iterator[str]:
    """What a snapshot that was only brought up to date since it was read whole cannot know."""
    whole = snapshot.read_whole_at
    if whole is not None and snapshot.collected_at - whole >= _SAME_MOMENT:
        yield (
            f"Only changed issues were read since {whole:%Y-%m-%d}: "
            "those deleted or moved after that day may still be counted."
        )


def _who_asks(counting: Counting) -> Iterator[str]:
    """Where names of customers were looked for."""
    asking = [one for one in counting.patterns if one.meaning is Meaning.CUSTOMER]
    if asking:
        yield f"Customers are read from: {', '.join(map(_looked_for, asking))}."


def _looked_for(pattern: Pattern) -> str:
    if ":" in pattern.place:
        return pattern.place.replace(":", " ", 1)
    return f"{pattern.place} {pattern.glob}"


def _found_nothing(backlog: Backlog, policy: Policy, unread: Iterable[Gap]) -> Iterator[str]:
    """Where the policy looks for customers and nothing stands: misspelt, perhaps.

    What comes with seedcorn looks in more places than anybody has: it is mentioned only where none has names.
    """
    meanings, missing = backlog.attributed.meanings, {gap.place for gap in unread}
    silent = [
        _looked_for(one)
        for one in meanings.unheard
        if one.meaning is Meaning.CUSTOMER and one.place not in missing
    ]
    chosen = policy.stamp.origin != PolicyStamp(name="").origin or not meanings.ranks
    if silent and chosen and backlog.work.all.issues:
        yield f"Found nothing in: {', '.join(silent)}."


def _where_read(backlog: Backlog) -> Iterator[str]:
    """How many names come from where, if more than one place gave any."""
    readings = list(_readings(backlog))
    if len(readings) > 1:
        told = (
            f"{' or '.join(each.places).replace(':', ' ')} {each.issues:,} ({each.confidence})"
            for each in readings
        )
        yield f"Who asks is read from the first place that says it: {', '.join(told)}."


def _unheeded(gaps: tuple[Gap, ...], heeded: tuple[Gap, ...]) -> Iterator[str]:
    """What could not be read and does not matter here, without the source: others may read this."""
    places = sorted({gap.place.replace(":", " ") for gap in gaps if gap not in heeded})
    if places:
        yield f"Could not be read, and this policy does not look there: {', '.join(places)}."


def _effort_notes(counting: Counting, unestimated: int) -> Iterator[str]:
    if not counting.effort.estimates:
        yield "Every issue counts as one; the policy declares no estimates."
    elif unestimated:
        instead = _MISSING[counting.effort.missing]
        yield f"Issues without an estimate in {counting.effort.unit}: {unestimated:,}; {instead}."


_SPLITS = {
    Split.EQUALLY: "An issue that several customers asked for is divided equally among them.",
    Split.FULLY: "An issue that several customers asked for counts fully for each: shares add up to more.",
    Split.FIRST: "An issue that several customers asked for counts for the first one named.",
}
_MISSING = {
    Missing.MEDIAN: "each counts the median of its source",
    Missing.ZERO: "each counts nothing",
    Missing.ONE: "each counts one",
    Missing.FAIL: "none is allowed",
}
