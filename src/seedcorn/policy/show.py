"""The effective policy as YAML: all that counts, and beside each value the file and line that says so."""

from collections.abc import Iterator
from json import dumps
from re import fullmatch
from typing import TYPE_CHECKING

from seedcorn.policy.policy import Policy
from seedcorn.policy.rulebook import is_own
from seedcorn.policy.schema import rule_schema
from seedcorn.yamlfile import Data, Loc, plain

if TYPE_CHECKING:
    from seedcorn.rule import Rule

_OF_THE_RULE = "the rule's default"


def effective_policy(policy: Policy, *, origin: bool = True) -> str:
    """A policy with all it inherits, one line a value: `error: 30%  # policies/balanced.yml:12`.

    Without `origin` the values alone. Either way it is a policy, the same one where it lies beside the first.
    """
    written = {key: value for key, value in policy.written.data.items() if key not in ("rules", "extends")}
    lines = [*_mapping(policy, written, ()), *_rules(policy)]
    if not origin:
        return "".join(f"{text}\n" for text, _ in lines)
    width = max((len(text) for text, place in lines if place and len(text) <= 60), default=0)
    return "".join(f"{text.ljust(width)}  # {place}\n" if place else f"{text}\n" for text, place in lines)


def _mapping(policy: Policy, data: dict[str, Data], loc: Loc) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        yield from _value(policy, f"{'  ' * len(loc)}{_scalar(key)}:", value, (*loc, key))


def _value(policy: Policy, head: str, value: Data, loc: Loc) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        yield head, ""
        yield from _mapping(policy, value, loc)
    elif isinstance(value, list) and value:
        yield head, ""
        for index, item in enumerate(value):
            yield f"{'  ' * len(loc)}- {flow(item)}", _origin(policy, (*loc, index))
    else:
        yield f"{head} {flow(value)}", _origin(policy, loc)


def _rules(policy: Policy) -> Iterator[tuple[str, str]]:
    written = policy.written.data.get("rules")
    settings = written if isinstance(written, dict) else {}
    on = {rule.id: rule for rule, _ in policy.rules}
    yield "rules:", ""
    for rule_id in sorted({*settings, *on}):
        setting = settings.get(rule_id)
        if isinstance(setting, dict) and rule_id in on:
            yield f"  {rule_id}:", _origin(policy, ("rules", rule_id))
            yield from _limits(policy, on[rule_id], setting)
        else:
            yield f"  {rule_id}: false", _origin(policy, ("rules", rule_id))


def _limits(policy: Policy, rule: "Rule", setting: dict[str, Data]) -> Iterator[tuple[str, str]]:
    for key, schema in rule_schema(rule)["properties"].items():
        said = key in setting
        if not said and is_own(rule.id):  # of its many keys few say anything
            continue
        value = setting[key] if said else schema.get("default")
        yield (
            f"    {key}: {flow(value)}",
            _origin(policy, ("rules", rule.id, key)) if said else _OF_THE_RULE,
        )


def _origin(policy: Policy, loc: Loc) -> str:
    place = policy.written.place(loc)
    return f"{place.path}:{place.line}" if place.line else place.path


def flow(value: Data) -> str:
    """A value of a policy on one line, as YAML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(flow(inner) for inner in value) + "]"
        case None | bool():
            return dumps(value)
        case int() | float():
            return str(getattr(value, "text", value))
    return _scalar(value)


def _scalar(text: str) -> str:
    """A text in quotes unless it is a plain word that means itself."""
    return (
        text
        if fullmatch(r"[A-Za-z][\w ./%-]*|\d{1,3}(\.\d+)?%", text) and plain(text) == text
        else dumps(text)
    )
