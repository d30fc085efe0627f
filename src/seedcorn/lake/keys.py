"""The keys of a mapping, which says in which columns of a company's own tables the facts of issues lie."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from seedcorn.endings import DECLINED_WORDS, DUPLICATE_WORDS
from seedcorn.lake.ways import AnySaid, Holds, OneSaid, OneWay, SourceSaid, Ways, one_or_several
from seedcorn.model import ITERATION_KINDS
from seedcorn.patterns import Text
from seedcorn.yamlfile import HELP

# Where a mark may stand; the words of `Pattern.place`, but for those that are read elsewhere or not at all.
PLACES = (
    *("label", "type", "author", "assignee", "component", "epic", "organization", "author-organization"),
    *("requester-domain", "repository", "project", "topic"),
)
NAMED_PLACES = ("field", "heading", "project-field", "property")
_MOST_MARKS = 200


class Section(BaseModel):
    """A part of a mapping. Keys are written in kebab-case; unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )


def _place(text: str) -> str:
    kind, named, name = text.partition(":")
    if kind in ITERATION_KINDS:
        raise ValueError(f"a {kind} is an iteration{HELP}write it under `iterations`, with its dates")
    if text in PLACES or (named and kind in NAMED_PLACES and name.strip()):
        return f"{kind}:{name.strip()}".casefold() if named else text
    known = ", ".join((*PLACES, *(f"{one}:NAME" for one in NAMED_PLACES)))
    raise ValueError(f'marks do not stand at "{text}"{HELP}they stand at {known}')


def _mark(value: object) -> object:
    """A way alone is the value of a mark in the table of issues."""
    return value if isinstance(value, dict) else {"value": value}


Place = Annotated[str, AfterValidator(_place)]
Words = Annotated[tuple[Text, ...], BeforeValidator(one_or_several)]


class Issues(Section):
    """The table of issues: a row each."""

    table: Text = Field(description="Parquet files beside this file or at an address, or a table's name")
    where: Holds | None = Field(None, description="which rows are issues: {pull_request: null}")
    key: OneSaid = Field(description="how people name an issue, APP-12 or acme/app#12")
    id: OneSaid | None = Field(None, description="how other tables name an issue, where not by its key")
    title: OneSaid = Field(description="the issue's title")
    url: OneSaid | None = Field(None, description="the address of its page")
    created: OneWay = Field(description="when it was opened")
    updated: OneWay | None = Field(None, description="when it was last touched")
    closed: Ways = Field(description="when it was closed; of several columns the first that says so")
    is_closed: Holds | None = Field(
        None, description="which issues are closed: {state: closed}; else all with a moment in `closed`"
    )
    reason: Ways | None = Field(None, description="the columns that say why it was closed")
    declined: Words = Field(
        tuple(sorted(DECLINED_WORDS)), description="the words of `reason` for issues that were not done"
    )
    duplicate: Words = Field(
        tuple(sorted(DUPLICATE_WORDS)), description="the words of `reason` for issues that stand elsewhere"
    )
    parent: OneSaid | None = Field(None, description="the key of the issue that it is a part of")
    parent_id: OneSaid | None = Field(None, description="the same by `id`")

    @model_validator(mode="after")
    def _has_id(self) -> Self:
        if self.parent_id and not self.id:
            raise ValueError(f"`parent-id` without `id`{HELP}say in which column the ids of issues stand")
        return self


class Mark(Section):
    """Words on issues: in a column of their table, or in a table of their own."""

    value: Annotated[AnySaid, Field(description="the column of the words: labels[].name")]
    table: Text | None = Field(None, description="the table, where it is not that of the issues")
    issue: OneSaid | None = Field(None, description="the column of that table that names the issue")
    where: Holds | None = Field(None, description="which rows of that table count")

    @model_validator(mode="after")
    def _is_joined(self) -> Self:
        if bool(self.table) != bool(self.issue) or (self.where and not self.table):
            raise ValueError(
                f"`table`, `issue` and `where` belong together{HELP}"
                "{table: issue_labels, issue: issue_id, value: label_name}"
            )
        return self


class Members(Section):
    """The table that says which issue is in which iteration."""

    table: Text = Field(description="the table that joins issues and iterations")
    issue: OneSaid = Field(description="the column that names the issue")
    iteration: OneSaid = Field(description="the column that names the iteration, by its `id`")


class IterationKeys(Section):
    """Milestones, sprints or versions: written on each issue, or in a table of their own."""

    kind: Literal["milestone", "sprint", "iteration", "version"] = Field(description="what it is called")
    at: OneWay | None = Field(
        None, description="the column of an issue with one of them, or a list; what follows lies in each"
    )
    table: Text | None = Field(None, description="their own table, where they have one")
    id: OneSaid | None = Field(None, description="how `issues` names one of that table")
    issues: Members | None = Field(None, description="which issue is in which")
    name: OneSaid = Field(description="its name")
    starts: OneWay | None = Field(None, description="when it begins")
    ends: OneWay | None = Field(None, description="when it is due, or ends")
    closed: Holds | None = Field(None, description="which are over: {state: closed}")

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if len({self.table is None, self.id is None, self.issues is None}) > 1 or (self.table and self.at):
            raise ValueError(
                f"`table`, `id` and `issues` belong together, without `at`{HELP}"
                "or leave all of them out: then the columns are those of the issues"
            )
        return self


class LakeFile(Section):
    """A mapping."""

    source: SourceSaid = Field(description="what reports call it, as it is or with columns in braces")
    issues: Issues = Field(description="the table of issues")
    marks: dict[Place, Annotated[Mark, BeforeValidator(_mark)]] = Field(
        {}, max_length=_MOST_MARKS, description="which words stand on an issue, place by place"
    )
    iterations: tuple[IterationKeys, ...] = Field((), description="milestones, sprints, versions")
    without: Words = Field((), description="places at which no issue has anything: type, sprint, field:Tier")
