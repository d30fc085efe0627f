"""Sums by something else than the customer, against the same sums in plain Python, issue by issue."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import context, issues, milestone, together
from oracle import Oracle, marks, plain
from oracle_scope import Counted, Scope
from random_backlogs import BACKLOGS, COUNTINGS, NOWS, REGISTERS
from seedcorn.asking import Asking
from seedcorn.backlog import Backlog
from seedcorn.context import Context
from seedcorn.model import Counting, Customer, Issue, Split
from seedcorn.register import Register
from seedcorn.tally import Tally

REQUESTED = ("existing", "prospect", "nameless")
PLACES = ("label", "organization", "title-prefix", "field:customer", "milestone")
quickly = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quickly
@given(
    backlog=BACKLOGS,
    counting=COUNTINGS.filter(lambda one: one.split is not Split.FIRST),  # who asks besides is cut there
    entries=REGISTERS,
    now=NOWS,
    place=st.sampled_from(PLACES),
)
def test_engine_and_oracle_agree_on_groups(
    backlog: list[Issue],
    counting: Counting,
    entries: tuple[Customer, ...] | None,
    now: datetime,
    place: str,
) -> None:
    oracle = Oracle(issues=backlog, counting=counting, entries=entries, now=now)
    register = Register(customers=entries) if entries else None
    with context(backlog, counting=counting, customers=register, now=now) as seen:
        for cut, scope in ((seen.open, oracle.open()), (seen.completed, oracle.completed())):
            assert_the_same_groups(seen, cut, scope, place)
            assert_the_same_askers(seen, cut, scope)
            assert_the_same_cuts(seen, cut, scope, now)
            in_view = [*oracle.open().issues, *oracle.completed().issues]
            assert_the_same_features(seen, cut, scope, Above(oracle, in_view))


def assert_the_same_groups(seen: Context, backlog: Backlog, scope: Scope, place: str) -> None:
    for glob, start in (("*", ""), ("customer*", "customer"), ("nowhere", "nowhere")):
        bearers = by_value(scope.issues, place, start)
        groups = {one.value: one for one in seen.grouped(backlog).by_mark(place, glob)}
        assert {value: (one.all, one.requested, one.unknown) for value, one in groups.items()} == {
            value: (
                tally(bearing),
                tally(one for one in bearing if one.kind in REQUESTED),
                tally(one for one in bearing if one.kind == "unknown"),
            )
            for value, bearing in bearers.items()
        }
        crossed = seen.grouped(backlog).crossings(place, glob)
        told = {(one.value, one.customer.id): (one.issues, one.effort) for one in crossed}
        assert len(told) == len(crossed)
        assert told == {
            (value, customer): (len(Scope(issues=bearing).asked_by(customer)), effort)
            for value, bearing in bearers.items()
            for customer, effort in Scope(issues=bearing).demands().items()
        }
        assert [one.effort for one in crossed] == sorted((one.effort for one in crossed), reverse=True)


def by_value(counted: Iterable[Counted], place: str, start: str) -> dict[str, list[Counted]]:
    """The issues that bear each value at a place, just as it is written there."""
    found: dict[str, list[Counted]] = {}
    for one in counted:
        standing = [*marks(one.issue), *((each.kind, each.name) for each in one.issue.iterations)]
        for value in {value for at, value in standing if at == place}:
            if plain(value).startswith(start):
                found.setdefault(value, []).append(one)
    return found


def tally(counted: Iterable[Counted]) -> Tally:
    found = list(counted)
    return Tally(issues=len(found), effort=sum((one.effort for one in found), Fraction(0)))


def assert_the_same_askers(seen: Context, backlog: Backlog, scope: Scope) -> None:
    requested = scope.of(*REQUESTED)
    numbers = {len(one.askers) for one in requested}
    assert backlog.by_askers == {
        number: tally(one for one in requested if len(one.askers) == number) for number in numbers
    }
    customers = backlog.attributed.meanings.customers
    alone = {customers[code].id: one for code, one in seen.grouped(backlog).alone().items()}
    single = [one for one in scope.issues if len(one.askers) == 1]
    assert alone == {
        asker: tally(one for one in single if one.askers[0].id == asker)
        for asker in {one.askers[0].id for one in single}
    }


def assert_the_same_cuts(seen: Context, backlog: Backlog, scope: Scope, now: datetime) -> None:
    asking = seen.asking(backlog)
    some = [demand for demand in backlog.demands if demand.customer.id in ("acme", "group", "hooli")]
    codes, ids = {demand.code for demand in some}, {demand.customer.id for demand in some}
    asked = [one for one in scope.issues if ids & {asker.id for asker in one.askers}]
    silent = [
        one for one in scope.issues if one.kind == "unknown" or (one.kind in REQUESTED and not one.askers)
    ]
    for cut, expected in (
        (asking.of_one(), [one for one in scope.issues if len(one.askers) == 1]),
        (asking.of_any(codes), asked),
        (asking.of_any(()), []),
        (asking.in_doubt(), silent),
        (asking.in_doubt(codes), [one for one in scope.issues if one in silent or one in asked]),
        (asking.younger(now, 40), [one for one in scope.issues if (now - one.issue.created_at).days <= 40]),
    ):
        assert_the_same_cut(cut, expected, now)


def assert_the_same_cut(cut: Asking, expected: list[Counted], now: datetime) -> None:
    assert cut.backlog.work.all == tally(expected)
    assert {one.customer.id: one.effort for one in cut.backlog.demands} == Scope(issues=expected).demands()
    sizes = Counter(one.effort for one in expected)
    assert cut.efforts() == sorted(sizes.items(), reverse=True)
    assert cut.newest(now) == min(((now - one.issue.created_at).days for one in expected), default=None)
    largest = sorted(expected, key=lambda one: (-one.effort, one.issue.created_at, one.place))
    assert cut.first(2).first == tuple(one.issue.key for one in largest[:2])


class Above:
    """Which feature an issue is of: itself if anything lies right below it, else what lies above it."""

    def __init__(self, oracle: Oracle, in_view: list[Counted]) -> None:
        self._oracle = oracle
        self.in_view = in_view
        # Also what the policy leaves out of the numbers shows that something has parts.
        everything = [one.issue for one in oracle.counted()]
        looked_at = [one for one in everything if oracle.is_open(one) or oracle._is_done(one)]
        lines = [each for one in looked_at for each in [one, *oracle._ancestors(one)]]
        parents = [oracle._parent(one) for one in lines]
        self._heads = [one for one in parents if one is not None]

    def feature(self, one: Counted) -> int:
        """A number for it."""
        if any(one.issue is head for head in self._heads):
            return id(one.issue)
        return id(self._oracle._parent(one.issue) or one.issue)


def assert_the_same_features(seen: Context, backlog: Backlog, scope: Scope, above: Above) -> None:
    features = seen.features(backlog, 2)
    asking: dict[int, set[str]] = {}
    silent: set[int] = set()
    for one in above.in_view:
        asking.setdefault(above.feature(one), set()).update(asker.id for asker in one.askers)
        if one.kind == "unknown" or (one.kind in REQUESTED and not one.askers):
            silent.add(above.feature(one))
    planned = [one for one in scope.issues if one.kind in (*REQUESTED, "unknown")]
    few = [one for one in planned if len(asking[above.feature(one)]) < 2]
    doubtful = [one for one in few if above.feature(one) in silent]
    thin = features.thin()
    assert thin.certain == tally(one for one in few if above.feature(one) not in silent).effort
    assert thin.named == tally(one for one in doubtful if one.askers).effort
    assert thin.unknown == tally(one for one in doubtful if one.kind == "unknown").effort
    nobodys = tally(one for one in doubtful if not one.askers and one.kind != "unknown")
    assert thin.nameless == nobodys.effort
    assert features.evidence().total == len([one for one in few if one.kind != "unknown"])
    undecided: dict[int, Fraction] = {}
    for one in planned:
        if one.kind == "unknown" or one in doubtful:
            feature = above.feature(one)
            undecided[feature] = undecided.get(feature, Fraction(0)) + one.effort
    assert features.undecided() == sorted(Counter(undecided.values()).items(), reverse=True)


def test_the_issues_to_ask_about_are_those_of_the_same_features_that_name_nobody() -> None:
    head = issues(own=1)
    below = {"parent": "acme/app#1"}
    planned = issues(acme=1, globex=1, changes={**below, "iterations": (milestone("2.0"),)})
    elsewhere = issues(nameless=1, changes=below)
    with context(together(head, planned, elsewhere, issues(unknown=3))) as seen:
        assert seen.current
        assert seen.features(seen.current, 3).to_ask(5).first == ("acme/app#4",)
        assert seen.features(seen.current, 2).to_ask(5).first == ()
        assert seen.features(seen.current, 3).undecided() == [(Fraction(2), 1)]


def test_of_a_place_that_nobody_uses_there_is_nothing_to_tell() -> None:
    with context(issues(acme=2)) as seen:
        grouped = seen.grouped(seen.open)
        assert (
            grouped.by_mark("assignee"),
            grouped.crossings("assignee"),
            grouped.first_work("assignee", ["ann"]),
        ) == (
            (),
            (),
            {},
        )
