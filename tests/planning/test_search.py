"""The smallest set, against trying them all, and the pieces that it is found with."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.meanings import EXISTING, OWN, SEED_CORN, UNKNOWN
from seedcorn.metrics.concentration import hhi
from seedcorn.metrics.settling import fewest_to_defer
from seedcorn.planning.forms import Limit, Linear, Squared, Standing
from seedcorn.planning.problem import Choice, Cost, Problem, fewest_alone
from seedcorn.planning.program import cut_at
from seedcorn.planning.proof import answered
from seedcorn.planning.search import searched
from seedcorn.planning.steps import SERVED, Alike, Amount, Field, Way, What, amounts_of, steps_of

FIELD = Field(current=0, movable=frozenset({0}), same_kind=frozenset({0}))
ALL, REQUESTED = Amount(What.ALL), Amount(What.REQUESTED)
CURRENT, CURRENT_SEED_CORN = Amount(What.CURRENT), Amount(What.CURRENT_SEED_CORN)


def demand(customer: int) -> Amount:
    return Amount(What.DEMAND, customer=customer)


def problem_of(groups: tuple[Alike, ...], *limits: Limit) -> Problem:
    """Of an iteration in which nothing was completed."""
    steps = tuple(steps_of(groups, FIELD))
    amounts = Standing(amounts_of(groups))
    for step in steps:
        if step.way is Way.TAKE_OUT:
            current = {
                amount: one for amount, one in step.effect.items() if amount.iteration != FIELD.current
            }
            amounts.take(current, -step.most)
    return Problem(
        steps=steps, sizes=tuple(group.issues for group in groups), amounts=dict(amounts), limits=limits
    )


def of(*forms: Linear | Squared) -> Limit:
    return Limit(rule="a rule", scope="a scope", any_of=forms)


def drawn(random: Random) -> Problem:
    """A few small groups, and limits of every kind."""
    groups = tuple(_group(random) for _ in range(random.randint(3, 5)))
    share = Fraction(random.randint(2, 7), 10)
    reserve = Fraction(random.randint(1, 6), 10)
    tops = [of(Linear.of((demand(one), 1), (REQUESTED, -share))) for one in range(3)]
    some = of(Linear.of((REQUESTED, -1), constant=1))
    kept = Linear.of((CURRENT, reserve), (CURRENT_SEED_CORN, -1))
    free = Linear.of((CURRENT, 1), (CURRENT_SEED_CORN, -1), constant=-random.randint(1, 9))
    index = of(Squared(limit=Fraction(random.randint(3000, 8000)), whole=(REQUESTED,)))
    served = of(Linear.of((SERVED, -1), constant=random.randint(1, 3)))
    possible = [(*tops, some), (of(kept),), (of(kept, free),), (index, some), (served,)]
    chosen = random.sample(possible, random.randint(1, 3))
    return problem_of(groups, *(limit for several in chosen for limit in several))


def _group(random: Random) -> Alike:
    kind = random.choice((EXISTING, EXISTING, OWN, SEED_CORN, UNKNOWN))
    askers = tuple(sorted(random.sample(range(3), random.choice((1, 1, 2))))) if kind == EXISTING else ()
    effort = random.choice((2, 2, 4, 6))
    return Alike(
        kind=kind,
        effort=effort,
        askers=askers,
        part=effort // len(askers) if askers else 0,
        planned=(0,) if random.random() < 0.5 else (),
        issues=random.randint(1, 3),
        may_wait=random.random() < 0.9,
    )


def all_choices(problem: Problem) -> Iterator[Choice]:
    for counts in product(*(range(step.most + 1) for step in problem.steps)):
        used = [0] * len(problem.sizes)
        for step, issues in zip(problem.steps, counts, strict=True):
            used[step.group] += issues
        if all(one <= size for one, size in zip(used, problem.sizes, strict=True)):
            yield {place: issues for place, issues in enumerate(counts) if issues}


def smallest(problem: Problem) -> Cost | None:
    """By trying them all."""
    kept = (problem.cost(choice) for choice in all_choices(problem) if not problem.left_broken(choice))
    return min(kept, default=None)


@pytest.mark.parametrize("seed", range(60))
def test_the_solver_finds_the_smallest_set_there_is_or_that_there_is_none(seed: int) -> None:
    problem = drawn(Random(seed))
    best = smallest(problem)
    answer = answered(problem)
    assert answer.is_proven
    assert (None if answer.choice is None else problem.cost(answer.choice)) == best
    if answer.choice is not None:
        assert problem.left_broken(answer.choice) == ()
        assert answer.fewest <= sum(answer.choice.values())


@pytest.mark.parametrize("seed", range(60))
def test_what_is_found_at_once_does_and_is_hardly_larger(seed: int) -> None:
    problem = drawn(Random(seed))
    found, best = searched(problem), smallest(problem)
    if found is not None:
        assert best is not None
        assert problem.left_broken(found) == ()
        assert problem.cost(found)[0] <= best[0] + 1


def test_the_same_problem_gives_the_same_set() -> None:
    problem = drawn(Random(7))
    assert [searched(problem) for _ in range(3)] == [searched(drawn(Random(7)))] * 3


def test_one_share_takes_as_many_as_its_rule_says() -> None:
    groups = (
        Alike(kind=EXISTING, effort=4, part=4, askers=(0,), issues=7),
        Alike(kind=EXISTING, effort=6, part=3, askers=(0, 1), issues=5),
        Alike(kind=EXISTING, effort=2, part=2, askers=(2,), issues=30),
    )
    limit = of(Linear.of((demand(0), 1), (REQUESTED, Fraction(-1, 5))))
    problem = problem_of(groups, limit)
    mine, known = problem.amounts[demand(0)], problem.amounts[REQUESTED]
    asked = [(Fraction(4), Fraction(4), 7), (Fraction(3), Fraction(6), 5)]
    fewest = fewest_to_defer(asked, Fraction(mine), Fraction(known), Fraction(1, 5))
    found = searched(problem)
    assert found is not None
    assert sum(found.values()) == fewest == fewest_alone(problem, limit)


def test_without_a_solver_one_limit_is_proven_by_what_it_takes_alone() -> None:
    groups = (
        Alike(kind=EXISTING, effort=2, part=2, askers=(0,), issues=9),
        Alike(kind=EXISTING, effort=2, part=2, askers=(1,), issues=9),
    )
    problem = problem_of(groups, of(Linear.of((demand(0), 1), (REQUESTED, Fraction(-2, 5)))))
    answer = answered(problem, seconds=0)
    assert (answer.is_proven, answer.asked_solver, answer.fewest) == (True, False, 3)


def test_what_all_that_helps_does_not_mend_is_impossible_without_a_solver() -> None:
    groups = (Alike(kind=OWN, effort=2, issues=9, planned=(0,)), Alike(kind=SEED_CORN, effort=2, issues=1))
    more = of(Linear.of((CURRENT_SEED_CORN, -1), constant=4))
    answer = answered(problem_of(groups, more), seconds=0)
    assert (answer.choice, answer.is_proven) == (None, True)


def test_an_issue_of_one_group_is_changed_in_one_way_only() -> None:
    groups = (Alike(kind=EXISTING, effort=2, part=2, askers=(0,), issues=2, planned=(0,)),)
    leave = of(Linear.of((CURRENT, 1)))
    wait = of(Linear.of((ALL, 1), constant=-2))
    answer = answered(problem_of(groups, leave, wait))
    assert answer.choice is not None
    assert sum(answer.choice.values()) == 2


def test_the_solver_says_nothing_of_itself(capfd: pytest.CaptureFixture[str]) -> None:
    assert answered(drawn(Random(3))).is_proven
    assert capfd.readouterr() == ("", "")


PARTS = st.lists(st.integers(0, 50), min_size=1, max_size=6)


@given(here=PARTS, there=PARTS, nameless=st.integers(0, 40), limit=st.integers(1, 10_000))
def test_a_cut_keeps_all_that_the_index_keeps_and_not_where_it_was_made(
    here: list[int], there: list[int], nameless: int, limit: int
) -> None:
    form = Squared(limit=Fraction(limit), whole=(REQUESTED,))
    points = [
        {
            **{demand(customer): part for customer, part in enumerate(parts)},
            Amount(What.SQUARES): sum(part**2 for part in parts),
            REQUESTED: sum(parts) + nameless,
        }
        for parts in (here, there)
    ]
    cut = cut_at(form, points[0])
    for parts, amounts in zip((here, there), points, strict=True):
        known = sum(parts) + nameless
        assert (form.excess(amounts) <= 0) == (hhi(parts, known).value <= limit or not known)
        if form.excess(amounts) <= 0:
            assert cut.excess(amounts) <= 0
    if form.excess(points[0]) > 0:
        assert cut.excess(points[0]) > 0


@given(parts=PARTS, limit=st.integers(1, 10_000))
def test_a_tangent_touches_where_it_was_made(parts: list[int], limit: int) -> None:
    form = Squared(limit=Fraction(limit), whole=(REQUESTED,))
    amounts = {demand(customer): part for customer, part in enumerate(parts)}
    amounts |= {Amount(What.SQUARES): sum(part**2 for part in parts), REQUESTED: sum(parts)}
    assert form.tangent(amounts).excess(amounts) == form.excess(amounts)
