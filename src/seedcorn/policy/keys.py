"""The keys a policy file may have, as pydantic models; with the words that editors and errors show."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from seedcorn.model import Missing, Split
from seedcorn.patterns import Glob, Globs, Text
from seedcorn.policy.values import Capacity, Day, Days, EffortNumber, Said, Sentence, Source
from seedcorn.yamlfile import HELP


def _limits(value: object) -> object:
    if isinstance(value, bool | dict):
        return value
    raise ValueError(
        f"expected true, false or limits{HELP}write false to turn the rule off, or {{error: 30%}}"
    )


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
    past_label: Globs = Field((), description="a pattern of labels that were taken off; one with label")
    title_prefix: Globs = Field(
        (), description='a pattern of what stands in [brackets] before a title, "*" for all'
    )
    form_heading: Globs = Field((), description="headings of an issue form whose answer is the name")
    field: Globs = Field((), description="fields of the tracker whose value is the name")
    project_field: Globs = Field((), description="fields of a GitHub project whose value is the name")
    organization: Globs = Field((), description="a pattern of organizations: of a contact, of a service desk")
    comment: Globs = Field((), description='a pattern of members\' comment lines, for example "/customer *"')
    component: Globs = Field((), description="a pattern of components")
    epic: Globs = Field((), description="a pattern of the titles of epics")
    milestone: Globs = Field((), description="a pattern of milestones")
    sprint: Globs = Field((), description="a pattern of sprints")
    iteration: Globs = Field((), description="a pattern of iterations")
    version: Globs = Field((), description="a pattern of versions")
    type: Globs = Field((), description="a pattern of issue types")
    author: Globs = Field((), description="a pattern of the accounts that open issues")
    author_organization: Globs = Field(
        (), description="a pattern of the companies and organizations of who opens an issue"
    )
    requester_domain: Globs = Field((), description="a pattern of mail domains of who asks a service desk")
    assignee: Globs = Field((), description="a pattern of the accounts that issues are assigned to")
    repository: Globs = Field((), description="a pattern of repositories, with their owner")
    project: Globs = Field((), description="a pattern of projects: a path in GitLab, a key in Jira")
    topic: Globs = Field((), description="a pattern of the topics of repositories or projects")
    property_: Globs = Field((), description="custom properties of repositories whose value is the name")
    except_: Globs = Field((), description="names or patterns that are no customers")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if len(tuple(self.places())) != 1:
            fields = type(self).model_fields
            listed = ", ".join(str(fields[name].alias) for name in fields if name != "except_")
            raise ValueError(
                f"an entry names exactly one place{HELP}one of {listed}; begin another entry with `-`"
            )
        return self

    def places(self) -> Iterable[tuple[str, Globs]]:
        """The places that were named, by their keys, with what was written there."""
        return ((name, globs) for name, globs in dict(self).items() if name != "except_" and globs)


class Marks(Section):
    """Marks with one meaning: an issue that bears any of them has it."""

    labels: Globs = Field((), description="labels, * for any text")
    types: Globs = Field((), description="issue types, * for any text")
    milestones: Globs = Field((), description="milestones, * for any text")
    components: Globs = Field((), description="components, * for any text")
    epics: Globs = Field((), description="titles of epics, * for any text")
    authors: Globs = Field((), description="accounts that open issues, * for any text")
    fields: dict[Text, Globs] = Field({}, description="fields of the tracker, each with its values")
    project_fields: dict[Text, Globs] = Field(
        {}, description="fields of GitHub projects, each with its values"
    )


class Customers(Section):
    """Who asks."""

    register_: Text | None = Field(
        None, description="the customer register, YAML or CSV, relative to this file"
    )
    from_: tuple[Asker, ...] = Field(
        (), description="where issues name their customer, first what counts first: the first place decides"
    )
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


class Measured(Section):
    """A place that holds estimates. Exactly one of them."""

    field: Text | None = Field(
        None, description="the field that holds the estimate, for example Story Points"
    )
    project_field: Text | None = Field(
        None, description="the field of a GitHub project that holds the estimate, for example Estimate"
    )
    labels: dict[Glob, EffortNumber] | None = Field(
        None, description='labels with what they count, "size/S": 1'
    )

    def measures(self) -> tuple[str, ...]:
        """The keys that were given."""
        return tuple(name for name in Measured.model_fields if getattr(self, name) is not None)


class Estimate(Measured):
    """Where some sources hold their estimates, and what one of their units counts."""

    source: Glob = Field("*", description='a pattern of sources, for example "gitlab:*"; all if left out')
    counts: EffortNumber | None = Field(None, description="how much one of these counts in the policy's unit")

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if len(self.measures()) != 1:
            raise ValueError(f"an entry has exactly one estimate{HELP}one of field, project-field, labels")
        return self


class Effort(Measured):
    """The one unit of effort; without it, every issue counts one."""

    from_: tuple[Estimate, ...] = Field(
        (), description="estimates of several trackers, each with what it counts in one unit"
    )
    unit: Text | None = Field(None, description="what the unit is called in reports, for example points")
    missing: Missing = Field(
        Missing.MEDIAN, description="what an issue without an estimate counts: median, zero, one, or fail"
    )

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        given = (*self.measures(), *(["from"] if self.from_ else []))
        if len(given) > 1:
            raise ValueError(
                f"two units of effort: a field and labels{HELP}keep the one that the team plans in, "
                "or list them under `from` with what each counts"
            )
        if self.unit is not None and not given:
            raise ValueError(
                f"a unit that nothing is measured in{HELP}add `field` or `labels`, or take it out"
            )
        first, *others = self.from_ or (None,)
        if first and self.unit is None:
            raise ValueError(f"estimates without a unit{HELP}add `unit`, for example `unit: points`")
        for other in others:
            if other.counts is None and _measure(other) != _measure(first):
                raise ValueError(
                    f"a second estimate without a conversion{HELP}add what one of it counts in "
                    f"{self.unit}, for example `counts: 1`"
                )
        return self


def _measure(estimate: Estimate | None) -> object:
    """What an estimate is read from, as trackers compare names of fields."""
    named = [(name, getattr(estimate, name)) for name in (estimate.measures() if estimate else ())]
    return [(name, said.casefold() if isinstance(said, str) else said) for name, said in named]


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


class Waived(Section):
    """A broken limit that somebody lets be for a time."""

    rule: Text = Field(description="the rule whose findings are let be, by its id")
    subject: Text | None = Field(
        None, description="the customer it is about, by any of its names; any customer if left out"
    )
    scope: Text | None = Field(
        None, description='the part of the backlog, for example "milestone: 2.0"; any if left out'
    )
    until: Day = Field(description="the last day on which it is let be")
    owner: Said = Field(description="who decided that, and will decide again")
    reason: Said = Field(description="why, in a sentence; it stands in every report")


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
    waivers: tuple[Waived, ...] = Field(
        (), description="a list of broken limits that are let be: which, until when, on whose word and why"
    )
    baseline: Text | None = Field(
        None,
        description="what was broken when you began, as `seedcorn baseline` wrote it; relative to this file",
    )
    rules: dict[Text, Annotated[object, AfterValidator(_limits)]] = Field(
        {},
        description="rules by id: false turns one off, true on, {warning: 20%, error: 30%} sets its limits",
    )
