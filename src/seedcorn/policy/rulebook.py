"""The `rules:` of a policy -> the rules that are on, each with its limits."""

from collections.abc import Mapping
from re import fullmatch
from typing import TYPE_CHECKING, TypeAlias, cast

from pydantic import ValidationError

from seedcorn import shelf
from seedcorn.own import MEASURES, OWN_ID, Own, Unmeasured, own_rule
from seedcorn.yamlfile import Data, Diagnostic, Document, closest, explain

if TYPE_CHECKING:
    from seedcorn.rule import Params, Rule

RULES = "seedcorn.rules"
_OWN = "own."
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
    owned = sorted(rule_id for rule_id in settings if is_own(rule_id))
    problems = [_unknown(rule_id, document) for rule_id in settings if rule_id not in (*rule_ids(), *owned)]
    on: list[tuple[Rule, Params]] = []
    for rule_id in (*rule_ids(), *owned):
        setting = settings.get(rule_id)
        if not isinstance(setting, dict):
            continue  # off, or not named; what is neither is said by the keys' own check
        model = own_model(setting) if is_own(rule_id) else rule(rule_id).params
        try:
            params = model.model_validate(setting, by_alias=True, by_name=False)
        except ValidationError as error:
            advice = f"its parameters: seedcorn explain {rule_id}"
            loc = ("rules", rule_id)
            problems += explain(error, document, model, under=loc, otherwise=advice)
            continue
        on.append((own_rule(rule_id, params) if isinstance(params, Own) else rule(rule_id), params))
    return tuple(on), tuple(problems)


def is_own(rule_id: str) -> bool:
    """Whether it is the id of a team's own rule, such as "own.connectors"."""
    return fullmatch(OWN_ID, rule_id) is not None


def own_model(setting: Mapping[str, Data]) -> "type[Own]":
    """The keys that a team's own rule may have, by what it measures."""
    measure = setting.get("measure")
    return MEASURES.get(measure, Unmeasured) if isinstance(measure, str) else Unmeasured


def _unknown(rule_id: str, document: Document) -> Diagnostic:
    if rule_id.startswith(_OWN):
        advice = "a rule of your own is called own. and a name in small letters, for example own.connectors"
    else:
        advice = nearest_rule(rule_id)
    return document.key_place(("rules", rule_id)).wrong(f'there is no rule "{rule_id}"', advice)


def nearest_rule(rule_id: str, *own: str) -> str:
    """The help for an id that no rule has: the nearest, else where all of them are listed."""
    near = closest(rule_id, (*rule_ids(), *own))
    return f'did you mean "{near}"?' if near else "seedcorn rules lists all there are"
