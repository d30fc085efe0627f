"""Where three trackers name customers: found by customers and init, in fields, organizations and forms too."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.conftest import Run
from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.gitlab_graphql import Graph
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import FIELDS, ORGANIZATIONS, JiraServer, jira_field, jira_issue
from connectors.tracker_server import Payload
from seedcorn.model import Meaning
from seedcorn.policy import load_policy

_OWN = "com.atlassian.jira.plugin.system.customfieldtypes:"
JIRA_FIELDS = [
    *FIELDS,
    jira_field("customfield_10050", "Client", f"{_OWN}select"),
    jira_field("customfield_10051", "Customer impact", f"{_OWN}select"),
    jira_field("customfield_10052", "Customers", f"{_OWN}float"),
    jira_field("customfield_10053", "Requested by", f"{_OWN}userpicker"),
    jira_field("customfield_10016", "Story Points", f"{_OWN}float"),
]
SOURCES = ("github:acme/app", "gitlab:acme/web", "jira:APP")


@dataclass
class Trackers:
    """The three, as servers on loopback."""

    github: GithubServer
    gitlab: GitlabServer
    jira: JiraServer
    graph: Graph

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to read from all of them."""
        return {**self.github.environ, **self.gitlab.environ, **self.jira.environ}


def on_github(number: int) -> Payload:
    fields = [("Account", "Initech"), ("Effort", "High")] if number < 4 else []
    return github_issue(
        number,
        labels=[{"name": "customer: Globex"}] if number == 5 else [{"name": "priority: high"}],
        body="### Which company is this for?\n\nGlobex, Hooli\n" if number == 4 else "",
        issue_field_values=[
            {"issue_field_id": at, "issue_field_name": name, "data_type": "text", "value": value}
            for at, (name, value) in enumerate(fields)
        ],
    )


def on_jira(number: int) -> Payload:
    people = [{"accountId": f"{at}", "displayName": name} for at, name in enumerate(("Ada", "Grace"))]
    return jira_issue(
        number,
        labels=[],
        components=[{"name": name} for name in (f"Customer: Hooli {number}", "Billing")],
        reporter=people[number % 2],
        customfield_10002=[{"id": "1", "name": "Umbrella plc"}] if number < 3 else [],
        customfield_10050={"value": "Globex"},
        customfield_10051={"value": "High"},
        customfield_10052=number,
        customfield_10053=people[number % 2],
        customfield_10016=8,
    )


@pytest.fixture
def trackers() -> Iterator[Trackers]:
    gitlab = [
        gitlab_issue(number, project="acme/web", labels=["workflow::ready"], description="", weight=number)
        for number in range(1, 5)
    ]
    ids = [issue["id"] for issue in gitlab]
    graph = Graph(
        issues=gitlab,
        organizations={ids[0]: ["Umbrella"], ids[1]: ["Umbrella"]},
        fields={
            ids[2]: {"Customer Name": {"text": "INITECH GmbH"}, "Team": {"text": "Core"}},
            ids[3]: {"Customer tier": {"text": "Gold"}},
        },
    )
    with ExitStack() as stack:
        yield Trackers(
            github=stack.enter_context(GithubServer(issues=[on_github(number) for number in range(1, 7)])),
            gitlab=stack.enter_context(GitlabServer(projects={"acme/web": gitlab}, graphql=graph)),
            jira=stack.enter_context(
                JiraServer(issues=[on_jira(number) for number in range(1, 4)], fields=JIRA_FIELDS)
            ),
            graph=graph,
        )
