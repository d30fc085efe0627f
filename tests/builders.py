"""The one way to make a backlog in tests: so many issues of each kind, and what the engine makes of them.

backlog = issues(acme=13, globex=7, seed=2, own=3, unknown=1)
with context(backlog) as seen:
    assert seen.open.work.requested.issues == 20
assert report(backlog).verdict is Verdict.FAIL
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import chain, count
from typing import Any

from seedcorn.audit import audit
from seedcorn.background import PolicyStamp
from seedcorn.baseline import Baseline
from seedcorn.branch import Branch
from seedcorn.context import Context, look
from seedcorn.model import Counting, Customer, Event, Gap, Issue, Iteration, Meaning, Pattern
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register
from seedcorn.report import Finding, Level, Report
from seedcorn.rule import Params
from seedcorn.shelf import names, take
from seedcorn.snapshot import Snapshot

NOW = datetime(2026, 1, 21, tzinfo=UTC)
SOURCE = "github:acme/app"
_MARKS = {"own": ("chore",), "bug": ("bug",), "seed": ("seed-corn",), "nameless": ("customer request",)}
COUNTING = Counting(
    patterns=(
        Pattern(place="label", glob="wontfix", meaning=Meaning.IGNORED),
        Pattern(place="label", glob="seed-corn", meaning=Meaning.SEED_CORN),
        Pattern(place="label", glob="customer request", meaning=Meaning.NAMELESS),
        Pattern(place="label", glob="bug", meaning=Meaning.BUG),
        Pattern(place="label", glob="chore", meaning=Meaning.OWN),
        Pattern(place="label", glob="prospect: *", meaning=Meaning.PROSPECT),
        Pattern(place="label", glob="customer: *", meaning=Meaning.CUSTOMER, except_=("other",)),
        Pattern(place="organization", glob="*", meaning=Meaning.CUSTOMER, rank=1),
    )
)


def ago(days: float) -> datetime:
    """A moment so many days before NOW."""
    return NOW - timedelta(days=days)


def milestone(name: str = "2.0", *, due_in: float | None = 14, closed: bool = False) -> Iteration:
    """A milestone that is due in so many days, or has no due date."""
    return Iteration(name=name, end=None if due_in is None else ago(-due_in), closed=closed)


def issue(number: int = 1, *labels: str, **changes: Any) -> Issue:
    """One open issue of 100 days ago; `changes` are fields of Issue."""
    known: dict[str, Any] = {
        "source": SOURCE,
        "key": f"acme/app#{number}",
        "title": f"Issue {number}",
        "state": "open",
        "created_at": ago(100),
        "labels": labels,
    }
    if changes.get("closed_at"):
        known["state"] = "closed"
    return Issue(**(known | changes))


def issues(
    *, labels: tuple[str, ...] = (), changes: Mapping[str, Any] | None = None, **of: int
) -> tuple[Issue, ...]:
    """So many issues of each: own, bug, seed, nameless, unknown, prospect_NAME; any other word is a customer.

    Two words in one, as in seed_and_acme, are issues with both marks; acme_but_globex are issues whose label
    says acme and whose organization is globex. `labels` stand on all of them besides, and `changes` are the
    same fields of Issue for all.
    """
    numbers = count(1)
    return tuple(
        issue(next(numbers), *_marks(name), *labels, **_of_organization(other), **(changes or {}))
        for word, number in of.items()
        for name, _, other in (word.partition("_but_"),)
        for _ in range(number)
    )


def event(
    key: str, days: float, place: str, value: str, *, on: bool = True, actor: str | None = "ada"
) -> Event:
    """What happened to an issue so many days ago."""
    return Event(source=SOURCE, key=key, at=ago(days), place=place, value=value, is_on=on, actor=actor)


def happened(issue: Issue, *told: str) -> tuple[Event, ...]:
    """Events of an issue as a case writes them: "+30 label: bug", "-9 milestone: 2.0", "+5 closed: done".

    The number is the days ago; "+30 eve label: bug" names who did it.
    """
    found = []
    for each in told:
        before, _, value = each.partition(": ")
        *sign, place = before.split(" ")
        actor = sign[1] if len(sign) > 1 else "ada"
        found.append(event(issue.key, float(sign[0][1:]), place, value, on=sign[0][0] == "+", actor=actor))
    return tuple(found)


def asked_by(word: str, number: int, **changes: Any) -> tuple[Issue, ...]:
    """So many issues of one word, as in `issues`, where the word is only known when it runs."""
    return tuple(issue(one, *_marks(word), **changes) for one in range(1, number + 1))


def _of_organization(name: str) -> dict[str, Any]:
    return {"marks": (("organization", name),)} if name else {}


def _marks(word: str) -> tuple[str, ...]:
    if word == "unknown":
        return ()
    if "_and_" in word:
        return tuple(mark for part in word.split("_and_") for mark in _marks(part))
    if word.startswith("prospect_"):
        return (f"prospect: {word.removeprefix('prospect_')}",)
    return _MARKS.get(word, (f"customer: {word}",))


def together(*groups: Iterable[Issue]) -> tuple[Issue, ...]:
    """Several groups as one backlog, numbered anew."""
    return tuple(
        replace(one, key=f"acme/app#{number}", title=one.title.replace(one.key, f"#{number}"))
        for number, one in enumerate(chain.from_iterable(groups), 1)
    )


def register(*customers: Customer, **revenue: int) -> Register:
    """A register of these customers, and of active ones that pay so much."""
    paying = (Customer(id=name, name=name, revenue=Fraction(paid)) for name, paid in revenue.items())
    return Register(customers=(*customers, *paying), currency="EUR", period="year")


def snapshot(
    items: Iterable[Issue | Event | Branch | Gap], *, sources: tuple[str, ...] = (SOURCE,)
) -> Snapshot:
    """The facts, collected at NOW. Close it, or use it as a context."""
    return Snapshot.collect(items, sources=sources, collected_at=NOW)


@contextmanager
def context(
    items: Iterable[Issue | Event | Branch],
    *,
    counting: Counting = COUNTING,
    customers: Register | None = None,
    now: datetime = NOW,
    window_days: int = 90,
    capacity: Mapping[str, Fraction] | None = None,
    review_by: date | None = None,
) -> Iterator[Context]:
    """What rules look at."""
    with snapshot(items) as facts:
        yield look(
            facts,
            counting,
            customers,
            now=now,
            window_days=window_days,
            capacity=capacity or {},
            review_by=review_by,
        )


@cache
def balanced() -> Policy:
    """The policy of everyone who has not chosen."""
    return load_policy("balanced")


def policy(*rules: str, counting: Counting = COUNTING, **limits: Mapping[str, Any]) -> Policy:
    """A small policy: these rules with their own limits. `limits` by id, as in concentration__hhi={...}."""
    wanted: dict[str, Mapping[str, Any]] = {rule: {} for rule in rules} | {
        name.replace("__", ".").replace("_", "-"): given for name, given in limits.items()
    }
    on = tuple((rule, rule.params.model_validate(given)) for rule, given in _rules(wanted))
    return Policy(stamp=PolicyStamp(name="small"), counting=counting, rules=on)


def _rules(wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    for name in sorted(wanted):
        yield take("seedcorn.rules", name, "RULE"), wanted[name]


def report(
    items: Iterable[Issue | Event | Branch | Gap],
    judged_by: Policy | None = None,
    *,
    customers: Register | None = None,
    now: datetime = NOW,
    fail_on: Level = Level.ERROR,
    strict: bool = False,
    baseline: Baseline | None = None,
) -> Report:
    """What an audit says, by `balanced` unless a policy is given."""
    with snapshot(items) as facts:
        return audit(
            facts,
            judged_by or balanced(),
            register=customers,
            now=now,
            fail_on=fail_on,
            strict=strict,
            baseline=baseline,
        )


def findings_of(rule_id: str, seen: Context, params: Params | None = None) -> tuple[Finding, ...]:
    """What one rule says, by its own limits unless others are given."""
    rule = next(rule for rule, _ in _rules({rule_id: {}}))
    return tuple(rule.findings(seen, params or rule.params()))


def rule_ids() -> tuple[str, ...]:
    """All rules on the shelf."""
    return names("seedcorn.rules")
