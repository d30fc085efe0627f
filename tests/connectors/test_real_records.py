"""Real trackers' own words, where the shared records are at hand: the same issues fetched and from a file."""

import csv
import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.github_server import GithubServer
from connectors.jira_reading import read as read_jira
from connectors.jira_server import SPRINT, JiraServer, jira_field
from connectors.reading import read
from connectors.tracker_server import Asked, Fault
from seedcorn.connector import Collecting
from seedcorn.connectors.export import collect
from seedcorn.model import Issue

SHARED = Path(__file__).parents[2] / "../shared"
RECORD = SHARED / "data/webkit-standards-positions/issues.api.2026-01-21.json.gz"
OCTOKIT = SHARED / "fixtures/octokit"
DEVLAKE = SHARED / "fixtures/devlake/github/_raw_github_api_issues.csv"
DEVLAKE_JIRA = SHARED / "fixtures/devlake/jira"
GO_JIRA = SHARED / "fixtures/go-jira"


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason="the shared records are not beside this checkout")


def from_file(path: Path) -> list[Issue]:
    return [item for item in collect(str(path), Collecting()) if isinstance(item, Issue)]


@needs(RECORD)
def test_webkit_s_record_is_the_same_fetched_and_from_a_file() -> None:
    payloads = json.loads(gzip.decompress(RECORD.read_bytes()))
    with GithubServer(issues=payloads, repository="WebKit/standards-positions") as server:
        fetched = read(server, "WebKit/standards-positions")
    saved = from_file(RECORD)
    assert fetched.gaps == []
    assert len(payloads) == 595
    assert len(saved) == len(fetched.issues) == 574
    assert [replace(issue, source="") for issue in saved] == [
        replace(issue, source="") for issue in fetched.issues
    ]
    assert {issue.source for issue in saved} == {"export:issues.api.2026-01-21.json.gz"}
    assert len(server.requests) <= 7


@needs(RECORD)
def test_who_asks_in_webkit_s_record() -> None:
    still_open = [issue for issue in from_file(RECORD) if issue.state == "open"]
    asked = Counter(label for issue in still_open for label in issue.labels if label.startswith("from: "))
    assert len(still_open) == 305
    assert asked == {
        "from: Google": 99,
        "from: Microsoft": 24,
        "from: Igalia": 4,
        "from: Intel": 4,
        "from: other": 2,
        "from: Apple": 1,
        "from: Adobe": 1,
    }


def recorded(name: str) -> list[dict[str, Any]]:
    exchanges: list[dict[str, Any]] = json.loads((OCTOKIT / f"{name}.normalized-fixture.json").read_text())
    return exchanges


@needs(OCTOKIT)
def test_recorded_pages_with_their_own_headers() -> None:
    """Five pages of three, as they were sent, with links to numbered pages and a reset in milliseconds."""
    pages = dict(enumerate(recorded("paginate-issues"), start=1))

    def replay(asked: Asked) -> Fault:
        page = pages[asked.page]
        link = page["headers"]["link"].replace("https://api.github.com", server.url)
        limits = {
            name: str(value) for name, value in page["headers"].items() if name.startswith("x-ratelimit")
        }
        return Fault(headers={"Link": link, **limits}, body=json.dumps(page["response"]).encode())

    with GithubServer(fault=replay) as server:
        reading = read(server, "octokit-fixture-org/paginate-issues")
    assert reading.gaps == []
    assert len(reading.issues) == 13
    assert set(reading.keys) == {f"octokit-fixture-org/paginate-issues#{number}" for number in range(1, 14)}


@needs(OCTOKIT)
def test_recorded_pages_whose_links_lead_elsewhere() -> None:
    page = recorded("paginate-issues")[0]
    fault = Fault(headers={"Link": page["headers"]["link"]}, body=json.dumps(page["response"]).encode())
    with GithubServer(fault=lambda asked: fault) as server:
        assert "another place" in read(server).gap.why


@needs(DEVLAKE)
def test_recorded_issues_of_another_collector(tmp_path: Path) -> None:
    rows = list(csv.DictReader(DEVLAKE.read_text().splitlines(keepends=True)))
    path = tmp_path / "issues.jsonl"
    path.write_text("".join(json.dumps(json.loads(row["data"])) + "\n" for row in rows))
    issues = from_file(path)
    assert len(rows) == 42
    assert len(issues) == 26
    assert {issue.key.partition("#")[0] for issue in issues} == {"panjf2000/ants"}


def devlake_jira(name: str) -> list[dict[str, Any]]:
    """The recorded objects of a table, which stand in its third column, whether it has a header or not."""
    with (DEVLAKE_JIRA / f"_raw_jira_api_{name}.csv").open(newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) > 2 and row[2].startswith("{")]
    return [json.loads(row[2]) for row in rows]


@needs(DEVLAKE_JIRA)
def test_recorded_issues_of_jira_cloud() -> None:
    csv.field_size_limit(1 << 24)
    recorded = devlake_jira("issues")
    for issue in recorded:  # recorded through boards, which write the category of a done status so
        category = issue["fields"]["status"]["statusCategory"]
        category["key"] = "done" if category["id"] == 3 else category["key"]
    with JiraServer(issues=recorded, fields=[*devlake_jira("issue_fields"), SPRINT]) as server:
        reading = read_jira(server, "project in (EE, K5)", places={"heading:customer"})
    assert (len(recorded), len(reading.issues), reading.gaps) == (33, 33, [])
    issues = {issue.key: issue for issue in reading.issues}
    assert Counter(issue.state for issue in reading.issues) == {"closed": 30, "open": 3}
    assert Counter(issue.state_reason for issue in reading.issues) == {
        "completed": 25,
        "not_planned": 5,
        None: 3,
    }
    assert (issues["EE-6"].title, issues["EE-6"].labels) == (
        "\u200b变异系数、生产率的四象限图",
        ("frontEnd", "Saas"),
    )
    assert [(each.kind, each.name, each.closed) for each in issues["EE-6"].iterations] == [
        ("sprint", "EE Sprint 7", True),
        ("version", "v2.7.0", True),
    ]
    assert (issues["EE-25"].parent, issues["K5-2"].parent) == ("EE-1", "K5-1")
    assert {issue.source for issue in reading.issues} == {"jira:EE", "jira:K5"}


@needs(GO_JIRA)
def test_recorded_issues_of_a_data_center() -> None:
    recorded = json.loads((GO_JIRA / "issues_in_sprint.json").read_text())["issues"]
    recorded[0]["fields"]["summary"] = "Moderation"  # was left out of the record
    points = jira_field("customfield_10105", "Story Points", "com.atlassian.jira.plugin.system:float")
    epic = jira_field("customfield_10700", "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link")
    fields = [*json.loads((GO_JIRA / "all_fields.json").read_text()), points, epic]
    with JiraServer(issues=recorded, fields=fields, cloud=False) as server:
        reading = read_jira(server, "AR", places={"field:story points"})
    issues = {issue.key: issue for issue in reading.issues}
    assert (len(recorded), len(issues), reading.gaps) == (1, 1, [])
    assert (issues["AR-86"].fields, issues["AR-86"].parent) == ((("story points", "13"),), "AR-37")
    assert issues["AR-86"].assignees == ("mister.morris",)
