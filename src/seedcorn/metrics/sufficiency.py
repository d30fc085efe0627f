"""Whether there is enough in a scope to say anything at all; below that a rule abstains."""

from fractions import Fraction

FEWEST_ISSUES = 10
LEAST_CAPTURED = Fraction(1, 10)


def too_few_requests(
    requested_issues: int, requested: Fraction, unknown: Fraction, everything: Fraction
) -> str:
    """Why shares of requested work say nothing here, or "" if they do.

    Fewer than 10 requested issues are too few; and where requested and unknown work together are under a
    tenth of all effort, the roadmap is not captured by anybody. Never because customers are few: one is the
    trap itself. Source: ours.
    """
    if requested_issues < FEWEST_ISSUES:
        return f"needs {FEWEST_ISSUES} requested issues, found {requested_issues}"
    if requested + unknown < LEAST_CAPTURED * everything:
        return "requests are under a tenth of all work"
    return ""


def too_few_issues(issues: int) -> str:
    """Why a share of all work says nothing here, or "" if it does. Source: ours."""
    return f"needs {FEWEST_ISSUES} issues, found {issues}" if issues < FEWEST_ISSUES else ""
