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
    let_be = sum(_fails(one.before) and _is_let_be(one.after) for one in found)
    no_longer = sum(_fails(one.before) and not _fails(one.after) for one in found) - let_be
    rest = len(found) - newly - no_longer - let_be
    told = (
        f"{count(newly, 'more finding')} {'fails' if newly == 1 else 'fail'}" if newly else "",
        f"{count(no_longer, 'finding')} no longer {'fails' if no_longer == 1 else 'fail'}"
        if no_longer
        else "",
        f"{count(let_be, 'finding')} {_is(let_be)} let be" if let_be else "",
        f"{count(rest, 'other verdict')} {'changes' if rest == 1 else 'change'}" if rest else "",
    )
    if (no_longer or let_be) and not newly:
        gone = (
            f"{count(no_longer, 'finding')} {'disappears' if no_longer == 1 else 'disappear'}"
            if no_longer
            else "",
            f"{count(let_be, 'finding')} {_is(let_be)} let be" if let_be else "",
        )
        looser = listed([each for each in gone if each])
        return f"This policy is looser: {looser} without any work changing."
    return f"With this policy {listed([each for each in told if each])}."


def _verdict(finding: Finding | None) -> tuple[Verdict, Level | None, bool]:
    return (finding.kind, finding.level, _is_let_be(finding)) if finding else _NOTHING


_NOTHING = (Verdict.NOT_APPLICABLE, None, False)


def _is_let_be(finding: Finding | None) -> bool:
    return finding is not None and finding.accepted is not None


def _fails(finding: Finding | None) -> bool:
    return finding is not None and finding.kind is Verdict.FAIL and not finding.accepted


def _is(how_many: int) -> str:
    return "is" if how_many == 1 else "are"
