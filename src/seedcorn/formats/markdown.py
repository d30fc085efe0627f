"""The report as Markdown for an issue or a job summary: the answer in bold, customers, findings."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from seedcorn.format import Format, Look
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._markdown_text import code, inert
from seedcorn.headline import certainty, customer_name, headline, shared_prefix
from seedcorn.report import CustomerShare, Finding, Report, Verdict
from seedcorn.words import count, not_a_command, percent, sentence, span

MOST_CHARACTERS = 60_000  # of the 65,536 that GitHub takes, so that whoever posts it may add something
MOST_CUSTOMERS = 10
MOST_KEYS = 10
MOST_LISTED = 8_000  # characters of gaps, of notes, of quiet checks: the findings keep most of the room
BAR = 20
BARS = {"v": "█", "c": "░", "l": "│", " ": " "}
SIGNS = {"error": "❌", "warning": "⚠️", "note": "ℹ️", "open": "❔", "passed": "✅", "skipped": "·"}


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a page has its own look
    """The report in at most 60,000 characters: findings that do not fit are left out whole, and counted."""
    before = [*_gaps(report), *_answer(report), *_customers(report), *_kinds(report)]
    after = [*_details(report), _policy(report)]
    found, shared = phrases.in_order(report), shared_prefix(report)
    room = MOST_CHARACTERS - _length(_joined([*before, *after])) - 200
    shown = list(_fitting((_finding(report, finding, shared) for finding in found), room))
    head = [f"### {count(len(found), 'finding')}"] if found else []
    cut = [f"{len(shown)} of {len(found)} findings shown; all are in the JSON report."]
    left_out = cut if len(shown) < len(found) else []
    return not_a_command(_joined([*before, *head, *shown, *left_out, *after]))


FORMAT = Format(title="Markdown for an issue or a job summary", render=render)


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _length(text: str) -> int:
    """Characters as the strictest of those who count them does: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _fitting(blocks: Iterable[str], room: int) -> Iterator[str]:
    for block in blocks:
        room -= _length(block) + 2
        if room < 0:
            return
        yield block


def _gaps(report: Report) -> Iterator[str]:
    if report.gaps:
        parts = count(len(report.gaps), "part")
        lines = _listed([f"> - {inert(line)}" for line in phrases.gap_lines(report)], "> - and {} more")
        yield f"> **⚠️ Incomplete: {parts} of the backlog could not be read.**\n>\n{lines}"


def _answer(report: Report) -> Iterator[str]:
    yield f"**{inert(headline(report))}**"
    yield inert(certainty(report))


def _customers(report: Report) -> Iterator[str]:
    shown, folded = phrases.largest(report.attribution.customers, MOST_CUSTOMERS)
    if not shown:
        return
    mark = phrases.share_limit(report)
    most = max(*(customer.share.high for customer in shown), (mark or Fraction(0)) * 5 / 4, Fraction(1, 100))
    rows = [
        f"| {inert(phrases.requested_line(report))} | | share | could be | issues | bugs |",
        "|---|---|---:|---:|---:|---:|",
        *(_customer(report, customer, mark, most) for customer in shown),
    ]
    if folded:
        total = percent(sum((customer.share.value for customer in folded), Fraction(0)), places=1)
        issues, bugs = (sum(each) for each in zip(*((one.issues, one.bugs) for one in folded), strict=True))
        rows.append(f"| and {count(len(folded), 'other')} | | {total} | | {issues} | {bugs} |")
    yield "\n".join(rows)
    limit = f"`│` the limit of {percent(mark)}" if mark is not None else ""
    yield f"<sub>{', '.join(filter(None, ('`█` labelled so far', '`░` could be', limit)))}</sub>"


def _customer(report: Report, customer: CustomerShare, mark: Fraction | None, most: Fraction) -> str:
    beside = () if mark is None else (mark,)
    share = customer.share
    bar = "".join(BARS[letter] for letter in phrases.cells(share, mark, most, BAR)).rstrip()
    cells = (
        inert(customer_name(report, customer.id)),
        f"`{bar.replace(' ', chr(0xA0))}`",
        percent(share.value, places=1, beside=beside),
        span(share.low, share.high, "share", beside=beside),
        str(customer.issues),
        str(customer.bugs),
    )
    return f"| {' | '.join(cells)} |"


def _kinds(report: Report) -> Iterator[str]:
    yield inert(phrases.kinds_line(report))
    if concentration := phrases.concentration_line(report):
        yield inert(concentration)


def _finding(report: Report, finding: Finding, shared: str) -> str:
    """One item of the list; what belongs to it is indented under it."""
    word = phrases.level_word(finding)
    second = inert(sentence(phrases.second_line(finding)))
    rest = [second, _behind(finding, shared), _settling(finding, shared)]
    if remedy := phrases.next_step(finding):
        rest.append(f"**Next:** {inert(remedy)}")
    rest.append(_waiting(finding, shared))
    head = f"- {SIGNS[word]} **{word}: {inert(phrases.first_line(report, finding))}** ({code(finding.rule)})"
    return "\n".join([head, *(f"  <br>{line}" for line in rest if line)])


def _behind(finding: Finding, shared: str) -> str:
    """Issue keys stand in code spans and do not link.

    A link would leave "mentioned this" in the history of each of them, again wherever the report is pasted,
    and in another repository "#12" is a stranger's issue.
    """
    if not finding.evidence:
        return phrases.issues_behind(finding)
    named = phrases.evidence_keys(finding, shared=shared, most=MOST_KEYS)
    return f"{phrases.issues_behind(finding)}: {code(named)}"


def _settling(finding: Finding, shared: str) -> str:
    if not finding.settle:
        return ""
    return f"Label these to decide: {code(phrases.settling_keys(finding, shared=shared, most=MOST_KEYS))}"


def _waiting(finding: Finding, shared: str) -> str:
    how_many, _, named = phrases.waiting_keys(finding, shared=shared, most=MOST_KEYS).partition(": ")
    return f"{how_many}: {code(named)}" if named else ""


def _details(report: Report) -> Iterator[str]:
    yield "<details><summary>How this was counted, and what else was checked</summary>"
    *notes, read = phrases.counting_lines(report)
    yield _listed([f"- {inert(line)}" for line in (read, *notes)], "- and {} more")
    quiet = [finding for kind in (Verdict.PASS, Verdict.NOT_APPLICABLE) for finding in report.of_kind(kind)]
    if quiet:
        yield _listed([_quiet(report, finding) for finding in quiet], "- and {} more")
    yield "</details>"


def _listed(lines: list[str], more: str) -> str:
    shown = list(_fitting(lines, MOST_LISTED))
    left = len(lines) - len(shown)
    return "\n".join([*shown, *([more.format(left)] if left else [])])


def _quiet(report: Report, finding: Finding) -> str:
    word = phrases.level_word(finding)
    said = "; ".join(filter(None, (phrases.first_line(report, finding), phrases.second_line(finding))))
    return f"- {SIGNS[word]} {word} {code(finding.rule)}: {inert(said, cells=300)}"


def _policy(report: Report) -> str:
    lines = filter(None, (phrases.decision_line(report), phrases.policy_line(report)))
    return "\n\n".join(inert(line) for line in lines)
