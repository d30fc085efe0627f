"""The bundled story as if its team worked in Jira: the same issues in the words of a Jira search."""

from collections.abc import Iterable, Mapping
from typing import Any

_POINTS = (1, 2, 3, 5.0, 8, None, 0.5)
_PRIORITIES = ("Low", "High", None)


def jira_payloads(payloads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each issue of GitHub's as one of Jira's: a milestone is a version and a sprint, a few have parents."""
    issues = [one for one in payloads if "pull_request" not in one]
    titles = {one["number"]: one["title"] for one in issues}
    return [_payload(one, titles) for one in issues]


def _payload(issue: Mapping[str, Any], titles: Mapping[int, str]) -> dict[str, Any]:
    number, closed = issue["number"], issue["state"] == "closed"
    declined = closed and issue["state_reason"] == "not_planned"
    milestone = issue["milestone"]
    above = number - number % 10
    is_bug = any(label["name"] == "bug" for label in issue["labels"])
    return {
        "key": f"STALL-{number}",
        "fields": {
            "summary": issue["title"],
            "created": _moment(issue["created_at"]),
            "updated": _moment(issue["updated_at"]),
            "resolutiondate": _moment(issue["closed_at"]) if number % 3 else None,
            "statuscategorychangedate": _moment(issue["closed_at"] or issue["created_at"]),
            "status": _status(closed=closed, declined=declined),
            "resolution": {"name": "Won\u2019t Do" if declined else "Done"}
            if closed and number % 2
            else None,
            "labels": [label["name"].replace(" ", "_") for label in issue["labels"]],
            "issuetype": {"name": "Bug" if is_bug else "Story", "subtask": False},
            "priority": {"name": _PRIORITIES[number % 3]} if _PRIORITIES[number % 3] else None,
            "project": {"key": "STALL"},
            "reporter": {"accountId": f"id-{issue['user']['login']}", "displayName": issue["user"]["login"]},
            "assignee": _person(issue["assignees"]),
            "components": [{"name": "Shop"}] if number % 4 == 0 else [],
            "parent": _parent(above, titles) if above != number else None,
            "customfield_10016": _POINTS[number % len(_POINTS)],
            "customfield_10050": [{"value": name} for name in _asking(issue)],
            "customfield_10002": [{"id": "7", "name": "Osterby Yoga"}] if number % 50 == 0 else [],
            "customfield_10020": [_sprint(milestone)] if milestone else None,
            "fixVersions": [_version(milestone)] if milestone and number % 2 else [],
        },
    }


def _status(*, closed: bool, declined: bool) -> dict[str, Any]:
    name = ("Rejected" if declined else "Done") if closed else "Open"
    return {"name": name, "statusCategory": {"key": "done" if closed else "new"}}


def _person(people: list[dict[str, str]]) -> dict[str, str] | None:
    return {"accountId": f"id-{people[0]['login']}", "displayName": people[0]["login"]} if people else None


def _parent(number: int, titles: Mapping[int, str]) -> dict[str, Any] | None:
    title = titles.get(number)
    return {"key": f"STALL-{number}", "fields": {"summary": title}} if title else None


def _asking(issue: Mapping[str, Any]) -> list[str]:
    names = (label["name"].partition(": ") for label in issue["labels"])
    return [name for kind, _, name in names if kind == "customer"]


def _sprint(milestone: Mapping[str, Any]) -> dict[str, Any]:
    name, ends = milestone["title"], milestone["due_on"]
    closed = milestone["state"] == "closed"
    return {"id": 1, "name": name, "state": "closed" if closed else "active", "endDate": _moment(ends)}


def _version(milestone: Mapping[str, Any]) -> dict[str, Any]:
    day = milestone["due_on"][:10] if milestone["due_on"] else None
    return {"name": f"v {milestone['title']}", "releaseDate": day, "released": False,
            "archived": milestone["state"] == "closed"}  # fmt: skip  # one thought


def _moment(text: str | None) -> str | None:
    """As Jira writes it."""
    return text and text.replace("Z", ".000+0000")
