"""The keys of a mapping, which says in which columns of a company's own tables the facts of issues lie."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from seedcorn.endings import DECLINED_WORDS, DUPLICATE_WORDS
from seedcorn.lake.ways import AnySaid, Holds, OneSaid, OneWay, SourceSaid, Ways, one_or_several
from seedcorn.model import ITERATION_KINDS
from seedcorn.patterns import TEXT_SCHEMA, Text
from seedcorn.yamlfile import HELP

# Where a mark may stand; the words of `Pattern.place`, but for those that are read elsewhere or not at all.
PLACES = {
    "label": "the labels on an issue: labels[].name",
    "type": "the type of an issue, such as bug or story",
    "author": "who opened it, as an account",
    "assignee": "who works on it, as accounts",
    "component": "the parts of the product that it is about",
    "epic": "the title of the epic that it belongs to",
    "organization": "organizations that ask: of a service desk, of a contact",
    "author-organization": "the company of who opened it",
    "requester-domain": "the mail domain of who asks a service desk: acme.example",
    "repository": "the repository that it is in, with its owner",
    "project": "the project that it is in",
    "topic": "the topics of its repository or project",
}
NAMED_PLACES = {
    "field": "a field of the tracker; `from: field: NAME` in a policy looks here",
    "heading": "the column with the whole text of an issue; the answer below `### NAME` is read out of it",
    "project-field": "a field of a project board; `from: project-field: NAME` in a policy looks here",
    "property": "a property of a repository or project",
}
MOST_MARKS = 200
_WORDS = {"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}]}


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
Words = Annotated[tuple[Text, ...], BeforeValidator(one_or_several), WithJsonSchema(_WORDS)]


class Issues(Section):
    """The table with a row for each issue, and in which of its columns the facts lie."""

    model_config = ConfigDict(json_schema_extra={"dependentRequired": {"parent-id": ["id"]}})

    table: Text = Field(
        description="Parquet files beside this file or at an address (a path, a folder, a pattern with *),"
        " or on Spark a table's name in a catalog"
    )
    where: Holds | None = Field(
        None,
        description="which rows are issues, by columns and their values: {pull_request: null};"
        " without it all rows",
    )
    key: OneSaid = Field(
        description="how people name an issue, APP-12 or acme/app#12: a column, or a text with columns in"
        ' braces, "{repository}#{number}"'
    )
    id: OneSaid | None = Field(None, description="how other tables name an issue, where not by its key")
    title: OneSaid = Field(description="the column of the issue's title")
    url: OneSaid | None = Field(None, description="the address of the issue's page")
    created: OneWay = Field(description="the column that says when it was opened")
    updated: OneWay | None = Field(
        None, description="when it was last touched; of several rows of one issue the newest counts by it"
    )
    closed: Ways = Field(
        description="when it was closed; of several columns the first that is not empty counts"
    )
    is_closed: Holds | None = Field(
        None,
        description="which issues are closed: {state: closed}; without it those where `closed` has a value",
    )
    reason: Ways | None = Field(None, description="the columns that say why it was closed")
    declined: Words = Field(
        tuple(sorted(DECLINED_WORDS)), description="the words of `reason` for issues that will not be done"
    )
    duplicate: Words = Field(
        tuple(sorted(DUPLICATE_WORDS)), description="the words of `reason` for issues that stand elsewhere"
    )
    parent: OneSaid | None = Field(None, description="the key of the issue above it, such as its epic")
    parent_id: OneSaid | None = Field(
        None, description="the issue above it by what stands in `id`, where its key is not known"
    )

    @model_validator(mode="after")
    def _has_id(self) -> Self:
        if self.parent_id and not self.id:
            raise ValueError(f"`parent-id` without `id`{HELP}say in which column the ids of issues stand")
        return self


class Mark(Section):
    """Words on issues: in a column of their table, or in a table of their own."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"table": ["issue"], "issue": ["table"], "where": ["table"]}}
    )

    value: Annotated[AnySaid, Field(description="the column of the words; of a list each one: labels[].name")]
    table: Text | None = Field(
        None, description="the table in which the words lie, where it is not that of the issues"
    )
    issue: OneSaid | None = Field(
        None, description="the column of that table that names the issue, by its `id` or else its key"
    )
    where: Holds | None = Field(
        None, description="which rows of that table count, by columns and their values; without it all"
    )

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

    table: Text = Field(description="the table with a row for each issue in an iteration")
    issue: OneSaid = Field(
        description="the column of that table that names the issue, by its `id` or else its key"
    )
    iteration: OneSaid = Field(description="the column of that table that names the iteration, by its `id`")


class IterationKeys(Section):
    """Milestones, sprints or versions: written on each issue, or in a table of their own."""

    model_config = ConfigDict(
        json_schema_extra={
            "dependentRequired": {"table": ["id", "issues"], "id": ["table"], "issues": ["table"]},
            "not": {"required": ["at", "table"]},
        }
    )

    kind: Literal["milestone", "sprint", "iteration", "version"] = Field(
        description="what they are called: milestone, sprint, iteration or version"
    )
    at: OneWay | None = Field(
        None,
        description="the column of an issue with one of them, or a list; `name` and the rest lie in each",
    )
    table: Text | None = Field(
        None, description="the table of iterations, where they have one; then also `id` and `issues`"
    )
    id: OneSaid | None = Field(
        None, description="the column of that table by which `issues` names an iteration"
    )
    issues: Members | None = Field(None, description="the table that says which issue is in which iteration")
    name: OneSaid = Field(description="the column of its name")
    starts: OneWay | None = Field(None, description="the column that says when it begins")
    ends: OneWay | None = Field(None, description="the column that says when it ends or is due")
    closed: Holds | None = Field(None, description="which of them are over: {state: closed}")

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if len({self.table is None, self.id is None, self.issues is None}) > 1 or (self.table and self.at):
            raise ValueError(
                f"`table`, `id` and `issues` belong together, without `at`{HELP}"
                "or leave all of them out: then the columns are those of the issues"
            )
        return self


class LakeFile(Section):
    """A seedcorn mapping: in which columns of your own tables the facts of issues lie."""

    source: SourceSaid = Field(
        description="what reports call where the issues are from: a text, if need be with columns in braces,"
        " github:{repository}"
    )
    issues: Issues = Field(description="the table with a row for each issue")
    marks: dict[Place, Annotated[Mark, BeforeValidator(_mark)]] = Field(
        {}, max_length=MOST_MARKS, description="the words on an issue, place by place: label: labels[].name"
    )
    iterations: tuple[IterationKeys, ...] = Field(
        (), description="milestones, sprints and versions, with their days"
    )
    without: Words = Field(
        (), description="places at which no issue ever has anything: type, sprint, field:Tier"
    )
