"""The `rules:` of a policy -> the rules that are on, each with its limits."""

from typing import TYPE_CHECKING, TypeAlias, cast

from pydantic import ValidationError

from seedcorn import shelf
from seedcorn.yamlfile import Diagnostic, Document, did_you_mean, explain

if TYPE_CHECKING:
    from seedcorn.rule import Params, Rule

RULES = "seedcorn.rules"
RulesOn: TypeAlias = "tuple[tuple[Rule, Params], ...]"


def rule(rule_id: str) -> "Rule":
    """A rule of the shelf. Raises KeyError when there is none of this id."""
    return cast("Rule", shelf.take(RULES, rule_id, "RULE"))


def rule_ids() -> tuple[str, ...]:
    """The ids of all rules there are, in their order in the catalogue."""
    return shelf.names(RULES)


def rules_on(document: Document) -> tuple[RulesOn, tuple[Diagnostic, ...]]:
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
            advice = f"its parameters: seedcorn explain {rule_id}"
            loc = ("rules", rule_id)
            problems += explain(error, document, found.params, under=loc, otherwise=advice)
    return tuple(on), tuple(problems)


def _unknown(rule_id: str, document: Document) -> Diagnostic:
    advice = did_you_mean(rule_id, rule_ids(), otherwise="the rules are")
    return document.key_place(("rules", rule_id)).wrong(f'there is no rule "{rule_id}"', advice)
