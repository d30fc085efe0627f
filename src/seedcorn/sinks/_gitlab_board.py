"""GitLab's places for a text: the notes of an issue or merge request, and a project's report issue."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from seedcorn.model import REPORT_LABEL
from seedcorn.sink import Post
from seedcorn.sinks import _mark as mark_
from seedcorn.sinks._connection import fitting
from seedcorn.sinks._mark import Mark
from seedcorn.sinks._once import Found, Shut
from seedcorn.sinks._reading import address_at, at, items, not_said, number_at, text_at, there
from seedcorn.transport.transport import Answer, Body, Parameters, Transport
from seedcorn.words import plain, shorten

_MOST_FAILING = 300
_LONGEST = 1_000_000
_LONGEST_TITLE = 200
_COMMAND = re.compile(r"(?m)^([ \t>]*)/(?=[A-Za-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every place needs: the project's path below the API, its page, and the account's id."""

    transport: Transport
    path: str
    page: str
    account: int
    post: Post

    @property
    def id(self) -> str:
        """Of the post, as it stands in marks."""
        return mark_.slug(self.post.name)

    @property
    def title(self) -> str:
        """On one line that GitLab takes."""
        return shorten(plain(self.post.title), _LONGEST_TITLE) or self.id

    def text(self, mark: Mark) -> str:
        """The text under its mark. Raises OutputError where it is too long, or would show what is private.

        A line that begins with a slash is a command to GitLab: none of ours is.
        """
        text = _COMMAND.sub(r"\1\\/", self.post.text("markdown"))
        return fitting(mark_.hidden(mark, text), _LONGEST, "GitLab")

    def write(self, method: str, path: str, body: Body | None = None) -> Answer:
        """Change something in the project. Raises UnwrittenError."""
        return self.transport.write(method, f"{self.path}{path}", body, lacking=lambda headers: _LACKING)

    def mark_of(self, item: Any, text: str) -> Mark | None:
        """The mark of an object of ours, by its text."""
        is_ours = number_at(item, "author", "id") == self.account
        return mark_.of_markdown(text_at(item, text), self.id) if is_ours else None

    def made(self, path: str, body: Body, read: Callable[[Any], Found | None]) -> Found:
        """What a POST made, as `read` reads it. Raises UnwrittenError."""
        answer = self.write("POST", path, body)
        found = read(answer.value)
        if found is None:
            raise not_said(answer)
        return found


_LACKING = (
    "set GITLAB_TOKEN to a project access token with the scope api and the role Reporter; "
    "CI_JOB_TOKEN cannot write there"
)


class Notes:
    """The notes of one issue or merge request: `kind` is "issues" or "merge_requests"."""

    most_failing = _MOST_FAILING

    def __init__(self, means: Means, kind: str, number: str) -> None:
        self._means = means
        self._path = f"/{kind}/{number}/notes"
        self._page = f"{means.page}/-/{kind}/{number}"

    def own(self) -> list[Found]:
        """As Board says."""
        oldest: Parameters = {"order_by": "created_at", "sort": "asc"}
        notes = items(self._means.transport, f"{self._means.path}{self._path}", oldest)
        return [found for found in map(self._found, notes) if found]

    def again(self, found: Found) -> Found | None:
        """As Board says."""
        return self._found(there(self._means.transport, f"{self._means.path}{self._path}/{found.key}"))

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        return self._means.made(self._path, {"body": self._means.text(mark)}, self._found)

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._means.write("PUT", f"{self._path}/{found.key}", {"body": self._means.text(mark)})

    def turn(self, found: Found, *, closed: bool) -> str:
        """A note is neither open nor closed."""
        raise NotImplementedError

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says."""
        del kept
        self._means.write("DELETE", f"{self._path}/{found.key}")

    def _found(self, item: Any) -> Found | None:
        mark, number = self._means.mark_of(item, "body"), number_at(item, "id")
        if mark is None or not number or at(item, "system") is True:
            return None
        return Found(id=number, key=str(number), mark=mark, where=f"{self._page}#note_{number}")


class Reports:
    """The report issues of a project."""

    most_failing = _MOST_FAILING

    def __init__(self, means: Means) -> None:
        self._means = means
        self._path = f"{means.path}/issues"

    def own(self) -> list[Found]:
        """As Board says: found by the label, and where somebody took that off, among our newest issues."""
        every: Parameters = {"scope": "all", "order_by": "created_at"}
        labelled = items(self._means.transport, self._path, {**every, "labels": REPORT_LABEL, "sort": "asc"})
        found = [each for each in map(self._found, labelled) if each]
        if found:
            return found
        ours = {**every, "author_id": self._means.account, "sort": "desc", "per_page": 100}
        newest = self._means.transport.get(self._path, ours).items
        return [each for each in map(self._found, newest) if each]

    def again(self, found: Found) -> Found | None:
        """As Board says."""
        return self._found(there(self._means.transport, f"{self._path}/{found.key}"))

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        return self._means.made("/issues", {**self._body(mark), "labels": [REPORT_LABEL]}, self._found)

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._change(found, self._body(mark))

    def turn(self, found: Found, *, closed: bool) -> str:
        """As Board says: GitLab can always."""
        self._change(found, {"state_event": "close" if closed else "reopen"})
        return ""

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says: only an owner deletes issues."""
        said = f"Made at the same time as #{kept.key}, which is kept up to date."
        self._change(found, {"description": said, "state_event": "close"})

    def _body(self, mark: Mark) -> Body:
        return {"title": self._means.title, "description": self._means.text(mark)}

    def _change(self, found: Found, body: Body) -> None:
        self._means.write("PUT", f"/issues/{found.key}", body)

    def _found(self, item: Any) -> Found | None:
        mark, number = self._means.mark_of(item, "description"), number_at(item, "iid")
        if mark is None or not number:
            return None
        page = address_at(item, "web_url", f"{self._means.page}/-/issues/{number}")
        return replace(Found(id=number, key=str(number), mark=mark, where=page), shut=self._shut(item))

    def _shut(self, item: Any) -> Shut:
        if text_at(item, "state") != "closed":
            return Shut.OPEN
        closer = number_at(item, "closed_by", "id")
        return Shut.BY_PERSON if closer and closer != self._means.account else Shut.CLOSED
