"""The report as GitHub workflow commands: the worst findings as annotations on the run, and nothing else."""

from collections.abc import Iterator

from seedcorn.acceptance_words import notices
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison, Shift
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats._phrases import gap_lines
from seedcorn.headline import headline, shared_prefix
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.shift_words import label, said
from seedcorn.unread import waiting
from seedcorn.words import count, sentence, shorten

MOST_ANNOTATIONS = 10  # of a kind and step GitHub shows no more, and does not say so
MOST_KEYS = 10
LONGEST = 2000
COMMANDS = {Level.NOTE: "notice", Level.WARNING: "warning", Level.ERROR: "error"}


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a run page has one look
    """One command a line: what could not be read, then the ten worst findings, then how many are left.

    A report with nothing to say against it gives one notice with its headline. What is let be comes last, and
    what has to be looked at of waivers.
    """
    found = () if report.partial else findings.in_order(report)
    shared = shared_prefix(report)
    lines = [_annotation(report, finding, shared) for finding in found[:MOST_ANNOTATIONS]]
    if report.gaps:
        lines.insert(0, command("error", "Incomplete", _incomplete(report)))
    if not lines:
        lines.append(command("notice", "Whose roadmap is it?", f"{headline(report)} {certainty(report)}"))
    lines.extend(_beside(report, MOST_ANNOTATIONS - len(found)))
    if (left := len(found) + len(report.let_be) - MOST_ANNOTATIONS) > 0:
        more = f"{count(left, 'more finding')} in the full report"
        lines.append(command("notice", "Not all is shown here", more))
    return "\n".join(lines) + "\n"


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """What gets worse, the ten gravest first, and how many are left; else a notice with the outcome."""
    if comparison.after.gaps:
        return command("error", "Incomplete", _incomplete(comparison.after)) + "\n"
    worse = () if comparison.answers else comparison.worse
    lines = [_worse(comparison, shift) for shift in worse[:MOST_ANNOTATIONS]]
    if not lines:
        lines.append(command("notice", "Whose roadmap is it?", outcome(comparison)))
    if len(worse) > MOST_ANNOTATIONS:
        left = count(len(worse) - MOST_ANNOTATIONS, "more number")
        lines.append(command("notice", "Not all is shown here", f"{left} in the full report"))
    return "\n".join(lines) + "\n"


FORMAT = Format(
    title="GitHub annotations: the ten worst findings on the run's page", render=render, compare=compare
)


def command(name: str, title: str, message: str) -> str:
    """One workflow command whose title and message cannot end it or begin another.

    What the runner unescapes: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    """
    return f"::{name} title={_escaped(title).replace(':', '%3A').replace(',', '%2C')}::{_escaped(message)}"


def _escaped(text: str) -> str:
    short = shorten(text, LONGEST)
    return short.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _annotation(report: Report, finding: Finding, shared: str) -> str:
    told = findings.details((finding,), shared=shared, most=MOST_KEYS)
    said = (*map(str, told), sentence(findings.next_step(finding)), f"({finding.rule})")
    body = ". ".join(part.rstrip(".") for part in said if part)
    return command(_name(finding), findings.first_line(report, finding), body)


def _beside(report: Report, room: int) -> Iterator[str]:
    """What is let be, as far as there is room, and all that is to be said of waivers in one command."""
    for finding in report.let_be[: max(room, 0)]:
        title, *rest = findings.let_be(report, finding)
        body = ". ".join(part.rstrip(".") for part in (*rest, f"({finding.rule})"))
        yield command("notice", f"Let be: {title}", body)
    if said := notices(report):
        yield command("notice", "Waivers and the baseline", " ".join(said))


def _worse(comparison: Comparison, shift: Shift) -> str:
    told = (said(comparison, shift), sentence(findings.next_step(shift.now)), f"({shift.now.rule})")
    body = ". ".join(part.rstrip(".") for part in told if part)
    return command(_name(shift.now), f"Gets worse: {label(comparison, shift.now)}", body)


def _incomplete(report: Report) -> str:
    """Why there is no verdict and what to do; what is undecided because of it needs no line of its own."""
    gaps = (". ".join(filter(None, gap)) for gap in gap_lines(report))
    said = (f"{headline(report)} {certainty(report)}", *gaps, sentence(waiting(report)))
    return " ".join(f"{part.rstrip('.')}." for part in said if part)


def _name(finding: Finding) -> str:
    """An undecided check is news, not a fault; nor is what is let be."""
    fault = finding.kind is Verdict.FAIL and not finding.accepted
    return COMMANDS[finding.level or Level.NOTE] if fault else "notice"
