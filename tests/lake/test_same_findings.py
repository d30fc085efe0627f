"""The same issues give the same report, byte for byte, through a connector and out of a lake's tables."""

import json as plain
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from builders import NOW, policy, register
from lake_tables import write_devlake, write_github, write_jira, write_own
from random_backlogs import BACKLOGS, COUNTINGS, REGISTERS
from seedcorn import story
from seedcorn.audit import audit
from seedcorn.connectors import _github_payload, _jira_payload
from seedcorn.connectors._jira_fields import Named, Wanted
from seedcorn.engine import Engine
from seedcorn.engines.duckdb import DuckDB
from seedcorn.format import Look
from seedcorn.formats import json
from seedcorn.lake import open_lake
from seedcorn.model import Counting, Customer, Issue
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register, load_register
from seedcorn.snapshot import Snapshot
from story_as_jira import jira_payloads

SITE = _jira_payload.Site(
    web="https://acme.atlassian.net",
    wanted=Wanted(
        fields=(
            Named(name="Priority", id="priority"),
            Named(name="Story Points", id="customfield_10016"),
            Named(name="Customer", id="customfield_10050"),
        ),
        sprints=("customfield_10020",),
        organizations=("customfield_10002",),
    ),
)


@cache
def payloads() -> tuple[dict[str, Any], ...]:
    return tuple(map(plain.loads, story.issues().read_text(encoding="utf-8").splitlines()))


def from_github() -> list[Issue]:
    at, where = "github:stallkeep/stallkeep", "stallkeep/stallkeep"
    read = (
        _github_payload.issue_of(
            one, source=at, where="issue", repository=where, key=f"{where}#{one['number']}"
        )
        for one in payloads()
    )
    return [issue for issue in read if issue]


def from_jira() -> list[Issue]:
    return [_jira_payload.issue_of(one, where="issue", site=SITE) for one in jira_payloads(payloads())]


@cache
def told() -> tuple[Policy, Register]:
    return load_policy(str(story.policy())), load_register(Path(str(story.register())))


def hold_equal(
    issues: Iterable[Issue], mapping: Path, engine: Engine, judged_by: Policy, who: Register | None
) -> str:
    """Both say the same; what they say. The sources stand in the report of each as the other has them."""
    ordered = sorted(issues, key=lambda one: (one.created_at, one.source, one.key))
    with open_lake(mapping, engine, now=NOW.replace(year=2030)) as lake:
        seen = audit(lake, judged_by, register=who, now=max(lake.collected_at, NOW))
        sources, at = lake.sources, lake.collected_at
        assert lake.gaps == ()
    with Snapshot.collect(ordered, sources=sources, collected_at=at) as facts:
        wanted = audit(facts, judged_by, register=who, now=seen.as_of)
    said = json.render(seen, Look())
    assert said == json.render(wanted, Look())
    return said


@pytest.mark.parametrize("nested", [True, False], ids=["structs", "json"])
def test_github_by_airbyte(tmp_path: Path, nested: bool) -> None:
    mapping = write_github(tmp_path, payloads(), nested=nested)
    said = plain.loads(hold_equal(from_github(), mapping, DuckDB(), *told()))
    assert said["verdict"] == "fail"
    assert said["sources"] == ["github:stallkeep/stallkeep"]


def test_jira_by_airbyte(tmp_path: Path) -> None:
    mapping = write_jira(tmp_path, jira_payloads(payloads()))
    assert plain.loads(hold_equal(from_jira(), mapping, DuckDB(), *told()))["verdict"] == "fail"


def as_devlake_tells(issue: Issue) -> Issue:
    """Without what its tables do not have."""
    kept = tuple(mark for mark in issue.marks if mark[0] == "component")
    return replace(
        issue,
        source="devlake",
        headings=(),
        fields=tuple(field for field in issue.fields if field[0] != "Customer"),
        iterations=tuple(one for one in issue.iterations if one.kind == "sprint"),
        marks=kept,
    )


def test_jira_by_devlake(tmp_path: Path) -> None:
    issues = [as_devlake_tells(issue) for issue in from_jira()]
    assert (
        plain.loads(hold_equal(issues, write_devlake(tmp_path, issues), DuckDB(), *told()))["verdict"]
        == "fail"
    )


def _readable(issue: Issue) -> Issue:
    """With answers as they are read out of a text, and no word that says nothing."""
    answers = ((name, " ".join(value.split())) for name, value in issue.headings)
    fields = tuple(dict.fromkeys(field for field in issue.fields if field[1]))
    return replace(issue, headings=tuple(pair for pair in answers if pair[1]), fields=fields)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # an example takes a second: none can be made smaller
)
@given(BACKLOGS, COUNTINGS, REGISTERS)
def test_whatever_stands_on_issues(
    issues: list[Issue], counting: Counting, who: tuple[Customer, ...] | None
) -> None:
    once = {(one.source, one.key): _readable(one) for one in issues}
    with TemporaryDirectory() as folder:
        mapping = write_own(Path(folder), once.values())
        judged_by = policy(*_RULES, counting=counting)
        hold_equal(once.values(), mapping, DuckDB(), judged_by, register(*who) if who else None)


_RULES = (
    "attribution.sources-disagree",
    "attribution.unestimated",
    "attribution.unknown-work",
    "breadth.per-iteration",
    "concentration.milestone",
    "concentration.top-share",
    "refusal.rate",
    "seed.age-mix",
    "seed.delivered",
    "seed.reserve",
    "seed.wish-list",
)
