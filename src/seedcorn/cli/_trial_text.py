"""What `seedcorn policy test` prints: how many cases came as expected, each case, and what is not tested."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seedcorn.format import Look
from seedcorn.formats import _findings as findings
from seedcorn.formats._terminal import Line, Pen, printed
from seedcorn.policy import Policy
from seedcorn.report import Finding, Report
from seedcorn.trial import Coverage, Missing, Outcome
from seedcorn.trial import words as trial_words
from seedcorn.words import count, listed, percent, plain

NARROWEST, WIDEST = 60, 200
_WORD = len("FAILED")
_MOST_INSTEAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The cases of one policy, from one file or several, and what they saw of its rules."""

    policy: Policy
    outcomes: tuple[Outcome, ...]
    coverage: Coverage


def tried(tested: Sequence[Tested], look: Look) -> str:
    """The whole text, as wide as the terminal (60 to 200 columns)."""
    pen = Pen(look=look, width=max(NARROWEST, min(look.width, WIDEST)))
    blocks = [_answer(tested, pen)]
    for each in tested:
        blocks += [_cases(each, pen, named=len(tested) > 1), _covered(each.coverage, pen)]
    return printed([*blocks, _hint(tested, pen)], pen)


def _answer(tested: Iterable[Tested], pen: Pen) -> Iterator[Line]:
    outcomes = [outcome for each in tested for outcome in each.outcomes]
    failed = sum(not outcome.is_ok for outcome in outcomes)
    cases = count(len(outcomes), "case")
    if failed:
        word = "is" if failed == 1 else "are"
        yield pen.line(f"{failed} of {cases} {word} not as expected.", "bold red")
    else:
        yield pen.line(f"{cases}, {'as' if len(outcomes) == 1 else 'all as'} expected.", "bold green")


def _cases(tested: Tested, pen: Pen, *, named: bool) -> Iterator[Line]:
    if named:
        yield pen.line(_name(tested.policy), "bold")
    for outcome in tested.outcomes:
        yield from _case(outcome, pen)


def _name(policy: Policy) -> str:
    where = policy.stamp.name if policy.stamp.origin == "built in" else policy.stamp.origin
    title = plain(policy.stamp.title)
    return f"{title} ({plain(where)})" if title else plain(where)


def _case(outcome: Outcome, pen: Pen) -> Iterator[Line]:
    word, sign, style = ("ok", "passed", "green") if outcome.is_ok else ("FAILED", "error", "bold red")
    lead = f"{pen.sign(sign)} {word:<{_WORD}}  "
    title, place = plain(outcome.trial.title), outcome.trial.place
    where = "" if outcome.is_ok else f" ({plain(place.path)}:{place.line})"
    yield pen.line(f"{title}{where}", "" if outcome.is_ok else "bold", lead=lead, lead_style=style)
    under = " " * len(lead)
    for told, further in _differences(outcome):
        yield pen.line(told, lead=f"{under}{'  ' if further else ''}")
    if pen.look.verbose and outcome.report.findings:
        yield pen.line("Found, each as a line under `expect` would say it:", "dim", lead=under)
        for found in outcome.report.findings:
            yield pen.line(trial_words.line_for(found), "dim", lead="      - ")


def _differences(outcome: Outcome) -> Iterator[tuple[str, bool]]:
    """What is not as expected, line by line; true for one that belongs to the line before."""
    for missing in outcome.missing:
        yield f"Expected: {trial_words.said(missing.expected)}", False
        yield from ((f"Found: {told}", True) for told in _instead(missing, outcome))
    for found in outcome.unexpected:
        yield f"Not expected: {found.rule} {_told(outcome.report, found)}", False


def _instead(missing: Missing, outcome: Outcome) -> Iterator[str]:
    """All that the rule found, or why it found nothing."""
    if not missing.instead:
        yield "nothing; the policy does not turn this rule on"
        return
    for found in missing.instead[:_MOST_INSTEAD]:
        yield f"it {_told(outcome.report, found)}"
    if (left := len(missing.instead) - _MOST_INSTEAD) > 0:
        yield f"and {left} more"


def _told(report: Report, found: Finding) -> str:
    """What became of one check, and the number: "fails (error). Acme: 65.0 % share of the requested ..."."""
    unsure = findings.second_line(found)
    told = f"{trial_words.verb(found)}. {findings.first_line(report, found)}"
    return f"{told}; {unsure}" if unsure else told


def _hint(tested: Iterable[Tested], pen: Pen) -> Iterator[Line]:
    """How to come by lines to copy, where something was found that nobody expected."""
    outcomes = (outcome for each in tested for outcome in each.outcomes)
    if not pen.look.verbose and any(outcome.unexpected for outcome in outcomes):
        yield pen.line(
            "What was found, as lines to copy under `expect`: seedcorn policy test --verbose", "dim"
        )


def _covered(coverage: Coverage, pen: Pen) -> Iterator[Line]:
    """How many of the rules that are on were seen both ways, and what was not seen of the others."""
    rules = count(len(coverage.on), "rule")
    if not coverage.on:
        yield pen.line("The policy turns no rule on.")
        return
    share = (
        f" ({percent(coverage.share)})" if coverage.tested and len(coverage.tested) < len(coverage.on) else ""
    )
    yield pen.line(f"{len(coverage.tested)} of {rules} tested{share}: seen to fail, and seen to hold.")
    for lead, names in (
        ("Never seen to fail", coverage.never_failed),
        ("Never seen to hold", coverage.never_held),
        ("Never judged", coverage.never_judged),
    ):
        if names:
            yield pen.line(f"{listed(names)}", "dim", lead=f"{lead}: ", lead_style="dim")
