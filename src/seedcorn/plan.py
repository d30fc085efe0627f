"""The smallest set of changes that brings every failing rule back inside its limit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from seedcorn.change import Change, Closing, Planning
from seedcorn.comparison import About, Comparison, Move
from seedcorn.impact import Seen, compared
from seedcorn.planning import notes
from seedcorn.planning.gather import Gathered, Picked, gathered, picked
from seedcorn.planning.limits import Asked, Place, limits_of
from seedcorn.planning.problem import Problem
from seedcorn.planning.proof import SECONDS, answered
from seedcorn.planning.steps import NOWHERE, Field, Way, steps_of
from seedcorn.report import Finding, Verdict
from seedcorn.shift_words import part
from seedcorn.supposing import Case
from seedcorn.words import exact, listed, sentence

_MILESTONE = "concentration.milestone"
_ORDER = list(Way)


def plan(case: Case, *, seconds: float = SECONDS) -> Comparison:
    """What to defer, to take out of iterations and to pull into the current one.

    What fails at or above `fail_on` and stands in open issues comes back inside its limit by what the labels
    say, and nothing else breaks one; what is only undecided comes inside too, if anything brings it there. As
    few issues as possible are changed, and of as few the least effort; of issues that are alike the youngest
    wait or leave, and the oldest come in. Issues are pulled in from the open backlog, and from other
    iterations of the same kind if need be. `seconds` is what the solver may take, if there is one.
    """
    return plan_from(Seen(case=case), seconds=seconds)


def plan_from(before: Seen, *, seconds: float = SECONDS) -> Comparison:
    """The same of a case that was looked at already."""
    if before.report.gaps or not _failing(before):
        return compared(before, before, about=About.PLAN)
    room = room_of(before)
    problem = room.problem(frozenset())
    places = {(limit.rule, limit.scope) for limit in problem.limits}
    failing = [found for found in _failing(before) if _place(found) in places]
    stuck = [found for found in _failing(before) if _place(found) not in places]
    told = _planned(room, problem, failing, set(map(_place, stuck)), seconds)
    return replace(told, notes=(*told.notes, *notes.of_what_stays(_titled(before, stuck))))


def _planned(
    room: "Room", problem: Problem, failing: list[Finding], stuck: set[Place], seconds: float
) -> Comparison:
    """The plan for what fails and can be mended, or why there is none."""
    none = compared(room.seen, room.seen, about=About.PLAN)
    if not failing:
        return none
    answer, undecided = answered(problem, seconds), _undecided(room.seen)
    if answer.choice is None and undecided:
        problem = room.problem(undecided)
        answer = answered(problem, seconds)
    if answer.choice is None:
        return replace(none, notes=tuple(notes.of_none(problem, answer, failing)))
    found = picked(room.seen.context, room.found, problem, answer.choice, room.field)
    told = _carried_out(room, found, stuck)
    return replace(told, notes=(*notes.of_a_plan(answer), *told.notes)) if told.moves else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A backlog that fails, with what can be moved in it."""

    seen: Seen
    field: Field
    found: Gathered

    def problem(self, lenient: frozenset[Place]) -> Problem:
        """What has to be solved; of `lenient` limits only what is certain counts."""
        report = self.seen.report
        asked = Asked(
            context=self.seen.context,
            wanted=_wanted(self.seen),
            judged=frozenset(
                _place(one) for one in report.findings if one.kind is not Verdict.NOT_APPLICABLE
            ),
            failing=frozenset(map(_place, _failing(self.seen))),
            amounts=self.found.amounts,
            scale=self.found.scale,
            lenient=lenient,
        )
        let_be = self._let_be
        wanted = (one for one in limits_of(asked) if (one.rule, one.scope, one.customer) not in let_be)
        return Problem(
            steps=tuple(steps_of(self.found.groups, self.field)),
            sizes=tuple(group.issues for group in self.found.groups),
            amounts=self.found.amounts,
            limits=tuple(wanted),
        )

    @property
    def _let_be(self) -> frozenset[tuple[str, str, int | None]]:
        """What is broken and nobody asks to mend: rule, scope and the customer's code."""
        codes = {demand.customer.id: demand.code for demand in self.seen.context.open.demands}
        found = self.seen.report.let_be
        return frozenset((one.rule, one.scope, codes.get(one.subject or "")) for one in found)


def room_of(seen: Seen) -> Room:
    """What can be moved in a backlog: the current iteration, and those of its issues that limits look at."""
    context, counting = seen.context, seen.case.policy.counting
    current = context.current_iteration
    open_ones = {code for code, one in enumerate(context.iterations) if not one.closed}
    # Where an iteration's own name says who asks, moving an issue would change that.
    named = {pattern.place for pattern in counting.patterns}
    field = Field(
        current=NOWHERE if current is None else context.iterations.index(current),
        movable=frozenset(code for code in open_ones if context.iterations[code].kind not in named),
        same_kind=frozenset(
            code
            for code in open_ones
            if current is not None and context.iterations[code].kind == current.kind
        ),
    )
    looked_at = open_ones if _MILESTONE in _wanted(seen) else {field.current} & open_ones
    found = gathered(context, seen.case.snapshot, counting.effort, looked_at, field)
    return Room(seen=seen, field=field, found=found)


def _wanted(seen: Seen) -> dict[str, tuple[Fraction, ...]]:
    """The limits at or above `fail_on` of each rule that could read what it needs."""
    unread = {found.rule for found in seen.report.findings if found.unread}
    limits = {
        rule.id: tuple(limit for level, limit in params.limits() if level.rank >= seen.case.fail_on.rank)
        for rule, params in seen.case.policy.rules
        if rule.id not in unread
    }
    return {rule: several for rule, several in limits.items() if several}


def _place(found: Finding) -> Place:
    return found.rule, found.scope


def _failing(seen: Seen) -> list[Finding]:
    return [found for found in seen.report.findings if found.fails_at(seen.case.fail_on)]


def _undecided(seen: Seen) -> frozenset[Place]:
    """What leans to fail and is not sure to."""
    threshold = seen.case.fail_on
    return frozenset(
        _place(found)
        for found in seen.report.findings
        if found.is_open_at(threshold) and found.lean is Verdict.FAIL and not found.fails_at(threshold)
    )


def _titled(seen: Seen, stuck: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """What no plan can mend, with the title of its rule."""
    titles = {rule.id: rule.title for rule, _ in seen.case.policy.rules}
    return ((found, titles[found.rule]) for found in stuck)


def _carried_out(room: Room, found: tuple[Picked, ...], stuck: set[Place]) -> Comparison:
    """The backlog with the plan, audited in full: only what that agrees with is a plan."""
    before, case = room.seen, room.seen.case
    after = Seen(case=case.supposing(_changes(room, found)))
    if not {_place(one) for one in _failing(after)} <= stuck:
        return replace(compared(before, before, about=About.PLAN), notes=(notes.DISAGREED,))
    return compared(before, after, about=About.PLAN, moves=tuple(_moves(room, found)))


def _changes(room: Room, found: Iterable[Picked]) -> Iterator[Change]:
    iterations = room.seen.context.iterations
    for one in found:
        if one.way is Way.DEFER:
            yield Closing(key=one.key, is_done=False)
            continue
        for left in one.leaves:
            yield Planning(key=one.key, iteration=iterations[left], is_in=False)
        yield Planning(key=one.key, iteration=iterations[one.iteration], is_in=one.way is Way.PULL_IN)


def _moves(room: Room, found: Iterable[Picked]) -> Iterator[Move]:
    """The same in words, issues with one step together."""
    steps: dict[tuple[int, int, tuple[int, ...]], list[Picked]] = {}
    for one in found:
        steps.setdefault((_ORDER.index(one.way), one.iteration, one.leaves), []).append(one)
    for place in sorted(steps):
        those = steps[place]
        keys = tuple(one.key for one in those)
        effort = sum((one.effort for one in those), Fraction(0))
        yield Move(said=_said(room, those[0]), keys=keys, total=len(keys), size=_size(room, effort))


def _said(room: Room, one: Picked) -> str:
    """What is done, in words: of the current iteration without its name, of others with it."""
    context = room.seen.context
    named = [part(f"{each.kind}: {each.name}") for each in context.iterations]
    done = sentence(one.way.value)
    if one.leaves:
        return f"{done} from {listed([named[left] for left in one.leaves])}"
    is_named = one.way is Way.TAKE_OUT and one.iteration != room.field.current
    return f"{done} of {named[one.iteration]}" if is_named else done


def _size(room: Room, effort: Fraction) -> str:
    """An effort in words; empty where every issue counts as one."""
    counted = room.seen.case.policy.counting.effort
    if not counted.estimates:
        return ""
    return f"{exact(effort)} {counted.unit.removesuffix('s') if effort == 1 else counted.unit}"
