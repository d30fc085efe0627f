"""Open issues put together that a plan cannot tell apart, in a few columnar steps, and single ones again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

import narwhals as nw

from seedcorn.context import Context
from seedcorn.engine import Frame, rows
from seedcorn.estimates import estimated, sizes
from seedcorn.model import Effort
from seedcorn.planning.problem import Choice, Problem
from seedcorn.planning.steps import NOBODY, NOWHERE, SERVED, Alike, Amount, Field, Way, What, amounts_of
from seedcorn.snapshot import Snapshot

_SAME = ("kind", "effort", "part", "may_wait", "elsewhere")
_PICKED = ("picked", "oldest", "youngest")
_YOUNGER = 2**31  # more than there are issues: a moment and a number make one order


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The groups of alike issues, and the issues with what makes them alike (`columns` of `issues`).

    `alike` are the values of those columns, group by group. One unit of effort is `scale` whole parts.
    `amounts` are what there is before a plan.
    """

    groups: tuple[Alike, ...]
    alike: tuple[tuple[int, ...], ...]
    amounts: dict[Amount, int]
    scale: Fraction
    issues: Frame
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """One issue to change, with its number, key and effort.

    `iteration` is the one that it comes into or is taken out of; `leaves` are those that it leaves by coming
    into the current one.
    """

    issue: int
    key: str
    way: Way
    effort: Fraction
    iteration: int = NOWHERE
    leaves: tuple[int, ...] = ()


def gathered(
    context: Context, snapshot: Snapshot, effort: Effort, looked_at: Iterable[int], field: Field
) -> Gathered:
    """Group the open issues by what matters to a plan; `looked_at` are the iterations that do."""
    attributed = context.open.attributed
    parts = attributed.amount_scale // attributed.effort_scale
    planned = attributed.memberships.filter(nw.col("iteration").is_in(sorted(looked_at)))
    elsewhere = attributed.memberships.filter(
        nw.col("iteration").is_in(sorted(field.same_kind - {field.current}))
    )
    kept = _kept_below(context, snapshot, effort)
    asked, askers = _side_by_side(context.open.requests, "customer", "asker")
    places, iterations = _side_by_side(planned, "iteration", "planned")
    part = context.open.requests.group_by("issue").agg(nw.col("amount").max().alias("part"))
    issues = context.open.issues.select("issue", "kind", "effort", "created")
    for side in (asked, part, places, _flag(elsewhere, "elsewhere"), _flag(kept, "kept")):
        issues = issues.join(side, on="issue", how="left")
    columns = (*_SAME, *askers, *iterations)
    issues = attributed.engine.keep(
        issues.with_columns(effort=nw.col("effort") * parts, may_wait=1 - nw.col("kept").fill_null(0)).select(
            "issue", "created", *(nw.col(name).fill_null(0 if name in _SAME else NOBODY) for name in columns)
        )
    )
    counted = rows(issues.group_by(*columns).agg(nw.len().alias("issues")).sort(*columns))
    return _reduced(context, counted, issues, columns, len(askers))


def _side_by_side(pairs: Frame, column: str, named: str) -> tuple[Frame, tuple[str, ...]]:
    """(issue, named_1, named_2, ...) of (issue, column): the distinct values of an issue in their order."""
    ordered = pairs.select("issue", column).unique()
    ordered = ordered.with_columns(place=nw.col(column).rank("ordinal").over("issue"))
    most = rows(ordered.select(nw.col("place").max()))[0][0] or 0
    names = tuple(f"{named}_{place}" for place in range(1, int(most) + 1))
    each = (
        nw.when(nw.col("place") == place).then(nw.col(column)).max().alias(name)
        for place, name in enumerate(names, 1)
    )
    return ordered.group_by("issue").agg(*each), names


def _flag(issues: Frame, name: str) -> Frame:
    return issues.select("issue").unique().with_columns(nw.lit(1).alias(name))


def _kept_below(context: Context, snapshot: Snapshot, effort: Effort) -> Frame:
    """(issue) of one estimated child of each parent: without any the parent's own estimate would count."""
    attributed = context.open.attributed
    if attributed.ties is None or not effort.estimates:
        return attributed.issues.filter(nw.col("issue") < 0)
    known = estimated(snapshot, effort, sizes(snapshot.vocabulary(), effort)).select("issue")
    below = (
        attributed.issues.select("issue", "closed").join(known, on="issue").join(attributed.ties, on="issue")
    )
    done = below.filter(~nw.col("closed").is_null()).select("parent").unique()
    return below.join(done, on="parent", how="anti").group_by("parent").agg(nw.col("issue").min())


def _reduced(
    context: Context, counted: list[tuple[int, ...]], issues: Frame, columns: tuple[str, ...], askers: int
) -> Gathered:
    """The groups and amounts in the largest whole parts that all of them are whole numbers of."""
    attributed = context.open.attributed
    current = _currently(context)
    unit = gcd(*(size for row in counted for size in row[1:3]), *current.values()) or 1
    first = len(_SAME)
    groups = tuple(
        Alike(
            kind=row[0],
            effort=row[1] // unit,
            part=row[2] // unit,
            may_wait=bool(row[3]),
            elsewhere=bool(row[4]),
            askers=tuple(code for code in row[first : first + askers] if code != NOBODY),
            planned=tuple(code for code in row[first + askers : -1] if code != NOWHERE),
            issues=row[-1],
        )
        for row in counted
    )
    amounts = amounts_of(groups) | {amount: size // unit for amount, size in current.items()}
    scale = Fraction(attributed.amount_scale, unit)
    return Gathered(
        groups=groups,
        alike=tuple(row[:-1] for row in counted),
        amounts=amounts | _current_counts(context),
        scale=scale,
        issues=issues,
        columns=columns,
    )


def _currently(context: Context) -> dict[Amount, int]:
    """The efforts in the current iteration, with what of it was completed, in parts."""
    current = context.current
    if current is None:
        return {}
    return {
        Amount(What.CURRENT): current.amount_of(current.work.all),
        Amount(What.CURRENT_SEED_CORN): current.amount_of(current.work.seed_corn),
        Amount(What.CURRENT_UNKNOWN): current.amount_of(current.work.unknown),
    }


def _current_counts(context: Context) -> dict[Amount, int]:
    current = context.current
    if current is None:
        return {}
    work = current.work
    return {
        Amount(What.CURRENT_ISSUES): work.all.issues,
        Amount(What.CURRENT_POSSIBLE_ISSUES): work.requested.issues + work.unknown.issues,
        Amount(What.CURRENT_UNNAMED_ISSUES): work.nameless.issues + work.unknown.issues,
        **{Amount(What.CURRENT_ASKED_ISSUES, NOWHERE, one.code): one.issues for one in current.demands},
        SERVED: len(current.demands),
    }


def picked(
    context: Context, found: Gathered, problem: Problem, choice: Choice, field: Field
) -> tuple[Picked, ...]:
    """The issues of a choice: of alike ones the youngest wait or leave, and the oldest come in."""
    members = _members(context, found, problem, choice)
    told: list[Picked] = []
    # Who waits comes before who only leaves: "defer" is the first in the order of words.
    for place in sorted(choice, key=lambda one: (problem.steps[one].way, one)):
        step, those = problem.steps[place], members[problem.steps[place].group]
        for _ in range(choice[place]):
            issue, key = those.pop(0 if step.way is Way.PULL_IN else -1)
            effort = step.effort / found.scale
            told.append(Picked(issue=issue, key=key, way=step.way, effort=effort, iteration=step.iteration))
    left = _left(context, (one.issue for one in told if one.way is Way.PULL_IN), field)
    return tuple(
        replace(one, leaves=left.get(one.issue, ())) if one.way is Way.PULL_IN else one
        for one in sorted(told, key=lambda one: one.issue)
    )


def _members(
    context: Context, found: Gathered, problem: Problem, choice: Choice
) -> dict[int, list[tuple[int, str]]]:
    """(issue, key) of as many of each chosen group as are needed, the oldest first."""
    engine = context.open.attributed.engine
    needed: dict[int, list[int]] = {}
    for place, issues in choice.items():
        step = problem.steps[place]
        needed.setdefault(step.group, [0, 0])[step.way is not Way.PULL_IN] += issues
    types = dict.fromkeys((*_PICKED, *found.columns), "BIGINT")
    wanted = engine.table(types, ((group, *ends, *found.alike[group]) for group, ends in needed.items()))
    order = nw.col("created").cast(nw.Int64) * _YOUNGER + nw.col("issue")
    alike = found.issues.join(wanted, on=list(found.columns)).with_columns(order=order)
    alike = alike.with_columns(place=nw.col("order").rank("ordinal").over("picked"))
    sizes = alike.group_by("picked").agg(nw.len().alias("all"))
    is_old = nw.col("place") <= nw.col("oldest")
    is_young = nw.col("place") > nw.col("all") - nw.col("youngest")
    chosen = alike.join(sizes, on="picked").filter(is_old | is_young)
    chosen = chosen.join(context.open.attributed.names, on="issue")
    told: dict[int, list[tuple[int, str]]] = {}
    for group, issue, key in rows(chosen.sort("picked", "place").select("picked", "issue", "key")):
        told.setdefault(group, []).append((issue, key))
    return told


def _left(context: Context, issues: Iterable[int], field: Field) -> dict[int, tuple[int, ...]]:
    """The iterations that issues leave by coming into the current one."""
    others = sorted(field.same_kind - {field.current})
    members = context.open.attributed.memberships
    planned = members.filter(nw.col("issue").is_in(sorted(issues)), nw.col("iteration").is_in(others))
    found: dict[int, tuple[int, ...]] = {}
    for issue, iteration in rows(planned.unique().sort("issue", "iteration")):
        found[issue] = (*found.get(issue, ()), iteration)
    return found
