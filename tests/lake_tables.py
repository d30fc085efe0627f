"""Issues as tables in a lake: what Airbyte and DevLake make of them, and a pipeline of one's own."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from seedcorn.model import Issue, Iteration

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "lake"
Row = Mapping[str, Any]
_USER = "STRUCT(login VARCHAR)"
_MILESTONE = 'STRUCT(title VARCHAR, "state" VARCHAR, due_on VARCHAR)'
_GITHUB = {
    "repository": "VARCHAR",
    "number": "BIGINT",
    "title": "VARCHAR",
    "body": "VARCHAR",
    "state": "VARCHAR",
    "state_reason": "VARCHAR",
    "html_url": "VARCHAR",
    "created_at": "VARCHAR",
    "updated_at": "TIMESTAMPTZ",
    "closed_at": "TIMESTAMPTZ",
    "user": _USER,
    "assignees": f"{_USER}[]",
    "labels": "STRUCT(name VARCHAR, description VARCHAR)[]",
    "milestone": _MILESTONE,
    "pull_request": "STRUCT(url VARCHAR)",
}
_DEVLAKE: Mapping[str, Mapping[str, str]] = {
    "issues": {
        **dict.fromkeys(("id", "url", "issue_key", "title", "epic_key", "original_type"), "VARCHAR"),
        **dict.fromkeys(("status", "original_status", "parent_issue_id", "priority"), "VARCHAR"),
        **dict.fromkeys(("creator_name", "component"), "VARCHAR"),
        **dict.fromkeys(("resolution_date", "created_date", "updated_date"), "TIMESTAMP"),
        "story_point": "DOUBLE",
    },
    "issue_labels": {"issue_id": "VARCHAR", "label_name": "VARCHAR"},
    "issue_assignees": {"issue_id": "VARCHAR", "assignee_id": "VARCHAR", "assignee_name": "VARCHAR"},
    "sprints": {
        **dict.fromkeys(("id", "name", "status"), "VARCHAR"),
        **dict.fromkeys(("started_date", "ended_date"), "TIMESTAMP"),
    },
    "sprint_issues": {"sprint_id": "VARCHAR", "issue_id": "VARCHAR"},
}
_ITERATIONS = "STRUCT(name VARCHAR, starts BIGINT, ends TIMESTAMP, over BOOLEAN)[]"
_OWN = {
    **dict.fromkeys(("tracker", "key", "title", "link", "state", "why", "above", "text"), "VARCHAR"),
    **dict.fromkeys(("opened", "touched", "ended"), "BIGINT"),
    "words": "VARCHAR[]",
    "fields": "JSON",
    "organizations": "VARCHAR[]",
    "milestones": _ITERATIONS,
    "sprints": _ITERATIONS,
}
OWN_MAPPING = """
source: "{tracker}"
issues:
  table: own.parquet
  key: key
  title: title
  url: link
  created: opened
  updated: touched
  closed: ended
  is-closed: {state: closed}
  reason: why
  parent: above
marks:
  label: words[]
  field:Story Points: fields.Story Points[]
  field:Customer: fields.Customer[]
  heading:Customer: text
  organization: organizations[]
iterations:
  - {kind: milestone, at: milestones, name: name, starts: starts, ends: ends, closed: {over: true}}
  - {kind: sprint, at: sprints, name: name, starts: starts, ends: ends, closed: {over: true}}
"""


def parquet(path: Path, types: Mapping[str, str], rows: Iterable[Row]) -> None:
    """Rows as a Parquet file; what a row does not have is null, what a TEXT column gets may be anything."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({name: row.get(name) for name in types}) + "\n" for row in rows)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.read_json(str(lines), format="newline_delimited", columns=dict(types)).write_parquet(
            str(path)
        )
    lines.unlink()


def in_json(types: Mapping[str, str]) -> dict[str, str]:
    """The same columns as Airbyte writes them to Iceberg: what is nested is JSON in a text."""
    return {name: "VARCHAR" if "(" in kind or "[]" in kind else kind for name, kind in types.items()}


def example(name: str, folder: Path) -> Path:
    """One of the examples, in a folder of its own with its lake beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text((EXAMPLES / name).read_text(encoding="utf-8"), encoding="utf-8")
    return path


def write_github(folder: Path, payloads: Iterable[Row], *, nested: bool) -> Path:
    """GitHub's payloads as Airbyte lands them, and the example that maps them."""
    types = _GITHUB if nested else in_json(_GITHUB)
    rows = ({**payload, "repository": "stallkeep/stallkeep"} for payload in payloads)
    parquet(folder / "lake/github/issues/0.parquet", types, rows)
    return example("airbyte-github.yml", folder)


def write_jira(folder: Path, payloads: Iterable[Row]) -> Path:
    """Jira's payloads as Airbyte lands them, and the example that maps them."""
    types = {"key": "VARCHAR", "fields": "VARCHAR"}
    rows = ({"key": one["key"], "fields": json.dumps(one["fields"])} for one in payloads)
    parquet(folder / "lake/jira/issues/0.parquet", types, rows)
    return example("airbyte-jira.yml", folder)


def write_devlake(folder: Path, issues: Iterable[Issue]) -> Path:
    """What DevLake makes of Jira's issues, and the example that maps it."""
    tables: dict[str, list[Row]] = {name: [] for name in _DEVLAKE}
    sprints: dict[str, Row] = {}
    for issue in issues:
        id_ = f"jira:JiraIssue:1:{issue.key}"
        tables["issues"].append(_devlake_row(issue, id_))
        tables["issue_labels"] += [{"issue_id": id_, "label_name": label} for label in issue.labels]
        tables["issue_assignees"] += [{"issue_id": id_, "assignee_name": who} for who in issue.assignees]
        for sprint in issue.iterations:
            sprints[sprint.name] = _devlake_sprint(sprint)
            tables["sprint_issues"].append({"issue_id": id_, "sprint_id": sprints[sprint.name]["id"]})
    tables["sprints"] = list(sprints.values())
    for name, rows in tables.items():
        parquet(folder / f"lake/devlake/{name}/0.parquet", _DEVLAKE[name], rows)
    return example("devlake.yml", folder)


def _devlake_row(issue: Issue, id_: str) -> Row:
    fields = dict(issue.fields)
    return {
        "id": id_,
        "url": issue.url,
        "issue_key": issue.key,
        "title": issue.title,
        "original_type": issue.type,
        "status": "DONE" if issue.state == "closed" else "TODO",
        "original_status": {"not_planned": "Rejected", "completed": "Done"}.get(
            issue.state_reason or "", "Open"
        ),
        "resolution_date": _plain(issue.closed_at),
        "created_date": _plain(issue.created_at),
        "updated_date": _plain(issue.updated_at),
        "parent_issue_id": f"jira:JiraIssue:1:{issue.parent}" if issue.parent else "",
        "epic_key": "",
        "creator_name": issue.author,
        "component": dict(issue.marks).get("component", ""),
        "priority": fields.get("Priority"),
        "story_point": float(fields["Story Points"]) if "Story Points" in fields else None,
    }


def _devlake_sprint(sprint: Iteration) -> Row:
    return {
        "id": f"jira:JiraSprint:1:{sprint.name}",
        "name": sprint.name,
        "status": "CLOSED" if sprint.closed else "ACTIVE",
        "started_date": _plain(sprint.start),
        "ended_date": _plain(sprint.end),
    }


def write_own(folder: Path, issues: Iterable[Issue]) -> Path:
    """Issues as a pipeline of one's own may keep them: epochs, lists, JSON; and a mapping of that."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet(folder / "own.parquet", _OWN, map(_own_row, issues))
    path = folder / "own.yml"
    path.write_text(OWN_MAPPING, encoding="utf-8")
    return path


def _own_row(issue: Issue) -> Row:
    fields: dict[str, list[str]] = {"Story Points": [], "Customer": []}
    for name, value in issue.fields:
        fields.setdefault(name, []).append(value)
    headings = (f"### {name}\n\n{value}\n\n" for name, value in issue.headings)
    return {
        "tracker": issue.source,
        "key": issue.key,
        "title": issue.title,
        "link": issue.url,
        "state": issue.state.upper(),
        "why": issue.state_reason,
        "above": issue.parent,
        "text": f"Please.\n\n{''.join(headings)}",
        "opened": _millis(issue.created_at),
        "touched": _millis(issue.updated_at),
        "ended": _millis(issue.closed_at),
        "words": list(issue.labels),
        "fields": fields,
        "organizations": [value for place, value in issue.marks if place == "organization"],
        "milestones": [_own_iteration(one) for one in issue.iterations if one.kind == "milestone"],
        "sprints": [_own_iteration(one) for one in issue.iterations if one.kind == "sprint"],
    }


def _own_iteration(one: Iteration) -> Row:
    return {"name": one.name, "starts": _millis(one.start), "ends": _plain(one.end), "over": one.closed}


def _millis(moment: Any) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _plain(moment: Any) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")
