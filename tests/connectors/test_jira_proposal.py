"""Reading one issue of Jira: as a search gives it, of Cloud and of Data Center, and what is wrong."""

import json
from typing import Any

import pytest

from connectors.jira_server import FIELDS, TOKEN, JiraServer, jira_field, jira_issue, jira_status
from connectors.proposing import Proposed, proposed
from connectors.tracker_server import Asked, Fault, FaultPlan
from seedcorn.connectors.jira import propose
from seedcorn.errors import UsageError
from seedcorn.transport.trouble import UnreadError

ISSUES = [jira_issue(number) for number in range(11, 14)]
CLOUD_AND_DATA_CENTER = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])


def on_search(fault: Fault) -> FaultPlan:
    return lambda asked: fault if asked.path.endswith(("/search", "/search/jql")) else None


def saying(payload: Any) -> Fault:
    return Fault(body=json.dumps(payload).encode())


def read(server: JiraServer, target: str = "APP-12", **options: Any) -> Proposed:
    return proposed(propose, target, server.environ, **options)


@CLOUD_AND_DATA_CENTER
def test_an_issue_reads_as_in_a_search(cloud: bool) -> None:
    with JiraServer(issues=ISSUES, cloud=cloud) as server:
        found = read(server)
        assert len(server.requests) == 4
        assert [asked.body["jql"] for asked in server.searches] == [
            'key = "APP-12" ORDER BY created ASC, key ASC'
        ]
    proposal, issue = found.proposal, found.issue
    assert (proposal.is_change, proposal.closes, proposal.base, proposal.head) == (False, (), "", "")
    assert (issue.source, issue.key, issue.title) == ("jira:APP", "APP-12", "Issue 12")
    assert (issue.type, issue.labels) == ("Story", ("customer:acme",))
    assert issue.url == f"{server.url}/browse/APP-12"
    assert found.messages == []


def test_a_closed_issue() -> None:
    done = jira_issue(12, status=jira_status("done"), resolution={"name": "Won't Do"})
    with JiraServer(issues=[done]) as server:
        issue = read(server).issue
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")


def test_the_fields_that_are_looked_at_are_read() -> None:
    team = jira_field("customfield_10050", "Team", "com.example:team")
    with JiraServer(
        issues=[jira_issue(12, customfield_10050="Blue", customfield_10002=[{"name": "Umbrella"}])],
        fields=[*FIELDS, team],
    ) as server:
        found = read(server, places={"field:team", "organization", "field:of another tracker"})
    assert found.issue.fields == (("team", "Blue"),)
    assert ("organization", "Umbrella") in found.issue.marks
    assert found.messages == []


def test_fields_that_cannot_be_listed_are_told() -> None:
    with JiraServer(
        issues=ISSUES, fault=lambda asked: Fault(status=403) if asked.path.endswith("/field") else None
    ) as server:
        found = read(server, places={"field:team"})
    assert found.issue.key == "APP-12"
    assert found.messages == ["not read of it: field, organization, sprint"]


def test_a_field_that_could_be_any_of_several_is_refused() -> None:
    twins = [jira_field(f"customfield_1000{n}", "Team", "com.example:team") for n in (5, 6)]
    with JiraServer(issues=ISSUES, fields=twins) as server, pytest.raises(UsageError, match="two fields"):
        read(server, places={"field:team"})


def test_an_issue_that_moved_is_found_under_its_new_key() -> None:
    answer = {"issues": [jira_issue(5, project="NEW")], "isLast": True}
    with JiraServer(fault=on_search(saying(answer))) as server:
        issue = read(server).issue
    assert (issue.source, issue.key) == ("jira:NEW", "NEW-5")


@CLOUD_AND_DATA_CENTER
def test_one_that_is_not_there_is_not_found(cloud: bool) -> None:
    with JiraServer(issues=ISSUES, cloud=cloud) as server, pytest.raises(UnreadError) as error:
        read(server, "APP-99")
    assert (error.value.status, error.value.exit_code) == (404, 3)
    assert "check the key" in error.value.hint


@CLOUD_AND_DATA_CENTER
def test_a_search_that_is_refused_for_the_key_is_one_that_found_nothing(cloud: bool) -> None:
    said = {"errorMessages": ["An issue with key 'APP-12' does not exist for field 'key'."]}
    fault = Fault(status=400, body=json.dumps(said).encode())
    with JiraServer(cloud=cloud, fault=on_search(fault)) as server, pytest.raises(UnreadError) as error:
        read(server)
    assert "does not exist for field" in str(error.value)
    assert (error.value.status, error.value.hint) == (404, "check the key, and what the account may read")


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "JIRA_TOKEN"), (403, "Browse Projects"), (404, ""), (500, "run again later")]
)
@pytest.mark.parametrize("end", ["/search/jql", "/serverInfo"])
def test_what_cannot_be_read_says_why_and_what_to_do(status: int, hint: str, end: str) -> None:
    def plan(asked: Asked) -> Fault | None:
        return Fault(status=status) if asked.path.endswith(end) else None

    with JiraServer(issues=ISSUES, fault=plan) as server, pytest.raises(UnreadError) as error:
        read(server)
    assert str(status) in str(error.value)
    assert hint in error.value.hint
    assert error.value.hint
    assert TOKEN not in f"{error.value} {error.value.hint}"


@pytest.mark.parametrize(
    "target",
    [
        *("APP", "APP-", "APP-0", "APP-012", "APP-x", "-12", "12", "", "APP 12", "APP-1.2", "APP-12 OR x=1"),
        *('APP-12" OR project = "X', "APP-٣", "APP#12", "acme/app#12", "https://x/browse/APP-12", "АPP-12"),
    ],
)
def test_a_target_that_is_no_key_is_refused(target: str) -> None:
    with pytest.raises(UsageError) as error:
        proposed(propose, target, {"JIRA_URL": "http://127.0.0.1:9"})
    assert "jira:APP-12" in error.value.hint
    assert str(error.value).isascii()


BODIES: list[Any] = [
    [],
    {},
    {"issues": None},
    {"issues": [7], "isLast": True},
    {"issues": [{"key": "APP-12"}], "isLast": True},
    {"issues": [jira_issue(12) | {"key": "<b>"}], "isLast": True},
    {"issues": [jira_issue(12, summary=7)], "isLast": True},
    {"issues": [jira_issue(12, status=None)], "isLast": True},
    {"issues": [jira_issue(12), jira_issue(13)], "isLast": True},
    {"issues": [jira_issue(12)], "nextPageToken": 7},
]


@pytest.mark.parametrize("body", BODIES)
def test_answers_that_make_no_sense_are_errors_of_ours(body: Any) -> None:
    with JiraServer(fault=on_search(saying(body))) as server, pytest.raises(UnreadError) as error:
        read(server)
    assert error.value.hint


@CLOUD_AND_DATA_CENTER
def test_the_token_never_leaves_its_host(cloud: bool) -> None:
    with JiraServer(issues=ISSUES, cloud=cloud) as other:
        places = {True: "/rest/api/3/search/jql", False: "/rest/api/2/search"}
        fault = Fault(status=307, headers={"Location": f"{other.url}{places[cloud]}"})
        with (
            JiraServer(issues=ISSUES, cloud=cloud, fault=on_search(fault)) as server,
            pytest.raises(UnreadError) as error,
        ):
            read(server)
        assert other.requests == []
    assert TOKEN not in f"{error.value} {error.value.hint}"
