"""How a mapping writes where a fact lies: a column, a way down into it, and texts put together from these."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from seedcorn.yamlfile import HELP, as_text

_STEP = re.compile(r'"([^"]+)"|([^.\[\]"{}]+)')
_PLAIN = re.compile(r'[^.\[\]"{}]+')
_BRACES = re.compile(r"\{([^{}]*)\}")
_EXAMPLE = "a column, and what is in it: milestone.title; each of a list: labels[].name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A column and the way down into it; `inner` goes on in each element of the list that lies there."""

    steps: tuple[str, ...]
    inner: tuple[str, ...] | None = None

    def __str__(self) -> str:
        """As a mapping writes it."""
        each = "" if self.inner is None else "[]"
        return (
            f"{'.'.join(map(_step, self.steps))}{each}{''.join(f'.{_step(one)}' for one in self.inner or ())}"
        )


Said = tuple[str | Way, ...]  # texts as they are, and what lies at ways, one after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What has to hold: all of any one group. A column holds one of some words; None is null."""

    any_of: tuple[tuple[tuple[Way, frozenset[str | None]], ...], ...] = ()


def written(said: Said) -> str:
    """A text put together, as a mapping writes it."""
    alone = len(said) == 1
    return "".join(str(one) if alone or isinstance(one, str) else f"{{{one}}}" for one in said)


def parse_way(value: object) -> Way:
    """A way, `labels[].name`. Raises ValueError."""
    text = as_text(value)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"expected the name of a column{HELP}{_EXAMPLE}")
    before, each, after = text.strip().partition("[]")
    if "[]" in after or (after and not after.startswith(".")):
        raise ValueError(f"[] stands once, at the end of a list's name{HELP}{_EXAMPLE}")
    inner = tuple(_steps(after[1:])) if after else ()
    return Way(steps=tuple(_steps(before)), inner=inner if each else None)


def parse_one(value: object) -> Way:
    """A way to one value. Raises ValueError."""
    way = parse_way(value)
    if way.inner is not None:
        raise ValueError(f"a list cannot be one value{HELP}only marks may have several: leave out the []")
    return way


def parse_said(value: object) -> Said:
    """What lies at a way, or a text with ways in braces, `{repository}#{number}`. Raises ValueError."""
    text = as_text(value)
    if not isinstance(text, str) or "{" not in text:
        return (parse_way(value),)
    return parse_source(text)


def parse_one_said(value: object) -> Said:
    """As `parse_said`, of one value. Raises ValueError."""
    said = parse_said(value)
    return (
        (parse_one(value),)
        if len(said) == 1 and isinstance(said[0], Way) and said[0].inner is not None
        else said
    )


def parse_source(value: object) -> Said:
    """A text as it is, with what lies at the ways in its braces. Raises ValueError."""
    text = as_text(value)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"expected text{HELP}as it is, or with columns in braces: github:{{repository}}")
    if "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        raise ValueError(f"a brace that is not closed, or not opened{HELP}{{column}} is what stands there")
    pieces = _BRACES.split(text)
    parts = (parse_one(piece) if index % 2 else piece for index, piece in enumerate(pieces))
    return tuple(part for part in parts if part != "")


def parse_condition(value: object) -> Condition:
    """`{state: closed}`; several columns: all of them; a list: any of its entries. Raises ValueError."""
    groups = value if isinstance(value, list) else [value]
    return Condition(any_of=tuple(tuple(_held(group)) for group in groups or [None]))


def _held(group: object) -> Iterator[tuple[Way, frozenset[str | None]]]:
    if not isinstance(group, dict) or not group:
        raise ValueError(f"expected columns with their values{HELP}for example {{state: closed}}")
    for column, said in group.items():
        words = said if isinstance(said, list) else [said]
        yield parse_one(column), frozenset(map(_word, words))


def _word(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    text = as_text(value)
    if text is None:
        return None
    if isinstance(text, list | dict):
        raise ValueError(f"expected a value{HELP}text, a number, true, false or null")  # noqa: TRY004  # as pydantic
    return str(text).lower()


def _step(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def _steps(text: str) -> Iterator[str]:
    position = 0
    while True:
        found = _STEP.match(text, position)
        if found is None:
            raise ValueError(
                f'no column is called "{text}"{HELP}{_EXAMPLE}; odd names stand in double quotes'
            )
        yield found[1] or found[2].strip()
        if found.end() == len(text):
            return
        if text[found.end()] != ".":
            raise ValueError(
                f'no column is called "{text}"{HELP}{_EXAMPLE}; odd names stand in double quotes'
            )
        position = found.end() + 1


def one_or_several(value: object) -> object:
    """A list; one word stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _at_least_one(value: object) -> object:
    if value == []:
        raise ValueError(f"expected the name of a column{HELP}{_EXAMPLE}")
    return one_or_several(value)


# The same for editors, which show a mistake while it is typed.
_NAME = r'("[^"]+"|[^.\[\]"{}]+)'
_ONE = rf"{_NAME}(\.{_NAME})*"
_ANY = rf"{_ONE}(\[\](\.{_ONE})?)?"
_INSIDE = _ONE.replace('[^"]+', '[^"{}]+')
_SOURCE = rf"([^{{}}]|\{{{_INSIDE}\}})+"
_SAID = rf"(?=.*\{{){_SOURCE}"


def _like(*patterns: str) -> JsonSchemaValue:
    return {"type": ["string", "number"], "minLength": 1, "pattern": rf"^(?=.*\S)({'|'.join(patterns)})$"}


def _several(one: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


_WORD = {"type": ["string", "number", "boolean", "null"]}
_CONDITION = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": f"^({_ONE})$"},
    "additionalProperties": {"anyOf": [_WORD, {"type": "array", "items": _WORD}]},
}
OneWay = Annotated[Way, BeforeValidator(parse_one), WithJsonSchema(_like(_ONE))]
AnySaid = Annotated[Said, BeforeValidator(parse_said), WithJsonSchema(_like(_ANY, _SAID))]
OneSaid = Annotated[Said, BeforeValidator(parse_one_said), WithJsonSchema(_like(_ONE, _SAID))]
SourceSaid = Annotated[Said, BeforeValidator(parse_source), WithJsonSchema(_like(_SOURCE))]
Ways = Annotated[tuple[OneWay, ...], BeforeValidator(_at_least_one), WithJsonSchema(_several(_like(_ONE)))]
Holds = Annotated[Condition, BeforeValidator(parse_condition), WithJsonSchema(_several(_CONDITION))]
