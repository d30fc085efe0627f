"""Conditions in columns against the same conditions asked of one issue after another, in plain Python."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import COUNTING, NOW, ago, context, issue, issues, together
from oracle import Oracle, marks, plain
from oracle_scope import Counted, Scope
from random_backlogs import ANSWERS, BACKLOGS, COUNTINGS, LABELS, MILESTONES, NOWS, REGISTER, WHO
from seedcorn import choosing
from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.model import Counting, Customer, Issue, Split
from seedcorn.register import Register, names
from seedcorn.where import Compared, Where

SEGMENTS = {"acme": "smb", "group": "Enterprise", "globex": "smb", "hooli": "mid"}
ENTRIES = tuple(replace(one, segment=SEGMENTS.get(one.id)) for one in REGISTER)
KINDS = {
    "requested": ("existing", "prospect", "nameless"),
    "prospect": ("prospect",),
    "own": ("own",),
    "seed-corn": ("seed corn",),
    "unknown": ("unknown",),
}
GLOBS = ("*", "customer: *", "CUSTOMER:*", "*acme*", "bug", "b?g", "seed*", "nowhere", "*e*", "size / *")
NAMES = ("acme", "Acme Corp", "ACME*", "glob*", "hooli", "*", "nobody", "umbrella")
PLACED = ("label", "title-prefix", "organization", "milestone", "sprint", "author")
LEAVES = st.one_of(
    st.dictionaries(st.sampled_from(PLACED), st.sampled_from(GLOBS), min_size=1, max_size=2),
    st.fixed_dictionaries({"label": st.lists(st.sampled_from(GLOBS), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"form-heading": st.fixed_dictionaries({"Customer": st.sampled_from(GLOBS)})}),
    st.fixed_dictionaries(
        {"field": st.fixed_dictionaries({"story points": st.sampled_from(["1", "?", "*"])})}
    ),
    st.fixed_dictionaries({"customer": st.sampled_from(NAMES)}),
    st.fixed_dictionaries({"segment": st.sampled_from(["smb", "SMB", "*", "ent*", "none"])}),
    st.fixed_dictionaries({"customer": st.sampled_from(NAMES), "segment": st.sampled_from(["smb", "m*"])}),
    st.fixed_dictionaries({"work": st.lists(st.sampled_from([*KINDS, "bug"]), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"state": st.sampled_from(["open", "completed", "declined"])}),
    st.builds(
        lambda sign, days: {"age": f"{sign}{days}d"},
        st.sampled_from(["<", "<=", ">", ">="]),
        st.integers(0, 120),
    ),
    st.builds(
        lambda sign, many: {"askers": f"{sign}{many}"},
        st.sampled_from(["<", "<=", ">", ">="]),
        st.integers(0, 3),
    ),
)


def _composed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    parts: dict[Any, st.SearchStrategy[Any]] = {"any": several, "all": several, "not": inner}
    return st.one_of(
        *(st.fixed_dictionaries({key: part}) for key, part in parts.items()),
        st.builds(lambda one, more: {**one, **more}, LEAVES, st.fixed_dictionaries({"not": inner})),
    )


CONDITIONS = st.recursive(LEAVES, _composed, max_leaves=5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    backlog=BACKLOGS,
    counting=COUNTINGS.filter(lambda one: one.split is not Split.FIRST),  # who asks besides is cut there
    entries=st.sampled_from([None, ENTRIES]),
    now=NOWS,
    said=st.lists(CONDITIONS, min_size=1, max_size=4),
)
def test_engine_and_oracle_choose_the_same_issues(
    backlog: list[Issue],
    counting: Counting,
    entries: tuple[Customer, ...] | None,
    now: datetime,
    said: list[dict[str, Any]],
) -> None:
    oracle = Oracle(issues=backlog, counting=counting, entries=entries, now=now)
    asked = Asked(entries=entries, now=now)
    with context(
        backlog, counting=counting, customers=Register(customers=entries) if entries else None, now=now
    ) as seen:
        for where in map(Where.model_validate, said):
            for scope, counted in ((seen.open, oracle.open()), (seen.completed, oracle.completed())):
                choice = seen.choose(scope, where)
                chosen = [one for one in counted.issues if asked.holds(one, where)]
                rest = [one for one in counted.issues if not asked.holds(one, where)]
                assert_the_same(choice.chosen, Scope(issues=chosen))
                assert_the_same(choice.rest, Scope(issues=rest))


def assert_the_same(backlog: Backlog, scope: Scope) -> None:
    assert sorted(keys_of(backlog)) == sorted(one.issue.key for one in scope.issues)
    told = {demand.customer.id: demand.effort for demand in backlog.demands}
    assert told == scope.demands()


def keys_of(backlog: Backlog) -> list[str]:
    return [key for (key,) in rows(backlog.issues.join(backlog.attributed.names, on="issue").select("key"))]


class Asked:
    """Whether a condition holds for one issue, as its definition says."""

    def __init__(self, *, entries: tuple[Customer, ...] | None, now: datetime) -> None:
        self._entries = entries or ()
        self._now = now

    def holds(self, one: Counted, where: Where) -> bool:
        return all(
            (
                *(self._bears(one, place, globs) for place, globs in where.marked()),
                not (where.customer or where.segment) or self._is_asked_for(one, where),
                not where.work or any(self._is_of(one, kind) for kind in where.work),
                where.state is None or self._stands(one) == where.state,
                where.age is None or compared((self._now - one.issue.created_at).days, where.age),
                where.askers is None or compared(len(one.askers), where.askers),
                not where.any or any(self.holds(one, each) for each in where.any),
                all(self.holds(one, each) for each in where.all),
                where.not_ is None or not self.holds(one, where.not_),
            )
        )

    def _bears(self, one: Counted, place: str, globs: tuple[str, ...]) -> bool:
        standing = [
            *marks(one.issue),
            *((iteration.kind, iteration.name) for iteration in one.issue.iterations),
            *([("author", one.issue.author)] if one.issue.author else []),
        ]
        return any(fits(glob, value) for at, value in standing if at == place for glob in globs)

    def _is_asked_for(self, one: Counted, where: Where) -> bool:
        return any(
            (not where.customer or self._is_called(asker, where.customer))
            and (
                not where.segment
                or (asker.segment and any(fits(glob, asker.segment) for glob in where.segment))
            )
            for asker in one.askers
        )

    def _is_called(self, asker: Customer, globs: tuple[str, ...]) -> bool:
        below = [entry for entry in self._entries if self._group(entry).id == asker.id] or [asker]
        return any(fits(glob, name) for entry in below for name in names(entry) for glob in globs)

    def _group(self, entry: Customer) -> Customer:
        above = [one for one in self._entries if one.id == entry.parent]
        return self._group(above[0]) if above else entry

    def _is_of(self, one: Counted, kind: str) -> bool:
        return one.bug if kind == "bug" else one.kind in KINDS[kind]

    def _stands(self, one: Counted) -> str:
        """What is in view is open, or was completed before it is looked at."""
        closed = one.issue.closed_at or one.issue.updated_at or one.issue.created_at
        return "completed" if one.issue.state == "closed" and closed <= self._now else "open"


def fits(glob: str, value: str) -> bool:
    """Whether a pattern is a text: a star is anything or nothing, a space any number of spaces."""
    return _fits(plain(glob), plain(value))


def _fits(glob: str, text: str) -> bool:
    if not glob:
        return not text
    first, rest = glob[0], glob[1:]
    if first == "*":
        return any(_fits(rest, text[start:]) for start in range(len(text) + 1))
    if first == " ":
        return _fits(rest, text) or (text[:1] == " " and _fits(glob, text[1:]))
    return bool(text) and first in ("?", text[0]) and _fits(rest, text[1:])


def compared(number: int, said: Compared) -> bool:
    match said.operator:
        case "<":
            return number < said.number
        case "<=":
            return number <= said.number
        case ">":
            return number > said.number
        case _:
            return number >= said.number


def many(chance: Random) -> list[Issue]:
    """A hundred and fifty issues of all sorts."""
    return [
        issue(
            number,
            *chance.sample(LABELS, chance.randint(0, 3)),
            created_at=ago(chance.randint(0, 120)),
            headings=(("Customer", chance.choice(ANSWERS)),) if number % 3 == 0 else (),
            fields=(("Story Points", chance.choice(("1", "3", ""))),) if number % 4 == 0 else (),
            marks=(("organization", chance.choice(("Acme", "Globex", "Hooli"))),) if number % 5 == 0 else (),
            iterations=(chance.choice(MILESTONES),) if number % 7 == 0 else (),
            author=chance.choice(("acme-bot", "bug", "zoe")),
            **({"closed_at": ago(chance.randint(0, 80))} if number % 6 == 0 else {}),
        )
        for number in range(1, 151)
    ]


SIGNS = ("<", "<=", ">", ">=")
SINGLE: tuple[dict[str, Any], ...] = (
    *({"label": glob} for glob in GLOBS),
    *({place: "*e*"} for place in PLACED),
    *({"milestone": glob} for glob in ("2.0", "1.?", "*")),
    *({"form-heading": {"Customer": glob}} for glob in ("acme*", "*", "other")),
    *({"field": {"story points": glob}} for glob in ("1", "?", "*")),
    *({"customer": name} for name in NAMES),
    *({"segment": segment} for segment in ("smb", "SMB", "*", "ent*", "none")),
    {"customer": "glob*", "segment": "smb"},
    {"customer": "glob*", "segment": "ent*"},
    *({"work": kind} for kind in (*KINDS, "bug")),
    *({"state": state} for state in ("open", "completed", "declined")),
    *({"age": f"{sign}{days}d"} for sign in SIGNS for days in (0, 30, 60)),
    *({"askers": f"{sign}{number}"} for sign in SIGNS for number in (0, 1, 2)),
)


def test_each_condition_by_itself_holds_for_the_same_of_many_issues() -> None:
    backlog = many(Random(7))
    counting = Counting(patterns=WHO)
    oracle = Oracle(issues=backlog, counting=counting, entries=ENTRIES, now=NOW)
    asked, open_ones, completed = Asked(entries=ENTRIES, now=NOW), oracle.open(), oracle.completed()
    with context(backlog, counting=counting, customers=Register(customers=ENTRIES)) as seen:
        for where in map(Where.model_validate, SINGLE):
            for scope, counted in ((seen.open, open_ones), (seen.completed, completed)):
                chosen = seen.choose(scope, where).chosen
                expected = sorted(one.issue.key for one in counted.issues if asked.holds(one, where))
                assert sorted(keys_of(chosen)) == expected, where.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(("said", "chosen"), [("<10d", 1), ("<=10d", 2), (">10d", 0), (">=10d", 1)])
def test_an_age_is_whole_days(said: str, chosen: int) -> None:
    almost, just = (issue(n, created_at=NOW - timedelta(days=9, hours=h)) for n, h in ((1, 23), (2, 24)))
    with context([almost, just]) as seen:
        assert seen.choose(seen.open, Where(age=said)).chosen.work.all.issues == chosen


def test_what_was_declined_is_in_no_other_state() -> None:
    declined = issues(acme=2, changes={"closed_at": ago(5), "state_reason": "not_planned"})
    with context(together(issues(acme=3), declined)) as seen:
        for state, among in (("open", 3), ("completed", 0), ("declined", 0)):
            where = Where.model_validate({"state": state})
            assert seen.choose(seen.open, where).chosen.work.all.issues == among
        where = Where.model_validate({"state": "declined"})
        assert seen.choose(seen.declined, where).chosen.work.all.issues == 2
        assert seen.choose(seen.declined, where).rest.work.all.issues == 0


def test_a_mark_that_no_issue_bears_is_said_not_to_be_in_use() -> None:
    with context(issues(acme=2, own=1)) as seen:
        inner = Where.model_validate({"any": [{"label": "custom: *"}, {"not": {"label": "chore"}}]})
        assert seen.choose(seen.open, Where(label=("custom: *",))).in_use is False
        assert seen.choose(seen.open, inner).in_use is True
        assert seen.choose(seen.open, Where(work=("own",))).in_use is False


def test_the_same_condition_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Where] = []
    holding = choosing._Chooser.holding

    def counted(chooser: choosing._Chooser, where: Where) -> Frame:
        looked.append(where)
        return holding(chooser, where)

    monkeypatch.setattr(choosing._Chooser, "holding", counted)
    where = Where(label=("customer: *",))
    with context(issues(acme=2), counting=COUNTING) as seen:
        once, again = (seen.choose(backlog, where) for backlog in seen.scopes)
        assert (once.chosen.work.all.issues, again.chosen.work.all.issues) == (2, 0)
    assert looked == [where]
