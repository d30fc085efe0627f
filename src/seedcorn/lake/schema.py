"""The JSON Schema of a mapping, for editors: generated from its keys."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from seedcorn.lake.keys import MOST_MARKS, NAMED_PLACES, PLACES, LakeFile


def lake_schema() -> dict[str, Any]:
    """The schema of a whole mapping, as plain data: JSON Schema 2020-12."""
    schema = LakeFile.model_json_schema()
    way = schema["$defs"]["Mark"]["properties"]["value"]
    schema["properties"]["marks"] = {
        "type": "object",
        "description": schema["properties"]["marks"]["description"],
        "properties": {place: _mark(way, about) for place, about in PLACES.items()},
        "patternProperties": {rf"^{kind}:\s*\S": _mark(way, about) for kind, about in NAMED_PLACES.items()},
        "additionalProperties": False,
        "maxProperties": MOST_MARKS,
    }
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "seedcorn mapping"}


def _mark(way: dict[str, Any], about: str) -> dict[str, Any]:
    """A column of the table of issues alone, or a mark with all its keys."""
    alone = {key: value for key, value in way.items() if key not in ("title", "description")}
    return {"description": about, "anyOf": [alone, {"$ref": "#/$defs/Mark"}]}
