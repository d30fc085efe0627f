"""Say whose roadmap it is: judge backlogs by a policy.

SOURCE is github:owner/repo, github:owner or github:owner/api-*; gitlab:group/project or gitlab:group/;
jira:APP or "jira:JQL"; export:FILE (export:- for standard input). Several are one backlog. Without any, those
of the policy are audited; those named here replace them.

    seedcorn audit github:owner/repo
    seedcorn audit github:owner/repo gitlab:group/project jira:APP
    seedcorn audit github:owner/repo --customer-label 'from: *'
    seedcorn audit export:issues.json --output json=report.json --output text
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._facts import Asked, Folder, facts
from seedcorn.cli._group import told
from seedcorn.cli._judges import Judges
from seedcorn.cli._listing import check_listings, list_issues
from seedcorn.cli._moment import moment, now
from seedcorn.cli._outputs import Output, deliver, print_out, tells_all
from seedcorn.cli._posting import Manner, gravest, post_all, sink_of
from seedcorn.cli._reading import Means, looking_back
from seedcorn.cli._speech import say
from seedcorn.cli._terminal import look_of
from seedcorn.cli._why_text import explained
from seedcorn.cli._wishes import name_of, of_report, place_to_post, with_past
from seedcorn.entire import entire
from seedcorn.errors import Exit, OutputError
from seedcorn.impact import Seen
from seedcorn.past import looked_back
from seedcorn.report import Level
from seedcorn.supposing import Case
from seedcorn.why import why

_FOR_PROGRAMS = ("json", "jsonl")


@click.command(help=told(__doc__))
@options.SOURCES
@options.POLICY
@options.REGISTER
@options.BASELINE
@options.CUSTOMER_LABELS
@click.option(
    "--as-of",
    callback=moment,
    metavar="DATE",
    help="Judge the backlog as it was at the end of this day, with the labels of that day where its history"
    " is known, and with the policy and register of that day where git has them. Default: now; of a snapshot,"
    " when it was taken.",
)
@click.option(
    "--policy-of-today",
    is_flag=True,
    help="With --as-of, judge by the policy and the register as they are now all the same.",
)
@options.SNAPSHOT
@options.ENGINE
@options.FAIL_ON
@options.STRICT
@options.OUTPUTS_AND_LISTS
@options.QUERY
@click.option(
    "--why", "key", metavar="KEY", help="Instead, how one issue was counted, such as '#12', and why."
)
@click.option(
    "--post",
    "post_to",
    metavar="PLACE",
    help="Keep one report issue there up to date: github:owner/repo, gitlab:group/project or jira:APP.",
)
@click.option(
    "--history",
    is_flag=True,
    help="Read also what happened to the issues: with --post the report then says how it came to be so, and"
    " tells who was put on issues and taken off.",
)
@options.POSTING
@options.AUDIENCE
@options.MAX_WAIT
@options.BUDGET
@options.VERBOSE
def _audit(
    *,
    sources: tuple[str, ...],
    policy: str | None,
    register: Path | None,
    baseline_file: Path | None,
    customer_labels: tuple[str, ...],
    as_of: datetime | None,
    policy_of_today: bool,
    folder: Folder | None,
    engine: str,
    fail_on: Level,
    strict: bool,
    outputs: tuple[Output, ...],
    key: str | None,
    post_to: str | None,
    history: bool,
    manner: Manner,
    audience: Audience,
    max_wait: int,
    budget: int | None,
    verbose: bool,
) -> Exit:
    clock, public = now(), is_public(audience, os.environ)
    place = _place_of(post_to)
    _refuse_issues(key, outputs, public=public)
    past_day = as_of if as_of is not None and as_of < clock else None
    judges = Judges(policy=policy, register=register, baseline=baseline_file, customer_labels=customer_labels)
    judged_by, customers, known = judges.of(None if policy_of_today else past_day)
    # Nothing more can be read of a snapshot: what it does not hold its report says.
    places = looking_back(judged_by.places, history=(history or past_day is not None) and folder is None)
    means = Means(allowance=options.allowance(max_wait, budget), places=places, public=public)
    read_by_people = any(output.path is None and output.format not in _FOR_PROGRAMS for output in outputs)
    asked = Asked(
        sources=sources, folder=folder, engine=engine, means=means, reported=key is None and read_by_people
    )
    with facts(asked, judged_by.sources, now=clock) as snapshot:
        judged_at = as_of or (snapshot.collected_at if folder else clock)
        if key is not None:
            answer = why(snapshot, judged_by, register=customers, now=judged_at, key=key)
            print_out(explained(answer, look_of(sys.stdout, os.environ, verbose=verbose)))
            return Exit.INCOMPLETE if answer.incomplete else Exit.OK
        case = Case(
            snapshot=snapshot,
            policy=judged_by,
            register=customers,
            now=judged_at,
            fail_on=fail_on,
            strict=strict,
            baseline=known,
        )
        seen = Seen(case=case)
        report = seen.report
        past = looked_back(seen) if place and not report.gaps else None
        full = entire(seen, public=public) if tells_all(outputs) else None
        failed = list_issues(seen, outputs)
    shown = with_past(report, past, public=public)
    deliver(shown, outputs, verbose=verbose, public=public, register=customers, entire=full, failed=failed)
    if place and report.gaps:
        say("not all was read, so nothing is posted")
    name = name_of(policy)
    wishes = [of_report(report, past, place, customers, name=name)] if place and not report.gaps else []
    return gravest(report.exit_code, post_all(wishes, manner, audience, means.allowance))


def _refuse_issues(key: str | None, outputs: tuple[Output, ...], *, public: bool) -> None:
    """Raise OutputError where single issues were to be told in public."""
    if key is not None and public:
        raise OutputError(
            "one issue is not explained in a public place: that names its customers",
            hint="--audience private if it is none",
        )
    check_listings(outputs, public=public)


def _place_of(post_to: str | None) -> tuple[str, str] | None:
    """Where the report issue is kept, known before anything is read. Raises UsageError for no such place."""
    if post_to is None:
        return None
    scheme, target = place_to_post(post_to)
    sink_of(scheme)
    return scheme, target


COMMAND = _audit
