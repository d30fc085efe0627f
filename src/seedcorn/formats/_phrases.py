"""What every format for people says alike beside the findings: the counts, how it was counted, who judged."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from seedcorn.metrics.upkeep import days_since
from seedcorn.report import CustomerShare, Level, Report, Verdict
from seedcorn.unread import is_partly, read_from, reason, silenced, subject, way_out
from seedcorn.words import count, listed, number, percent, plain, shorten

MOST_TEXT = 600
MOST_CUSTOMERS = 8
MOST_KEYS = 8
MOST_GAPS = 20
MOST_REASONS = 3
FEW_SOURCES = 5


def largest(
    customers: Sequence[CustomerShare], most: int
) -> tuple[tuple[CustomerShare, ...], tuple[CustomerShare, ...]]:
    """The customers to show one by one, at most `most` lines in all, and those to fold into the last line."""
    shown = len(customers) if len(customers) <= most else most - 1
    return tuple(customers[:shown]), tuple(customers[shown:])


def requested_line(report: Report) -> str:
    """How much was asked for, and by how many."""
    counts = report.attribution
    asked = count(counts.requested_issues, "requested issue")
    if not counts.customers:
        return f"{asked}, no customer named"
    weighed = "" if counts.unit == "issues" else f", weighed in {shorten(plain(counts.unit), 30)}"
    return f"{asked} by {count(len(counts.customers), 'customer')}{weighed}{_in_what_was_read(report)}"


def _in_what_was_read(report: Report) -> str:
    if not is_partly(report):
        return ""
    whole, missing = read_from(report)
    known = missing and len(whole) + len(missing) == len(report.sources)
    return ", in what was read" + (f" ({len(whole)} of {len(report.sources)} sources)" if known else "")


def kinds_line(report: Report) -> str:
    """The four kinds of work, which add up to all open issues."""
    counts = report.attribution
    name = "names nobody" if counts.nameless_issues == 1 else "name nobody"
    nameless = f" ({counts.nameless_issues} {name})" if counts.nameless_issues else ""
    unasked = " (asked for by nobody yet)" if counts.seed_corn_issues else ""
    kinds = (
        f"{counts.requested_issues} requested{nameless}",
        f"{counts.own_issues} the team's own",
        f"{counts.seed_corn_issues} seed corn{unasked}",
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


def gap_lines(report: Report, *, verbose: bool = False, ellipsis: str = "…") -> tuple[tuple[str, str], ...]:
    """What could not be read and why, and what to do about it, if anything is known; the same only once."""
    lines = dict.fromkeys(
        (
            f"{subject(gap, ellipsis=ellipsis)}: {reason(gap, verbose=verbose, ellipsis=ellipsis)}",
            way_out(report, gap, ellipsis=ellipsis),
        )
        for gap in report.gaps
    )
    left = len(lines) - MOST_GAPS
    more = (f"and {count(left, 'other part', 'other parts')}", "")
    return (*list(lines)[:MOST_GAPS], *([more] if left > 0 else []))


def silent_line(report: Report, *, ellipsis: str = "…") -> str:
    """How many checks had nothing to say, and what most of them miss; empty where all spoke."""
    silent = [found for found in report.of_kind(Verdict.NOT_APPLICABLE) if not found.unread]
    unread = silenced(report, ellipsis=ellipsis)
    if not silent:
        return unread
    missing = (plain(found.message).rstrip(".") for found in silent)
    often = Counter(shorten(each, 60, ellipsis=ellipsis) for each in missing)
    reasons = tuple(reason for reason, _ in often.most_common())
    more = (f"{ellipsis}",) if len(reasons) > MOST_REASONS else ()
    said = f"{count(len(silent), 'check')} had nothing to say ({'; '.join((*reasons[:MOST_REASONS], *more))})"
    return "; ".join(filter(None, (unread, said)))


def counting_lines(report: Report, *, ellipsis: str = "…") -> tuple[str, ...]:
    """How it was counted: the notes, whose names are shown, and last when and from where it was read."""
    when = f"Read {report.collected_at:%Y-%m-%d %H:%M} UTC"
    whole, missing = (_few(each) for each in read_from(report, ellipsis=ellipsis))
    unread = f" Not read whole: {missing}." if missing else ""
    notes = tuple(shorten(plain(note), MOST_TEXT, ellipsis=ellipsis) for note in report.notes)
    masked = ("Customers may go by code-names here, because others can read this.",) if report.public else ()
    return (*notes, *masked, f"{when}{f' from {whole}' if whole else ''}.{unread}")


def _few(sources: Sequence[str]) -> str:
    more = f" and {len(sources) - FEW_SOURCES} more" if len(sources) > FEW_SOURCES else ""
    return f"{', '.join(sources[:FEW_SOURCES])}{more}"


def policy_line(report: Report, *, ellipsis: str = "…") -> str:
    """Which policy judged, what became of its checks, and what a build would do with it."""
    failed = report.of_kind(Verdict.FAIL)
    levels = ((level, sum(found.level is level for found in failed)) for level in reversed(Level))
    tally = (
        *(count(how_many, level.value) for level, how_many in levels),
        f"{len(report.of_kind(Verdict.OPEN))} undecided",
        f"{len(report.of_kind(Verdict.PASS))} passed",
        *([f"{len(report.let_be)} let be"] if report.let_be else []),
    )
    exits = f"In CI this exits {int(report.exit_code)} ({_what_fails(report)})."
    return f"{policy_name(report, ellipsis=ellipsis)} {', '.join(tally)}. {exits}"


def policy_name(report: Report, *, ellipsis: str = "…") -> str:
    """Which policy judged, and where it is from: "Policy: balanced (built in)."."""
    stamp = report.policy
    name, origin = (shorten(plain(part), 80, ellipsis=ellipsis) for part in (stamp.name, stamp.origin))
    of = f" ({origin})" if origin and origin != name else ""
    return f"Policy: {name}{of}."


def _what_fails(report: Report) -> str:
    """What the caller asked a build to fail for, and before all what was not read."""
    levels = [f"{level}s" for level in reversed(Level) if level.rank >= report.fail_on.rank]
    strict = ["what is undecided"] if report.strict else []
    failing = f"{listed([*levels, *strict])} fail"
    return f"not all was read; {failing}" if report.gaps else failing


def decision_line(report: Report, *, ellipsis: str = "…") -> str:
    """What the policy's owners decided, in their words; empty where they wrote nothing."""
    stamp = report.policy
    decided = shorten(plain(stamp.decision).rstrip("."), MOST_TEXT, ellipsis=ellipsis)
    review = _review(report)
    return " ".join(filter(None, (f"Decided: {decided}." if decided else "", review)))


def _review(report: Report) -> str:
    by = plain(report.policy.review_by)
    try:
        due = days_since(date.fromisoformat(by), report.as_of.date()) > 0
    except ValueError:  # what is no date can be said, and is never past
        due = False
    return "" if not by else f"Its review was due {by}." if due else f"To be reviewed by {by}."
