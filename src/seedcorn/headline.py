"""The answer first: one sentence with numbers on whose roadmap it is."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.acceptance import By
from seedcorn.report import Attribution, Bound, Finding, Level, Report, Unit, Verdict
from seedcorn.unread import subjects
from seedcorn.words import count, limit, listed, measured, number, percent, plain, sentence, shorten

TOP_SHARE = "concentration.top-share"
OPEN_BACKLOG = "open backlog"
REVENUE = "revenue"
FEW = 5


def headline(report: Report) -> str:
    """What the report comes to, in one sentence with numbers, for who knows the product and not the tool.

    What could not be read is said before anything else and nobody is accused; then what fails, the gravest
    first; then what is undecided; then what is let be; then that all is well.
    """
    if report.gaps:
        return _incomplete(report)
    failed = gravest(report, Verdict.FAIL)
    if few := too_few(report, failed):
        return few
    if failed:
        return _failed(report, failed)
    if undecided := gravest(report, Verdict.OPEN):
        return _undecided(report, undecided)
    if not any(finding.kind in (Verdict.PASS, Verdict.FAIL) for finding in report.findings):
        return _nothing_to_judge(report.attribution)
    return _passed(report)


def customer_name(report: Report, customer: str, *, cells: int = 40, ellipsis: str = "…") -> str:
    """The name of a customer by id, safe to show on one line; the id where the backlog does not know it."""
    names = {known.id: known.name for known in report.attribution.customers} | dict(report.names)
    return shown_name(names.get(customer, customer), cells=cells, ellipsis=ellipsis)


def shown_name(name: str, *, cells: int = 40, ellipsis: str = "…") -> str:
    """A customer's name, safe to show on one line."""
    return shorten(plain(name) or "(no name)", cells, ellipsis=ellipsis)


def share_limit(report: Report) -> Fraction | None:
    """The limit that customers are drawn against: of the gravest finding on the largest share."""
    failed, undecided, passed = map(report.of_kind, (Verdict.FAIL, Verdict.OPEN, Verdict.PASS))
    ordered = (*failed, *report.let_be, *undecided, *passed)
    found = (each for each in ordered if each.rule == TOP_SHARE and each.scope == OPEN_BACKLOG)
    return next((each.limit for each in found if each.limit is not None), None)


def whales(report: Report) -> frozenset[str]:
    """The ids of the customers whose share of the open backlog is certainly over its limit."""
    failed = (*report.of_kind(Verdict.FAIL), *report.let_be)
    found = (each for each in failed if each.rule == TOP_SHARE and each.scope == OPEN_BACKLOG)
    return frozenset(each.subject for each in found if each.subject is not None)


def possessive(name: str) -> str:
    """Whose it is: "Acme's"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def place(scope: str) -> str:
    """A scope as a sentence says it: "milestone: 2.0" is "milestone 2.0"."""
    return shorten(plain(scope.replace(": ", " ", 1)), 60)


def number_of(finding: Finding, value: Fraction, *, places: int = 0) -> str:
    """A number of the finding's unit, shown so that it stays on its side of the finding's limit."""
    beside = () if finding.limit is None else (finding.limit,)
    return measured(value, finding.unit, places=places, beside=beside)


def shared_prefix(report: Report) -> str:
    """What all keys begin with before the "#", in a report of one source; empty where keys differ in it."""
    named = [
        key for finding in report.findings for key in (*finding.evidence, *finding.settle, *finding.defer)
    ]
    prefixes = {key.rpartition("#")[0] for key in named}
    return prefixes.pop() if len(report.sources) == 1 and len(prefixes) == 1 else ""


def gravest(report: Report, kind: Verdict) -> tuple[Finding, ...]:
    """The gravest findings of a kind that speak about the same: the ones the headline is made of.

    A note is no headline, unless the caller asked to fail on notes. What is let be is undecided where nothing
    else is and a graver level of it is.
    """
    found = [finding for finding in report.of_kind(kind) if _is_loud(finding, report.fail_on)]
    if kind is Verdict.OPEN:
        found = found or [finding for finding in report.let_be if finding.is_open_at(report.fail_on)]
    if not found:
        return ()
    worst = max(_rank(finding) for finding in found)
    among = [finding for finding in found if _rank(finding) == worst]
    first = next((finding for finding in among if finding.rule == TOP_SHARE), among[0])
    return (first, *(other for other in among if other is not first and _is_alike(first, other)))


def _rank(finding: Finding) -> int:
    level = finding.level or finding.open_level
    return level.rank if level else -1


def _is_loud(finding: Finding, fail_on: Level) -> bool:
    return _rank(finding) >= min(Level.WARNING.rank, fail_on.rank)


def _is_alike(first: Finding, other: Finding) -> bool:
    return (first.rule, first.scope, first.limit) == (other.rule, other.scope, other.limit)


def _incomplete(report: Report) -> str:
    missing = subjects(report)
    if report.partial:
        return f"No verdict: {missing} could not be read whole, so nobody is accused and nothing passes."
    silent = sum(bool(found.unread) for found in report.findings)
    lead = "Partly judged" if report.verdict is Verdict.FAIL else "No verdict"
    need = f"{count(silent, 'check')} {'needs' if silent == 1 else 'need'} " if silent else ""
    return f"{lead}: {need}{missing}{', which' if silent else ''} could not be read."


def too_few(report: Report, failed: Sequence[Finding]) -> str:
    """Whose roadmap it is was not judged, and what failed is only how well it is written down."""
    silent = next((found for found in report.of_kind(Verdict.NOT_APPLICABLE) if _is_of_all(found)), None)
    largest = next(iter(report.attribution.customers), None)
    if silent is None or largest is None or not failed or not failed[0].rule.startswith("attribution."):
        return ""
    held = f"{customer_name(report, largest.id)} has {percent(largest.share.value)} of them"
    why = plain(silent.message).rstrip(".")
    return f"Too few requests to say whose roadmap it is ({why}); {held}."


def _is_of_all(found: Finding) -> bool:
    return found.rule == TOP_SHARE and found.scope == OPEN_BACKLOG and "request" in found.message


def _failed(report: Report, failed: Sequence[Finding]) -> str:
    first = failed[0]
    if first.rule == TOP_SHARE and first.subject is not None and first.measured and first.limit is not None:
        return _too_large(report, failed, first.limit)
    return f"{told(report, first)}."


def _too_large(report: Report, failed: Sequence[Finding], most: Fraction) -> str:
    holders = [
        (customer_name(report, each.subject), number_of(each, each.measured.value))
        for each in sorted(failed, key=lambda each: -(each.measured.value if each.measured else 0))
        if each.subject is not None and each.measured
    ]
    scope = "" if failed[0].scope == OPEN_BACKLOG else f" ({place(failed[0].scope)})"
    the_limit = f"the limit is {limit(most, failed[0].unit)}"
    if len(holders) == 1:
        return f"{holders[0][0]} holds {holders[0][1]} of the requested work{scope}; {the_limit}."
    named = [f"{name} {share}" for name, share in holders[:FEW]]
    rest = [count(len(holders) - FEW, "other customer")] if len(holders) > FEW else []
    return f"{listed(named + rest)} each hold too much of the requested work{scope}; {the_limit}."


def told(report: Report, finding: Finding) -> str:
    """Whom and what it is about, with the number and its limit: "Of the open backlog, 6 % is seed corn"."""
    message = plain(finding.message).rstrip(".")
    if finding.measured is None:
        return sentence(message)
    if finding.unit is Unit.POINTS:
        return _as_if(finding, finding.measured.value)
    who = customer_name(report, finding.subject) if finding.subject is not None else ""
    where = "" if finding.scope == OPEN_BACKLOG else place(finding.scope)
    about = f"{who} ({where})" if who and where else who or where
    lead = sentence(f"{about}: " if about else "of the open backlog, " if finding.unit is Unit.SHARE else "")
    return f"{lead}{number_of(finding, finding.measured.value)} {message}{_asked_for(finding)}"


def _as_if(finding: Finding, points: Fraction) -> str:
    """An index of concentration as a number of customers: 10,000 points are one, 1,800 are five or six."""
    where = "" if finding.scope == OPEN_BACKLOG else f" ({place(finding.scope)})"
    is_money = finding.scope == REVENUE
    lead = f"{'Revenue is' if is_money else f'The requests{where} are'} as concentrated as if"
    did = "paid everything" if is_money else "made all of them"
    if not finding.limit:
        return f"{lead} {as_customers(points)} {did}"
    fewest = number(Fraction(10_000) / finding.limit, places=1)
    few = as_customers(points, beside=(Fraction(fewest),))
    return f"{lead} {few} {did}; it should be at least {fewest}"


def as_customers(points: Fraction, *, places: int = 1, beside: Sequence[Fraction] = ()) -> str:
    """How many customers of one size would concentrate the requests as much: "1.6 customers"."""
    alike = Fraction(10_000) / points if points else Fraction(0)
    return "1 customer" if alike == 1 else f"{number(alike, places=places, beside=beside)} customers"


def _asked_for(finding: Finding) -> str:
    if finding.limit is None:
        return ""
    shown = limit(finding.limit, finding.unit)
    return f"; it should be at least {shown}" if finding.bound is Bound.FLOOR else f"; the limit is {shown}"


def _undecided(report: Report, undecided: Sequence[Finding]) -> str:
    counts, first = report.attribution, undecided[0]
    if first.accepted:
        return f"Not decided whether it is graver than what is let be: {told(report, first)}."
    if 2 * counts.unknown_issues < counts.open_issues or first.measured is None:
        return f"Not decided: {told(report, first)}."
    silent = f"{counts.unknown_issues} of the {count(counts.open_issues, 'open issue')}"
    lead = f"Not decided: {silent} do not say whose they are"
    if first.rule == TOP_SHARE and first.subject is not None:
        name, share = customer_name(report, first.subject), number_of(first, first.measured.value)
        return f"{lead}; of the requests that do, {name} holds {share}{_asked_for(first)}."
    return f"{lead}."


def _nothing_to_judge(counts: Attribution) -> str:
    if not counts.open_issues:
        return "Nothing to judge: the backlog has no open issues."
    if 2 * counts.unknown_issues >= counts.open_issues:
        silent = f"{counts.unknown_issues} of the {count(counts.open_issues, 'open issue')}"
        return f"Nothing to judge yet: {silent} do not say whose they are."
    asked = f"{counts.requested_issues} of the {count(counts.open_issues, 'open issue')}"
    return f"Nothing to judge: {asked} were asked for by customers, too few to say whose roadmap it is."


def _passed(report: Report) -> str:
    counts, top = report.attribution, top_share_passed(report)
    seed = Fraction(counts.seed_corn_issues, counts.open_issues or 1)
    growth = f"{percent(seed)} of the open issues are seed corn" if counts.open_issues else ""
    if report.let_be:
        lead = _only_let_be(report)
    elif top and top.subject is not None and top.measured and top.limit is not None:
        most = (
            f"{number_of(top, top.measured.value)} of the requested work (limit {limit(top.limit, top.unit)})"
        )
        lead = f"No customer leads: the largest, {customer_name(report, top.subject)}, holds {most}"
    else:
        kept = len(report.of_kind(Verdict.PASS))
        lead = f"No limit is broken: {count(kept, 'check passes', 'checks pass')}"
    return f"{lead}; {growth}." if growth else f"{lead}."


def top_share_passed(report: Report) -> Finding | None:
    """The largest customer's share of the open backlog, if that was judged and is within its limit."""
    about = [
        finding
        for finding in report.of_kind(Verdict.PASS)
        if finding.rule == TOP_SHARE and finding.scope == OPEN_BACKLOG and finding.measured
    ]
    return max(about, key=lambda finding: finding.measured.value if finding.measured else 0, default=None)


def _only_let_be(report: Report) -> str:
    """That limits are broken, and nothing fails for it; who lets them be."""
    kinds = [found.accepted.by for found in report.let_be if found.accepted]
    waived, known = kinds.count(By.WAIVER), kinds.count(By.BASELINE)
    if not known:
        return f"No limit is broken that is not waived: {_are(waived)} let be"
    if not waived:
        return f"No limit is broken that was not so in the baseline: {_are(known)} let be"
    return f"No limit is broken that is not let be: {_are(waived)} waived, {known} as in the baseline"


def _are(how_many: int) -> str:
    return f"{how_many} {'is' if how_many == 1 else 'are'}"
