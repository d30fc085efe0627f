"""The engine against the oracle: whatever the backlog, the policy and the register, both say the same."""

from collections import Counter
from datetime import datetime
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import context
from oracle import Oracle
from oracle_scope import Scope, keys
from random_backlogs import BACKLOGS, COUNTINGS, NOWS, REGISTERS
from seedcorn.backlog import Backlog
from seedcorn.context import Context
from seedcorn.metrics.concentration import hhi, share
from seedcorn.metrics.settling import fewest_to_defer
from seedcorn.metrics.work import seed_corn_share, wish_list_share
from seedcorn.model import Counting, Customer, Issue
from seedcorn.register import Register
from seedcorn.tally import Tally

THIRD = Fraction(3, 10)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(issues=BACKLOGS, counting=COUNTINGS, entries=REGISTERS, now=NOWS, data=st.data())
def test_engine_and_oracle_agree(
    issues: list[Issue],
    counting: Counting,
    entries: tuple[Customer, ...] | None,
    now: datetime,
    data: st.DataObject,
) -> None:
    window = data.draw(st.sampled_from([90, 30]), label="window")
    oracle = Oracle(issues=issues, counting=counting, entries=entries, now=now, window_days=window)
    register = Register(customers=entries) if entries else None
    with context(issues, counting=counting, customers=register, now=now, window_days=window) as seen:
        assert_the_same_work(seen.open, oracle.open())
        assert_the_same_work(seen.completed, oracle.completed())
        assert_the_same_shares(seen, seen.open, oracle.open(), in_use=seen.seed_in_use)
        assert_the_same_shares(seen, seen.completed, oracle.completed(), in_use=seen.seed_in_use)
        assert seen.open.attributed.ignored_open == oracle.ignored_open()
        assert_the_same_places(seen.open, oracle.open())
        assert_the_same_current(seen, oracle)
        assert_the_same_leaders(seen, oracle)


def assert_the_same_work(backlog: Backlog, scope: Scope) -> None:
    work = backlog.work
    told = (work.existing, work.prospects, work.nameless, work.own, work.seed_corn, work.unknown)
    kinds = ("existing", "prospect", "nameless", "own", "seed corn", "unknown")
    expected = tuple(Tally(issues=len(scope.of(kind)), effort=scope.effort(kind)) for kind in kinds)
    assert told == expected
    assert work.all == Tally(issues=len(scope.issues), effort=scope.all)
    assert work.mismarked.issues == len(scope.mismarked()) == backlog.mismarked().total
    assert backlog.unknowns().total == len(scope.unknowns())
    assert backlog.unknowns().first == keys(scope.unknowns())[:20]
    assert backlog.unknown(3).first == keys(scope.unknowns())[:3]
    assert backlog.requested().total == len(scope.of("existing", "nameless"))
    demands = {demand.customer.id: (demand.effort, demand.issues, demand.bugs) for demand in backlog.demands}
    assert demands == {
        customer: (effort, len(asked := scope.asked_by(customer)), sum(one.bug for one in asked))
        for customer, effort in scope.demands().items()
    }


def assert_the_same_places(backlog: Backlog, scope: Scope) -> None:
    named = Counter(one.rank for one in scope.of("existing", "nameless", "prospect") if one.askers)
    assert dict(backlog.readings) == named
    doubtful = backlog.contradicted()
    assert (doubtful.total if doubtful else 0) == sum(one.contradicted for one in scope.issues)


def assert_the_same_shares(seen: Context, backlog: Backlog, scope: Scope, *, in_use: bool) -> None:
    work, everything = backlog.work, backlog.work.all.effort
    known, unknown = work.requested.effort, work.unknown.effort
    nameless = work.nameless.effort
    assert hhi([demand.effort for demand in backlog.demands], known, unknown, nameless) == scope.hhi()
    wished = work.existing.effort + work.nameless.effort
    assert wish_list_share(wished, unknown, everything) == scope.wish_list()
    reserve = seed_corn_share(work.seed_corn.effort, unknown, everything, Fraction(0), in_use=in_use)
    assert reserve == scope.seed_corn(in_use=in_use)
    for demand in backlog.demands:
        assert share(demand.effort, known, unknown, nameless) == scope.share(demand.customer.id)
    for demand in backlog.demands[:2]:
        evidence = scope.asked_by(demand.customer.id)
        assert backlog.requests_of(demand.code).first == keys(evidence)[:20]
        assert backlog.requests_of(demand.code).total == len(evidence)
        waiting = fewest_to_defer(backlog.deferrable(demand.code), demand.effort, known, THIRD)
        assert waiting == scope.to_defer(demand.customer.id, THIRD)
        deferred = backlog.deferred(demand.code, THIRD, waiting)
        assert deferred.total == waiting == len(deferred.first)
        assert set(deferred.first) <= set(keys(evidence))


def assert_the_same_current(seen: Context, oracle: Oracle) -> None:
    current = oracle.current()
    assert (seen.current is None) == (current is None)
    if current and seen.current:
        iteration, scope = current
        assert seen.current_iteration == iteration
        assert seen.current.scope == f"{iteration.kind}: {iteration.name}"
        assert_the_same_work(seen.current, scope)


def assert_the_same_leaders(seen: Context, oracle: Oracle) -> None:
    led = {
        (one.iteration.kind, one.iteration.name): one for one in seen.grouped(seen.open).led(seen.iterations)
    }
    for iteration in oracle.iterations():
        scope = oracle.open().within(iteration)
        demands = scope.demands()
        found = led.pop((iteration.kind, iteration.name), None)
        assert (found is None) == (not demands or iteration.closed)
        if found:
            assert found.leader_effort == max(demands.values()) == demands[found.leader.id]
            totals = (len(scope.issues), scope.all, scope.unknown)
            assert (found.issues, found.effort, found.unknown) == totals
            assert found.iteration == iteration
    assert not led
