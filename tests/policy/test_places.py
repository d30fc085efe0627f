"""Where a policy looks: every place as a key, in the order that was declared."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from seedcorn.confidence import Confidence, confidence_of
from seedcorn.model import Counting, Effort, Estimate, Meaning
from seedcorn.policy import keys, load_policy
from seedcorn.policy.counting import places

Counted = Callable[[str], Counting]
ONE_ENTRY = {
    "label": ("x: *", "label"),
    "past-label": ("x: *", "past-label"),
    "title-prefix": ("*", "title-prefix"),
    "form-heading": ("Who Asks", "heading:who asks"),
    "field": ("Customer", "field:customer"),
    "project-field": ("Customer", "project-field:customer"),
    "organization": ("*", "organization"),
    "comment": ("/customer *", "comment"),
    "component": ("For *", "component"),
    "epic": ("* go-live", "epic"),
    "milestone": ("* go-live", "milestone"),
    "sprint": ("* sprint", "sprint"),
    "iteration": ("* sprint", "iteration"),
    "version": ("*-1.0", "version"),
    "type": ("* request", "type"),
    "author": ("*-bot", "author"),
    "author-organization": ("*", "author-organization"),
    "requester-domain": ("*", "requester-domain"),
    "assignee": ("*", "assignee"),
    "repository": ("us/app-*", "repository"),
    "project": ("us/app-*", "project"),
    "topic": ("for-*", "topic"),
    "property": ("Customer", "property:customer"),
}
BARE = """
customers: {except: [], nameless: {labels: []}, prospects: [], from: []}
work: {seed-corn: {labels: []}, own: {labels: [], types: []}, bugs: {labels: [], types: []}}
"""


@pytest.fixture
def counted(tmp_path: Path) -> Counted:
    def load(text: str) -> Counting:
        (tmp_path / "base.yml").write_text(BARE, encoding="utf-8")
        (tmp_path / "seedcorn.yml").write_text(f"extends: base.yml\n{text}", encoding="utf-8")
        return load_policy(folder=tmp_path).counting

    return load


def asking(counting: Counting) -> list[tuple[str, str, int]]:
    wanted = (Meaning.CUSTOMER, Meaning.PROSPECT)
    return [(one.place, one.glob, one.rank) for one in counting.patterns if one.meaning in wanted]


def test_there_is_a_case_for_every_key() -> None:
    known = {str(field.alias) for field in keys.Asker.model_fields.values()}
    assert known - {"except"} == set(ONE_ENTRY)


@pytest.mark.parametrize("key", ONE_ENTRY)
def test_every_place_is_a_key_for_customers_and_for_prospects(counted: Counted, key: str) -> None:
    written, place = ONE_ENTRY[key]
    glob = "*" if ":" in place else written
    for whose in ("from", "prospects"):
        found = counted(f'customers: {{{whose}: [{{{key}: "{written}"}}]}}\n')
        assert asking(found) == [(place, glob, 0)]
        assert place in places(found)
    assert confidence_of(place) in set(Confidence) - {Confidence.INHERITED}


@pytest.mark.parametrize(
    ("entries", "ranks"),
    [
        ("[{label: a}, {field: F}, {form-heading: H}]", [0, 1, 2]),
        ("[{label: a}, {label: b}, {field: F}]", [0, 0, 1]),
        ("[{label: a}, {field: F}, {label: b}]", [0, 1, 2]),
        ("[{label: a}, {past-label: a}, {field: F}]", [0, 0, 1]),
        ("[{label: [a, b]}, {field: [F, G]}, {field: H}]", [0, 0, 1, 1, 2]),
        ("[{field: F}, {field: f, except: [x]}]", [0, 0]),
    ],
)
def test_the_order_of_entries_is_the_order_of_places(
    counted: Counted, entries: str, ranks: list[int]
) -> None:
    assert [rank for _, _, rank in asking(counted(f"customers: {{from: {entries}}}\n"))] == ranks


def test_prospects_are_read_where_customers_are_and_else_after_them(counted: Counted) -> None:
    found = counted(
        "customers:\n  from: [{field: F}, {label: a}]\n"
        "  prospects: [{label: p}, {organization: o}, {field: F}]\n"
    )
    assert asking(found) == [
        ("label", "p", 1),
        ("organization", "o", 2),
        ("field:f", "*", 0),
        ("field:f", "*", 0),
        ("label", "a", 1),
    ]


def test_marks_stand_in_components_epics_and_project_fields_too(counted: Counted) -> None:
    found = counted("work: {own: {components: [Build], epics: [Upkeep], project-fields: {Kind: [own]}}}\n")
    own = [(one.place, one.glob) for one in found.patterns if one.meaning is Meaning.OWN]
    assert own == [("component", "Build"), ("epic", "Upkeep"), ("project-field:kind", "own")]


def test_efforts_of_several_trackers(counted: Counted) -> None:
    found = counted(
        """effort:
  unit: points
  from:
    - {source: "github:*", project-field: Estimate}
    - {source: "gitlab:*", field: weight, counts: 2}
    - {source: "jira:*", labels: {S: 1}, counts: 0.5}
    - {project-field: ESTIMATE}
"""
    )
    assert found.effort == Effort(
        unit="points",
        by_source=(
            Estimate(source="github:*", place="project-field:estimate"),
            Estimate(source="gitlab:*", place="field:weight", counts=Fraction(2)),
            Estimate(source="jira:*", place="label", sizes=(("S", Fraction(1)),), counts=Fraction(1, 2)),
            Estimate(place="project-field:estimate"),
        ),
    )
    assert places(found) >= {"project-field:estimate", "field:weight", "label"}


def test_the_issues_above_are_always_looked_at(counted: Counted) -> None:
    assert places(counted("title: nothing\n")) == {"parent"}


def test_an_effort_in_a_field_of_a_project(counted: Counted) -> None:
    assert counted("effort: {project-field: Estimate}\n").effort == Effort(
        unit="estimate", place="project-field:estimate"
    )
