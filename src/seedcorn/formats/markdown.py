"""The report as Markdown for an issue or a job summary: the answer in bold, customers, findings."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from seedcorn.acceptance_words import notices
from seedcorn.acceptance_words import title as let_be_title
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison
from seedcorn.document import Document
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats import _phrases as phrases
from seedcorn.formats import _traces as traces
from seedcorn.formats._bars import cells, drawn, legend
from seedcorn.formats._comparison import document
from seedcorn.formats._document_markdown import MOST_CHARACTERS, written
from seedcorn.formats._findings import Block, Detail
from seedcorn.formats._markdown_text import code, inert
from seedcorn.formats._mermaid import pictures
from seedcorn.formats._parts import length
from seedcorn.headline import customer_name, headline, share_limit, shared_prefix
from seedcorn.report import CustomerShare, Finding, Report, Verdict
from seedcorn.unread import is_partly, lacking, waiting
from seedcorn.words import count, not_a_command, percent, span

MOST_LISTED = (
    6_000  # characters of gaps, of notes, of passed and of skipped checks: the findings keep most of the room
)
BAR = 20
BARS = {"m": "█", "v": "▓", "c": "░", "l": "│", " ": "·"}
SIGNS = {
    "error": "❌",
    "warning": "⚠️",
    "note": "ℹ️",
    "undecided": "❔",
    "passed": "✅",
    "skipped": "·",
    "waived": "⏳",
    "baseline": "📌",
}


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a page has its own look
    """The report in at most 60,000 characters: findings that do not fit are left out whole, and counted."""
    first = [*_gaps(report), *_answer(report), *_customers(report)]
    before = [*_kinds(report), *_traces(report)]
    after = [*_let_be(report), *_notices(report), *_details(report), _policy(report)]
    shared, told = shared_prefix(report), _loud_first(report)
    room = MOST_CHARACTERS - length(_joined([*first, *before, *after])) - 400
    shown = list(_fitting((_finding(report, block, shared) for block in told), room))
    findings_told = _told(report, told[: len(shown)], shown, sum(map(len, told)))
    picture = pictures(report) if len(shown) == len(told) else ""
    return not_a_command(_illustrated(first, picture, [*before, *findings_told, *after]))


def _illustrated(first: list[str], picture: str, rest: list[str]) -> str:
    """With the picture where there is room for it beside everything else."""
    whole = _joined([*first, *rest])
    has_room = length(whole) + length(picture) + 2 <= MOST_CHARACTERS
    return _joined([*first, picture, *rest]) if picture and has_room else whole


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """What saying yes changes, as a comment on the issue, in at most 60,000 characters."""
    return written(document(comparison))


def _write(text: Document, look: Look) -> str:  # noqa: ARG001 - as render
    return written(text)


FORMAT = Format(
    title="Markdown for an issue or a job summary",
    render=render,
    compare=compare,
    write=_write,
    is_prose=True,
)


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _fitting(blocks: Iterable[str], room: int) -> Iterator[str]:
    for block in blocks:
        room -= length(block) + 2
        if room < 0:
            return
        yield block


def _loud_first(report: Report) -> list[Block]:
    """The findings in their order, those before all that decide whether a build fails."""
    return sorted(findings.blocks(report), key=lambda block: not findings.is_loud(report, block))


def _told(report: Report, told: list[Block], shown: list[str], total: int) -> Iterator[str]:
    """What is loud is in the open, the rest to be unfolded; what did not fit is counted."""
    if total:
        yield f"### {count(total, 'finding')}"
    loud = sum(findings.is_loud(report, block) for block in told)
    yield from shown[:loud]
    if quiet := told[loud:]:
        yield f"<details><summary>{waiting(report) or findings.tally(quiet)}</summary>"
        yield from shown[loud:]
        yield "</details>"
    if (fit := sum(map(len, told))) < total:
        yield f"{fit} of {total} findings shown; all are in the JSON report."


def _let_be(report: Report) -> Iterator[str]:
    """What fails and is let be, in the open: nobody should have to look for it."""
    if report.let_be:
        yield f"### {let_be_title(report)}"
        yield _listed([_let_be_item(report, found) for found in report.let_be], "- and {} more")


def _let_be_item(report: Report, found: Finding) -> str:
    word = findings.level_word(found)
    title, *rest = map(inert, findings.let_be(report, found))
    head = f"- {SIGNS[word]} **{word}: {title}** ({code(found.rule)})"
    return "\n".join([head, *(f"  <br>{line}" for line in rest)])


def _notices(report: Report) -> Iterator[str]:
    if said := notices(report):
        yield _listed([f"- {inert(each)}" for each in said], "- and {} more")


def _gaps(report: Report) -> Iterator[str]:
    if report.gaps:
        told = ((inert(said), inert(step)) for said, step in phrases.gap_lines(report))
        gaps = [f"> - {said}{f'<br>**Next:** {step}' if step else ''}" for said, step in told]
        lines = _listed(gaps, "> - and {} more")
        yield f"> **⚠️ Incomplete: {lacking(report)}.**\n>\n{lines}"


def _answer(report: Report) -> Iterator[str]:
    yield f"**{inert(headline(report))}**"
    yield inert(certainty(report))
    if report.since:
        first, *changes = report.since
        yield "\n".join([f"**{inert(first)}**", "", *(f"- {inert(each)}" for each in changes)]).rstrip()


def _customers(report: Report) -> Iterator[str]:
    shown, folded = phrases.largest(report.attribution.customers, phrases.MOST_CUSTOMERS)
    if not shown:
        return
    mark = share_limit(report)
    partly = is_partly(report)
    titles = ("share", *([] if partly else ["could be"]), *([] if report.banded else ["issues", "bugs"]))
    rows = [
        _row(inert(phrases.requested_line(report)), "", *titles),
        f"|---|---|{'---:|' * len(titles)}",
        *(_customer(report, customer, mark) for customer in shown),
    ]
    if folded:
        total = percent(sum((customer.share.value for customer in folded), Fraction(0)), places=1)
        what = (f"and {count(len(folded), 'other')}", "", total, *([] if partly else [""]))
        rows.append(_row(*what, *_counts(report, folded)))
    yield "\n".join(rows)
    yield f"<sub>{', '.join(_legend(report, mark))}</sub>"


def _legend(report: Report, mark: Fraction | None) -> Iterator[str]:
    limit = "" if mark is None else f" {percent(mark)}"
    shares = [customer.share for customer in report.attribution.customers]
    for letter, meaning in legend(shares, mark, partly=is_partly(report)):
        yield f"`{BARS[letter]}` {meaning}{limit if letter == 'l' else ''}"


def _customer(report: Report, customer: CustomerShare, mark: Fraction | None) -> str:
    beside = () if mark is None else (mark,)
    share = customer.share
    partly = is_partly(report)
    bar = "".join(BARS[letter] for letter in cells(drawn(share, partly=partly), mark, BAR))
    row = (
        inert(customer_name(report, customer.id)),
        f"`{bar}`",
        percent(share.value, places=1, beside=beside),
        *([] if partly else [span(share.low, share.high, "share", beside=beside)]),
    )
    return _row(*row, *_counts(report, (customer,)))


def _counts(report: Report, customers: tuple[CustomerShare, ...]) -> tuple[str, ...]:
    """The issues and bugs of customers; nothing where those would tell a share."""
    if report.banded:
        return ()
    return str(sum(one.issues for one in customers)), str(sum(one.bugs for one in customers))


def _row(*cells: str) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _kinds(report: Report) -> Iterator[str]:
    yield inert(phrases.kinds_line(report))
    if concentration := phrases.concentration_line(report):
        yield inert(concentration)


def _traces(report: Report) -> Iterator[str]:
    if not report.traces:
        return
    shown = traces.rows(report)
    rows = (_row(inert(one.name), f"`{one.signs}`", one.was, one.now) for one in shown)
    yield "\n".join([_row(*traces.head(report)), "|---|---|---:|---:|", *rows])
    yield f"<sub>{traces.legend(report)}</sub>"


def _finding(report: Report, block: Block, shared: str) -> str:
    """One item of the list; what belongs to it is indented under it.

    Issue keys stand in code spans and do not link. A link would leave "mentioned this" in the history of each
    of them, again wherever the report is pasted, and in another repository "#12" is a stranger's issue.
    """
    first, word = block[0], findings.level_word(block[0])
    told = findings.details(block, shared=shared, most=phrases.MOST_KEYS, partial=report.partial)
    rest = [_detail(each) for each in told]
    if remedy := findings.next_step(first):
        rest.append(f"**Next:** {inert(remedy)}")
    head = f"- {SIGNS[word]} **{word}: {inert(findings.title(report, block))}** ({code(first.rule)})"
    return "\n".join([head, *(f"  <br>{line}" for line in rest)])


def _detail(detail: Detail) -> str:
    said = f"{'· ' if detail.row else ''}{inert(detail.said)}"
    return f"{said}: {code(detail.keys)}" if detail.keys else said


def _details(report: Report) -> Iterator[str]:
    yield "<details><summary>How this was counted, and what else was checked</summary>"
    *notes, read = phrases.counting_lines(report)
    yield _listed([f"- {inert(line)}" for line in (read, *notes)], "- and {} more")
    for kind, had in ((Verdict.PASS, "passed"), (Verdict.NOT_APPLICABLE, "had nothing to say")):
        if quiet := report.of_kind(kind):
            yield f"#### {count(len(quiet), 'check')} {had}"
            yield _listed([_quiet(report, finding) for finding in quiet], "- and {} more")
    yield "</details>"


def _listed(lines: list[str], more: str) -> str:
    shown = list(_fitting(lines, MOST_LISTED))
    left = len(lines) - len(shown)
    return "\n".join([*shown, *([more.format(left)] if left else [])])


def _quiet(report: Report, finding: Finding) -> str:
    word = findings.level_word(finding)
    lines = findings.first_line(report, finding), findings.second_line(finding, partial=report.partial)
    said = "; ".join(filter(None, lines))
    return f"- {SIGNS[word]} {word} {code(finding.rule)}: {inert(said, cells=300)}"


def _policy(report: Report) -> str:
    lines = filter(None, (phrases.decision_line(report), phrases.policy_line(report)))
    return "\n\n".join(inert(line) for line in lines)
