"""The smallest set of changes that brings every failing rule back inside its limit.

Issues are deferred, taken out of an iteration or pulled into the current one: as few as possible, and of as
few those with the least effort. What no plan can mend is said. Where the extra is installed (pip install
'seedcorn[plan]') a solver proves that no smaller set would do. Sources are as for audit. The exit code is 0
if there is a plan or nothing fails, 1 if no set would do.

    seedcorn plan github:owner/repo
    seedcorn plan --from facts --fail-on warning
    seedcorn plan --from facts --output json=plan.json --output text
"""

import click

from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, judging
from seedcorn.comparison import Comparison
from seedcorn.errors import Exit
from seedcorn.plan import plan
from seedcorn.report import Verdict


@click.command(help=told(__doc__))
@options.SOURCES
@judging
def _plan(*, sources: tuple[str, ...], judging: Judging) -> Exit:
    with judging.case(sources) as case:
        comparison = plan(case)
    judging.deliver(comparison, judging.customers)
    return _exit_of(comparison)


def _exit_of(comparison: Comparison) -> Exit:
    """3 before 1 before 0: a plan is no failure, whatever else no plan can mend."""
    if comparison.before.gaps:
        return Exit.INCOMPLETE
    is_none = not comparison.moves and comparison.before.verdict is Verdict.FAIL
    is_open = comparison.after.strict and comparison.after.verdict is Verdict.OPEN
    return Exit.FINDINGS if is_none or is_open else Exit.OK


COMMAND = _plan
