"""What becomes of the verdicts where another policy judges the same backlog, in a sentence."""

from seedcorn.comparison import Comparison, Shift
from seedcorn.report import Finding, Level, Verdict
from seedcorn.words import count, listed, plain, shorten

_MOST_SAID = 300


def changed(comparison: Comparison) -> tuple[Shift, ...]:
    """Where the verdict or its level is another, what fails first."""
    found = (one for one in comparison.shifts if _verdict(one.before) != _verdict(one.after))
    return tuple(sorted(found, key=lambda one: (not one.is_worse, not one.is_better)))


def of_policy(comparison: Comparison) -> str:
    """How many verdicts are others with it, and that it is only looser where it is; or why it is refused."""
    if comparison.refused:
        return f"{shorten(plain(comparison.refused).rstrip('.'), _MOST_SAID)}."
    found = changed(comparison)
    if not found:
        return "No verdict changes with this policy."
    newly = sum(_fails(one.after) and not _fails(one.before) for one in found)
    no_longer = sum(_fails(one.before) and not _fails(one.after) for one in found)
    rest = len(found) - newly - no_longer
    told = (
        f"{count(newly, 'more finding')} {'fails' if newly == 1 else 'fail'}" if newly else "",
        f"{count(no_longer, 'finding')} no longer {'fails' if no_longer == 1 else 'fail'}"
        if no_longer
        else "",
        f"{count(rest, 'other verdict')} {'changes' if rest == 1 else 'change'}" if rest else "",
    )
    if no_longer and not newly:
        gone = f"{count(no_longer, 'finding')} {'disappears' if no_longer == 1 else 'disappear'}"
        return f"This policy is looser: {gone} without any work changing."
    return f"With this policy {listed([each for each in told if each])}."


def _verdict(finding: Finding | None) -> tuple[Verdict, Level | None]:
    return (finding.kind, finding.level) if finding else (Verdict.NOT_APPLICABLE, None)


def _fails(finding: Finding | None) -> bool:
    return finding is not None and finding.kind is Verdict.FAIL
