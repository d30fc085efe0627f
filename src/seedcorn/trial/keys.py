"""The keys that a file of a policy's tests may have, as pydantic models; with the words that errors show."""

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator

from seedcorn.patterns import Text
from seedcorn.policy.keys import Section
from seedcorn.policy.values import Sentence
from seedcorn.report import Level, Verdict
from seedcorn.trial.trials import NOWHERE, Wanted
from seedcorn.trial.values import Age, Count, Day, Measured, Texts, When, one_or_several
from seedcorn.yamlfile import HELP, as_text


def _named(value: object) -> object:
    """A name alone stands for a milestone of this name."""
    text = as_text(value)
    return {"name": text} if isinstance(text, str) else value


def _as_skipped(value: object) -> object:
    """The word of our JSON for a check that was skipped."""
    return Wanted.SKIPPED.value if value == Verdict.NOT_APPLICABLE.value else value


def _customers(value: object) -> object:
    if isinstance(value, list | dict):
        return value
    raise ValueError(f"expected a list of customers{HELP}write `- {{id: acme}}` under it, as in a register")


def _some(cases: tuple["CaseKeys", ...]) -> tuple["CaseKeys", ...]:
    if not cases:
        raise ValueError(f"there are no cases{HELP}write one: `- case: What it shows`")
    return cases


class Planned(Section):
    """A milestone, sprint, iteration or version."""

    name: Text = Field(description="what it is called")
    due: When | None = Field(None, description="the day it ends, or in how many days: 2026-06-15 or 14d")
    start: When | None = Field(None, description="the day it begins, or how long ago that was")
    closed: StrictBool = Field(default=False, description="true if it is over")


Plans = Annotated[tuple[Annotated[Planned, BeforeValidator(_named)], ...], BeforeValidator(one_or_several)]


class Issues(Section):
    """One issue of a backlog, or several that are alike; written in the words of a policy."""

    count: Count = Field(1, description="how many issues there are of this kind, a whole number from 1 on")
    title: Sentence = Field("", description="the issue's title")
    key: Text | None = Field(None, description="what other issues call it as their parent")
    source: Text = Field(NOWHERE, description="where it is from, for example github:acme/app")
    labels: Texts = Field((), description="a list of labels")
    past_labels: Texts = Field((), description="a list of labels that were taken off")
    type: Text | None = Field(None, description="the issue's type")
    fields: dict[Text, Texts] = Field({}, description="fields of the tracker with their values")
    project_fields: dict[Text, Texts] = Field({}, description="fields of a GitHub project with their values")
    form_headings: dict[Text, Texts] = Field({}, description="headings of the issue form with their answers")
    properties: dict[Text, Texts] = Field({}, description="custom properties of its repository")
    milestone: Plans = Field((), description="a name, or {name: 2.0, due: 2026-06-15}")
    sprint: Plans = Field((), description="a name, or {name: Sprint 4, start: 7d, due: 7d}")
    iteration: Plans = Field((), description="a name, or {name: Week 22, start: 2d, due: 5d}")
    version: Plans = Field((), description="a name, or {name: 3.1, due: 30d}")
    assignees: Texts = Field((), description="a list of accounts that it is assigned to")
    author: Text | None = Field(None, description="the account that opened it")
    author_organization: Texts = Field((), description="companies and organizations of who opened it")
    requester_domain: Texts = Field((), description="the mail domain of who asked a service desk")
    organization: Texts = Field((), description="organizations: of a contact, of a service desk")
    component: Texts = Field((), description="components")
    epic: Texts = Field((), description="the title of its epic")
    comment: Texts = Field((), description='lines of members\' comments, for example "/customer acme"')
    repository: Texts = Field((), description="its repository, with the owner")
    project: Texts = Field((), description="its project: a path in GitLab, a key in Jira")
    topic: Texts = Field((), description="topics of its repository or project")
    parent: Text | None = Field(None, description="the key of the issue above it in this backlog")
    created: When | None = Field(None, description="the day it was opened, or how long ago; 100d if left out")
    age: Age | None = Field(None, description="how long ago it was opened, for example 40d or 6w")
    updated: When | None = Field(None, description="the day it last changed, or how long ago")
    closed: When | None = Field(None, description="the day it was closed, or how long ago, for example 5d")
    declined: StrictBool = Field(default=False, description="true if it was closed without being done")

    @model_validator(mode="after")
    def _one_story(self) -> Self:
        if self.age is not None and self.created is not None:
            raise ValueError(f"an age and a day of creation{HELP}keep one of `age` and `created`")
        if self.declined and self.closed is None:
            raise ValueError(
                f"declined, and not closed{HELP}add when it was closed, for example `closed: 5d`"
            )
        if self.key is not None and self.count > 1:
            raise ValueError(f"several issues of one key{HELP}take `key` or `count` out")
        return self

    @property
    def opened(self) -> When | None:
        """When it was opened, in either way of saying so."""
        return self.created if self.age is None else self.age


class BranchKeys(Section):
    """One branch of a repository."""

    name: Text = Field(description="its name, for example customer/acme")
    source: Text = Field(NOWHERE, description="the repository it is in, for example github:acme/app")
    committed: When = Field(description="the day of its last commit, or how long ago, for example 200d")
    default: StrictBool = Field(default=False, description="true for the one that all others start from")
    merged: StrictBool | None = Field(None, description="true if the default one has all that is on it")


class Expectation(Section):
    """A finding that must be made; what is left out may be anything."""

    rule: Text = Field(description="the id of a rule, for example seed.reserve")
    verdict: Annotated[Wanted, BeforeValidator(_as_skipped)] = Field(
        Wanted.FAIL, description="fail, open, pass, skipped, or accepted for what a waiver lets be"
    )
    level: Level | None = Field(None, description="note, warning or error")
    subject: Text | None = Field(None, description="the id or the name of the customer that it is about")
    scope: Text | None = Field(
        None, description='what is judged, for example open backlog or "milestone: 2.0"'
    )
    measured: Measured | None = Field(
        None, description="the number, as the report shows it: 65%, or 4, or 1.8"
    )

    @model_validator(mode="after")
    def _has_a_level(self) -> Self:
        if self.level is not None and self.verdict in (Wanted.PASS, Wanted.SKIPPED):
            raise ValueError(
                f"what does not fail has no level{HELP}take `level` out, or write `verdict: fail`"
            )
        return self


class CaseKeys(Section):
    """One case: what is there, and what must be found."""

    case: Sentence = Field(min_length=1, description="what this case shows, in a few words")
    backlog: tuple[Issues, ...] = Field((), description="a list of issues")
    branches: tuple[BranchKeys, ...] = Field((), description="a list of branches")
    customers: Annotated[object, AfterValidator(_customers)] = Field(
        None, description="a list of customers as in a register, or a whole register"
    )
    only: Texts = Field((), description="the rules that are looked at: ids, or a family such as seed.*")
    expect: tuple[Expectation, ...] = Field(
        description="a list of what must be found; [] where nothing may fail"
    )


class TrialsFile(Section):
    """The tests of a policy."""

    policy: Text | None = Field(
        None,
        description="the policy, a file relative to this one or a preset; else the one this is named for",
    )
    today: Day | None = Field(
        None, description="the day that all cases are judged at, for example 2026-06-01"
    )
    customers: Annotated[object, AfterValidator(_customers)] = Field(
        None, description="customers of every case that has none of its own"
    )
    cases: Annotated[tuple[CaseKeys, ...], AfterValidator(_some)] = Field(description="a list of cases")
