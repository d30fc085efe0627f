"""What a changelog of Jira says: each change in the words of the marks, on Cloud and on Data Center."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.jira_reading import read
from connectors.jira_server import (
    FIELDS,
    JiraServer,
    jira_change,
    jira_entry,
    jira_field,
    jira_issue,
    jira_status,
)
from connectors.reading import Reading
from connectors.tracker_server import Payload
from seedcorn.model import CLOSED, HISTORY, Event
from seedcorn.snapshot.marks import marks_of

BOTH = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
DEVLAKE = Path(__file__).parents[2] / "../shared/fixtures/devlake/jira"
STATUSES = [
    {"id": "1", **jira_status("new", "Offen")},
    {"id": "3", **jira_status("indeterminate", "In Arbeit")},
    {"id": "6", **jira_status("done", "Fertig")},
    {"id": "7", **jira_status("done", "Rejected")},
]
MORNING = "2025-03-05T09:00:00.000+0200"
Said = tuple[str, str, bool]


def said(reading: Reading) -> list[Said]:
    return [(event.place, event.value, event.is_on) for event in reading.events]


def past(
    cloud: bool,
    *changes: Payload,
    places: Collection[str] = (),
    fields: Collection[Payload] = FIELDS,
    prepare: Callable[[JiraServer], None] = lambda server: None,
    **values: Any,
) -> Reading:
    """What is read of one issue of these values, to which these changes were made one after another."""
    with JiraServer(issues=[jira_issue(1, **values)], cloud=cloud, fields=list(fields)) as server:
        server.statuses = STATUSES
        server.changes["APP-1"] = [
            jira_entry(number, f"2025-03-{number:02}T09:00:00.000+0200", change)
            for number, change in enumerate(changes, start=1)
        ]
        prepare(server)
        reading = read(server, places={HISTORY, *places})
    assert len(reading.issues) == 1
    return reading


def status(before: str, after: str) -> Payload:
    names = {each["id"]: each["name"] for each in STATUSES}
    return jira_change("status", names.get(before, "?"), names.get(after, "?"), from_=before, to=after)


@BOTH
def test_a_change_of_labels_is_the_difference_of_two_sets(cloud: bool) -> None:
    reading = past(
        cloud,
        jira_change("labels", "", "bug customer:acme"),
        jira_change("labels", "bug customer:acme", "customer:acme  wish"),
        jira_change("labels", "customer:acme wish", "wish customer:acme"),
        jira_change("labels", "wish customer:acme", ""),
    )
    assert said(reading) == [
        ("label", "bug", True),
        ("label", "customer:acme", True),
        ("label", "bug", False),
        ("label", "wish", True),
        ("label", "wish", False),
        ("label", "customer:acme", False),
    ]
    assert reading.gaps == []


@BOTH
def test_an_event_says_when_who_and_which_and_of_what(cloud: bool) -> None:
    ada = {"accountId": "5b10", "displayName": "Ada"} if cloud else {"name": "ada", "displayName": "Ada L"}
    with JiraServer(issues=[jira_issue(1)], cloud=cloud) as server:
        server.changes["APP-1"] = [
            jira_entry(57_278, MORNING, jira_change("labels", "", "a"), author=ada),
            jira_entry(57_279, MORNING, jira_change("labels", "a", "")),
        ]
        first, second = read(server, places={HISTORY}).events
    assert first == Event(
        source="jira:APP",
        key="APP-1",
        at=datetime(2025, 3, 5, 7, tzinfo=UTC),
        place="label",
        value="a",
        actor="Ada" if cloud else "ada",
        number=57_278,
    )
    assert (second.actor, second.is_on, second.number) == (None, False, 57_279)


@pytest.mark.parametrize("created", [1_741_158_000, 1_741_158_000_000, "2025-03-05T07:00:00Z"])
def test_cloud_writes_times_in_several_ways(created: object) -> None:
    with JiraServer(issues=[jira_issue(1)]) as server:
        server.changes["APP-1"] = [jira_entry(1, "", jira_change("labels", "", "a")) | {"created": created}]
        (event,) = read(server, places={HISTORY}).events
    assert event.at == datetime(2025, 3, 5, 7, tzinfo=UTC)


@BOTH
def test_the_category_of_a_status_closes_and_opens_again(cloud: bool) -> None:
    reading = past(
        cloud, status("1", "3"), status("3", "6"), status("6", "7"), status("7", "1"), status("1", "6")
    )
    assert said(reading) == [
        (CLOSED, "completed", True),
        (CLOSED, "", False),
        (CLOSED, "completed", True),
    ]
    assert [event.at.day for event in reading.events] == [2, 4, 5]


@BOTH
@pytest.mark.parametrize(
    ("resolution", "closing", "reason"),
    [
        ("Done", "6", "completed"),
        ("Won't Do", "6", "not_planned"),
        ("Duplicate", "6", "duplicate"),
        ("Done", "7", "not_planned"),
    ],
)
def test_the_resolution_says_why_in_the_words_of_the_issue(
    cloud: bool, resolution: str, closing: str, reason: str
) -> None:
    name = next(each["name"] for each in STATUSES if each["id"] == closing)
    now: Payload = {"status": jira_status("done", name), "resolution": {"id": "9", "name": resolution}}
    with JiraServer(issues=[jira_issue(1, **now)], cloud=cloud) as server:
        server.statuses = STATUSES
        both = [jira_change("resolution", "", resolution, to="9"), status("1", closing)]
        server.changes["APP-1"] = [jira_entry(1, MORNING, *both)]
        reading = read(server, places={HISTORY})
    assert said(reading) == [(CLOSED, reason, True)]
    assert reading.issues[0].state_reason == reason


@BOTH
def test_a_resolution_from_before_or_after_says_why_too(cloud: bool) -> None:
    done, dropped = ({"from_": "9"} if each else {"to": "9"} for each in (True, False))
    reading = past(
        cloud,
        jira_change("resolution", "", "Won't Do", **dropped),
        status("1", "6"),
        jira_change("resolution", "Won't Do", "", **done),
        status("6", "1"),
        status("1", "6"),
    )
    assert said(reading) == [
        (CLOSED, "not_planned", True),
        (CLOSED, "", False),
        (CLOSED, "completed", True),
    ]


@BOTH
def test_a_status_that_is_no_more_says_nothing_but_what_those_of_its_name_say(cloud: bool) -> None:
    gone = jira_change("status", "Unbekannt", "Fertig", from_="90", to="91")
    assert said(past(cloud, gone)) == [(CLOSED, "completed", True)]
    assert said(past(cloud, status("1", "90"), status("90", "1"), status("3", "91"))) == []
    closed = (CLOSED, "completed", True)
    assert said(past(cloud, status("1", "6"), status("6", "90"), status("90", "1"))) == [
        closed,
        (CLOSED, "", False),
    ]
    assert said(past(cloud, status("1", "90"), status("90", "6"))) == [closed]


def sprint(id_: int, name: str) -> Payload:
    return {"id": id_, "name": name, "state": "active"}


@BOTH
def test_sprints_are_called_as_today_though_a_comma_be_in_a_name(cloud: bool) -> None:
    today = [sprint(38, "One, and two"), sprint(40, "Three")]
    text = "Sprint@5f[id=38,rapidViewId=7,state=ACTIVE,name=One, and two,startDate=<null>]"
    change = "customfield_10020"
    reading = past(
        cloud,
        jira_change(change, "", "Eins", to="38", called="Sprint"),
        jira_change(change, "Eins", "Eins, Drei", from_="38", to="38, 40", called="Sprint"),
        jira_change(change, "One, and two, Drei", "Drei", from_="38, 40", to="40", called="Sprint"),
        jira_change(change, "Drei", "Drei, Alt", from_="40", to="40, 7", called="Sprint"),
        customfield_10020=today if cloud else [text, "Sprint@60[id=40,state=ACTIVE,name=Three]"],
    )
    assert said(reading) == [
        ("sprint", "One, and two", True),
        ("sprint", "Three", True),
        ("sprint", "One, and two", False),
        ("sprint", "Alt", True),
    ]


@BOTH
def test_sprints_that_cannot_be_told_apart_are_left_out(cloud: bool) -> None:
    sprints = jira_change("customfield_10020", "", "One, and two, Three", to="1, 2", called="Sprint")
    nameless = jira_change("customfield_10020", "", "", to="3", called="Sprint")
    assert past(cloud, sprints, nameless).items[1:] == []


@BOTH
def test_versions_components_and_types_are_called_as_today(cloud: bool) -> None:
    reading = past(
        cloud,
        jira_change("fixVersions", "", "2.0", to="10"),
        jira_change("fixVersions", "", "3.0", to="11"),
        jira_change("fixVersions", "2.0", "", from_="10"),
        jira_change("issuetype", "Bug", "Story", from_="4", to="1"),
        jira_change("components", "", "Billing", to="7"),
        places={"component"},
        fixVersions=[{"id": "11", "name": "3.0 (autumn)"}],
        components=[{"id": "7", "name": "Invoices"}],
    )
    assert said(reading) == [
        ("version", "2.0", True),
        ("version", "3.0 (autumn)", True),
        ("version", "2.0", False),
        ("type", "Bug", False),
        ("type", "Story", True),
        ("component", "Invoices", True),
    ]
    assert set(marks_of(reading.issues[0])) > {mark[:2] for mark in said(reading) if mark[1][:3] in "3.0Inv"}


@BOTH
def test_components_that_nobody_looks_at_are_left_out(cloud: bool) -> None:
    assert past(cloud, jira_change("components", "", "Billing", to="7")).events == []


def test_people_of_cloud_are_called_as_they_show() -> None:
    reading = past(
        True,
        jira_change("assignee", "", "Old Name", to="5b10"),
        jira_change("assignee", "Old Name", "Bob", from_="5b10", to="77"),
    )
    assert said(reading) == [("assignee", "Ada", True), ("assignee", "Ada", False), ("assignee", "Bob", True)]


def test_people_of_a_data_center_are_called_by_their_account() -> None:
    def prepare(server: JiraServer) -> None:
        server.users["JIRAUSER9"] = {"key": "JIRAUSER9", "name": "bob", "displayName": "Bob B"}
        asked.append(server)

    asked: list[JiraServer] = []
    ada = {"key": "JIRAUSER1", "name": "ada", "displayName": "Ada L"}
    changes = [("", "JIRAUSER1"), ("JIRAUSER1", "JIRAUSER9"), ("JIRAUSER9", "JIRAUSER7")]
    changes += [("JIRAUSER7", "eve"), ("eve", "JIRAUSER9")]
    reading = past(
        False,
        *(jira_change("assignee", "x" if was else "", "y", from_=was, to=is_) for was, is_ in changes),
        prepare=prepare,
        reporter=ada,
    )
    assert said(reading) == [
        ("assignee", "ada", True),
        ("assignee", "ada", False),
        ("assignee", "bob", True),
        ("assignee", "bob", False),
        ("assignee", "eve", True),
        ("assignee", "eve", False),
        ("assignee", "bob", True),
    ]
    assert sum(request.path.endswith("/user") for request in asked[0].requests) == 3


OPTION = {"id": "10", "value": "Acme  GmbH"}
CHOICES = [{"id": "10", "value": "Acme"}, {"id": "11", "value": "Globex, Inc"}]
CASCADE = {"id": "10", "value": "EMEA", "child": {"id": "11", "value": "Acme (old)"}}
LEVELS = "Parent values: EMEA(10)Level 1 values: Acme (old)(11)"


@BOTH
@pytest.mark.parametrize(
    ("kind", "value", "change", "marks"),
    [
        ("x:select", OPTION, {"after": "Acme Ltd", "to": "10"}, ["Acme GmbH"]),
        ("x:radiobuttons", OPTION, {"after": "Acme Ltd", "to": "10"}, ["Acme GmbH"]),
        ("x:multiselect", CHOICES, {"after": "Acme,Globex, Inc", "to": "[10, 11]"}, ["Acme", "Globex, Inc"]),
        ("x:multicheckboxes", CHOICES[:1], {"after": "Acme", "to": "[10]"}, ["Acme"]),
        ("x:textfield", "Acme\u00a0 Ltd", {"after": "Acme\u00a0 Ltd"}, ["Acme Ltd"]),
        ("x:url", "https://acme.example", {"after": "https://acme.example"}, ["https://acme.example"]),
        ("x:float", 5.0, {"after": "5"}, ["5"]),
        ("x:float", 2.5, {"after": "2.50"}, ["2.5"]),
        ("x:jsw-story-points", 13.0, {"after": "13.0"}, ["13"]),
        ("x:labels", ["Acme", "Globex"], {"after": "Acme Globex"}, ["Acme", "Globex"]),
        ("x:cascadingselect", CASCADE, {"after": LEVELS, "to": "Parent values: (10)"}, ["EMEA / Acme (old)"]),
        ("x:datepicker", "2025-07-01", {"after": "01/Jul/25", "to": "2025-07-01"}, ["2025-07-01"]),
    ],
)
def test_a_field_s_value_is_told_as_it_stands_on_the_issue(
    cloud: bool, kind: str, value: object, change: dict[str, str], marks: list[str]
) -> None:
    field = jira_field("customfield_10050", "Customer Tier", kind)
    came = jira_change(
        "customfield_10050", "", change["after"], to=change.get("to", ""), called="Customer tier"
    )
    went = {"from": came["to"], "fromString": came["toString"], "to": None, "toString": None}
    reading = past(
        cloud,
        came,
        came | went,
        places={"field:customer tier"},
        fields=[*FIELDS, field],
        customfield_10050=value,
    )
    place = "field:customer tier"
    assert said(reading) == [
        *((place, mark, True) for mark in marks),
        *((place, mark, False) for mark in marks),
    ]
    assert [mark for mark in marks_of(reading.issues[0]) if mark[0] == place] == [
        (place, mark) for mark in marks
    ]


@BOTH
@pytest.mark.parametrize(
    ("mark", "value", "change"),
    [
        (("field:priority", "High"), {"id": "2", "name": "High"}, jira_change("priority", "", "P2", to="2")),
        (("field:time spent", "1.5"), 5_400, jira_change("timespent", "", "5400", to="5400")),
    ],
)
def test_so_are_jira_s_own_fields(cloud: bool, mark: tuple[str, str], value: Any, change: Payload) -> None:
    fields = [*FIELDS, jira_field("timespent", "Time Spent")]
    reading = past(cloud, change, places={mark[0]}, fields=fields, **{change["fieldId"]: value})
    assert said(reading) == [(*mark, True)]
    assert mark in marks_of(reading.issues[0])


@BOTH
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("x:textarea", "prose"),
        ("x:cmdb-object-cftype", "Acme (CRM-1)"),
        ("x:multiuserpicker", "Ada, Bob"),
        ("x:float", "1,5"),
        ("x:float", "nan"),
        ("x:cascadingselect", "EMEA"),
        ("x:datepicker", "01/Jul/25"),
    ],
)
def test_what_a_changelog_tells_otherwise_than_the_issue_is_left_out(
    cloud: bool, kind: str, text: str
) -> None:
    field = jira_field("customfield_10050", "Customer", kind)
    change = jira_change("customfield_10050", "", text, called="Customer")
    reading = past(cloud, change, places={"field:customer"}, fields=[*FIELDS, field])
    assert (reading.events, reading.gaps) == ([], [])


@BOTH
def test_a_field_by_its_id_and_by_its_name_stands_in_two_places(cloud: bool) -> None:
    twins = [jira_field(f"customfield_{n}", "Customer", "x:select") for n in (10_050, 10_061)]
    change = jira_change("customfield_10050", "", "Acme", to="1", called="Customer")
    places = {"field:customer", "field:customfield_10050"}
    reading = past(cloud, change, places=places, fields=[*FIELDS, *twins])
    # An older Jira does not say which of the two it was.
    assert said(reading) == ([(place, "Acme", True) for place in sorted(places)] if cloud else [])


@BOTH
def test_texts_ranks_and_links_are_left_out(cloud: bool) -> None:
    ids = ("summary", "description", "Rank", "Link", "Attachment", "RemoteIssueLink", "Key")
    assert past(cloud, *(jira_change(id_, "a", "b", fieldId=None) for id_ in ids)).items[1:] == []
