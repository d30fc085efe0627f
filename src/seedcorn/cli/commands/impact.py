"""Before the yes: what one issue, pull request or merge request does to the numbers.

An issue is measured on the open backlog, against its never having been asked for. A pull or merge request is
measured on what was completed lately, through the issues that it closes. The backlog is that of the policy's
sources, else of the repository or project that it is in.

    seedcorn impact github:owner/repo#12
    seedcorn impact 'gitlab:group/project!34'
    seedcorn impact jira:APP-12 --from facts
    seedcorn impact github:owner/repo#12 --post comment
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import click

from seedcorn.cli import _options as options
from seedcorn.cli._base_policy import Judged, judged_at_base
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, judging
from seedcorn.cli._posting import Manner, Wish, gravest, post_all, sink_of
from seedcorn.cli._proposals import Subject, proposal_of
from seedcorn.cli._speech import complain, say
from seedcorn.cli._wishes import name_of, of_comparisons
from seedcorn.comparison import About, Comparison, Move
from seedcorn.errors import Exit, UsageError
from seedcorn.impact import Seen, compared, impact
from seedcorn.model import Proposal
from seedcorn.policy import load_policy
from seedcorn.policy.difference import differences
from seedcorn.sink import Kind
from seedcorn.supposing import Case

_COMMENT, _CHECK = "comment", "check"
_ROOT = "balanced"
_NOT_FOLLOWED = "What it names as sources is not read: the backlog is that of the base."
_KINDS = {_COMMENT: Kind.COMMENT, _CHECK: Kind.CHECK}


@click.command(help=told(__doc__))
@click.argument("subject", metavar="ISSUE|CHANGE", callback=lambda ctx, param, value: Subject.of(value))
@click.option(
    "--post",
    "kinds",
    type=click.Choice([_COMMENT, _CHECK]),
    multiple=True,
    help="Keep one comment there up to date, or a check run of a change's newest commit. Repeatable.",
)
@options.POSTING
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="The backlog to measure it on, instead of the policy's. Repeatable.",
)
@click.option(
    "--at-base",
    is_flag=True,
    help="Judge a change by the policy and register of the branch that it goes to, read from its tracker;"
    " and say what its own policy would do, where it brings another.",
)
@judging
def _impact(
    *,
    subject: Subject,
    kinds: tuple[str, ...],
    manner: Manner,
    sources: tuple[str, ...],
    at_base: bool,
    judging: Judging,
) -> Exit:
    _check_kinds(subject, kinds)
    proposal, judged = _read(subject, judging, at_base=at_base)
    by = (judged.policy, judged.register, judged.baseline)
    with judging.case(sources, otherwise=(subject.source,), by=by) as case:
        comparisons = (impact(case, proposal), *_of_policy(case, judged))
    code = judging.deliver(comparisons[0], judged.register, also=comparisons[1:])
    if judged.refused:
        complain(f"the policy of this change cannot be used: {judged.refused}", "mend it before it is merged")
        code = gravest(code, Exit.USAGE)
    if comparisons[0].after.gaps and kinds:
        say("not all was read, so nothing is posted")
        return code
    wish = of_comparisons(comparisons, subject, judged.register, name=name_of(judging.policy))
    wishes = tuple(_wishes(wish, subject, kinds, proposal))
    return gravest(code, post_all(wishes, manner, judging.audience, judging.allowance))


def _read(subject: Subject, judging: Judging, *, at_base: bool) -> tuple[Proposal, Judged]:
    """The issue or change, and what it is judged by."""
    if not at_base:
        judged = _as_told(judging)
        return proposal_of(subject, judging.means_of(judged.policy)), judged
    means = judging.means_of(load_policy(_ROOT))
    proposal = proposal_of(subject, means)
    if not proposal.is_change:
        return proposal, _as_told(judging)
    judged = judged_at_base(
        subject,
        proposal,
        means,
        named=judging.policy,
        register=judging.register,
        baseline=judging.baseline_file,
        customer_labels=judging.customer_labels,
    )
    return proposal, judged


def _as_told(judging: Judging) -> Judged:
    """By what the command line says."""
    return Judged(policy=judging.judged_by, register=judging.customers, baseline=judging.baseline)


def _of_policy(case: Case, judged: Judged) -> Iterator[Comparison]:
    """What the policy that a change brings would do, on the backlog as it is."""
    if judged.refused:
        as_it_is = compared(Seen(case=case), Seen(case=case), about=About.POLICY)
        why = judged.refused.partition("\n")[0]
        yield replace(as_it_is, refused=f"The policy of this change cannot be used: {why}")
    if judged.changed is not None:
        changes = differences(judged.policy, judged.changed)
        after = replace(case, policy=judged.changed)
        moves = tuple(Move(said=str(each)) for each in changes)
        found = compared(Seen(case=case), Seen(case=after), about=About.POLICY, moves=moves)
        others = judged.changed.sources != judged.policy.sources
        yield replace(found, notes=(_NOT_FOLLOWED,) if others else ())


def _check_kinds(subject: Subject, kinds: tuple[str, ...]) -> None:
    """Raise UsageError, before anything is read, where a tracker has nothing of a kind."""
    for kind in kinds:
        if _KINDS[kind] not in sink_of(subject.scheme).kinds:
            raise UsageError(f"{subject.scheme} has no {_KINDS[kind]}s", hint=f"leave --post {kind} out")


def _wishes(
    wish: Callable[[Kind, str], Wish], subject: Subject, kinds: tuple[str, ...], proposal: Proposal
) -> Iterator[Wish]:
    if _COMMENT in kinds:
        yield wish(Kind.COMMENT, subject.target)
    if _CHECK in kinds and proposal.head:
        yield wish(Kind.CHECK, f"{subject.place}@{proposal.head}")


COMMAND = _impact
