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
from connectors.reading import read
from connectors.tracker_server import Asked, Fault
from seedcorn.connector import Collecting
from seedcorn.connectors.export import collect
from seedcorn.model import Issue

SHARED = Path(__file__).parents[2] / "../shared"
RECORD = SHARED / "data/webkit-standards-positions/issues.api.2026-01-21.json.gz"
OCTOKIT = SHARED / "fixtures/octokit"
DEVLAKE = SHARED / "fixtures/devlake/github/_raw_github_api_issues.csv"


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
