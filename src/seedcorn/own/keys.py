"""The keys of a team's own rule, as pydantic models: one for each of the four measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

from seedcorn.patterns import GLOB_SCHEMA, Text, parse_glob
from seedcorn.report import Bound, Level
from seedcorn.rule import Number, Params, Share
from seedcorn.where import WORDS, Where
from seedcorn.yamlfile import HELP

OWN_ID = r"own\.[a-z0-9]+(-[a-z0-9]+)*"
Scope = Literal["open", "completed", "declined", "iteration"]
Of = Literal["effort", "issues", "revenue"]
_OF_CUSTOMERS = ("customer", "segment")
_GROUPS = (*_OF_CUSTOMERS, *WORDS)


def _given(key: str) -> JsonValue:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


_A_LIMIT: JsonValue = {"anyOf": [_given(level.value) for level in Level]}
_A_PART: JsonValue = {"anyOf": [_given("where"), _given("by")]}
_TWO_THINGS: JsonValue = {"oneOf": [_given("to"), _given("by")]}
_OF_REVENUE: JsonValue = {
    "if": {"properties": {"of": {"const": "revenue"}}, "required": ["of"]},
    "then": {"properties": {"by": {"enum": [*_OF_CUSTOMERS, None]}}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """What work is put together by: a place of `Pattern.place`, "customer" or "segment", and a pattern."""

    place: str
    glob: str = "*"

    @property
    def is_of_customers(self) -> bool:
        """Whether who asks decides about the group."""
        return self.place in _OF_CUSTOMERS


def _parse_by(value: object) -> object:
    match value:
        case By() | None:
            return value
        case str() if value in _GROUPS:
            return By(place=value)
        case dict() if len(value) == 1 and next(iter(value)) in WORDS:
            ((place, glob),) = value.items()
            return By(place=place, glob=parse_glob(glob))
    raise ValueError(
        f"work is put together by one of {', '.join(_GROUPS)}"
        f'{HELP}for example `by: customer` or `by: {{label: "team: *"}}`'
    )


_BY_SCHEMA = {
    "anyOf": [
        {"enum": list(_GROUPS)},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "properties": dict.fromkeys(WORDS, GLOB_SCHEMA),
            "additionalProperties": False,
        },
    ]
}
Grouping = Annotated[By, BeforeValidator(_parse_by), WithJsonSchema(_BY_SCHEMA)]


class Own(Params):
    """What all of a team's own rules have."""

    model_config = ConfigDict(extra="forbid")

    title: Text = Field(description="what the rule is about, for example Work on connectors")
    says: Text | None = Field(
        None, description='what follows the number, for example "of the work is custom"'
    )
    remedy: Text | None = Field(None, description="what to do when a limit is broken, in a sentence")
    scope: Scope = Field("open", description="open, completed or declined lately, or the current iteration")
    within: Where | None = Field(
        None, description="a condition on all that is looked at; everything if left out"
    )
    where: Where | None = Field(None, description="a condition on what is measured")
    keep: Literal["at-most", "at-least"] = Field(
        "at-most", description="which side of its limits the number must keep to"
    )

    @property
    def bound(self) -> Bound:
        """The side of its limits that the number must keep to."""
        return Bound.CEILING if self.keep == "at-most" else Bound.FLOOR

    def places(self) -> frozenset[str]:
        """As for every rule, and the place that work is put together by."""
        by: By | None = getattr(self, "by", None)
        return super().places() | ({by.place} if by and not by.is_of_customers else frozenset())

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if not self.limits():
            raise ValueError(
                f"a rule without a limit{HELP}add note, warning or error, for example `warning: ...`"
            )
        return self


class Unmeasured(Own):
    """A rule of one's own that does not say yet which of the measures it is."""

    measure: Literal["share", "count", "ratio", "days"] = Field(
        description="what is measured: a share, a count, a ratio, or days"
    )


class OwnShare(Own):
    """Of all that `within` holds for, the part that `where` holds for; or of that the largest group's."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_A_LIMIT, _A_PART, _OF_REVENUE]})

    measure: Literal["share"]
    of: Of = Field("effort", description="what is added up: effort, issues, or revenue of who asks")
    by: Grouping | None = Field(None, description="instead the largest one's part: by customer, label ...")
    note: Share | None = Field(None, description="the limit of a note, for example 20%")
    warning: Share | None = Field(None, description="the limit of a warning, for example 20%")
    error: Share | None = Field(None, description="the limit of an error, for example 30%")

    @model_validator(mode="after")
    def _measures_something(self) -> Self:
        if self.where is None and self.by is None:
            raise ValueError(f"a share of what{HELP}add `where` for a part, or `by` for the largest one")
        if self.of == "revenue" and self.by is not None and not self.by.is_of_customers:
            raise ValueError(
                f"revenue is paid by customers{HELP}use `by: customer` or `by: segment`, or no `by`"
            )
        return self


class OwnCount(Own):
    """A number of issues, or how many different groups there are."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_A_LIMIT]})

    measure: Literal["count"]
    by: Grouping | None = Field(None, description="instead how many different ones: by customer, label ...")
    note: Number | None = Field(None, description="the limit of a note, a plain number")
    warning: Number | None = Field(None, description="the limit of a warning, a plain number")
    error: Number | None = Field(None, description="the limit of an error, a plain number")


class OwnRatio(Own):
    """How many times as much one thing is as another, or the largest group as the one in the middle."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_A_LIMIT, _TWO_THINGS]})

    measure: Literal["ratio"]
    of: Literal["effort", "issues"] = Field("effort", description="what is added up: effort or issues")
    to: Where | None = Field(None, description="a condition on what it is compared with")
    by: Grouping | None = Field(None, description="instead the largest beside the median: by customer ...")
    note: Number | None = Field(None, description="the limit of a note, a plain number")
    warning: Number | None = Field(None, description="the limit of a warning, a plain number")
    error: Number | None = Field(None, description="the limit of an error, a plain number")

    @model_validator(mode="after")
    def _compares_two(self) -> Self:
        if (self.to is None) == (self.by is None):
            raise ValueError(f"a ratio of what to what{HELP}add either `to` with a condition, or `by`")
        return self


class OwnDays(Own):
    """The median age of issues in days: since they were opened, or of closed ones until they were."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_A_LIMIT]})

    measure: Literal["days"]
    by: Grouping | None = Field(None, description="instead the longest median: by customer, label ...")
    note: Number | None = Field(None, description="the limit of a note, in days")
    warning: Number | None = Field(None, description="the limit of a warning, in days")
    error: Number | None = Field(None, description="the limit of an error, in days")


MEASURES: Mapping[str, type[Own]] = MappingProxyType(
    {"share": OwnShare, "count": OwnCount, "ratio": OwnRatio, "days": OwnDays}
)
