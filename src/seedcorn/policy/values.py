"""The values that a policy file may hold, each checked and with the words that editors and errors show."""

from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, WithJsonSchema

from seedcorn.patterns import TEXT_SCHEMA, Text
from seedcorn.yamlfile import HELP, as_text, written_date


def _said(text: str) -> str:
    """A text that says something. Raises ValueError for spaces alone."""
    if not text.strip():
        raise ValueError("expected text, not nothing")
    return text.strip()


def _effort(value: object) -> Fraction:
    """Effort as a plain number. Raises ValueError for anything else."""
    text = str(getattr(value, "text", value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10**6:
        raise ValueError(f"expected a number of 0 or more{HELP}for example 3 or 0.5")
    return Fraction(text)


def _by_iteration(value: object) -> object:
    """One number is the capacity of every iteration."""
    return value if isinstance(value, dict) else {"default": value}


# A target that is more than a name may say what it is: {gitlab: {group: a/b}}, {jira: {jql: "project = A"}}.
_TARGETS = {("gitlab", "group"): "{}/", ("gitlab", "project"): "{}", ("jira", "jql"): "{}"}


def _source(value: object) -> str:
    """A source as on the command line, from `github: acme/app` or "github:acme/app"."""
    parts: tuple[object, ...] = ()
    match value:
        case str():
            parts = tuple(value.split(":", 1))
        case dict() if len(value) == 1:
            parts = next((kind, _target(kind, target)) for kind, target in value.items())
    match parts:
        case (str() as kind, str() as target) if kind.strip() and target.strip():
            return f"{kind.strip()}:{target.strip()}"
    raise ValueError(f"a source is a tracker and a place in it{HELP}write `github: acme/app`")


def _target(kind: object, value: object) -> object:
    """What is named behind a tracker, as text, from `{group: acme/platform}`; anything else as it is."""
    match value:
        case dict() if len(value) == 1:
            ((what, target),) = ((str(what), as_text(target)) for what, target in value.items())
            form = _TARGETS.get((str(kind), what))
            ending = "/" if what == "group" else ""
            return form.format(target.strip().rstrip(ending)) if form and isinstance(target, str) else value
    return as_text(value)


Sentence = Annotated[
    str,
    Field(max_length=2000),
    BeforeValidator(as_text),
    WithJsonSchema({"type": ["string", "number"], "maxLength": 2000}),
]
Said = Annotated[
    str,
    Field(max_length=2000),
    BeforeValidator(as_text),
    AfterValidator(_said),
    WithJsonSchema({"type": ["string", "number"], "maxLength": 2000, "pattern": r"\S"}),
]
Day = Annotated[date, BeforeValidator(written_date)]
Days = Annotated[StrictInt, Field(ge=1, le=3650)]
_NUMBER = {"type": "number", "minimum": 0, "maximum": 10**6}
EffortNumber = Annotated[Fraction, BeforeValidator(_effort), WithJsonSchema(_NUMBER)]
Capacity = Annotated[
    dict[Text, EffortNumber],
    BeforeValidator(_by_iteration),
    WithJsonSchema({"anyOf": [_NUMBER, {"type": "object", "additionalProperties": _NUMBER}]}),
]
Source = Annotated[
    str,
    BeforeValidator(_source),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[^:]+:.+"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {
                        "anyOf": [
                            {"type": "string", "minLength": 1},
                            {
                                "type": "object",
                                "minProperties": 1,
                                "maxProperties": 1,
                                "properties": {what: TEXT_SCHEMA for _, what in _TARGETS},
                                "additionalProperties": False,
                            },
                        ]
                    },
                },
            ]
        }
    ),
]
