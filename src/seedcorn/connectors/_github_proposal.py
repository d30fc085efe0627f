"""Reads one issue or pull request of GitHub, with the issues that a pull request will close.

An issue is one request, a pull request three; each part of it that is wanted besides is one more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from seedcorn.connector import Progress
from seedcorn.connectors import _closing
from seedcorn.connectors._github_beside import Beside
from seedcorn.connectors._github_graphql import CLOSING, query_of_one
from seedcorn.connectors._github_payload import issue_of
from seedcorn.connectors._github_reading import Means
from seedcorn.connectors._github_target import Target
from seedcorn.connectors._proposal import NUMBER, as_change, commit, unread
from seedcorn.connectors._record import Record
from seedcorn.errors import UsageError
from seedcorn.model import Issue, Proposal
from seedcorn.transport.graphql import ask
from seedcorn.transport.trouble import UnreadError

ISSUE, PULL = "issue", "pullRequest"
_HINT = "write github:owner/repository#12, the number of an issue or a pull request"
# What says in a payload that it is a pull request: its own title, labels and milestone are an issue's.
_PULL_KEYS = frozenset({"pull_request", "isPullRequest", "html_url"})
_UNTOLD = "GitHub does not say which issues it closes; its title, text and branch are read for them"


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One issue or pull request of a repository, by its number."""

    repository: Target
    number: int

    @classmethod
    def of(cls, text: str) -> "One":
        """From "owner/name#12". Raises UsageError for anything else."""
        name, _, number = text.strip().rpartition("#")
        if not NUMBER.fullmatch(number) or "/" not in name:
            raise UsageError(f"github:{ascii(text)[1:-1]} is no issue of a repository", hint=_HINT)
        repository = Target.of(name)
        if repository.is_glob:
            raise UsageError(f"github:{ascii(text)[1:-1]} is an issue of several repositories", hint=_HINT)
        return cls(repository=repository, number=int(number))

    @property
    def source(self) -> str:
        """What it is an issue of."""
        return f"github:{self.repository.full_name}"

    def path(self, kind: str) -> str:
        """Where it is below the API's address, as one of "issues" or "pulls"."""
        return f"/repos/{self.repository.full_name}/{kind}/{self.number}"


def proposal_of(one: One, means: Means) -> Proposal:
    """The proposal that an issue or a pull request is.

    Args:
        one: which.
        means: what to read with; what is wanted of it besides, and cannot be read, is told as progress.

    Raises:
        UnreadError: it cannot be read, or what comes is none.
    """
    path = one.path("issues")
    where = f"{means.transport.site.base}{path}"
    with unread(where):
        payload = means.transport.get(path).record
        issue = _issue(payload, one)
        if issue is None:
            raise UnreadError(where, "the answer is no issue", hint="check GITHUB_API_URL")
        kind = ISSUE if payload.get("pull_request") is None else PULL
        whole = Beside(means, one.repository.full_name, one.number, kind).on(issue)
        return Proposal(issue=whole) if kind == ISSUE else _change(whole, payload, one, means)


def _issue(payload: dict[str, Any], one: One) -> Issue | None:
    plain = {name: value for name, value in payload.items() if name not in _PULL_KEYS}
    where, repository = f"{one.source}#{one.number}", one.repository.full_name
    issue = issue_of(plain, source=one.source, where=where, repository=repository)
    return issue and replace(issue, url=Record(payload, where).text("html_url") or "")


def _change(issue: Issue, payload: dict[str, Any], one: One, means: Means) -> Proposal:
    """A pull request; of one whose fork is gone, the branch and its commit are still known."""
    pull = Record(means.transport.get(one.path("pulls")).record, f"pull request {issue.key}")
    head = pull.record("head")
    branch = (head.text("ref") if head else None) or ""
    body = Record(payload, issue.key).text("body") or ""
    keys = (*_referenced(one, means), *_written(issue, body, branch))
    return Proposal(
        issue=as_change(issue, merged=pull.get("merged") is True, draft=pull.get("draft") is True),
        is_change=True,
        closes=_closing.distinct(keys, besides=issue.key),
        base=commit(pull.record("base"), "sha"),
        head=commit(head, "sha"),
    )


def _written(issue: Issue, body: str, branch: str) -> Iterator[str]:
    """The keys of the issues that people named in the title, the body and the branch."""
    repository, _, number = issue.key.rpartition("#")
    site = issue.url.removesuffix(f"/{repository}/pull/{number}")
    yield from _closing.keywords(f"{issue.title}\n\n{body}", repository=repository, site=site)
    yield from (f"{repository}#{each}" for each in _closing.numbers(branch))
    yield from _closing.tracker_keys(issue.title, branch)


def _referenced(one: One, means: Means) -> tuple[str, ...]:
    """The issues that GitHub itself links; where it does not tell, others are still found in the text."""
    owner, name = one.repository.owner, one.repository.name
    variables = {"owner": owner, "name": name, "number": one.number}
    try:
        reply = ask(means.transport, query_of_one(PULL, CLOSING), variables)
    except UnreadError:
        means.collecting.progress(Progress(source=one.source, message=_UNTOLD))
        return ()
    return tuple(_references(reply.data))


def _references(data: dict[str, Any]) -> Iterator[str]:
    repository = Record(data, "GraphQL's answer").record("repository")
    pull = repository.record(PULL) if repository else None
    references = pull.record("closingIssuesReferences") if pull else None
    for each in references.records("nodes") if references else ():
        home = each.record("repository")
        if home:
            yield f"{home.needed_text('nameWithOwner')}#{each.number()}"
