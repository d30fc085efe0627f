"""Which fields of a Jira are asked for: by id and by name, one of two, none, story points by the boards."""

from typing import Any

import pytest

from connectors.jira_reading import read
from connectors.jira_server import FIELDS, SYSTEM, JiraServer, jira_field, jira_issue
from connectors.tracker_server import Asked, Fault, FaultPlan, Payload
from seedcorn.errors import UsageError

SELECT = "com.atlassian.jira.plugin.system.customfieldtypes:select"
CUSTOMER = jira_field("customfield_10050", "Customer", SELECT)
TWIN = jira_field("customfield_10061", "customer", SELECT)
POINTS = jira_field(
    "customfield_10016", "Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points"
)
OLD_POINTS = jira_field("customfield_10024", "Story Points", "com.atlassian.jira.plugin.system:float")
VALUES: dict[str, Any] = {
    "customfield_10050": {"value": "Acme"},
    "customfield_10061": {"value": "Globex"},
    "customfield_10016": 3.0,
    "customfield_10024": 8.0,
    "timeoriginalestimate": 7_200,
    "priority": {"name": "High"},
}


def owned(field: Payload, project: str) -> Payload:
    """The field, as a project's own."""
    return field | {"scope": {"type": "PROJECT", "project": {"id": project}}}


def fields_of(
    *more: Payload,
    places: set[str] | None,
    target: str = "APP",
    boards: tuple[tuple[int, str], ...] = (),
    fault: FaultPlan = lambda asked: None,
    values: dict[str, Any] | None = None,
) -> tuple[tuple[str, str], ...]:
    """What is read of the fields of one issue."""
    issues = [jira_issue(1, **(VALUES if values is None else values))]
    with JiraServer(issues=issues, fields=[*FIELDS, *more], boards=boards, fault=fault) as server:
        reading = read(server, target, places=places)
    assert reading.gaps == []
    return reading.issues[0].fields


@pytest.mark.parametrize("name", ["customer", "customfield_10050", "cf[10050]"])
def test_a_field_by_its_name_or_id(name: str) -> None:
    assert fields_of(CUSTOMER, places={f"field:{name}"}) == ((name, "Acme"),)


def test_an_id_tells_two_of_one_name_apart() -> None:
    both = {"field:customfield_10061", "field:cf[10050]"}
    assert fields_of(CUSTOMER, TWIN, places=both) == (("cf[10050]", "Acme"), ("customfield_10061", "Globex"))


def test_a_name_on_a_site_in_another_language() -> None:
    kunde = CUSTOMER | {"name": "Kunde", "untranslatedName": "Customer"}
    assert fields_of(kunde, places={"field:customer"}) == (("customer", "Acme"),)
    assert fields_of(kunde, places={"field:kunde"}) == (("kunde", "Acme"),)


def test_two_fields_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match=r"customfield_10050.*customfield_10061") as refused:
        fields_of(CUSTOMER, TWIN, places={"field:customer"})
    assert "customfield_10050" in refused.value.hint


def test_two_fields_of_one_name_are_told_apart() -> None:
    free = jira_field("customfield_10061", "Customer", "com.example:textfield")
    with pytest.raises(UsageError) as refused:
        fields_of(CUSTOMER, free, places={"field:customer"})
    said = 'jira:APP has two fields "Customer": customfield_10050 (select), customfield_10061 (textfield)'
    assert str(refused.value) == said


@pytest.mark.parametrize("written", ["customfield_10061", "cf[10061]"])
def test_an_id_beside_a_name_that_two_fields_have_settles_it(written: str) -> None:
    """The name has to stay where another tracker has a field of that name."""
    found = fields_of(CUSTOMER, TWIN, places={"field:customer", f"field:{written}"})
    assert set(found) == {("customer", "Globex"), (written, "Globex")}


def test_both_ids_beside_a_name_are_both_meant() -> None:
    ids = {"field:customfield_10050", "field:customfield_10061"}
    found = fields_of(CUSTOMER, TWIN, places={"field:customer", *ids})
    assert [value for name, value in found if name == "customer"] == ["Acme", "Globex"]


def test_projects_of_their_own_fields_do_not_disagree() -> None:
    own = [CUSTOMER, owned(TWIN, "1")]
    assert fields_of(*own, places={"field:customer"}) == (("customer", "Acme"), ("customer", "Globex"))
    with pytest.raises(UsageError, match=r"jira:APP has two fields \"Customer\""):
        fields_of(owned(CUSTOMER, "1"), owned(TWIN, "1"), places={"field:customer"})


def test_a_field_that_is_not_there_is_a_gap_of_that_place_with_what_may_be_meant() -> None:
    with JiraServer(issues=[jira_issue(1)], fields=[*FIELDS, CUSTOMER]) as server:
        reading = read(server, places={"field:custommer", "field:xyzzy", "label"})
    assert [(gap.place, gap.what) for gap in reading.gaps] == [
        ("field:custommer", "field custommer"),
        ("field:xyzzy", "field xyzzy"),
    ]
    assert all(gap.absent for gap in reading.gaps)
    assert reading.gaps[0].why == 'it has no field "custommer"; did you mean "Customer"?'
    number = len(FIELDS) + 1
    assert reading.gaps[1].why == f'it has no field "xyzzy", among the {number} that are visible'
    assert reading.keys == ["APP-1"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("original estimate", "2"), ("time estimate", "2"), ("timeoriginalestimate", "2"), ("priority", "High")],
)
def test_fields_that_every_jira_has(name: str, expected: str) -> None:
    assert fields_of(places={f"field:{name}"}) == ((name, expected),)


@pytest.mark.parametrize("places", [None, {"field:*"}])
def test_all_fields_by_their_names_and_twins_by_their_ids(places: set[str] | None) -> None:
    found = dict(fields_of(CUSTOMER, TWIN, POINTS, places=places))
    assert found == {
        "Priority": "High",
        "Original estimate": "2",
        "customfield_10050": "Acme",
        "customfield_10061": "Globex",
        "Story point estimate": "3",
    }


def test_the_first_level_of_a_cascading_field() -> None:
    values = {"customfield_10050": {"value": "EMEA", "child": {"value": "Acme"}}}
    places = {"field:customer", "field:customer.parent"}
    found = fields_of(CUSTOMER, places=places, values=values)
    assert found == (("customer", "EMEA / Acme"), ("customer.parent", "EMEA"))


@pytest.mark.parametrize("name", ["story points", "story point estimate"])
def test_of_one_field_for_story_points_nobody_has_to_ask_the_boards(name: str) -> None:
    assert fields_of(POINTS, places={f"field:{name}"}) == ((name, "3"),)


@pytest.mark.parametrize(
    ("boards", "points"),
    [
        (((1, "customfield_10016"),), "3"),
        (((1, "customfield_10024"), (2, "customfield_10024"), (3, "")), "8"),
        (((1, ""), (2, "customfield_10016"), (3, "timeoriginalestimate")), "3"),
    ],
)
def test_of_two_fields_for_story_points_the_boards_say_which(
    boards: tuple[tuple[int, str], ...], points: str
) -> None:
    found = fields_of(POINTS, OLD_POINTS, places={"field:story points"}, boards=boards)
    assert found == (("story points", points),)


def test_without_a_project_all_boards_are_asked() -> None:
    boards = ((1, "customfield_10016"),)
    found = fields_of(POINTS, OLD_POINTS, places={"field:story points"}, boards=boards, target="filter = 1")
    assert found == (("story points", "3"),)


@pytest.mark.parametrize("boards", [(), ((1, ""),), ((1, "customfield_10016"), (2, "customfield_10024"))])
def test_boards_that_say_nothing_or_disagree_do_not_choose(boards: tuple[tuple[int, str], ...]) -> None:
    with pytest.raises(UsageError, match=r"customfield_10016.*customfield_10024"):
        fields_of(POINTS, OLD_POINTS, places={"field:story points"}, boards=boards)


def test_an_id_beside_story_points_settles_it_without_boards() -> None:
    places = {"field:story points", "field:customfield_10024"}
    found = fields_of(POINTS, OLD_POINTS, places=places, fault=on("/board", 500))
    assert ("story points", "8") in found
    with pytest.raises(UsageError, match="two fields"):
        fields_of(POINTS, OLD_POINTS, places=places | {"field:customfield_10016"})


def on(path: str, status: int) -> FaultPlan:
    return lambda asked: Fault(status=status) if path in asked.path else None


@pytest.mark.parametrize("status", [401, 403, 404])
def test_boards_that_may_not_be_seen_do_not_choose(status: int) -> None:
    with pytest.raises(UsageError, match="story points"):
        fields_of(POINTS, OLD_POINTS, places={"field:story points"}, fault=on("/board", status))


def test_a_board_that_may_not_be_seen_is_passed_over() -> None:
    boards = ((1, "customfield_10024"), (2, "customfield_10016"))
    found = fields_of(
        POINTS, OLD_POINTS, places={"field:story points"}, boards=boards, fault=on("/board/1/", 403)
    )
    assert found == (("story points", "3"),)


@pytest.mark.parametrize("path", ["/board", "/configuration"])
def test_boards_that_fail_otherwise_are_a_gap_of_everything(path: str) -> None:
    boards = ((1, "customfield_10016"),)
    with JiraServer(fields=[*FIELDS, POINTS, OLD_POINTS], boards=boards, fault=on(path, 500)) as server:
        assert read(server, places={"field:story points"}).gap.place == ""


@pytest.mark.parametrize("status", [401, 403, 404])
def test_where_fields_cannot_be_listed_issues_are_read_and_ids_do(status: int) -> None:
    with JiraServer(issues=[jira_issue(1, **VALUES)], fault=on("/rest/api/2/field", status)) as server:
        reading = read(server, places={"field:customfield_10050", "field:cf[10061]", "field:customer"})
    assert reading.issues[0].fields == (("cf[10061]", "Globex"), ("customfield_10050", "Acme"))
    assert [gap.place for gap in reading.gaps] == ["sprint", "organization", "field:customer"]
    assert "read:field:jira" in reading.gaps[0].why


def test_a_list_of_fields_that_breaks_off_is_a_gap_of_everything() -> None:
    with JiraServer(issues=[jira_issue(1)], fault=on("/rest/api/2/field", 500)) as server:
        assert read(server).gap.place == ""


@pytest.mark.parametrize("bad", [7, {"name": "x"}, {"id": "x"}, {"id": "x", "name": "y", "schema": []}])
def test_a_list_of_something_else_is_a_gap(bad: Any) -> None:
    with JiraServer(issues=[jira_issue(1)], fields=[*SYSTEM, bad]) as server:
        reading = read(server)
    assert "field 5" in reading.gap.why
    assert reading.issues == []


def test_names_from_the_site_are_told_on_one_line() -> None:
    name = "Customer \x1b[31m\n::error::"
    evil = [jira_field(f"customfield_{number}", name, SELECT) for number in (1, 2)]
    with JiraServer(fields=[*FIELDS, *evil]) as server:
        (gap,) = read(server, places={"field:customer :error"}).gaps
        with pytest.raises(UsageError) as refused:
            read(server, places={f"field:{name.casefold()}"})
    assert "did you mean" in gap.why
    assert gap.why.isprintable()
    assert str(refused.value).startswith(
        'jira:APP has two fields "Customer ::error::": customfield_1 (select)'
    )


def test_only_the_projects_that_are_read_say_where_their_points_are() -> None:
    asked: list[Asked] = []
    boards = ((1, "customfield_10016"),)
    with JiraServer(fields=[*FIELDS, POINTS, OLD_POINTS], boards=boards, before=asked.append) as server:
        read(server, "project in (APP, WEB)", places={"field:story points"})
    named = [each.query["projectKeyOrId"] for each in asked if each.path.endswith("/board")]
    assert named == ["APP", "WEB"]
