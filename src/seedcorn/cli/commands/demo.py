"""Show an audit of an invented tracker, without a token.

How one customer took over a roadmap: docs/story.md tells it. The exit code is always 0.
"""

from dataclasses import dataclass
from importlib.resources import as_file

import click

from seedcorn import story
from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._listing import list_issues
from seedcorn.cli._outputs import Output, deliver, tells_all
from seedcorn.cli._sources import connector_of
from seedcorn.cli._speech import say
from seedcorn.connector import Collecting
from seedcorn.entire import entire
from seedcorn.errors import Exit, OutputError
from seedcorn.impact import Seen
from seedcorn.policy import load_policy
from seedcorn.register import Register, load_register
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The story's report, the same with all that is known beside it, and which lists were not written."""

    report: Report
    in_full: Report | None
    register: Register
    failed: tuple[OutputError, ...]


@click.command(help=told(__doc__))
@options.OUTPUTS_AND_LISTS
@options.QUERY
@options.VERBOSE
def _demo(*, outputs: tuple[Output, ...], verbose: bool) -> Exit:
    shown = _told(outputs)
    report = shown.report
    deliver(
        report,
        outputs,
        verbose=verbose,
        public=False,
        register=shown.register,
        entire=shown.in_full,
        failed=shown.failed,
    )
    say(f"In CI this would have exited {int(report.exit_code)}. Your own: seedcorn audit github:owner/repo")
    return Exit.OK


def _told(outputs: tuple[Output, ...]) -> _Told:
    with (
        as_file(story.issues()) as issues,
        as_file(story.policy()) as rules,
        as_file(story.register()) as names,
    ):
        connector, target = connector_of(f"export:{issues}")
        items = connector.collect(target, Collecting())
        register = load_register(names)
        with Snapshot.collect(items, sources=(f"story:{story.SOURCE}",), collected_at=story.NOW) as snapshot:
            policy = load_policy(str(rules))
            seen = Seen(case=Case(snapshot=snapshot, policy=policy, register=register, now=story.NOW))
            return _Told(
                report=seen.report,
                in_full=entire(seen, public=False) if tells_all(outputs) else None,
                register=register,
                failed=list_issues(seen, outputs),
            )


COMMAND = _demo
