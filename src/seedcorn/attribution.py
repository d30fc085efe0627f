"""Whose work each issue is: the meanings of the marks, joined to the issues in a few columnar steps."""

from datetime import datetime
from math import lcm

import narwhals as nw

from seedcorn.attributed import Attributed, View
from seedcorn.engine import Frame, rows
from seedcorn.errors import DataError
from seedcorn.estimates import Sizes, default_efforts, estimated, sizes
from seedcorn.meanings import COUNTED, LEFT_OUT, OWN, UNKNOWN, Meanings, meanings
from seedcorn.model import DECLINED, Counting, Effort, Split
from seedcorn.parents import SAID, counted_below, ties, with_ancestors, with_inherited
from seedcorn.precedence import disagreeing, first_named
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot, minutes

_MINUTES_A_DAY = 24 * 60
_LARGEST_AMOUNT = 2**62
_NOT_DONE = (DECLINED, "duplicate")
_MEANT = {
    "mark": "INTEGER",
    "customer": "INTEGER",
    "kind": "INTEGER",
    "rank": "INTEGER",
    "seed_marked": "INTEGER",
    "bug": "INTEGER",
    "ignored": "INTEGER",
}
_FLAGS = ("kind", "seed_marked", "bug", "ignored")


def attribute(
    snapshot: Snapshot,
    counting: Counting,
    register: Register | None,
    *,
    now: datetime,
    since: datetime,
    declined: bool = False,
    meant: Meanings | None = None,
) -> Attributed:
    """Count a snapshot by a policy: the issues open at `now`, and those completed after `since`.

    With `declined` instead those that were declined after `since`. `meant` is what the marks mean, where that
    is known already. Raises DataError where the policy insists
    on estimates and an issue has none, and where a source states its effort in a unit that nobody declared.
    """
    standing, minute = _declined if declined else _open_or_completed, minutes(now)
    issues = _in_view(snapshot, counting, standing(minute, minutes(since)), minute)
    view = View(issues=snapshot.engine.keep(issues), now=minute)
    return attribute_view(
        snapshot, view, counting, meant or meanings(snapshot.vocabulary(), counting, register)
    )


def attribute_view(snapshot: Snapshot, view: View, counting: Counting, meant: Meanings) -> Attributed:
    """Count what is in view. Raises DataError as `attribute` does."""
    engine, effort = snapshot.engine, counting.effort
    sized = sizes(snapshot.vocabulary() if effort.estimates else (), effort)
    tied = ties(snapshot, view.issues)
    told = _told(meant, counting.split) if tied is None else SAID[2:]
    said, contradicted = _heard(snapshot, view, meant, tied, told)
    facts = engine.keep(_facts(view, said, counting, told=told, the_only_rank=next(iter(meant.ranks), 0)))
    if effort.estimates:
        facts = _with_efforts(snapshot, facts, effort, sized, tied)
    may_be_ignored = "ignored" in told or counting.idle_days is not None
    ignored_open, unestimated = _left_out(facts) if may_be_ignored or effort.estimates else (0, 0)
    guessed = facts.filter(nw.col("ignored") == COUNTED, nw.col("effort").is_null()).select("issue")
    issues = facts
    if unestimated:
        issues = default_efforts(snapshot, issues, effort, sized)
    if may_be_ignored:
        issues = issues.filter(nw.col("ignored") == COUNTED)
    issues = issues if issues is facts else engine.keep(issues)
    parts = _parts(issues, counting.split, sized.scale)
    return Attributed(
        engine=engine,
        snapshot=snapshot,
        issues=issues,
        requests=engine.keep(_requests(issues, said, counting.split, parts, view.carried)),
        ties=tied,
        contradicted=contradicted,
        guessed=guessed,
        meanings=meant,
        effort_scale=sized.scale,
        amount_scale=sized.scale * parts,
        ignored_open=ignored_open,
        unestimated=unestimated,
    )


def _meant_row(meant: object) -> tuple[int | None, ...]:
    return tuple(None if value is None else int(value) for value in (getattr(meant, name) for name in _MEANT))


def _open_or_completed(now: int, since: int) -> nw.Expr:
    """Open at a moment, whatever became of it later, or completed after another."""
    still_open = nw.col("closed").is_null() | (nw.col("closed") > now)
    declined = nw.col("reason").is_in(_NOT_DONE).fill_null(value=False)
    return still_open | (nw.col("closed") > since) & ~declined


def _declined(now: int, since: int) -> nw.Expr:
    """Closed without being done; a duplicate was neither declined nor done."""
    return (nw.col("closed") > since) & (nw.col("closed") <= now) & (nw.col("reason") == DECLINED)


def _in_view(snapshot: Snapshot, counting: Counting, standing: nw.Expr, now: int) -> Frame:
    """Issues that existed at `now` and stand so; a later closing is undone."""
    issues = snapshot.frame("issues").filter(nw.col("created") <= now, standing)
    needed = ["source"] if counting.effort.estimates else []
    needed += ["updated"] if counting.idle_days is not None else []
    return issues.select("issue", "created", "closed", *needed).with_columns(
        closed=nw.when(nw.col("closed") <= now).then(nw.col("closed"))
    )


def _told(meant: Meanings, split: Split) -> tuple[str, ...]:
    """The columns that the marks fill: what no mark says is not carried through the joins."""
    said = [name for name in _FLAGS if any(getattr(one, name) for one in meant.meant)]
    said += ["rank"] if len(meant.ranks) > 1 else []
    return (*said, "position") if split is Split.FIRST else tuple(said)


def _heard(
    snapshot: Snapshot, view: View, meant: Meanings, tied: Frame | None, told: tuple[str, ...]
) -> tuple[Frame, Frame | None]:
    """What is known of each issue and customer, from its marks or from above; and who contradicts itself."""
    engine = snapshot.engine
    contradicted = None
    said = _said(snapshot, meant, told)
    if not view.is_whole:
        heard = view.issues if tied is None else with_ancestors(view.issues, tied)
        said = said.join(heard.select("issue"), on="issue")
    if len(meant.ranks) > 1:
        said = engine.keep(said)
        if len(meant.recorded_ranks) > 1:
            contradicted = engine.keep(disagreeing(said, meant.recorded_ranks))
        said = first_named(said)
    if meant.has_synonyms:
        # Two marks of one customer on one issue (an alias, a label and a form) are one request.
        said = said.group_by("issue", "customer").agg(*(nw.col(name).max() for name in told))
    said = engine.keep(said)
    return said if tied is None else engine.keep(with_inherited(engine, said, tied)), contradicted


def _said(snapshot: Snapshot, meant: Meanings, told: tuple[str, ...]) -> Frame:
    """What the marks say of all issues: a row for each mark and customer, and for what else."""
    meant_frame = snapshot.engine.table(_MEANT, (_meant_row(meaning) for meaning in meant.meant))
    return (
        snapshot.frame("marks")
        .join(meant_frame, on="mark")
        .with_columns(position=-nw.col("position"))
        .select("issue", "customer", *told)
    )


def _facts(
    view: View, said: Frame, counting: Counting, *, told: tuple[str, ...], the_only_rank: int
) -> Frame:
    """One row an issue: how many ask for it and what kind of work it is, the strongest mark deciding."""
    of_issue = said.group_by("issue").agg(
        nw.col("customer").count().alias("askers"),
        *(nw.col(name).max() for name in (*_FLAGS, "rank") if name in told),
    )
    flags = {name: nw.col(name).fill_null(0) if name in told else nw.lit(0) for name in _FLAGS}
    facts = view.issues.join(of_issue, on="issue", how="left")
    facts = facts.with_columns(askers=nw.col("askers").fill_null(0), **flags)
    if "rank" not in told:
        facts = facts.with_columns(rank=nw.when(nw.col("askers") > 0).then(the_only_rank))
    if not counting.effort.estimates:
        facts = facts.with_columns(effort=nw.lit(1))
    if counting.unlabelled_is_own:
        labelling_began = minutes(counting.since) if counting.since else 0
        nobody_said = (nw.col("kind") == UNKNOWN) & (nw.col("created") >= labelling_began)
        facts = facts.with_columns(kind=nw.when(nobody_said).then(OWN).otherwise(nw.col("kind")))
    if counting.idle_days is not None:
        idle_since = view.now - counting.idle_days * _MINUTES_A_DAY
        idle = nw.col("closed").is_null() & (nw.col("updated") < idle_since)
        idle = idle & (nw.col("ignored") == COUNTED)
        facts = facts.with_columns(ignored=nw.when(idle).then(LEFT_OUT).otherwise(nw.col("ignored")))
    return facts


def _with_efforts(
    snapshot: Snapshot, facts: Frame, effort: Effort, sized: Sizes, tied: Frame | None
) -> Frame:
    """The facts with the effort of each issue, null where it has no estimate.

    What is above an issue with an estimate counts nothing: its effort is that of what is below it.
    """
    engine = snapshot.engine
    facts = facts.join(estimated(snapshot, effort, sized), on="issue", how="left")
    if tied is None:
        return engine.keep(facts)
    known = facts.filter(~nw.col("effort").is_null(), nw.col("ignored") == COUNTED).select("issue")
    below = counted_below(engine, known, tied).with_columns(below=nw.lit(1))
    size = nw.when(nw.col("below") == 1).then(0).otherwise(nw.col("effort"))
    return engine.keep(facts.join(below, on="issue", how="left").with_columns(effort=size).drop("below"))


def _left_out(facts: Frame) -> tuple[int, int]:
    """How many open issues are ignored, and how many counted ones have no estimate."""
    ignored, counted = nw.col("ignored") == LEFT_OUT, nw.col("ignored") == COUNTED
    counts = facts.select(
        nw.when(ignored & nw.col("closed").is_null()).then(1).otherwise(0).sum().alias("ignored"),
        nw.when(counted & nw.col("effort").is_null()).then(1).otherwise(0).sum().alias("unestimated"),
    )
    ignored_open, unestimated = rows(counts)[0]
    return ignored_open or 0, unestimated or 0


def _parts(issues: Frame, split: Split, scale: int) -> int:
    """Into how many parts one effort is cut so that every equal share of it is a whole number."""
    if split is not Split.EQUALLY:
        return 1
    counts = rows(issues.filter(nw.col("askers") > 1).select("askers").unique())
    parts = lcm(*(askers for (askers,) in counts))
    if parts * scale > _LARGEST_AMOUNT // 10**9:
        raise DataError(
            "issues are asked for by so many different numbers of customers that equal shares get too fine",
            hint="Count them with `customers: {split: fully}` or `first`.",
        )
    return parts


def _requests(issues: Frame, said: Frame, split: Split, parts: int, carried: tuple[str, ...]) -> Frame:
    """Who asks for what, with how much of it."""
    asked = said.filter(~nw.col("customer").is_null())
    if split is Split.FIRST:
        first = asked.group_by("issue").agg(nw.col("position").max())
        asked = asked.join(first, on=["issue", "position"])
    part = parts // nw.col("askers") if split is Split.EQUALLY else nw.lit(parts)
    facts = issues.select("issue", *carried, amount=nw.col("effort") * part)
    return asked.select("issue", "customer").join(facts, on="issue")
