"""The `rules:` of a policy -> the rules that are on, each with its limits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from seedcorn import shelf
from seedcorn.yamlfile import Data, Diagnostic, Document, closest, explain

if TYPE_CHECKING:
    from seedcorn.rule import Params, Rule

RULES = "seedcorn.rules"


def rule(rule_id: str) -> "Rule":
    """A rule of the shelf. Raises KeyError when there is none of this id."""
    return cast("Rule", shelf.take(RULES, rule_id, "RULE"))


def rule_ids() -> tuple[str, ...]:
    """The ids of all rules there are, in their order in the catalogue."""
    return shelf.names(RULES)


def rules_on(document: Document) -> "tuple[tuple[tuple[Rule, Params], ...], tuple[Diagnostic, ...]]":
    """The rules that a merged policy turns on, in the order of the catalogue, and what is wrong with them."""
    written = document.data.get("rules")
    settings = written if isinstance(written, dict) else {}
    problems = [_unknown(rule_id, document) for rule_id in settings if rule_id not in rule_ids()]
    on: list[tuple[Rule, Params]] = []
    for rule_id in rule_ids():
        setting = settings.get(rule_id)
        if not isinstance(setting, dict):
            continue  # off, or not named; what is neither is said by the keys' own check
        found = rule(rule_id)
        try:
            on.append((found, found.params.model_validate(setting, by_alias=True, by_name=False)))
        except ValidationError as error:
            problems += explain(error, document, found.params, under=("rules", rule_id))
    return tuple(on), tuple(problems)


def _unknown(rule_id: str, document: Document) -> Diagnostic:
    near = closest(rule_id, rule_ids())
    return Diagnostic(
        place=document.key_place(("rules", rule_id)),
        problem=f'there is no rule "{rule_id}"',
        help=f'did you mean "{near}"?' if near else f"the rules are {', '.join(rule_ids())}",
    )
