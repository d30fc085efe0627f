"""What the rules ask of a backlog after a plan: their limits as exact forms over amounts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from seedcorn.context import Context
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION, FEWEST_ISSUES, LEAST_CAPTURED
from seedcorn.planning.forms import Amounts, Form, Limit, Linear, Squared
from seedcorn.planning.steps import SERVED, Amount, What

_ALL, _REQUESTED, _UNKNOWN = Amount(What.ALL), Amount(What.REQUESTED), Amount(What.UNKNOWN)
_EXISTING, _SEED_CORN = Amount(What.EXISTING), Amount(What.SEED_CORN)
_CURRENT, _CURRENT_SEED_CORN = Amount(What.CURRENT), Amount(What.CURRENT_SEED_CORN)
_CURRENT_UNKNOWN, _CURRENT_ISSUES = Amount(What.CURRENT_UNKNOWN), Amount(What.CURRENT_ISSUES)
_POSSIBLE, _UNNAMED = Amount(What.CURRENT_POSSIBLE_ISSUES), Amount(What.CURRENT_UNNAMED_ISSUES)

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a policy asks, and how it stands before the plan.

    `wanted` are the limits by rule that nothing may break, those of a rule all alike. `judged` are the (rule,
    scope) that have a verdict, `failing` those of them that fail. Of `lenient` ones only what is certain
    counts: a limit that no kind reading keeps. One unit of effort is `scale` in `amounts`.
    """

    context: Context
    wanted: Mapping[str, tuple[Fraction, ...]]
    judged: frozenset[Place]
    failing: frozenset[Place]
    amounts: Amounts
    scale: Fraction
    lenient: frozenset[Place] = frozenset()

    def of(self, what: What) -> list[Amount]:
        """All amounts of something, in a fixed order."""
        return sorted(amount for amount in self.amounts if amount.what is what)

    def scope_of(self, iteration: int) -> str:
        """An iteration as findings call it."""
        one = self.context.iterations[iteration]
        return f"{one.kind}: {one.name}"


def limits_of(asked: Asked) -> tuple[Limit, ...]:
    """Every limit that a plan can break or mend, as the rules' own metrics define it.

    A share or an index is of something: some requested work, some work, stays.
    """
    return tuple(limit for rule in asked.wanted for limit in _of(rule, asked))


def _of(rule: str, asked: Asked) -> Iterator[Limit]:
    match rule:
        case "concentration.top-share":
            yield from _top_share(rule, asked)
        case "concentration.hhi":
            yield from _hhi(rule, asked)
        case "concentration.milestone":
            yield from _milestone(rule, asked)
        case "seed.reserve":
            yield from _reserve(rule, asked)
        case "seed.wish-list":
            yield from _wish_list(rule, asked)
        case "breadth.per-iteration":
            yield from _breadth(rule, asked)
        case "attribution.unknown-work":
            yield from _unknown_work(rule, asked)
        case _:
            pass  # what else is judged stands in no open issue


def _top_share(rule: str, asked: Asked) -> Iterator[Limit]:
    """`share`: a customer's demand is at most the limit's part of the requested work."""
    scope, most = asked.context.open.scope, min(asked.wanted[rule])
    whole = (_REQUESTED, _UNKNOWN) if (rule, scope) in asked.lenient else (_REQUESTED,)
    for demand in asked.of(What.DEMAND):
        form = Linear.of((demand, 1), *((amount, -most) for amount in whole))
        yield from _where_shares_count(
            Limit(rule=rule, scope=scope, any_of=(form,), customer=demand.customer), asked
        )
    yield from _where_shares_count(_at_least_one(rule, scope, whole), asked)


def _hhi(rule: str, asked: Asked) -> Iterator[Limit]:
    """`hhi`: the squared demands are at most the limit's part of the squared requested work."""
    scope = asked.context.open.scope
    whole = (_REQUESTED, _UNKNOWN) if (rule, scope) in asked.lenient else (_REQUESTED,)
    form = Squared(limit=min(asked.wanted[rule]), whole=whole)
    if asked.of(What.DEMAND):
        yield from _where_shares_count(Limit(rule=rule, scope=scope, any_of=(form,)), asked)
        yield from _where_shares_count(_at_least_one(rule, scope, whole), asked)


def _where_shares_count(limit: Limit, asked: Asked) -> Iterator[Limit]:
    """A limit of shares; where work was no captured roadmap so far, it may also stay so."""
    if (limit.rule, limit.scope) in asked.judged:
        yield limit
    elif asked.context.open.work.requested.issues >= FEWEST_ISSUES:
        yield replace(limit, any_of=(*limit.any_of, _uncaptured()))


def _uncaptured() -> Linear:
    """Holds where requested and unknown work are under a tenth of all, see `too_few_requests`."""
    form = Linear.of((_REQUESTED, 1), (_UNKNOWN, 1), (_ALL, -LEAST_CAPTURED))
    return replace(form, constant=form.constant + 1)


def _wish_list(rule: str, asked: Asked) -> Iterator[Limit]:
    """`wish_list_share`: what existing customers asked for is at most the limit's part of all work."""
    scope = asked.context.open.scope
    if (rule, scope) in asked.judged:
        form = Linear.of((_EXISTING, 1), (_ALL, -min(asked.wanted[rule])))
        yield Limit(rule=rule, scope=scope, any_of=(form,))
        yield _at_least_one(rule, scope, (_ALL,))


def _unknown_work(rule: str, asked: Asked) -> Iterator[Limit]:
    """`unknown_share`: a plan cannot mend it, but by deferring what is known it could break it."""
    scope = asked.context.open.scope
    if (rule, scope) in asked.judged - asked.failing:
        form = Linear.of((_UNKNOWN, 1), (_ALL, -min(asked.wanted[rule])))
        yield Limit(rule=rule, scope=scope, any_of=(form,))


def _milestone(rule: str, asked: Asked) -> Iterator[Limit]:
    """A customer's part of an open iteration is at most the limit's part of all work in it.

    One with too few issues is not judged; the current one could get more.
    """
    most, current = min(asked.wanted[rule]), _current_code(asked.context)
    customers = [amount.customer for amount in asked.of(What.DEMAND)]
    for planned in asked.of(What.PLANNED_ISSUES):
        few = Linear.of((planned, 1), constant=1 - FEWEST_IN_ITERATION)
        is_small = few.excess(asked.amounts) <= 0
        if is_small and planned.iteration != current:
            continue
        for customer in customers:
            demand = Amount(What.PLANNED_DEMAND, planned.iteration, customer)
            if demand in asked.amounts or planned.iteration == current:
                form = Linear.of((demand, 1), (Amount(What.PLANNED, planned.iteration), -most))
                yield Limit(
                    rule=rule,
                    scope=asked.scope_of(planned.iteration),
                    any_of=(form, few) if is_small else (form,),
                    customer=customer,
                )


def _current_code(context: Context) -> int | None:
    current = context.current_iteration
    return None if current is None else context.iterations.index(current)


def _breadth(rule: str, asked: Asked) -> Iterator[Limit]:
    """The current iteration has issues of at least so many customers."""
    current = asked.context.current
    if current is None:
        return
    place = rule, current.scope
    served = (SERVED, _UNNAMED) if place in asked.lenient else (SERVED,)
    form = Linear.of(*((amount, -1) for amount in served), constant=max(asked.wanted[rule]))
    few = Linear.of((_POSSIBLE, 1), constant=1 - FEWEST_IN_ITERATION)
    yield Limit(rule=rule, scope=current.scope, any_of=(form,) if place in asked.judged else (form, few))


def _reserve(rule: str, asked: Asked) -> Iterator[Limit]:
    """`seed_corn_share`: of what is planned, or with a capacity of that, at least the limit's part.

    What was left free of a capacity counts as kept. Where more is planned than there is room for, that is the
    whole; the smaller of the two demands is the one that counts, whichever is the case.
    """
    context, least = asked.context, max(asked.wanted[rule])
    if context.current is not None and (rule, context.current.scope) in asked.judged:
        scope = context.current.scope
        kept = _kept((rule, scope), asked, _CURRENT_SEED_CORN, _CURRENT_UNKNOWN)
        planned = Linear.of((_CURRENT, least), *((amount, -1) for amount in kept))
        if context.current_capacity:
            room = context.current_capacity * asked.scale
            free = Linear.of((_CURRENT, 1), *((amount, -1) for amount in kept), constant=room * least - room)
            yield Limit(rule=rule, scope=scope, any_of=(planned, free))
            return
        yield Limit(rule=rule, scope=scope, any_of=(planned,))
        yield _at_least_one(rule, scope, (_CURRENT,))
        enough = Linear.of((_CURRENT_ISSUES, -1), constant=FEWEST_IN_ITERATION)
        yield Limit(rule=rule, scope=scope, any_of=(enough,))
    elif (rule, context.open.scope) in asked.judged:
        yield from _reserve_of_all(rule, least, asked)


def _reserve_of_all(rule: str, least: Fraction, asked: Asked) -> Iterator[Limit]:
    """The open backlog stands in for an iteration, and goes on to."""
    scope = asked.context.open.scope
    kept = _kept((rule, scope), asked, _SEED_CORN, _UNKNOWN)
    form = Linear.of((_ALL, least), *((amount, -1) for amount in kept))
    yield Limit(rule=rule, scope=scope, any_of=(form,))
    yield _at_least_one(rule, scope, (_ALL,))
    if asked.context.current is not None:
        few = Linear.of((_CURRENT_ISSUES, 1), constant=1 - FEWEST_IN_ITERATION)
        yield Limit(rule=rule, scope=scope, any_of=(few, Linear.of((_CURRENT, 1))))


def _kept(place: Place, asked: Asked, *amounts: Amount) -> tuple[Amount, ...]:
    """What counts as seed corn: what carries the mark; in the kindest reading also what is unknown."""
    return amounts if place in asked.lenient else amounts[:1]


def _at_least_one(rule: str, scope: str, whole: Iterable[Amount]) -> Limit:
    """Something is left that a share can be of."""
    form: Form = Linear.of(*((amount, -1) for amount in whole), constant=1)
    return Limit(rule=rule, scope=scope, any_of=(form,))
