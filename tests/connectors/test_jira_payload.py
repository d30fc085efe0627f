"""One issue of a Jira, as it is read: state, reason, sprints, versions, people, parents, fields, marks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.jira_server import jira_issue, jira_status
from connectors.tracker_server import Payload
from seedcorn.connectors._jira_fields import Named, Wanted
from seedcorn.connectors._jira_payload import Site, issue_of
from seedcorn.errors import DataError
from seedcorn.model import Issue, Iteration

WANTED = Wanted(
    fields=(
        Named(name="customer", id="customfield_1"),
        Named(name="original estimate", id="timeoriginalestimate", how="hours"),
        Named(name="region.parent", id="customfield_2", how="parent"),
        Named(name="story points", id="customfield_3", project="APP"),
        Named(name="story points", id="customfield_4", project="WEB"),
        Named(name="asset", id="customfield_5", how="asset"),
    ),
    sprints=("customfield_10020",),
    epics=("customfield_10014",),
    organizations=("customfield_10002",),
)
SITE = Site(web="https://acme.atlassian.net", wanted=WANTED)


def read(payload: object) -> Issue:
    return issue_of(payload, where="page 1, item 1", site=SITE)


def issue(**fields: Any) -> Issue:
    return read(jira_issue(12, **fields))


def test_every_fact_of_an_issue() -> None:
    found = issue(
        summary="Export to PDF",
        status=jira_status("done"),
        resolution={"name": "Done"},
        resolutiondate="2025-06-01T02:00:00.000+0200",
        fixVersions=[
            {"name": "2.0", "startDate": "2025-05-01", "releaseDate": "2025-07-01", "released": False}
        ],
        components=[{"name": "Billing"}],
        assignee={"accountId": "1", "displayName": "Grace"},
        parent={"key": "APP-3", "fields": {"summary": "Reports for Acme"}},
        description="h3. Customer\nAcme",
        customfield_1={"value": "Acme"},
        customfield_10002=[{"id": "1", "name": "Acme Ltd"}],
        customfield_10020=[
            {"id": 4, "name": "Sprint 4", "state": "active", "endDate": "2025-06-14T00:00:00.000Z"}
        ],
    )
    assert found == Issue(
        source="jira:APP",
        key="APP-12",
        title="Export to PDF",
        state="closed",
        created_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
        url="https://acme.atlassian.net/browse/APP-12",
        type="Story",
        state_reason="completed",
        labels=("customer:acme",),
        fields=(("customer", "Acme"),),
        headings=(("Customer", "Acme"),),
        iterations=(
            Iteration(name="Sprint 4", kind="sprint", end=datetime(2025, 6, 14, tzinfo=UTC)),
            Iteration(
                name="2.0",
                kind="version",
                start=datetime(2025, 5, 1, tzinfo=UTC),
                end=datetime(2025, 7, 1, tzinfo=UTC),
            ),
        ),
        assignees=("Grace",),
        author="Ada",
        updated_at=datetime(2025, 3, 2, 12, tzinfo=UTC),
        closed_at=datetime(2025, 6, 1, tzinfo=UTC),
        parent="APP-3",
        marks=(
            ("organization", "Acme Ltd"),
            ("component", "Billing"),
            ("epic", "Reports for Acme"),
            ("project", "APP"),
        ),
    )


@pytest.mark.parametrize(
    ("status", "resolution", "state"),
    [
        (jira_status("new"), None, "open"),
        (jira_status("indeterminate", "Done?"), {"name": "Done"}, "open"),
        (jira_status("done", "已完成"), None, "closed"),
        ({"name": "Closed"}, {"name": "Done"}, "closed"),
        ({"name": "Closed"}, None, "open"),
    ],
)
def test_it_is_closed_by_the_category_of_its_status(
    status: Payload, resolution: Payload | None, state: str
) -> None:
    assert issue(status=status, resolution=resolution).state == state


@pytest.mark.parametrize(
    ("resolution", "status", "reason"),
    [
        ("Done", "Done", "completed"),
        ("完成", "Done", "completed"),
        (None, "Done", "completed"),
        ("Won't Do", "Done", "not_planned"),
        ("Won\u2019t Fix", "Done", "not_planned"),
        ("DECLINED", "Done", "not_planned"),
        ("Cannot Reproduce", "Done", "not_planned"),
        ("Duplicate", "Done", "duplicate"),
        ("Done", "Rejected", "not_planned"),
    ],
)
def test_why_it_is_closed(resolution: str | None, status: str, reason: str) -> None:
    said = None if resolution is None else {"name": resolution}
    assert issue(status=jira_status("done", status), resolution=said).state_reason == reason
    assert issue(resolution=said).state_reason is None


@pytest.mark.parametrize(
    ("fields", "closed_at"),
    [
        ({"resolutiondate": "2025-06-01T00:00:00.000+0000"}, datetime(2025, 6, 1, tzinfo=UTC)),
        ({"statuscategorychangedate": "2025-06-02T00:00:00.000+0000"}, datetime(2025, 6, 2, tzinfo=UTC)),
        ({"updated": "2025-06-03T00:00:00.000+0000"}, datetime(2025, 6, 3, tzinfo=UTC)),
        ({"updated": None}, None),
    ],
)
def test_when_it_was_closed(fields: dict[str, Any], closed_at: datetime | None) -> None:
    assert issue(status=jira_status("done"), **fields).closed_at == closed_at


@pytest.mark.parametrize(
    ("reporter", "author"),
    [
        (None, None),
        ({"accountId": "1", "name": "old", "displayName": "Ada Lovelace"}, "Ada Lovelace"),
        ({"name": "ada", "key": "JIRAUSER1", "displayName": "Ada Lovelace"}, "ada"),
        ({"accountId": "1"}, None),
        ("ada", None),
    ],
)
def test_people_are_called_as_on_that_kind_of_jira(reporter: object, author: str | None) -> None:
    if reporter == "ada":
        with pytest.raises(DataError, match="reporter is text"):
            issue(reporter=reporter)
        return
    assert issue(reporter=reporter).author == author


@pytest.mark.parametrize(
    ("reporter", "domain"),
    [
        ({"accountType": "customer", "emailAddress": "Joe@Mail.Acme.Example"}, "mail.acme.example"),
        ({"accountType": "atlassian", "emailAddress": "ada@us.example"}, None),
        ({"accountType": "customer"}, None),
        ({"accountType": "customer", "emailAddress": "joe"}, None),
        ({"accountType": "customer", "emailAddress": "joe@acme.example\nx"}, None),
        ({"accountType": "customer", "emailAddress": 7}, None),
    ],
)
def test_of_a_customer_s_address_only_the_domain_is_kept(reporter: Payload, domain: str | None) -> None:
    found = issue(reporter={"displayName": "Joe", **reporter})
    assert [value for place, value in found.marks if place == "requester-domain"] == (
        [domain] if domain else []
    )
    assert "joe@" not in repr(found).casefold()


@pytest.mark.parametrize(
    ("fields", "parent"),
    [
        ({}, None),
        ({"parent": {"key": "APP-1"}, "customfield_10014": "APP-2"}, "APP-1"),
        ({"customfield_10014": "APP-2"}, "APP-2"),
        ({"customfield_10014": "../../x"}, None),
        ({"customfield_10014": {"key": "APP-2"}}, None),
    ],
)
def test_its_parent_is_the_issue_above_or_the_epic(fields: dict[str, Any], parent: str | None) -> None:
    assert issue(**fields).parent == parent


def test_fields_are_read_each_in_its_way_and_for_its_project() -> None:
    fields: dict[str, Any] = {
        "customfield_1": [{"value": "Acme"}, {"value": "Globex"}],
        "timeoriginalestimate": 5_400,
        "customfield_2": {"value": "EMEA", "child": {"value": "Acme"}},
        "customfield_3": 3.0,
        "customfield_4": 8.0,
        "customfield_5": ["Acme Ltd (CRM-12)", "CRM-13"],
    }
    assert issue(**fields).fields == (
        ("customer", "Acme"),
        ("customer", "Globex"),
        ("original estimate", "1.5"),
        ("region.parent", "EMEA"),
        ("story points", "3"),
        ("asset", "Acme Ltd"),
        ("asset", "CRM-13"),
    )
    assert ("story points", "8") in read(jira_issue(1, project="WEB", **fields)).fields


def test_versions_that_are_out_are_closed() -> None:
    versions = [
        {"name": "1", "released": True},
        {"name": "2", "archived": True},
        {"name": "3"},
        {"name": " "},
    ]
    found = issue(fixVersions=versions).iterations
    assert [(version.name, version.closed) for version in found] == [("1", True), ("2", True), ("3", False)]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (7, "is a number"),
        ({}, "key is missing"),
        ({"key": "APP-1"}, "fields is missing"),
        ({"key": "APP", "fields": {}}, "not a key like APP-12"),
        ({"key": "../x-1", "fields": {}}, "not a key like APP-12"),
        ({"key": "APP-1", "fields": []}, "fields is a list"),
        (jira_issue(1, summary=None), "summary is missing"),
        (jira_issue(1, summary=["Acme"]), "summary is a list"),
        (jira_issue(1, status=None), "status is missing"),
        (jira_issue(1, created="yesterday"), "created is 'yesterday'"),
        (jira_issue(1, created=None), "created is missing"),
        (jira_issue(1, labels="x"), "labels is text"),
        (jira_issue(1, labels=[7]), "labels is a number"),
        (jira_issue(1, fixVersions=["2.0"]), "fixVersions is text"),
        (jira_issue(1, components={}), "components is an object"),
        (jira_issue(1, parent="APP-1"), "parent is text"),
    ],
)
def test_what_is_no_issue_says_where_and_what(payload: object, said: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        read(payload)
    assert str(refused.value).startswith("page 1, item 1")
    assert "Acme" not in str(refused.value)


def test_labels_that_were_not_given_are_not_taken_for_none() -> None:
    payload = jira_issue(1)
    del payload["fields"]["labels"]
    with pytest.raises(DataError, match="labels is missing"):
        read(payload)
