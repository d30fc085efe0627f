"""Reads one issue or merge request of GitLab, with the issues that a merge request will close.

An issue is one request, a merge request two; what is wanted of an issue besides is as in its list.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from seedcorn.connector import Collecting
from seedcorn.connectors import _closing
from seedcorn.connectors._gitlab_extra import More
from seedcorn.connectors._gitlab_graphql import Asker
from seedcorn.connectors._gitlab_more import Extras, wanted_of
from seedcorn.connectors._gitlab_payload import Found, closed_by_move, found_in
from seedcorn.connectors._gitlab_place import Place, places_of
from seedcorn.connectors._proposal import NUMBER, as_change, commit, say_unread, unread
from seedcorn.connectors._record import Record
from seedcorn.errors import UsageError
from seedcorn.model import HISTORY, Issue, Proposal
from seedcorn.transport.listing import Listing
from seedcorn.transport.transport import Transport

ISSUES, REQUESTS = "issues", "merge_requests"
_KINDS = {"#": ISSUES, "!": REQUESTS}
_TARGET = re.compile(r"(?P<path>[^#!]+)(?P<sign>[#!])(?P<number>[^#!]+)")
_HINT = "write gitlab:group/project#12 for an issue, gitlab:group/project!12 for a merge request"
_REFERENCE = re.compile(r"([^\s#&!]+/[^\s#&!]+)![0-9]+")
_MERGED = "merged"
# What GitLab calls the states of merge requests, as those of issues; "locked" is while it is being merged.
_STATES = {_MERGED: "closed", "locked": "opened"}


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One issue or merge request of a project; `kind` is its list's name."""

    project: Place
    kind: str
    number: int

    @classmethod
    def of(cls, text: str) -> "One":
        """From "group/project#12" or "group/project!12". Raises UsageError for anything else."""
        found = _TARGET.fullmatch(text.strip())
        if not found or not NUMBER.fullmatch(found["number"]):
            raise UsageError(f"gitlab:{ascii(text)[1:-1]} is no issue or merge request", hint=_HINT)
        place = places_of(found["path"])[0]
        if place.is_group:
            raise UsageError(f"gitlab:{ascii(text)[1:-1]} is one of a group, not of a project", hint=_HINT)
        return cls(project=place, kind=_KINDS[found["sign"]], number=int(found["number"]))

    @property
    def source(self) -> str:
        """What it is an issue of."""
        return f"gitlab:{self.project.path}"

    @property
    def api(self) -> str:
        """Its path below the API's address."""
        return f"{self.project.api}/{self.kind}/{self.number}"


def proposal_of(one: One, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor) -> Proposal:
    """The proposal that an issue or a merge request is; what of an issue cannot be read is told as progress.

    Raises:
        UnreadError: it cannot be read, or what comes is none.
    """
    with unread(f"{transport.site.base}{one.api}"):
        payload = transport.get(one.api).record
        if one.kind == REQUESTS:
            return _change(payload, one, Listing(transport, pool))
        found = found_in(payload, source=one.source, where=f"{one.source}#{one.number}")
        wanted = tuple(place for place in wanted_of(collecting.places) if place != HISTORY)
        extras = Extras(wanted, Asker(transport=transport, pool=pool, place=one.project))
        issue = _complete(found, extras)
        say_unread(collecting, one.source, extras.failed)
        return Proposal(issue=issue)


def _complete(found: Found, extras: Extras) -> Issue:
    """An issue with what is wanted besides; one that was moved away is closed where it was."""
    if found.moved:
        return closed_by_move(found.issue)
    more = extras.end(extras.begin((found,)))
    return more.get(found.id, More()).on(found.issue)


def _change(payload: dict[str, Any], one: One, listing: Listing) -> Proposal:
    request = Record(payload, f"{one.source}!{one.number}")
    issue = _as_issue(payload, request, one)
    commits = request.record("diff_refs")
    branch = request.text("source_branch") or ""
    keys = (*_closed(one, listing), *_written(issue, branch))
    return Proposal(
        issue=issue,
        is_change=True,
        closes=_closing.distinct(keys, besides=issue.key),
        base=commit(commits, "base_sha"),
        head=commit(commits, "head_sha") or commit(request, "sha"),
    )


def _as_issue(payload: dict[str, Any], request: Record, one: One) -> Issue:
    """A merge request read as an issue of its project is, under its own key."""
    state, project = request.needed_text("state"), _project(request, one)
    number = request.number("iid")
    plain = {
        **payload,
        "references": {"full": f"{project}#{number}"},
        "state": _STATES.get(state, state),
        "closed_at": request.get("merged_at", "closed_at"),
    }
    issue = found_in(plain, source=one.source, where=request.where).issue
    draft = request.get("draft") is True or request.get("work_in_progress") is True
    return as_change(
        replace(issue, key=f"{project}!{number}"),
        merged=state == _MERGED,
        draft=draft,
    )


def _project(request: Record, one: One) -> str:
    """The path of its project as GitLab writes it."""
    references = request.record("references")
    full = _REFERENCE.fullmatch((references and references.text("full")) or "")
    return full[1] if full else one.project.path


def _closed(one: One, listing: Listing) -> Iterator[str]:
    """The issues that GitLab itself says will be closed; those of another tracker have a text for an id."""
    for page in listing.pages(f"{one.api}/closes_issues", {"per_page": 100}):
        for position, item in enumerate(page.answer.items, start=1):
            where = f"issues that it closes, item {position}"
            key = Record.of(item, where).get("id")
            if isinstance(key, str):
                yield from _closing.tracker_keys(key)
            else:
                yield found_in(item, source=one.source, where=where).issue.key


def _written(issue: Issue, branch: str) -> Iterator[str]:
    """The keys of the issues that people named in the title and the branch."""
    project = issue.key.rpartition("!")[0]
    yield from (f"{project}#{each}" for each in _closing.numbers(branch))
    yield from _closing.tracker_keys(issue.title, branch)
