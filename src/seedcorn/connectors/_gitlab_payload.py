"""Turns one issue as GitLab's REST API writes it into an Issue, or says what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from urllib.parse import urlsplit

from seedcorn.connectors import _issue_form
from seedcorn.connectors._record import Record, excerpt
from seedcorn.model import Issue, Iteration

_PAGE = re.compile(r"/([^/]+(?:/[^/]+)+)/-/(?:issues|work_items)/\d+$")
_REFERENCE = re.compile(r"([^\s#&]+/[^\s#&]+)#\d+")
_DOMAIN = re.compile(r"[^@\s*]+@([^@\s*]+\.[^@\s*]+)")  # GitLab puts stars into what a reader may not see
_STATES = {"opened": "open", "closed": "closed"}
FIELDS = ("weight", "time estimate", "health status", "due date")
_CLOSED_ITERATION = 3  # 1 is to come, 2 is running
_TO_ITS_END = timedelta(days=1, minutes=-1)  # a due date is a day, and all of it counts
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An issue with what only its connector needs: its ids, and whether it lives elsewhere now.

    `id` is unique at its GitLab, `iid` in its project; `moved` if it is closed here because it was moved.
    """

    id: int
    iid: int
    project_id: int
    issue: Issue
    moved: bool
    confidential: bool


def found_in(payload: object, *, source: str, where: str) -> Found:
    """The issue in an item of GitLab's issue list.

    Args:
        payload: the item; nulls are taken where GitLab may write them.
        source: becomes `Issue.source`.
        where: names the item in errors ("page 2, item 3").

    Raises:
        DataError: something needed is missing or of the wrong type.
    """
    record = Record.of(payload, where)
    return Found(
        id=record.number("id"),
        iid=record.number("iid"),
        project_id=record.number("project_id"),
        issue=_issue(record, source),
        moved=record.get("moved_to_id") is not None,
        confidential=record.get("confidential") is True,
    )


def _issue(record: Record, source: str) -> Issue:
    project, state = _project(record), _state(record)
    return Issue(
        source=source,
        key=f"{project}#{record.number('iid')}",
        title=record.needed_text("title"),
        state=state,
        created_at=record.needed_moment("created_at"),
        url=record.text("web_url") or "",
        type=_type(record),
        state_reason=_reason(record, state),
        labels=tuple(dict.fromkeys(record.names("name", "labels", needed=True))),
        fields=tuple(_fields(record)),
        headings=_issue_form.headings(record.text("description") or ""),
        iterations=(*_milestone(record), *_iteration(record)),
        assignees=tuple(dict.fromkeys(record.names("username", "assignees"))),
        author=_inner(record, "author", "username"),
        updated_at=record.moment("updated_at"),
        closed_at=record.moment("closed_at") if state == "closed" else None,
        marks=(("project", project), *_epic(record), *_requester(record)),
    )


def closed_by_move(issue: Issue) -> Issue:
    """What is left where an issue was moved away: closed, though nothing was done there."""
    return replace(issue, state="closed", state_reason="duplicate", closed_at=_last_moment(issue))


def _last_moment(issue: Issue) -> datetime:
    return issue.closed_at or issue.updated_at or issue.created_at


def _project(record: Record) -> str:
    """The path of its project with all groups, as its reference or its page's address gives it."""
    references = record.record("references")
    full = _REFERENCE.fullmatch((references and references.text("full")) or "")
    if full:
        return full[1]
    try:
        page = _PAGE.search(urlsplit(record.text("web_url") or "").path)
    except ValueError:  # an address with half an IPv6 host in it
        page = None
    return page[1].removeprefix("/") if page else record.missing(("references.full",))


def _state(record: Record) -> str:
    state = record.needed_text("state").lower()
    if state not in _STATES:
        record.wrong("state", state, '"opened" or "closed"', shown=excerpt(state))
    return _STATES[state]


def _type(record: Record) -> str | None:
    """A word like "incident" or "test_case"; None for a plain issue, as at trackers that know no types."""
    name = (record.text("issue_type", "type") or "").lower()
    return None if name in {"", "issue"} else name


def _reason(record: Record, state: str) -> str | None:
    links = record.record("_links")
    is_duplicate = links is not None and links.get("closed_as_duplicate_of") is not None
    return "duplicate" if is_duplicate and state == "closed" else None


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    """Weight, the time estimate in hours, health and due date, where they are given. No estimate is 0 s."""
    weight = record.get("weight")
    if weight is not None:
        yield "weight", whole_number(record, "weight")
    times = record.record("time_stats")
    if times is not None and times.get("time_estimate"):
        hours = Fraction(whole_number(times, "time_estimate")) / _SECONDS_PER_HOUR
        yield "time estimate", f"{float(round(hours, 3)):g}"
    for name in ("health status", "due date"):
        value = record.text(name.replace(" ", "_"))
        if value:
            yield name, value


def whole_number(record: Record, name: str) -> str:
    """A whole number from 0, as text. Raises DataError for anything else."""
    value = record.get(name)
    if type(value) is not int or value < 0:
        record.wrong(name, value, "a whole number from 0")
    return str(value)


def _milestone(record: Record) -> Iterator[Iteration]:
    found = record.record("milestone")
    if found:
        yield _period(
            found, name=found.needed_text("title"), kind="milestone", closed=found.text("state") == "closed"
        )


def _iteration(record: Record) -> Iterator[Iteration]:
    found = record.record("iteration")
    if found:
        closed = found.get("state") in {_CLOSED_ITERATION, "closed"}
        yield _period(found, name=iteration_name(found), kind="iteration", closed=closed)


def iteration_name(found: Record) -> str:
    """Its title; those of a cadence may have none and are named by their dates, as GitLab does."""
    days = (found.text("start_date"), found.text("due_date"))
    name = found.text("title") or " - ".join(day for day in days if day)
    return name or f"iteration {found.number('id')}"


def _period(found: Record, *, name: str, kind: str, closed: bool) -> Iteration:
    end = found.moment("due_date")
    return Iteration(
        name=name,
        kind=kind,
        start=found.moment("start_date"),
        end=end + _TO_ITS_END if end else None,
        closed=closed,
    )


def _epic(record: Record) -> Iterator[tuple[str, str]]:
    title = _inner(record, "epic", "title")
    if title:
        yield "epic", title


def _requester(record: Record) -> Iterator[tuple[str, str]]:
    """The mail domain of who wrote to the service desk; never the address."""
    address = _DOMAIN.fullmatch((record.text("service_desk_reply_to") or "").strip())
    if address:
        yield "requester-domain", address[1].lower()


def _inner(record: Record, name: str, inner: str) -> str | None:
    found = record.record(name)
    return (found.text(inner) or None) if found else None
