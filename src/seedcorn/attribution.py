"""Whose work each issue is: the meanings of the marks, joined to the issues in a few columnar steps."""

from dataclasses import dataclass
from datetime import datetime
from math import lcm

import narwhals as nw

from seedcorn.engine import Engine, Frame, rows
from seedcorn.errors import DataError
from seedcorn.estimates import default_efforts
from seedcorn.meanings import OWN, UNKNOWN, Meanings, meanings
from seedcorn.model import Counting, Split
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot, minutes

_MINUTES_A_DAY = 24 * 60
_LARGEST_AMOUNT = 2**62
_NOT_DONE = ("not_planned", "duplicate")
_MEANT = {
    "mark": "INTEGER",
    "customer": "INTEGER",
    "kind": "INTEGER",
    "seed_marked": "INTEGER",
    "bug": "INTEGER",
    "ignored": "INTEGER",
    "effort": "BIGINT",
}
_FLAGS = ("kind", "seed_marked", "bug", "ignored")
_FACTS = (*_FLAGS, "effort")


@dataclass(frozen=True, kw_only=True)
class Attributed:
    """The issues in view with their owner, as one policy and register see them.

    `issues`: issue, kind (see meanings), seed_marked, bug, effort, created, closed (when it was completed,
    null while open). `requests`: one row for each issue and customer that asks for it, with amount, the part
    of the effort that is this customer's, and the issue's own columns. `memberships`: issue, open iteration
    (an index of `Snapshot.iterations()`). One unit of effort is `effort_scale` in `effort` and
    `amount_scale` in `amount`.
    """

    engine: Engine
    issues: Frame
    requests: Frame
    memberships: Frame
    meanings: Meanings
    effort_scale: int
    amount_scale: int
    ignored_open: int
    unestimated: int


def attribute(
    snapshot: Snapshot, counting: Counting, register: Register | None, *, now: datetime, since: datetime
) -> Attributed:
    """Count a snapshot by a policy: the issues open at `now`, and those completed after `since`.

    Raises DataError where the policy insists on estimates and an issue has none.
    """
    engine = snapshot.engine
    meant = meanings(snapshot.vocabulary(), counting, register)
    meant_frame = engine.table(_MEANT, (_meant_row(meaning) for meaning in meant.meant))
    in_view = engine.keep(_in_view(snapshot, counting, minutes(now), minutes(since)))
    told = _told(meant, counting.split)
    said = engine.keep(_said(snapshot, in_view, meant_frame, meant, told))
    facts = engine.keep(_facts(in_view, said, counting, minutes(now), told))
    ignored_open, unestimated = _left_out(facts)
    if unestimated:
        facts = default_efforts(snapshot, facts, meant_frame, counting.effort, meant.scale)
    ignoring = "ignored" in told or counting.idle_days is not None
    issues = engine.keep(facts.filter(nw.col("ignored") == 0)) if ignoring or unestimated else facts
    parts = _parts(issues, counting.split, meant.scale)
    return Attributed(
        engine=engine,
        issues=issues,
        requests=engine.keep(_requests(issues, said, counting.split, parts)),
        memberships=engine.keep(_memberships(snapshot)),
        meanings=meant,
        effort_scale=meant.scale,
        amount_scale=meant.scale * parts,
        ignored_open=ignored_open,
        unestimated=unestimated,
    )


def _meant_row(meant: object) -> tuple[int | None, ...]:
    return tuple(None if value is None else int(value) for value in (getattr(meant, name) for name in _MEANT))


def _in_view(snapshot: Snapshot, counting: Counting, now: int, since: int) -> Frame:
    """Issues that existed at `now`, open then or completed after `since`; a later closing is undone."""
    still_open = nw.col("closed").is_null() | (nw.col("closed") > now)
    declined = nw.col("reason").is_in(_NOT_DONE).fill_null(value=False)
    lately = (nw.col("closed") > since) & ~declined
    issues = snapshot.frame("issues").filter(nw.col("created") <= now, still_open | lately)
    needed = ["source"] if counting.effort.place else []
    needed += ["updated"] if counting.idle_days is not None else []
    return issues.select("issue", "created", "closed", *needed).with_columns(
        closed=nw.when(nw.col("closed") <= now).then(nw.col("closed"))
    )


def _told(meant: Meanings, split: Split) -> tuple[str, ...]:
    """The columns that the marks fill: what no mark says is not carried through the joins."""
    said = [name for name in _FLAGS if any(getattr(one, name) for one in meant.meant)]
    said += ["effort"] if any(one.effort is not None for one in meant.meant) else []
    return (*said, "position") if split is Split.FIRST else tuple(said)


def _said(
    snapshot: Snapshot, in_view: Frame, meant_frame: Frame, meant: Meanings, told: tuple[str, ...]
) -> Frame:
    """What the marks say of the issues in view: a row for each issue and customer, and for what else."""
    said = (
        snapshot.frame("marks")
        .join(meant_frame, on="mark")
        .join(in_view.select("issue"), on="issue")
        .with_columns(position=-nw.col("position"))
        .select("issue", "customer", *told)
    )
    if not meant.has_synonyms:
        return said
    # Two marks of one customer on one issue (an alias, a label and a form) are one request.
    return said.group_by("issue", "customer").agg(*(nw.col(name).max() for name in told))


def _facts(in_view: Frame, said: Frame, counting: Counting, now: int, told: tuple[str, ...]) -> Frame:
    """One row an issue: how many ask for it and what kind of work it is, the strongest mark deciding."""
    of_issue = said.group_by("issue").agg(
        nw.col("customer").count().alias("askers"),
        *(nw.col(name).max() for name in _FACTS if name in told),
    )
    flags = {name: nw.col(name).fill_null(0) if name in told else nw.lit(0) for name in _FLAGS}
    facts = in_view.join(of_issue, on="issue", how="left")
    facts = facts.with_columns(askers=nw.col("askers").fill_null(0), **flags)
    if "effort" not in told:
        effort = nw.lit(1) if counting.effort.place is None else nw.lit(None, dtype=nw.Int64)
        facts = facts.with_columns(effort=effort)
    if counting.unlabelled_is_own:
        labelling_began = minutes(counting.since) if counting.since else 0
        nobody_said = (nw.col("kind") == UNKNOWN) & (nw.col("created") >= labelling_began)
        facts = facts.with_columns(kind=nw.when(nobody_said).then(OWN).otherwise(nw.col("kind")))
    if counting.idle_days is not None:
        idle_since = now - counting.idle_days * _MINUTES_A_DAY
        idle = nw.col("closed").is_null() & (nw.col("updated") < idle_since)
        facts = facts.with_columns(ignored=nw.when(idle).then(1).otherwise(nw.col("ignored")))
    return facts


def _left_out(facts: Frame) -> tuple[int, int]:
    """How many open issues are ignored, and how many counted ones have no estimate."""
    ignored = nw.col("ignored") == 1
    counts = facts.select(
        nw.when(ignored & nw.col("closed").is_null()).then(1).otherwise(0).sum().alias("ignored"),
        nw.when(~ignored & nw.col("effort").is_null()).then(1).otherwise(0).sum().alias("unestimated"),
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


def _requests(issues: Frame, said: Frame, split: Split, parts: int) -> Frame:
    """Who asks for what, with how much of it."""
    asked = said.filter(~nw.col("customer").is_null())
    if split is Split.FIRST:
        first = asked.group_by("issue").agg(nw.col("position").max())
        asked = asked.join(first, on=["issue", "position"])
    part = parts // nw.col("askers") if split is Split.EQUALLY else nw.lit(parts)
    facts = issues.select("issue", "bug", "effort", "created", "closed", amount=nw.col("effort") * part)
    return asked.select("issue", "customer").join(facts, on="issue")


def _memberships(snapshot: Snapshot) -> Frame:
    """Which issue belongs to which open iteration, by its place in `Snapshot.iterations()`."""
    codes = {
        (iteration.kind, iteration.name): code
        for code, iteration in enumerate(snapshot.iterations())
        if not iteration.closed
    }
    marks = (
        (mark, codes[place, value]) for mark, place, value in snapshot.vocabulary() if (place, value) in codes
    )
    iterations = snapshot.engine.table({"mark": "INTEGER", "iteration": "INTEGER"}, marks)
    return snapshot.frame("marks").join(iterations, on="mark").select("issue", "iteration")
