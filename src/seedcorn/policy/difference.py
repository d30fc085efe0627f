"""Two policies side by side: what the second says otherwise, value by value, and whether that is looser."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.policy.policy import Policy
from seedcorn.policy.schema import rule_schema
from seedcorn.policy.show import flow
from seedcorn.policy.waivers import Waiver
from seedcorn.report import Bound, Level
from seedcorn.yamlfile import Data

if TYPE_CHECKING:
    from seedcorn.rule import Params, Rule

OFF, ON = "off", "on"
_RULES = "rules"
_ELSEWHERE = (_RULES, "extends", "waivers", "baseline")
_LEVELS = tuple(level.value for level in Level)


class Way(StrEnum):
    """Which way a value goes: less fails afterwards, or more, or that cannot be said of it."""

    LOOSER = "looser"
    STRICTER = "stricter"
    OTHER = "other"


class What(StrEnum):
    """What differs: whether a rule is on, one of its limits, what lets limits be, or any other value."""

    RULE = "rule"
    LIMIT = "limit"
    WAIVER = "waiver"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One value that differs: where it stands, and what each policy says; empty where one says nothing.

    `bound` is the side of a limit that numbers must keep to.
    """

    where: str
    old: str
    new: str
    what: What = What.VALUE
    way: Way = Way.OTHER
    bound: Bound | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.old or 'nothing'} to {self.new or 'nothing'}"


def differences(old: Policy, new: Policy) -> tuple[Changed, ...]:
    """Every value that differs between two policies with all they inherit, rules and their limits first.

    A limit that is not set is "off". Of a rule that only one of them turns on no limits are told.
    """
    return (*_rules(old, new), *_waivers(old, new), *_baseline(old, new), *_values(old, new))


def _rules(old: Policy, new: Policy) -> Iterator[Changed]:
    was, is_now = ({rule.id: (rule, params) for rule, params in each.rules} for each in (old, new))
    for rule_id in sorted({*was, *is_now}):
        if rule_id not in is_now:
            yield Changed(where=rule_id, old=ON, new=OFF, what=What.RULE, way=Way.LOOSER)
        elif rule_id not in was:
            yield Changed(where=rule_id, old=OFF, new=ON, what=What.RULE, way=Way.STRICTER)
        else:
            yield from _keys(was[rule_id], is_now[rule_id], _said(old, rule_id), _said(new, rule_id))


def _said(policy: Policy, rule_id: str) -> dict[str, Data]:
    """What a policy writes of one rule."""
    rules = policy.written.data.get(_RULES)
    setting = rules.get(rule_id) if isinstance(rules, dict) else None
    return setting if isinstance(setting, dict) else {}


def _keys(
    was: "tuple[Rule, Params]", is_now: "tuple[Rule, Params]", old: dict[str, Data], new: dict[str, Data]
) -> Iterator[Changed]:
    """What differs of a rule that both turn on: its limits, and what else it may be told."""
    (rule, before), (now_rule, after) = was, is_now
    schemas = rule_schema(rule)["properties"] | rule_schema(now_rule)["properties"]
    for key, schema in schemas.items():
        said, says = (_written(each.get(key, schema.get("default"))) for each in (old, new))
        limits = _limit(before, key), _limit(after, key)
        where = f"{rule.id} {key}"
        if _level_of(key) and limits[0] != limits[1]:
            way, bound = _way(rule, now_rule, key, limits), _bound(now_rule, key)
            yield Changed(where=where, old=said, new=says, what=What.LIMIT, way=way, bound=bound)
        elif not _level_of(key) and said != says:
            yield Changed(where=where, old=said, new=says)


def _written(value: Data) -> str:
    return OFF if value is None else flow(value)


def _level_of(key: str) -> Level | None:
    """The level that a key is a limit of: of "warning", and of "warning-multiple"."""
    level = key.partition("-")[0]
    return Level(level) if level in _LEVELS else None


def _limit(params: "Params", key: str) -> Fraction | None:
    value = getattr(params, key.replace("-", "_"), None)
    return value if isinstance(value, Fraction) else None


def _way(rule: "Rule", now_rule: "Rule", key: str, limits: tuple[Fraction | None, Fraction | None]) -> Way:
    """Whether a limit gets looser: a ceiling that rises, a floor that sinks, and one that goes."""
    (old, new), bound = limits, _bound(now_rule, key)
    if _bound(rule, key) is not bound:
        return Way.OTHER
    if old is None or new is None:
        return Way.LOOSER if new is None else Way.STRICTER
    return Way.LOOSER if (new > old) == (bound is Bound.CEILING) else Way.STRICTER


def _bound(rule: "Rule", key: str) -> Bound | None:
    return rule.bound_of(key) if _level_of(key) else None


def _waivers(old: Policy, new: Policy) -> Iterator[Changed]:
    was, is_now = ({_of(waiver): waiver for waiver in each.waivers} for each in (old, new))
    for where in dict.fromkeys((*was, *is_now)):
        before, after = was.get(where), is_now.get(where)
        if before != after:
            yield _waiver(where, before, after)


def _of(waiver: Waiver) -> str:
    """What a waiver lets be."""
    return ", ".join(filter(None, (f"waivers {waiver.rule}", waiver.subject, waiver.scope)))


def _waiver(where: str, before: Waiver | None, after: Waiver | None) -> Changed:
    old, new = (f"until {each.until}" if each else "" for each in (before, after))
    if old == new:
        old, new = (f"{each.owner}: {each.reason}" if each else "" for each in (before, after))
        return Changed(where=where, old=old, new=new, what=What.WAIVER)
    longer = before is None or (after is not None and after.until > before.until)
    return Changed(
        where=where, old=old, new=new, what=What.WAIVER, way=Way.LOOSER if longer else Way.STRICTER
    )


def _baseline(old: Policy, new: Policy) -> Iterator[Changed]:
    """A baseline lets be what was broken before; of two nobody knows without their files."""
    was, is_now = (_written_leaf(each, "baseline") for each in (old, new))
    if was != is_now:
        way = Way.OTHER if was and is_now else Way.LOOSER if is_now else Way.STRICTER
        yield Changed(where="baseline", old=was, new=is_now, what=What.WAIVER, way=way)


def _written_leaf(policy: Policy, key: str) -> str:
    value = policy.written.data.get(key)
    return "" if value is None else flow(value)


def _values(old: Policy, new: Policy) -> Iterator[Changed]:
    """Everything else, which is neither looser nor stricter by itself."""
    was, is_now = (dict(_leaves_of(each)) for each in (old, new))
    for where in dict.fromkeys((*was, *is_now)):
        if was.get(where) != is_now.get(where):
            yield Changed(where=where, old=was.get(where, ""), new=is_now.get(where, ""))


def _leaves_of(policy: Policy) -> Iterator[tuple[str, str]]:
    for key, value in policy.written.data.items():
        if key not in _ELSEWHERE:
            yield from _leaves(key, value)


def _leaves(where: str, value: Data) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(f"{where} {key}", inner)
        return
    yield where, flow(value)
