"""Where three trackers name customers, found by customers and init: fields, organizations, forms too."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.conftest import Run
from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.gitlab_graphql import Graph
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import FIELDS, JiraServer, jira_field, jira_issue
from connectors.tracker_server import Fault, Payload, on_page
from seedcorn.cli._starter import policy_text
from seedcorn.model import Meaning, Pattern
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


def table(text: str) -> dict[str, tuple[int, ...]]:
    """The families of a printed table: their title, with names, uses and open ones."""
    rows = re.findall(r"(?m)^  (\S.*?) +(\d+) +(\d+) +(\d+)  (?:not )?counted", text)
    return {title: tuple(map(int, numbers)) for title, *numbers in rows}


def askers(policy: Path, meaning: Meaning = Meaning.CUSTOMER) -> list[tuple[str, str]]:
    """The places and globs that a policy reads names at, in its order."""
    found: list[Pattern] = [
        each for each in load_policy(str(policy)).counting.patterns if each.meaning is meaning
    ]
    return [(each.place, each.glob) for each in sorted(found, key=lambda each: each.rank)]


FOUND = [
    ("organization", "*"),
    ("field:account", "*"),
    ("field:client", "*"),
    ("field:customer name", "*"),
    ("label", "customer: *"),
    ("component", "customer: *"),
    ("heading:which company is this for?", "*"),
]


def test_every_place_of_three_trackers_is_found_the_surest_first(run: Run, trackers: Trackers) -> None:
    done = run("customers", *SOURCES, **trackers.environ)
    assert done.exit_code == 0, done.output
    found = table(done.stdout)
    assert found == {
        "organization": (2, 4, 4),
        "field Account": (1, 3, 3),
        "field Client": (1, 3, 3),
        "field Customer name": (1, 1, 1),
        "label customer: *": (1, 1, 1),
        "component customer: *": (3, 3, 3),
        "heading Which company is this for?": (2, 2, 2),
    }
    assert done.stdout.index("recorded\n") < done.stdout.index("written\n")
    assert next(iter(found)) == "organization"
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_numbers_states_and_people_are_no_names(run: Run, trackers: Trackers) -> None:
    said = run("customers", *SOURCES, **trackers.environ).stdout
    for word in ("impact", "Requested by", "Ada", "Grace", "High", "Story", "tier", "Gold", "Core", "5b10"):
        assert word not in said
    assert "field Customers" not in said


def test_a_name_in_two_places_is_proposed_as_one_and_never_merged(run: Run, trackers: Trackers) -> None:
    said = run("customers", *SOURCES, **trackers.environ).stdout
    assert re.search(r"INITECH GmbH +~ +Initech +field Customer name / field Account\n", said)
    assert re.search(r"Umbrella plc +~ +Umbrella\n", said)  # both among the organizations
    for line in ("{id: initech, name: Initech}", "{id: initech-gmbh, name: INITECH GmbH}"):
        assert f"  - {line}\n" in said


def test_the_lines_for_the_policy_are_a_policy(run: Run, trackers: Trackers, tmp_path: Path) -> None:
    said = run("customers", *SOURCES, **trackers.environ).stdout
    _, _, block = said.partition("To count all of it, in seedcorn.yml\n")
    policy, _, _ = block.partition("On each issue")
    (tmp_path / "seedcorn.yml").write_text(policy, encoding="utf-8")
    assert askers(tmp_path / "seedcorn.yml") == FOUND
    again = run("customers", *SOURCES, **trackers.environ).stdout
    assert "To count all of it" not in again
    assert table(again) == table(said)
    assert "6 customers with open issues" in again


def test_init_writes_a_policy_that_reads_all_three_whole(
    run: Run, trackers: Trackers, tmp_path: Path
) -> None:
    done = run("init", *SOURCES, **trackers.environ)
    assert done.exit_code == 0, done.output
    assert askers(tmp_path / "seedcorn.yml") == [*FOUND, ("heading:customer", "*")]
    text = (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")
    assert "\n  - github: acme/app\n  - gitlab: acme/web\n  - jira: APP\n" in text
    assert not {"Initech", "Umbrella", "Globex", "Hooli"} & set(re.findall(r"\w+", text))
    audit = run("audit", "--output", "json", **trackers.environ)
    assert json.loads(audit.stdout)["gaps"] == []
    assert json.loads(audit.stdout)["attribution"]["open_issues"] == 13


def test_names_cost_no_request_for_each_issue(run: Run, trackers: Trackers) -> None:
    run("init", "--dry-run", *SOURCES, **trackers.environ)
    assert [len(server.requests) for server in (trackers.github, trackers.gitlab, trackers.jira)] == [1, 4, 5]


def test_gitlab_and_jira_get_no_form_of_github_s_and_a_word_on_what_they_need(
    run: Run, trackers: Trackers, tmp_path: Path
) -> None:
    (tmp_path / ".github/ISSUE_TEMPLATE").mkdir(parents=True)
    form = tmp_path / ".github/ISSUE_TEMPLATE/request.yml"
    form.write_text("mine\n", encoding="utf-8")
    jira = "jira:project = APP AND status != Done"
    done = run("init", "gitlab:acme/web", jira, **trackers.environ)
    assert done.exit_code == 0, done.output
    assert form.read_text(encoding="utf-8") == "mine\n"
    assert "needs: GITLAB_TOKEN with the scope read_api; GITLAB_URL" in done.stderr
    assert "needs: JIRA_URL and JIRA_TOKEN; JIRA_USER" in done.stderr
    text = (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")
    assert "# A run needs JIRA_URL and JIRA_TOKEN" in text
    assert "form-heading" not in text
    assert load_policy(str(tmp_path / "seedcorn.yml")).sources == ("gitlab:acme/web", jira)


def test_a_gitlab_that_names_prospects_alone_begins_with_a_scoped_label(run: Run, tmp_path: Path) -> None:
    issues = [
        gitlab_issue(1, project="acme/web", labels=["lead/prospects", "prospect: Acme"], description="")
    ]
    with GitlabServer(groups={"acme": issues}, graphql=Graph(issues=issues, may_read=False)) as server:
        done = run("init", "gitlab:acme/", **server.environ)
    assert done.exit_code == 0, done.output
    assert "contacts are not visible" in done.stderr  # and the policy is written all the same
    text = (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")
    assert askers(tmp_path / "seedcorn.yml") == [("label", "customer::*")]
    assert '\n  prospects:\n    - label: "prospect: *"  # 1 name, 1 use\n' in text
    assert "\n  - gitlab: {group: acme}\n" in text


def test_a_jira_that_names_nobody_is_told_to_write_down_where(run: Run, tmp_path: Path) -> None:
    with JiraServer(issues=[jira_issue(1, labels=["bug"])]) as server:
        done = run("init", "jira:APP", **server.environ)
    assert "write down where yours stand" in done.stderr
    assert askers(tmp_path / "seedcorn.yml") == [("label", "customer: *")]


def test_contacts_that_may_not_be_seen_leave_the_rest(run: Run, trackers: Trackers) -> None:
    trackers.graph.may_read = False
    done = run("customers", *SOURCES, **trackers.environ)
    assert done.exit_code == 0
    assert "not read: gitlab:acme/web, " in done.stderr
    assert "field Customer name" in table(done.stdout)


def test_what_the_policy_looks_at_and_cannot_be_read_exits_3(
    run: Run, trackers: Trackers, tmp_path: Path
) -> None:
    trackers.graph.may_read = False
    policy = 'customers: {from: [{organization: "*"}]}\n'
    (tmp_path / "seedcorn.yml").write_text(policy, encoding="utf-8")
    assert run("customers", *SOURCES, **trackers.environ).exit_code == 3


def test_missing_issues_exit_3(run: Run) -> None:
    issues = [github_issue(number) for number in range(1, 151)]
    with GithubServer(issues=issues, fault=on_page(2, Fault(status=404))) as server:
        assert run("customers", "github:acme/app", **server.environ).exit_code == 3


def test_topics_and_properties_tell_customers_apart_where_several_repositories_are_read(
    run: Run, tmp_path: Path
) -> None:
    names = {f"acme/app-{name}": name for name in ("initech", "hooli", "globex")}
    issues = {
        repository: [github_issue(number, repository=repository, labels=[], body="")]
        for number, repository in enumerate(names, start=1)
    }
    listing = [
        github_repository(repository, topics=[f"customer-{name}"]) for repository, name in names.items()
    ]
    properties = {repository: {"Tenant": name.upper()} for repository, name in names.items()}
    with GithubServer(repositories=issues, listing=listing, properties=properties) as server:
        done = run("init", "github:acme", **server.environ)
    assert done.exit_code == 0, done.output
    found = askers(tmp_path / "seedcorn.yml")
    assert ("property:tenant", "*") in found
    assert ("topic", "customer-*") in found


def test_a_snapshot_is_searched_as_it_is(run: Run, trackers: Trackers) -> None:
    assert run("snapshot", *SOURCES, "-o", "facts", **trackers.environ).exit_code == 0
    done = run("customers", "--from", "facts")
    assert done.exit_code == 0, done.output
    assert "warning" not in done.stderr
    assert "field Client" in table(done.stdout)


def test_a_prospect_s_line_says_so_and_a_customer_s_does_not(run: Run, trackers: Trackers) -> None:
    names = ("prospect: Initrode", "prospect: Globex", "customer: Globex")
    trackers.github.issues["acme/app"] = [
        github_issue(number, labels=[{"name": name}], body="") for number, name in enumerate(names, start=1)
    ]
    said = run("customers", "github:acme/app", **trackers.environ).stdout
    assert "  - {id: initrode, name: Initrode, status: prospect}\n" in said
    assert "  - {id: globex, name: Globex}\n" in said


def labelled(*names: str) -> list[Payload]:
    return [github_issue(number, labels=[{"name": name}], body="") for number, name in enumerate(names, 1)]


def test_what_is_no_name_is_excepted_where_it_stands_among_names(run: Run, tmp_path: Path) -> None:
    names = [f"customer-{name}" for name in ("acme", "globex", "initech", "churn", "high", "request")]
    with GithubServer(issues=labelled(*names)) as server:
        done = run("init", "github:acme/app", **server.environ)
        listed = run("customers", "github:acme/app", "--policy", "balanced", **server.environ)
        counted = run("customers", "github:acme/app", **server.environ)
    assert done.exit_code == 0, done.output
    text = (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")
    assert "      except: [churn, high]\n" in text  # "customer-request" is a request without a name
    assert "      except: [churn, high]\n" in listed.stdout
    assert "nobody's: churn 1, high 1, request 1\n" in listed.stdout
    assert "3 customers with open issues" in counted.stdout


def test_long_lists_of_what_is_no_name_are_left_out(run: Run, trackers: Trackers) -> None:
    names = [f"customer: C{number}x" for number in range(20)] + [f"client: {number}" for number in range(13)]
    trackers.github.issues["acme/app"] = labelled(*names, *(f"client: D{number}x" for number in range(14)))
    said = run("customers", "github:acme/app", **trackers.environ).stdout
    assert '    - label: "client: *"\n' in said
    assert "except" not in said


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("github:acme/app.js", "github: acme/app.js"),
        ("github:acme/api-*", 'github: "acme/api-*"'),
        ("gitlab:acme/platform/", "gitlab: {group: acme/platform}"),
        ("gitlab:acme/web", "gitlab: acme/web"),
        ("jira:APP", "jira: APP"),
        ("jira:no", 'jira: "no"'),
        ('jira:project = "A B" AND x != 1', 'jira: {jql: "project = \\"A B\\" AND x != 1"}'),
        ("export:issues 1.json", 'export: "issues 1.json"'),
        ("export:1/2", 'export: "1/2"'),
    ],
)
def test_sources_are_written_in_their_readable_form(tmp_path: Path, source: str, written: str) -> None:
    path = tmp_path / "seedcorn.yml"
    path.write_text(policy_text({source: ""}, (), ("flat-smb",), 0), encoding="utf-8")
    assert f"\nsources:\n  - {written}\n" in path.read_text(encoding="utf-8")
    assert load_policy(str(path)).sources == (source,)
