"""The keys a policy file may have, as pydantic models; with the words that editors and errors show."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from seedcorn.model import Missing, Split
from seedcorn.yamlfile import HELP, as_text, written_date

_MOST_STARS = 3
_TEXT = {"type": ["string", "number"], "minLength": 1, "maxLength": 200}


def _glob(text: str) -> str:
    if text.count("*") > _MOST_STARS:
        raise ValueError(
            f"more than {_MOST_STARS} stars in one pattern{HELP}* stands for any text; write fewer"
        )
    return text


def _one_or_several(value: object) -> object:
    """A list; one word stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _effort(value: object) -> Fraction:
    """Effort as a plain number. Raises ValueError for anything else."""
    text = str(getattr(value, "text", value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10**6:
        raise ValueError(f"expected a number of 0 or more{HELP}for example 3 or 0.5")
    return Fraction(text)


def _by_iteration(value: object) -> object:
    """One number is the capacity of every iteration."""
    return value if isinstance(value, dict) else {"default": value}


def _source(value: object) -> str:
    """A source as on the command line, from `github: acme/app` or "github:acme/app"."""
    parts: tuple[object, ...] = ()
    match value:
        case str():
            parts = tuple(value.split(":", 1))
        case dict() if len(value) == 1:
            parts = (*value, *map(as_text, value.values()))
    match parts:
        case (str() as kind, str() as target) if kind.strip() and target.strip():
            return f"{kind.strip()}:{target.strip()}"
    raise ValueError(f"a source is a tracker and a place in it{HELP}write `github: acme/app`")


def _limits(value: object) -> object:
    if isinstance(value, bool | dict):
        return value
    raise ValueError(
        f"expected true, false or limits{HELP}write false to turn the rule off, or {{error: 30%}}"
    )


Text = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(as_text), WithJsonSchema(_TEXT)]
Sentence = Annotated[
    str,
    Field(max_length=2000),
    BeforeValidator(as_text),
    WithJsonSchema({"type": ["string", "number"], "maxLength": 2000}),
]
Glob = Annotated[Text, AfterValidator(_glob)]
Globs = Annotated[
    tuple[Glob, ...],
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}),
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
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            ]
        }
    ),
]


class Section(BaseModel):
    """A part of a policy. Keys are written in kebab-case; unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )


class Asker(Section):
    """One way in which issues name who asks; `*` is the name. Exactly one place."""

    label: Globs = Field((), description='a pattern of labels, for example "customer: *"')
    title_prefix: Globs = Field(
        (), description='a pattern of what stands in [brackets] before a title, "*" for all'
    )
    form_heading: Globs = Field((), description="headings of an issue form whose answer is the name")
    field: Globs = Field((), description="fields of the tracker whose value is the name")
    milestone: Globs = Field((), description="a pattern of milestones")
    type: Globs = Field((), description="a pattern of issue types")
    author: Globs = Field((), description="a pattern of the accounts that open issues")
    assignee: Globs = Field((), description="a pattern of the accounts that issues are assigned to")
    except_: Globs = Field((), description="names or patterns that are no customers")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if len(tuple(self.places())) != 1:
            listed = "one of label, title-prefix, form-heading, field, milestone, type, author, assignee"
            raise ValueError(f"an entry names exactly one place{HELP}{listed}; begin another entry with `-`")
        return self

    def places(self) -> Iterable[tuple[str, Globs]]:
        """The places that were named, in the words of `Pattern.place`, with what was written there."""
        return ((name, globs) for name, globs in dict(self).items() if name != "except_" and globs)


class Marks(Section):
    """Marks with one meaning: an issue that bears any of them has it."""

    labels: Globs = Field((), description="labels, * for any text")
    types: Globs = Field((), description="issue types, * for any text")
    milestones: Globs = Field((), description="milestones, * for any text")
    authors: Globs = Field((), description="accounts that open issues, * for any text")
    fields: dict[Text, Globs] = Field({}, description="fields of the tracker, each with its values")


class Customers(Section):
    """Who asks."""

    register_: Text | None = Field(
        None, description="the customer register, YAML or CSV, relative to this file"
    )
    from_: tuple[Asker, ...] = Field((), description="a list of where issues name their customer")
    prospects: tuple[Asker, ...] = Field(
        (), description="a list of where issues name who may become a customer"
    )
    nameless: Marks = Field(Marks(), description="marks that say a customer asked, but not which")
    except_: Globs = Field((), description="names or patterns that are no customers, wherever they stand")
    since: Day | None = Field(None, description="when labelling began; older issues count as unknown")
    split: Split = Field(
        Split.EQUALLY,
        description="how an issue of several is divided: equally, fully (each gets all of it), or first",
    )


class Work(Section):
    """Whose work an issue is that no customer asked for."""

    seed_corn: Marks = Field(Marks(), description="marks of work that nobody existing asked for")
    own: Marks = Field(Marks(), description="marks of the team's own work")
    bugs: Marks = Field(Marks(), description="marks of bugs: own work, unless a customer asked")
    unlabelled: Literal["unknown", "own"] = Field(
        "unknown", description="what an issue without any mark is; own only where every request is labelled"
    )


class Effort(Section):
    """The one unit of effort; without it, every issue counts one."""

    field: Text | None = Field(
        None, description="the field that holds the estimate, for example Story Points"
    )
    labels: dict[Glob, EffortNumber] | None = Field(
        None, description='labels with what they count, "size/S": 1'
    )
    unit: Text | None = Field(None, description="what the unit is called in reports, for example points")
    missing: Missing = Field(
        Missing.MEDIAN, description="what an issue without an estimate counts: median, zero, one, or fail"
    )

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if self.field is not None and self.labels is not None:
            raise ValueError(
                f"two units of effort: a field and labels{HELP}keep the one that the team plans in"
            )
        if self.unit is not None and self.field is None and self.labels is None:
            raise ValueError(
                f"a unit that nothing is measured in{HELP}add `field` or `labels`, or take it out"
            )
        return self


class Ignored(Section):
    """Open issues that are in no number; the report says how many."""

    labels: Globs = Field((), description="labels of issues to leave out")
    idle_days: Days | None = Field(
        None, description="leave out issues that nothing happened to for so many days"
    )


class Backlog(Section):
    """Which issues count."""

    ignore: Ignored = Field(Ignored(), description="issues to leave out")
    completed_days: Days = Field(90, description="how many days back completed work counts")


class PolicyFile(Section):
    """A seedcorn policy: what the team decided about whose roadmap it is."""

    title: Sentence = Field("", description="what this policy is called in reports")
    extends: Text | None = Field(
        None, description="a preset or another policy file that this one changes; balanced if left out"
    )
    sources: tuple[Source, ...] = Field((), description="a list of backlogs, for example `github: acme/app`")
    customers: Customers = Field(Customers(), description="who asks, and where issues say so")
    work: Work = Field(Work(), description="whose work an issue is that no customer asked for")
    effort: Effort = Field(Effort(), description="the unit of effort; the count of issues if left out")
    backlog: Backlog = Field(Backlog(), description="which issues count")
    capacity: Capacity = Field(
        {}, description="how much effort an iteration holds: one number, or one for each name and a default"
    )
    decision: Sentence = Field("", description="what was decided and why; it stands in every report")
    review_by: Day | None = Field(None, description="the day by which the decision is looked at again")
    rules: dict[Text, Annotated[object, AfterValidator(_limits)]] = Field(
        {},
        description="rules by id: false turns one off, true on, {warning: 20%, error: 30%} sets its limits",
    )
