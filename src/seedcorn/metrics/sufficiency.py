"""Whether there is enough in a scope to say anything at all; below that a rule abstains."""

from fractions import Fraction

FEWEST_ISSUES = 10
FEWEST_IN_ITERATION = 5  # ours; a smaller iteration says nothing
LEAST_CAPTURED = Fraction(1, 10)
_NO_EFFORT = "needs issues with an effort; all of it is 0 here"


def too_few_requests(
    requested_issues: int, requested: Fraction, unknown: Fraction, everything: Fraction
) -> str:
    """Why shares of requested work say nothing here, or "" if they do.

    Fewer than 10 requested issues are too few; and where requested and unknown work together are under a
    tenth of all effort, the roadmap is not captured by anybody. Never because customers are few: one is the
    trap itself. Of an effort of nothing there are no shares. Source: ours.
    """
    if requested_issues < FEWEST_ISSUES:
        return f"needs {FEWEST_ISSUES} requested issues, found {requested_issues}"
    if requested + unknown < LEAST_CAPTURED * everything:
        return "requests are under a tenth of all work"
    return "" if everything else _NO_EFFORT


def too_few_issues(issues: int, everything: Fraction) -> str:
    """Why a share of all work says nothing here, or "" if it does. Source: ours."""
    if issues < FEWEST_ISSUES:
        return f"needs {FEWEST_ISSUES} issues, found {issues}"
    return "" if everything else _NO_EFFORT
