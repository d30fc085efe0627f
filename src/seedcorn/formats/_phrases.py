"""What every format for people says alike: whom a finding is about, its number, the issues behind it."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.headline import (
    OPEN_BACKLOG,
    TOP_SHARE,
    as_customers,
    customer_name,
    number_of,
    place,
)
from seedcorn.model import Gap, Interval
from seedcorn.report import Bound, CustomerShare, Finding, Level, Report, Unit, Verdict
from seedcorn.words import count, keys, limit, number, percent, plain, sentence, shorten, span

MOST_TEXT = 600
MOST_GAPS = 20
MOST_REASONS = 3
FEW_SOURCES = 5


def in_order(report: Report) -> tuple[Finding, ...]:
    """What failed, then what is open, each with the gravest first."""
    undecided = report.of_kind(Verdict.OPEN)
    by_level = sorted(undecided, key=lambda found: -(found.open_level.rank if found.open_level else -1))
    return (*report.of_kind(Verdict.FAIL), *by_level)


def level_word(finding: Finding) -> str:
    """The first word of a finding: its level where it fails, else what became of the check."""
    match finding.kind:
        case Verdict.FAIL:
            return (finding.level or Level.ERROR).value
        case Verdict.OPEN:
            return "open"
        case Verdict.PASS:
            return "passed"
        case Verdict.NOT_APPLICABLE:
            return "skipped"


def about(report: Report, finding: Finding, *, ellipsis: str = "…") -> str:
    """Whom a finding speaks of; empty where it is of nobody alone."""
    return "" if finding.subject is None else customer_name(report, finding.subject, ellipsis=ellipsis)


def first_line(report: Report, finding: Finding, *, ellipsis: str = "…") -> str:
    """Whom it is about, the number, of what, and the limit: "Acme: 76.0 % share of revenue (limit 30 %)"."""
    who = about(report, finding, ellipsis=ellipsis)
    said = _said(finding, ellipsis)
    return f"{who}: {said}" if who else sentence(said)


def second_line(finding: Finding, *, ellipsis: str = "…") -> str:
    """Which part of the backlog it is of, what else could be true, and which side it is on; may be empty."""
    interval = finding.measured
    indexed = interval is not None and finding.unit is Unit.POINTS
    parts = (
        "" if _is_told(finding, ellipsis) else place(finding.scope),
        _fact(finding, ellipsis) if indexed else "",
        f"could be {_range(finding, interval)}" if interval and interval.low != interval.high else "",
        _leaning(finding),
    )
    return "; ".join(filter(None, parts))


def _said(finding: Finding, ellipsis: str) -> str:
    fact = _fact(finding, ellipsis)
    if finding.measured is None:
        return fact
    whole = finding.measured.value in (0, 1)
    value = number_of(finding, finding.measured.value, places=0 if whole else 1)
    if finding.unit is Unit.POINTS:
        return f"as if {as_customers(finding.measured.value)} made all requests: {value}{_limit(finding)}"
    return f"{value} {fact}{_limit(finding)}"


def _limit(finding: Finding) -> str:
    if finding.limit is None:
        return ""
    word = "at least" if finding.bound is Bound.FLOOR else "limit"
    return f" ({word} {limit(finding.limit, finding.unit)})"


def _fact(finding: Finding, ellipsis: str) -> str:
    return shorten(plain(finding.message).rstrip("."), MOST_TEXT, ellipsis=ellipsis)


def _is_told(finding: Finding, ellipsis: str) -> bool:
    """Whether the finding's own words already say which part of the backlog it is of."""
    fact = _fact(finding, ellipsis).casefold()
    return finding.scope == OPEN_BACKLOG or place(finding.scope).casefold() in fact


def _range(finding: Finding, interval: Interval) -> str:
    beside = () if finding.limit is None else (finding.limit,)
    return span(interval.low, interval.high, finding.unit, beside=beside)


def _leaning(finding: Finding) -> str:
    """Which side an undecided finding is on as far as the labels go."""
    if finding.lean is None:
        return ""
    graver = finding.kind is Verdict.FAIL
    if finding.lean is Verdict.FAIL:
        return (
            "by the labels so far a graver limit is broken too" if graver else "by the labels so far it fails"
        )
    return "by the labels so far no graver limit is broken" if graver else "by the labels so far it passes"


def issues_behind(finding: Finding) -> str:
    """How many issues the number comes from: "99 issues"; empty where none."""
    total = max(finding.evidence_total, len(finding.evidence))
    return count(total, "issue") if total else ""


def evidence_keys(finding: Finding, *, shared: str, most: int, ellipsis: str = "…") -> str:
    """The largest of them by key."""
    return keys(finding.evidence, finding.evidence_total, shared=shared, most=most, ellipsis=ellipsis)


def settling_keys(finding: Finding, *, shared: str, most: int, ellipsis: str = "…") -> str:
    """The unlabelled issues whose answer could decide, by key, largest first."""
    return keys(finding.settle, finding.settle_total, shared=shared, most=most, ellipsis=ellipsis)


def waiting_keys(finding: Finding, *, shared: str, most: int, ellipsis: str = "…") -> str:
    """The smallest set of issues that would have to wait to come back to the limit: how many, and which."""
    if not finding.defer:
        return ""
    total = max(finding.defer_total, len(finding.defer))
    named = keys(finding.defer, total, shared=shared, most=most, ellipsis=ellipsis)
    return f"{count(total, 'issue')} to let wait: {named}"


def next_step(finding: Finding, *, ellipsis: str = "…") -> str:
    """What to do about it, in the rule's words."""
    return shorten(plain(finding.remedy), MOST_TEXT, ellipsis=ellipsis)


def share_limit(report: Report) -> Fraction | None:
    """The limit that the customers' bars carry as a mark: of the gravest finding on the largest share."""
    kinds = (Verdict.FAIL, Verdict.OPEN, Verdict.PASS)
    ordered = [finding for kind in kinds for finding in report.of_kind(kind)]
    found = (each for each in ordered if each.rule == TOP_SHARE and each.scope == OPEN_BACKLOG)
    return next((each.limit for each in found if each.limit is not None), None)


def largest(
    customers: Sequence[CustomerShare], most: int
) -> tuple[tuple[CustomerShare, ...], tuple[CustomerShare, ...]]:
    """The customers to show one by one, at most `most` lines in all, and those to fold into the last line."""
    shown = len(customers) if len(customers) <= most else most - 1
    return tuple(customers[:shown]), tuple(customers[shown:])


def cells(share: Interval, mark: Fraction | None, most: Fraction, width: int) -> str:
    """A bar as one letter a cell: "v" what the labels say, "c" what could be, "l" the limit, " " nothing.

    `most` is the share at the right end. What is over the limit is seen to be over it, whatever the rounding.
    """
    at = None if mark is None else min(int(mark / most * width), width - 2)
    value, high = (_length(end, mark, at, most, width) for end in (share.value, share.high))
    letters = ["v" if cell < value else "c" if cell < high else " " for cell in range(width)]
    if at is not None:
        letters[at] = "l"
    return "".join(letters)


def _length(end: Fraction, mark: Fraction | None, at: int | None, most: Fraction, width: int) -> int:
    long = max(int(min(end / most, Fraction(1)) * width + Fraction(1, 2)), 1 if end > 0 else 0)
    if mark is None or at is None:
        return long
    return max(long, at + 2) if end > mark else min(long, at)


def requested_line(report: Report) -> str:
    """How much was asked for, and by how many."""
    counts = report.attribution
    asked = count(counts.requested_issues, "requested issue")
    if not counts.customers:
        return f"{asked}, no customer named"
    weighed = "" if counts.unit == "issues" else f", weighed in {shorten(plain(counts.unit), 30)}"
    return f"{asked} by {count(len(counts.customers), 'customer')}{weighed}"


def kinds_line(report: Report) -> str:
    """The four kinds of work, which add up to all open issues."""
    counts = report.attribution
    nameless = f" ({counts.nameless_issues} without a name)" if counts.nameless_issues else ""
    kinds = (
        f"{counts.requested_issues} requested{nameless}",
        f"{counts.own_issues} own",
        f"{counts.seed_corn_issues} seed corn",
        f"{counts.unknown_issues} unknown",
    )
    ignored = f"; {counts.ignored_issues} more left out by the policy" if counts.ignored_issues else ""
    return f"{count(counts.open_issues, 'open issue')}: {', '.join(kinds)}{ignored}"


def concentration_line(report: Report) -> str:
    """How concentrated the requests are, as somebody would say it; empty where nothing is requested."""
    facts = report.facts
    said = []
    if facts.effective_customers is not None:
        effective = number(facts.effective_customers, places=1)
        said.append("As if it were " + ("1 customer" if effective == "1.0" else f"{effective} customers"))
    if facts.absence_factor is not None:
        said.append(f"half of the requests come from {count(facts.absence_factor, 'customer')}")
    if facts.top_three is not None and len(report.attribution.customers) > len("123"):
        said.append(f"the largest three hold {percent(facts.top_three)}")
    return "; ".join(said) + "." if said else ""


def gap_lines(report: Report, *, ellipsis: str = "…") -> tuple[str, ...]:
    """What could not be read and why, one line each."""
    lines = [_gap_line(gap, ellipsis) for gap in report.gaps[:MOST_GAPS]]
    left = len(report.gaps) - len(lines)
    return (*lines, *([f"and {count(left, 'other part', 'other parts')}"] if left else []))


def _gap_line(gap: Gap, ellipsis: str) -> str:
    source, what, why = (
        shorten(plain(part), 200, ellipsis=ellipsis) for part in (gap.source, gap.what, gap.why)
    )
    return f"{source or 'a source'}: {what or 'issues'} ({why or 'no reason given'})"


def silent_line(report: Report, *, ellipsis: str = "…") -> str:
    """How many checks had nothing to say, and what they miss; empty where all spoke."""
    silent = report.of_kind(Verdict.NOT_APPLICABLE)
    if not silent:
        return ""
    missing = (plain(found.message).rstrip(".") for found in silent)
    reasons = tuple(dict.fromkeys(shorten(each, 60, ellipsis=ellipsis) for each in missing))
    more = (f"{ellipsis}",) if len(reasons) > MOST_REASONS else ()
    return f"{count(len(silent), 'check')} had nothing to say ({'; '.join((*reasons[:MOST_REASONS], *more))})"


def counting_lines(report: Report, *, ellipsis: str = "…") -> tuple[str, ...]:
    """How it was counted: the notes, whose names are shown, and last when and from where it was read."""
    when = f"Read {report.collected_at:%Y-%m-%d %H:%M} UTC"
    source = ", ".join(shorten(plain(each), 80, ellipsis=ellipsis) for each in report.sources[:FEW_SOURCES])
    more = f" and {len(report.sources) - FEW_SOURCES} more" if len(report.sources) > FEW_SOURCES else ""
    notes = tuple(shorten(plain(note), MOST_TEXT, ellipsis=ellipsis) for note in report.notes)
    masked = ("Customers may go by code-names here, because others can read this.",) if report.public else ()
    return (*notes, *masked, f"{when}{f' from {source}{more}' if source else ''}.")


def policy_line(report: Report, *, ellipsis: str = "…") -> str:
    """Which policy judged, what became of its checks, and what a build would do with it."""
    stamp = report.policy
    name, origin = (shorten(plain(part), 80, ellipsis=ellipsis) for part in (stamp.name, stamp.origin))
    tally = [
        (len(report.of_kind(kind)), word)
        for kind, word in ((Verdict.FAIL, "failed"), (Verdict.OPEN, "open"), (Verdict.PASS, "passed"))
    ]
    told = ", ".join(f"{how_many} {word}" for how_many, word in tally)
    asked = (
        f"--fail-on {report.fail_on}" if report.fail_on is not Level.ERROR else "",
        "--strict" * report.strict,
    )
    when = " ".join(filter(None, asked))
    exits = f"In CI this exits {int(report.exit_code)}{f' with {when}' if when else ''}."
    return f"Policy: {name}{f' ({origin})' if origin else ''}. {told}. {exits}"


def decision_line(report: Report, *, ellipsis: str = "…") -> str:
    """What the policy's owners decided, in their words; empty where they wrote nothing."""
    stamp = report.policy
    decided = shorten(plain(stamp.decision).rstrip("."), MOST_TEXT, ellipsis=ellipsis)
    review = f" To be reviewed by {plain(stamp.review_by)}." if plain(stamp.review_by) else ""
    return f"Decided: {decided}.{review}" if decided else review.strip()
