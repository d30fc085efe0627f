"""The whole pipeline on one page: facts, whose they are, what the rules say of them."""

from dataclasses import replace
from datetime import datetime

from seedcorn import __version__
from seedcorn.acceptance import Notice
from seedcorn.assumptions import assumptions, readings
from seedcorn.backlog import Backlog
from seedcorn.baseline import Baseline
from seedcorn.context import Context, look
from seedcorn.gaps import gaps_of, is_looked_at, missing, silenced
from seedcorn.metrics.concentration import absence_factor, effective_number, gini, hhi, share, top_few
from seedcorn.model import Counting, Meaning
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.report import (
    Attribution,
    CustomerShare,
    Facts,
    Finding,
    Level,
    Report,
    Verdict,
)
from seedcorn.snapshot import Snapshot
from seedcorn.waiving import Leniency


def audit(
    snapshot: Snapshot,
    policy: Policy,
    *,
    register: Register | None,
    now: datetime,
    fail_on: Level = Level.ERROR,
    strict: bool = False,
    baseline: Baseline | None = None,
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
    leniency = leniency_of(context, policy, baseline)
    return report_on(context, snapshot, policy, leniency, fail_on=fail_on, strict=strict)


def leniency_of(context: Context, policy: Policy, baseline: Baseline | None) -> Leniency:
    """What lets failing findings be: the policy's waivers on the day that is judged, and a baseline."""
    return Leniency(
        day=context.now.date(),
        waivers=policy.waivers,
        baseline=baseline,
        register=context.register,
        names=_known_names(context),
        public_rules=frozenset(rule.id for rule, _ in policy.rules if not rule.private),
    )


def report_on(
    context: Context,
    snapshot: Snapshot,
    policy: Policy,
    leniency: Leniency,
    *,
    fail_on: Level,
    strict: bool,
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
    notices = () if partial else leniency.notices(findings)
    return Report(
        version=__version__,
        policy=policy.stamp,
        sources=snapshot.sources,
        collected_at=snapshot.collected_at,
        as_of=context.now,
        attribution=_attribution(context.open, policy.counting),
        facts=_facts(context.open),
        findings=tuple(map(_opened if partial else leniency.judged, findings)),
        gaps=heeded,
        notes=assumptions(context, snapshot, policy, gaps, heeded),
        names=_names(context, findings, notices),
        names_at=_names_at(policy.counting),
        fail_on=fail_on,
        strict=strict,
        notices=notices,
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
        work=work,
        ignored_issues=backlog.attributed.ignored_open,
        customers=customers,
        readings=tuple(readings(backlog)),
    )


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


def _names(
    context: Context, findings: tuple[Finding, ...], notices: tuple[Notice, ...]
) -> tuple[tuple[str, str], ...]:
    """The names of everybody a finding or a notice is about, also of those who ask for nothing now."""
    known = _known_names(context)
    subjects = {found.subject for found in findings if found.subject is not None}
    subjects |= {notice.subject for notice in notices if notice.subject in known}
    return tuple((subject, known[subject]) for subject in sorted(subjects))


def _known_names(context: Context) -> dict[str, str]:
    known = {customer.id: customer.name for customer in context.open.attributed.meanings.customers}
    return known | ({one.id: one.name for one in context.register.customers} if context.register else {})
