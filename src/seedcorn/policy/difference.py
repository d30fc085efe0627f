"""Two policies side by side: what the second says otherwise, value by value."""

from collections.abc import Iterator
from dataclasses import dataclass

from seedcorn.policy.policy import Policy
from seedcorn.policy.schema import rule_schema
from seedcorn.policy.show import flow
from seedcorn.yamlfile import Data

_RULES = "rules"
OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One value that differs: where it stands, and what each policy says; empty where one says nothing."""

    where: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.where}: {self.old or 'nothing'} to {self.new or 'nothing'}"


def differences(old: Policy, new: Policy) -> tuple[Changed, ...]:
    """Every value that differs between two policies with all they inherit, limits of rules first."""
    was, is_now = dict(_values(old)), dict(_values(new))
    where = dict.fromkeys((*was, *is_now))
    found = (Changed(where=one, old=was.get(one, ""), new=is_now.get(one, "")) for one in where)
    return tuple(each for each in found if each.old != each.new)


def _values(policy: Policy) -> Iterator[tuple[str, str]]:
    yield from _limits(policy)
    for key, value in policy.written.data.items():
        if key not in (_RULES, "extends"):
            yield from _leaves(key, value)


def _limits(policy: Policy) -> Iterator[tuple[str, str]]:
    """The limits of each rule, its own defaults included; a rule that is off says so."""
    written = policy.written.data.get(_RULES)
    settings = written if isinstance(written, dict) else {}
    on = {rule.id: rule for rule, _ in policy.rules}
    for rule_id in sorted({*settings, *on}):
        setting = settings.get(rule_id)
        yield rule_id, "on" if rule_id in on else OFF
        if rule_id in on and isinstance(setting, dict):
            for key, schema in rule_schema(on[rule_id])["properties"].items():
                yield f"{rule_id} {key}", flow(setting.get(key, schema.get("default")))


def _leaves(where: str, value: Data) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(f"{where} {key}", inner)
        return
    yield where, flow(value)
