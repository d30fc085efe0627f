"""What is to be posted of a comparison or a report: which text, where, and how it stands there."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from seedcorn import shelf
from seedcorn.cli._audience import privacy_key
from seedcorn.cli._comparing import comparing
from seedcorn.cli._outputs import FORMATS, refuse_leaks
from seedcorn.cli._posting import Wish, digest
from seedcorn.cli._proposals import Subject
from seedcorn.comparison import Comparison
from seedcorn.errors import UsageError
from seedcorn.format import Format, Look
from seedcorn.past_words import sentences
from seedcorn.privacy import masked, masked_comparison
from seedcorn.register import Register
from seedcorn.report import Report, Verdict
from seedcorn.sink import Kind, Standing
from seedcorn.words import count

_MARKDOWN = "markdown"
_NAME = "roadmap"
_QUESTION = "Whose roadmap is it?"
_SOMETIME = datetime(1970, 1, 1, tzinfo=UTC)  # a text that differs only in when it was read says the same
_STANDING = {
    Verdict.PASS: Standing.CLEAR,
    Verdict.FAIL: Standing.FAILING,
    Verdict.OPEN: Standing.OPEN,
    Verdict.NOT_APPLICABLE: Standing.OPEN,
}
Say = Callable[[str, bool], str]


def name_of(policy: str | None) -> str:
    """By which name a text is known again: one for whatever policy a place has, or that of one given by hand.

    A team that has no policy yet, and then writes one, keeps its comments and its report issue.
    """
    return policy or _NAME


def of_comparisons(
    comparisons: Sequence[Comparison], subject: Subject, register: Register | None, *, name: str
) -> Callable[[Kind, str], Wish]:
    """What to post, of which kind to which target: all in one text, what a policy does before the rest."""
    first, *others = comparisons
    ordered = (*others, first)

    def shown(comparison: Comparison, *, public: bool) -> Comparison:
        return _masked(comparison, subject.source, register) if public else comparison

    def say(syntax: str, public: bool) -> str:  # noqa: FBT001  # as Wish has it
        return "\n".join(_compared(each, syntax, subject.source, register, public=public) for each in ordered)

    return lambda kind, target: Wish(
        kind=kind,
        scheme=subject.scheme,
        target=target,
        name=_QUESTION if kind is Kind.CHECK else name,
        read_at=first.after.collected_at,
        title=lambda public: f"{_QUESTION} {_in_short([shown(each, public=public) for each in ordered])}",
        say=say,
        digest=lambda public: digest(
            "\n".join(
                _compared(_undated(each), _MARKDOWN, subject.source, register, public=public)
                for each in ordered
            )
        ),
        standing=_gravest(one.verdict for one in comparisons),
        is_quiet=kind is Kind.COMMENT and all(one.is_quiet for one in comparisons),
    )


def of_report(
    report: Report, past: Comparison | None, target: tuple[str, str], register: Register | None, *, name: str
) -> Wish:
    """The report issue of a place, with what has changed since some days ago if that is known.

    `target` is the place, as its scheme and what comes after it.
    """
    scheme, where = target
    place = f"{scheme}:{where}"
    told = past and replace(past, after=replace(report, names=past.after.names, traces=past.after.traces))
    undated = told and _undated(told)
    return Wish(
        kind=Kind.REPORT,
        scheme=scheme,
        target=where,
        name=name,
        read_at=report.collected_at,
        title=lambda public: f"{_QUESTION} {_tally(report)}",
        say=lambda syntax, public: _reported(report, told, syntax, place, register, public=public),
        digest=lambda public: digest(
            _reported(_at_some_time(report), undated, _MARKDOWN, place, register, public=public)
        ),
        standing=_STANDING[report.verdict],
        is_quiet=report.verdict is Verdict.PASS
        or not (report.of_kind(Verdict.FAIL) or report.of_kind(Verdict.OPEN)),
        failing=lambda public: _failing(report, place, register, public=public),
    )


def with_past(report: Report, past: Comparison | None, *, public: bool) -> Report:
    """A report with how it came to be so, if that is known, and for who may know names what has changed."""
    if past is None:
        return report
    return replace(
        report,
        names=past.after.names,
        traces=past.after.traces,
        since=() if public else sentences(past),
    )


def place_to_post(text: str) -> tuple[str, str]:
    """The scheme and target of a place that is written like a source. Raises UsageError for anything else."""
    scheme, colon, target = text.strip().partition(":")
    if not colon or not target:
        raise UsageError(f'"{text}" is no place to post to', hint="write github:owner/repo, or as a source")
    return scheme, target


def _compared(
    comparison: Comparison, syntax: str, place: str, register: Register | None, *, public: bool
) -> str:
    if not public:
        return comparing(syntax)(comparison, Look())
    text = comparing(syntax)(_masked(comparison, place, register), Look())
    refuse_leaks(text, comparison, register, place=place)
    return text


def _masked(comparison: Comparison, place: str, register: Register | None) -> Comparison:
    return masked_comparison(comparison, register, place=place, key=privacy_key(os.environ))


def _reported(
    report: Report,
    past: Comparison | None,
    syntax: str,
    place: str,
    register: Register | None,
    *,
    public: bool,
) -> str:
    shown, since, key = report, past, privacy_key(os.environ)
    if public:
        shown = masked(report, register, place=place, key=key)
        since = past and masked_comparison(past, register, place=place, key=key)
    if since:
        shown = replace(since.after, since=sentences(since))
    text = cast("Format", shelf.take(FORMATS, syntax, "FORMAT")).render(shown, Look())
    if public:
        refuse_leaks(text, past or report, register, place=place)
    return text


def _failing(report: Report, place: str, register: Register | None, *, public: bool) -> tuple[str, ...]:
    """The fingerprints of what fails; in public of code-names, since names could be found by trying."""
    shown = masked(report, register, place=place, key=privacy_key(os.environ)) if public else report
    return tuple(found.fingerprint for found in shown.of_kind(Verdict.FAIL))


def _undated(comparison: Comparison) -> Comparison:
    return replace(comparison, before=_at_some_time(comparison.before), after=_at_some_time(comparison.after))


def _at_some_time(report: Report) -> Report:
    return replace(report, collected_at=_SOMETIME)


def _gravest(verdicts: Iterator[Verdict]) -> Standing:
    order = (Standing.FAILING, Standing.OPEN, Standing.CLEAR)
    found = [_STANDING[verdict] for verdict in verdicts]
    return min(found, key=order.index)


def _in_short(comparisons: Sequence[Comparison]) -> str:
    worse = sum(len(one.worse) for one in comparisons)
    if any(one.after.gaps for one in comparisons):
        return "Not all was read"
    return f"{count(worse, 'check')} {'is' if worse == 1 else 'are'} worse" if worse else "Nothing gets worse"


def _tally(report: Report) -> str:
    """How many of the checks that were judged fail."""
    judged = [found for found in report.findings if found.kind is not Verdict.NOT_APPLICABLE]
    failed = len(report.of_kind(Verdict.FAIL))
    undecided = sum(found.kind is Verdict.OPEN for found in judged)
    more = f", {undecided} undecided" if undecided else ""
    more += f", {len(report.let_be)} let be" if report.let_be else ""
    return f"{failed} of {count(len(judged), 'check')} {'fails' if failed == 1 else 'fail'}{more}"
