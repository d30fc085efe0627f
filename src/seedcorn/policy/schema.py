"""The JSON Schema of a policy, for editors: generated from the keys and from each rule's parameters."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from seedcorn.own import MEASURES, OWN_ID
from seedcorn.policy.keys import PolicyFile
from seedcorn.policy.presets import preset_names
from seedcorn.policy.rulebook import rule, rule_ids

if TYPE_CHECKING:
    from seedcorn.rule import Rule

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = ("title", "description", "default")


class _Schema(GenerateJsonSchema):
    """As pydantic's, with exact fractions as defaults in the way a policy writes them."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        default = schema.get("default")
        if isinstance(default, BaseModel):
            said = default.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            return {**self.generate_inner(schema["schema"]), "default": said}
        if not isinstance(default, Fraction):
            return super().default_schema(schema)
        inner = self.generate_inner(schema["schema"])
        share = any(each.get("type") == "string" for each in (inner, *inner.get("anyOf", ())))
        return {**inner, "default": f"{_number(100 * default)}%" if share else _number(default)}


def policy_schema() -> dict[str, Any]:
    """The schema of a whole policy file, as plain data: JSON Schema 2020-12."""
    schema = _nullable(PolicyFile.model_json_schema(schema_generator=_Schema))
    schema["properties"]["extends"]["examples"] = list(preset_names())
    schema["properties"]["rules"] = {
        "type": "object",
        "description": schema["properties"]["rules"]["description"],
        "properties": {rule_id: _setting(rule(rule_id)) for rule_id in rule_ids()},
        "patternProperties": {f"^{OWN_ID}$": _own_setting()},
        "additionalProperties": False,
    }
    return {"$schema": DIALECT, **_hoisted(schema), "title": "seedcorn policy"}


def rule_schema(found: "Rule") -> dict[str, Any]:
    """The schema of one rule's parameters; "default" holds each default as a policy writes it."""
    return found.params.model_json_schema(schema_generator=_Schema)


def _setting(found: "Rule") -> dict[str, Any]:
    params = {**rule_schema(found), "title": found.id}
    return {"description": found.title, "anyOf": [{"type": "boolean"}, params]}


def _own_setting() -> dict[str, Any]:
    """A rule of a team's own: off, or one of the measures; editors tell them apart by `measure`."""
    models = [model.model_json_schema(schema_generator=_Schema) for model in MEASURES.values()]
    return {"description": "a rule of your own", "anyOf": [{"type": "boolean"}, *models]}


def _hoisted(schema: dict[str, Any]) -> dict[str, Any]:
    """The same with all definitions at its top, where references look for them."""
    found: dict[str, Any] = dict(schema.get("$defs", {}))

    def without(part: Any) -> Any:
        if isinstance(part, list):
            return [without(each) for each in part]
        if not isinstance(part, dict):
            return part
        for name, definition in part.get("$defs", {}).items():
            found.setdefault(name, without(definition))
        return {key: without(value) for key, value in part.items() if key != "$defs"}

    cleaned = without(schema)
    return {**cleaned, "$defs": {name: without(each) for name, each in sorted(found.items())}}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, with an empty key allowed wherever a key is: it says nothing."""
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, property_ in part.get("properties", {}).items():
            if not any(each.get("type") == "null" for each in property_.get("anyOf", ())):
                about = {key: property_.pop(key) for key in _ABOUT if key in property_}
                part["properties"][name] = {**about, "anyOf": [property_, {"type": "null"}]}
    return schema


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
