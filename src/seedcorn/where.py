"""Conditions on issues as a policy writes them: marks by patterns, plain comparisons, any, all and not."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import fullmatch
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from seedcorn.patterns import GLOB_SCHEMA, Globs, Text, one_or_several
from seedcorn.yamlfile import HELP

# Places that say what is so: that nobody is assigned is a fact, that there is no label may be forgotten.
FACTS = frozenset(
    ("assignee", "author", "milestone", "sprint", "iteration", "version", "repository", "project")
)
_COMPARED = r"(<=|>=|<|>)\s*(\d{1,5})"
_NAMED = {"field": "field", "project_field": "project-field", "form_heading": "heading"}
# Keys of marks that are called as their place is.
WORDS = (
    *("label", "type", "milestone", "sprint", "iteration", "version", "component", "epic"),
    *("title-prefix", "assignee", "author", "organization", "repository", "project"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A number on one side of another: "<", "<=", ">" or ">=", and the number."""

    operator: str
    number: int


def _comparison(unit: str, example: str) -> BeforeValidator:
    def parse(value: object) -> object:
        if isinstance(value, Compared):
            return value
        match = fullmatch(rf"\s*{_COMPARED}{unit}\s*", value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(f"expected a comparison{HELP}write it in quotes, for example {example}")
        return Compared(operator=match[1], number=int(match[2]))

    return BeforeValidator(parse)


def _compared_schema(unit: str, example: str) -> WithJsonSchema:
    pattern = rf"^\s*(<=|>=|<|>)\s*\d{{1,5}}{unit}\s*$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


Days = Annotated[Compared, _comparison("d", '">90d"'), _compared_schema("d", ">90d")]
Many = Annotated[Compared, _comparison("", '">=2"'), _compared_schema("", ">=2")]
State = Literal["open", "completed", "declined"]
Kind = Literal["requested", "prospect", "own", "bug", "seed-corn", "unknown"]
_SOME_KINDS = {"enum": ["requested", "prospect", "own", "bug", "seed-corn", "unknown"]}
Kinds = Annotated[
    tuple[Kind, ...],
    BeforeValidator(one_or_several),
    WithJsonSchema({"anyOf": [_SOME_KINDS, {"type": "array", "items": _SOME_KINDS, "minItems": 1}]}),
]


Patterns = Annotated[
    Globs,
    Field(min_length=1),
    WithJsonSchema({"anyOf": [GLOB_SCHEMA, {"type": "array", "items": GLOB_SCHEMA, "minItems": 1}]}),
]
Named = Annotated[dict[Text, Patterns], Field(min_length=1)]


def _nothing_is_empty(schema: dict[str, Any]) -> None:
    """A key of a condition that has no value says nothing, and is refused."""
    schema["minProperties"] = 1
    for name, said in schema["properties"].items():
        kinds = [kind for kind in said.get("anyOf", ()) if kind.get("type") != "null"]
        if kinds:
            schema["properties"][name] = {**said, "anyOf": kinds}


class Where(BaseModel):
    """Which issues: all that is said must hold. Of several patterns under one key any may fit."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        json_schema_extra=_nothing_is_empty,
    )

    label: Patterns = Field((), description='a pattern of labels, for example "custom: *"')
    type: Patterns = Field((), description="a pattern of issue types")
    milestone: Patterns = Field((), description='a pattern of milestones, "*" for any')
    sprint: Patterns = Field((), description="a pattern of sprints")
    iteration: Patterns = Field((), description="a pattern of iterations")
    version: Patterns = Field((), description="a pattern of versions")
    component: Patterns = Field((), description="a pattern of components")
    epic: Patterns = Field((), description="a pattern of the titles of epics")
    title_prefix: Patterns = Field((), description="a pattern of what stands in [brackets] before a title")
    assignee: Patterns = Field((), description='a pattern of the accounts assigned, "*" for anybody')
    author: Patterns = Field((), description="a pattern of the accounts that open issues")
    organization: Patterns = Field(
        (), description="a pattern of organizations: of a contact, of a service desk"
    )
    repository: Patterns = Field((), description="a pattern of repositories, with their owner")
    project: Patterns = Field((), description="a pattern of projects: a path in GitLab, a key in Jira")
    field: Named = Field({}, description="fields of the tracker, each with its values")
    project_field: Named = Field({}, description="fields of GitHub projects, each with its values")
    form_heading: Named = Field({}, description="headings of an issue form, each with its answers")
    customer: Patterns = Field((), description="a pattern of customers who ask, by id, name or alias")
    segment: Patterns = Field((), description="a pattern of segments, of customers who ask, in the register")
    work: Kinds = Field(
        (),
        min_length=1,
        description="whose work: requested, prospect (alone), own, bug, seed-corn or unknown",
    )
    state: State | None = Field(None, description="open, completed or declined")
    age: Days | None = Field(None, description='days since it was opened, for example ">90d"')
    askers: Many | None = Field(None, description='how many customers ask for it, for example ">=2"')
    any: "tuple[Where, ...]" = Field(
        (), min_length=1, description="a list of conditions of which one must hold"
    )
    all: "tuple[Where, ...]" = Field((), min_length=1, description="a list of conditions that must all hold")
    not_: "Where | None" = Field(None, description="a condition that must not hold")

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, data: object) -> object:
        if isinstance(data, dict) and (not data or None in data.values()):
            raise ValueError(f'a condition that says nothing{HELP}for example `label: "custom: *"`')
        return data

    def marked(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The conditions on marks, as (place, globs) in the words of `Pattern.place`."""
        for place in WORDS:
            if globs := getattr(self, place.replace("-", "_")):
                yield place, globs
        for key, place in _NAMED.items():
            for name, globs in getattr(self, key).items():
                yield f"{place}:{name.casefold()}", globs

    def inner(self) -> tuple["Where", ...]:
        """The conditions inside it."""
        return (*self.any, *self.all, *((self.not_,) if self.not_ else ()))

    def places(self) -> frozenset[str]:
        """All places that it looks at, in the words of `Pattern.place`."""
        below = (place for one in self.inner() for place in one.places())
        return frozenset((*(place for place, _ in self.marked()), *below))

    def tells_segments(self) -> bool:
        """Whether it looks at what only a register knows of those who ask."""
        return bool(self.segment) or any(one.tells_segments() for one in self.inner())

    def widens(self) -> bool:
        """Whether issues that nobody says anything of could be among those it holds for."""
        return self.asks_who() or any(place not in FACTS for place in self.places())

    def denies(self) -> bool:
        """Whether any condition in it must not hold."""
        return self.not_ is not None or any(one.denies() for one in self.inner())

    def asks_who(self) -> bool:
        """Whether it looks at who asks."""
        here = self.customer or self.segment or self.work or self.askers
        return bool(here) or any(one.asks_who() for one in self.inner())
