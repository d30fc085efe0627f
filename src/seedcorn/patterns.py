"""Texts and patterns as people write them in a policy: `*` is any text, `?` a character, nothing else."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from seedcorn.yamlfile import HELP, as_text

_MOST_STARS = 3  # with more, matching a long value could take for ever
_LONGEST = 200
TEXT_SCHEMA = {"type": ["string", "number"], "minLength": 1, "maxLength": _LONGEST}
GLOB_SCHEMA = {**TEXT_SCHEMA, "pattern": rf"^[^*]*(\*[^*]*){{0,{_MOST_STARS}}}$"}


def _glob(text: str) -> str:
    if text.count("*") > _MOST_STARS:
        raise ValueError(
            f"more than {_MOST_STARS} stars in one pattern{HELP}* stands for any text; write fewer"
        )
    return text


def parse_glob(value: object) -> str:
    """One pattern. Raises ValueError for anything else."""
    text = as_text(value)
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST:
        raise ValueError(f"expected a pattern{HELP}* stands for any text")
    return _glob(text)


def one_or_several(value: object) -> object:
    """A list; one word stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


Text = Annotated[
    str, Field(min_length=1, max_length=_LONGEST), BeforeValidator(as_text), WithJsonSchema(TEXT_SCHEMA)
]
Glob = Annotated[Text, AfterValidator(_glob), WithJsonSchema(GLOB_SCHEMA)]
Globs = Annotated[
    tuple[Glob, ...],
    BeforeValidator(one_or_several),
    WithJsonSchema({"anyOf": [GLOB_SCHEMA, {"type": "array", "items": GLOB_SCHEMA}]}),
]
