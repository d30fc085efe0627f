"""GitHub's places for a text: comments of an issue or pull request, a report issue, a commit's check runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from seedcorn.model import REPORT_LABEL
from seedcorn.sink import Post, Standing
from seedcorn.sinks import _mark as mark_
from seedcorn.sinks._connection import fitting
from seedcorn.sinks._github_account import Account
from seedcorn.sinks._mark import Mark
from seedcorn.sinks._once import Found, Shut
from seedcorn.sinks._reading import address_at, at, items, not_said, number_at, text_at, there
from seedcorn.transport.transport import Answer, Body, Parameters, Transport
from seedcorn.transport.writing import Lacking
from seedcorn.words import plain, shorten

_MOST_FAILING = 300
_LONGEST = 65_536
_LONGEST_SUMMARY = 65_535
_LONGEST_TITLE = 200
_CONCLUSIONS = {Standing.CLEAR: "success", Standing.OPEN: "neutral", Standing.FAILING: "failure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every place needs: `path` is the repository's, `lacking` says what a refused writer lacks."""

    transport: Transport
    path: str
    account: Account
    post: Post
    lacking: Lacking

    @property
    def id(self) -> str:
        """Of the post, as it stands in marks."""
        return mark_.slug(self.post.name)

    @property
    def title(self) -> str:
        """On one line that GitHub takes."""
        return shorten(plain(self.post.title), _LONGEST_TITLE) or self.id

    def text(self, mark: Mark, longest: int = _LONGEST) -> str:
        """The text under its mark. Raises OutputError where it is too long, or would show what is private."""
        return fitting(mark_.hidden(mark, self.post.text("markdown")), longest, "GitHub")

    def write(self, method: str, path: str, body: Body | None = None) -> Answer:
        """Change something in the repository. Raises UnwrittenError."""
        return self.transport.write(method, f"{self.path}{path}", body, lacking=self.lacking)


class _Place:
    """One place. Whose a new object is tells who we are better than any question before."""

    most_failing = _MOST_FAILING

    def __init__(self, means: Means) -> None:
        self._means = means
        self._account = means.account

    def _made(self, path: str, body: Body) -> Found:
        answer = self._means.write("POST", path, body)
        self._account = self._maker(answer.value) or self._account
        found = self._found(answer.value)
        if found is None:
            raise not_said(answer)
        return found

    def _maker(self, item: Any) -> Account | None:
        return Account.of(at(item, "user"))

    def _found(self, item: Any) -> Found | None:
        raise NotImplementedError

    def turn(self, found: Found, *, closed: bool) -> str:
        """Only a report issue is open or closed."""
        raise NotImplementedError


class Comments(_Place):
    """The comments of one issue or pull request."""

    def __init__(self, means: Means, number: str) -> None:
        super().__init__(means)
        self._number = number

    def own(self) -> list[Found]:
        """As Board says."""
        path = f"{self._means.path}/issues/{self._number}/comments"
        return _all(map(self._found, items(self._means.transport, path, {})))

    def again(self, found: Found) -> Found | None:
        """As Board says."""
        path = f"{self._means.path}/issues/comments/{found.key}"
        return self._found(there(self._means.transport, path))

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        path = f"/issues/{self._number}/comments"
        return self._made(path, {"body": self._means.text(mark)})

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._means.write("PATCH", f"/issues/comments/{found.key}", {"body": self._means.text(mark)})

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says."""
        del kept
        self._means.write("DELETE", f"/issues/comments/{found.key}")

    def _found(self, item: Any) -> Found | None:
        mark = mark_.of_markdown(text_at(item, "body"), self._means.id)
        if mark is None or not self._account.wrote(item):
            return None
        return _object(number_at(item, "id"), mark, address_at(item, "html_url"))


class Reports(_Place):
    """The report issues of a repository."""

    def own(self) -> list[Found]:
        """As Board says: found by the label, and where somebody took that off, among our newest issues."""
        labelled = {"state": "all", "labels": REPORT_LABEL, "sort": "created", "direction": "asc"}
        path = f"{self._means.path}/issues"
        found = _all(map(self._found, items(self._means.transport, path, labelled)))
        if not found:
            newest: Parameters = {"state": "all", "creator": self._account.login, "per_page": 100}
            found = _all(map(self._found, self._means.transport.get(path, newest).items))
        return [self.again(each) or each if each.shut is not Shut.OPEN else each for each in found]

    def again(self, found: Found) -> Found | None:
        """As Board says. Who closed it stands in the answer for one issue alone."""
        item = there(self._means.transport, f"{self._means.path}/issues/{found.key}")
        fresh = self._found(item)
        by_other = bool(text_at(item, "closed_by", "login")) and not self._account.wrote(item, "closed_by")
        if fresh is None or fresh.shut is Shut.OPEN or not by_other:
            return fresh
        return replace(fresh, shut=Shut.BY_PERSON)

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        body = {"title": self._means.title, "body": self._means.text(mark), "labels": [REPORT_LABEL]}
        return self._made("/issues", body)

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._change(found, {"title": self._means.title, "body": self._means.text(mark)})

    def turn(self, found: Found, *, closed: bool) -> str:
        """As Board says: GitHub can always."""
        self._change(found, {"state": "closed", "state_reason": "completed"} if closed else {"state": "open"})
        return ""

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says: only an administrator deletes issues."""
        said = f"Made at the same time as #{kept.key}, which is kept up to date."
        self._change(found, {"body": said, "state": "closed", "state_reason": "not_planned"})

    def _change(self, found: Found, body: Body) -> None:
        self._means.write("PATCH", f"/issues/{found.key}", body)

    def _found(self, item: Any) -> Found | None:
        mark = mark_.of_markdown(text_at(item, "body"), self._means.id)
        if mark is None or not self._account.wrote(item) or "pull_request" in item:
            return None
        found = _object(number_at(item, "number"), mark, address_at(item, "html_url"))
        is_closed = text_at(item, "state") == "closed"
        return replace(found, shut=Shut.CLOSED) if found and is_closed else found


class Checks(_Place):
    """The check runs of one commit that bear the post's name."""

    def __init__(self, means: Means, commit: str) -> None:
        super().__init__(means)
        self._commit = commit

    def own(self) -> list[Found]:
        """As Board says."""
        path = f"{self._means.path}/commits/{self._commit}/check-runs"
        named = {"check_name": self._means.post.name, "filter": "all"}
        return _all(map(self._found, items(self._means.transport, path, named, listed="check_runs")))

    def again(self, found: Found) -> Found | None:
        """As Board says."""
        return self._found(there(self._means.transport, f"{self._means.path}/check-runs/{found.key}"))

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        body = {**self._body(mark), "name": self._means.post.name, "head_sha": self._commit}
        return self._made("/check-runs", body)

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._means.write("PATCH", f"/check-runs/{found.key}", self._body(mark))

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says: nobody deletes a check run, so it gets another name and counts no more."""
        del kept
        said = "Made at the same time as another of the same name, which is kept up to date."
        body = {
            "name": f"{self._means.post.name} (double)",
            "external_id": "double",
            "status": "completed",
            "conclusion": "skipped",
            "output": {"title": "Made twice", "summary": said},
        }
        self._means.write("PATCH", f"/check-runs/{found.key}", body)

    def _maker(self, item: Any) -> Account | None:
        return Account.of_app(text_at(item, "app", "slug"))

    def _body(self, mark: Mark) -> Body:
        summary = self._means.text(mark, _LONGEST_SUMMARY)
        return {
            "external_id": self._means.id,
            "status": "completed",
            "conclusion": _CONCLUSIONS[self._means.post.standing],
            "output": {"title": self._means.title, "summary": summary},
        }

    def _found(self, item: Any) -> Found | None:
        if text_at(item, "external_id") != self._means.id or not self._account.made(item):
            return None
        unsaid = Mark(id=self._means.id, run=0, digest="0")
        mark = mark_.of_markdown(text_at(item, "output", "summary"), self._means.id)
        return _object(number_at(item, "id"), mark or unsaid, address_at(item, "html_url"))


def _object(number: int, mark: Mark, where: str) -> Found | None:
    return Found(id=number, key=str(number), mark=mark, where=where) if number else None


def _all(found: Iterable[Found | None]) -> list[Found]:
    return list(_those(found))


def _those(found: Iterable[Found | None]) -> Iterator[Found]:
    return (each for each in found if each is not None)
