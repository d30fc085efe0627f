"""Jira's places for a text: the comments of an issue, and a project's report issue."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from seedcorn.model import REPORT_LABEL
from seedcorn.sink import Post
from seedcorn.sinks import _mark as mark_
from seedcorn.sinks._jira_text import Syntax
from seedcorn.sinks._mark import Mark
from seedcorn.sinks._once import Found, Shut
from seedcorn.sinks._reading import at, not_said, number_at, page_of, text_at, there
from seedcorn.transport.transport import Answer, Body, Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError
from seedcorn.words import plain, shorten

_MOST_FAILING = 40  # Jira hides nothing: the mark stands below the text for all to see
_LONGEST_TITLE = 200
_PAGE = 100
_MOST_PAGES = 500
_FIELDS = ["summary", "description", "status", "creator", "labels"]
_TYPES = ("Task", "Story")
_WHO = ("accountId", "key", "name")  # Cloud knows the first, Data Center the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every place needs: the account by all its names, the syntax, and the address of pages."""

    transport: Transport
    syntax: Syntax
    account: frozenset[tuple[str, str]]
    web: str
    post: Post

    @property
    def id(self) -> str:
        """Of the post, as it stands in marks."""
        return mark_.slug(self.post.name)

    @property
    def title(self) -> str:
        """On one line that Jira takes."""
        return shorten(plain(self.post.title), _LONGEST_TITLE) or self.id

    def text(self, mark: Mark) -> Any:
        """The text above its mark. Raises OutputError where it is too long, or would show what is private."""
        return self.syntax.written(self.post, mark)

    def path(self, rest: str) -> str:
        """A path of this Jira's API."""
        return f"{self.syntax.api}{rest}"

    def wrote(self, user: object) -> bool:
        """Whether a user of an object is our account."""
        return bool(names_of(user) & self.account)

    def write(self, method: str, rest: str, body: Body | None = None, *, needs: str) -> Answer:
        """Change something. Raises UnwrittenError, whose hint names the permission that it needs."""
        lacking = (
            f"give the account the permission {needs} in that project, and a scoped token write:jira-work"
        )
        return self.transport.write(method, self.path(rest), body, lacking=lambda headers: lacking)


def names_of(user: object) -> frozenset[tuple[str, str]]:
    """What an account is known by."""
    return frozenset((name, text_at(user, name)) for name in _WHO if text_at(user, name))


class Comments:
    """The comments of one issue."""

    most_failing = _MOST_FAILING

    def __init__(self, means: Means, issue: str) -> None:
        self._means = means
        self._issue = issue
        self._path = f"/issue/{issue}/comment"

    def own(self) -> list[Found]:
        """As Board says."""
        return [found for found in map(self._found, self._listed()) if found]

    def again(self, found: Found) -> Found | None:
        """As Board says."""
        return self._found(there(self._means.transport, self._means.path(f"{self._path}/{found.key}")))

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        body = {"body": self._means.text(mark)}
        answer = self._means.write("POST", self._path, body, needs="Add Comments")
        found = self._found(answer.value)
        if found is None:
            raise not_said(answer)
        return found

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        body = {"body": self._means.text(mark)}
        self._means.write("PUT", f"{self._path}/{found.key}", body, needs="Edit Own Comments")

    def turn(self, found: Found, *, closed: bool) -> str:
        """A comment is neither open nor closed."""
        raise NotImplementedError

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says."""
        del kept
        self._means.write("DELETE", f"{self._path}/{found.key}", needs="Delete Own Comments")

    def _listed(self) -> Iterator[Any]:
        start = 0
        for _ in range(_MOST_PAGES):
            asked = {"startAt": start, "maxResults": _PAGE}
            answer = self._means.transport.get(self._means.path(self._path), asked)
            found = page_of(answer, "comments")
            yield from found
            start += len(found)
            if not found or start >= number_at(answer.value, "total"):
                return

    def _found(self, item: Any) -> Found | None:
        number = number_at(item, "id")
        mark = self._means.syntax.mark_in(at(item, "body"), self._means.id)
        if mark is None or not number or not self._means.wrote(at(item, "author")):
            return None
        where = f"{self._means.web}/browse/{self._issue}?focusedCommentId={number}"
        return Found(id=number, key=str(number), mark=mark, where=where)


class Reports:
    """The report issues of a project."""

    most_failing = _MOST_FAILING

    def __init__(self, means: Means, project: str) -> None:
        self._means = means
        self._project = project

    def own(self) -> list[Found]:
        """As Board says: found by the label, and where somebody took that off, among our newest issues."""
        found = self._ours(self._searched(f'labels = "{REPORT_LABEL}" ORDER BY created ASC, key ASC'))
        found = found or self._ours(self._page("creator = currentUser() ORDER BY created DESC", {})[0])
        return [self.again(each) or each if each.shut is not Shut.OPEN else each for each in found]

    def again(self, found: Found) -> Found | None:
        """As Board says. Who closed it stands in its history alone."""
        asked = {"fields": ",".join(_FIELDS), "expand": "changelog"}
        item = there(self._means.transport, self._means.path(f"/issue/{found.id}"), asked)
        fresh = self._found(item)
        if fresh is None or fresh.shut is Shut.OPEN or not self._is_by_person(item):
            return fresh
        return replace(fresh, shut=Shut.BY_PERSON)

    def create(self, mark: Mark) -> Found:
        """As Board says."""
        fields = {
            "project": {"key": self._project},
            "issuetype": {"id": self._type()},
            "labels": [REPORT_LABEL],
            **self._text(mark),
        }
        answer = self._means.write("POST", "/issue", {"fields": fields}, needs="Create Issues")
        number, key = number_at(answer.value, "id"), text_at(answer.value, "key")
        if not number or not key:
            raise not_said(answer)
        return Found(id=number, key=key, mark=mark, where=self._page_of(key))

    def edit(self, found: Found, mark: Mark) -> None:
        """As Board says."""
        self._change(found, self._text(mark))

    def turn(self, found: Found, *, closed: bool) -> str:
        """As Board says: by a transition of its workflow, where there is one."""
        path = f"/issue/{found.id}/transitions"
        listed = page_of(self._means.transport.get(self._means.path(path)), "transitions")
        fitting = [each for each in listed if _leads_to_done(each) == closed and text_at(each, "id")]
        done = "closed" if closed else "reopened"
        if not fitting:
            end = "is done" if closed else "is not done"
            return (
                f"{found.key} cannot be {done}: no transition from where it is leads to a status that {end}; "
                "give the account the permission Transition Issues, or its workflow such a transition"
            )
        body = {"transition": {"id": text_at(fitting[0], "id")}}
        self._means.write("POST", path, body, needs="Transition Issues")
        return ""

    def remove(self, found: Found, kept: Found) -> None:
        """As Board says: hardly anybody may delete issues."""
        said = self._means.syntax.said(f"Made at the same time as {kept.key}, which is kept up to date.")
        if found.shut is Shut.OPEN:
            self.turn(found, closed=True)
        self._change(found, {"description": said})

    def _text(self, mark: Mark) -> Body:
        return {"summary": self._means.title, "description": self._means.text(mark)}

    def _change(self, found: Found, fields: Body) -> None:
        self._means.write("PUT", f"/issue/{found.id}", {"fields": fields}, needs="Edit Issues")

    def _type(self) -> str:
        """The id of the type of a report: a task, a story, or the first that is no part of another."""
        path = self._means.path(f"/issue/createmeta/{self._project}/issuetypes")
        try:
            answer = self._means.transport.get(path)
        except UnreadError as error:
            hint = (
                f"check the key; if it is right, give the account the permission Create Issues ({error.why})"
            )
            raise UnwrittenError(error.where, "nothing can be created there", hint=hint) from error
        listed = page_of(answer, "issueTypes" if at(answer.value, "issueTypes") is not None else "values")
        types = {
            text_at(each, "name"): text_at(each, "id") for each in listed if at(each, "subtask") is not True
        }
        chosen = next((types[name] for name in _TYPES if types.get(name)), next(iter(types.values()), ""))
        if not chosen:
            hint = "give the account the permission Create Issues in that project"
            raise UnwrittenError(answer.where, "nothing can be created there", hint=hint)
        return chosen

    def _searched(self, condition: str) -> Iterator[Any]:
        """All issues of the project that a condition finds, page after page."""
        following: Body = {}
        for _ in range(_MOST_PAGES):
            found, following = self._page(condition, following)
            yield from found
            if not following:
                return

    def _page(self, condition: str, following: Body) -> tuple[list[Any], Body]:
        """One page of a search, and what to ask for the next one with; nothing after the last."""
        jql = f'project = "{self._project}" AND {condition}'
        rest = "/search/jql" if self._means.syntax.is_cloud else "/search"
        asked = {"jql": jql, "fields": _FIELDS, "maxResults": _PAGE, **following}
        answer = self._means.transport.post(self._means.path(rest), asked)
        found = page_of(answer, "issues")
        token = text_at(answer.value, "nextPageToken")
        if self._means.syntax.is_cloud:
            return found, {"nextPageToken": token} if token and at(answer.value, "isLast") is not True else {}
        start = int(following.get("startAt", 0)) + len(found)
        return found, {"startAt": start} if found and start < number_at(answer.value, "total") else {}

    def _ours(self, listed: Iterator[Any] | list[Any]) -> list[Found]:
        return [found for found in map(self._found, listed) if found]

    def _found(self, item: Any) -> Found | None:
        fields, key, number = at(item, "fields"), text_at(item, "key"), number_at(item, "id")
        mark = self._means.syntax.mark_in(at(fields, "description"), self._means.id)
        if mark is None or not key or not number or not self._means.wrote(at(fields, "creator")):
            return None
        is_done = text_at(fields, "status", "statusCategory", "key") == "done"
        shut = Shut.CLOSED if is_done else Shut.OPEN
        return Found(id=number, key=key, mark=mark, where=self._page_of(key), shut=shut)

    def _is_by_person(self, item: Any) -> bool:
        """Whether the last who changed the status is somebody else; not where the history does not say."""
        histories = at(item, "changelog", "histories")
        changes = [each for each in histories if _is_of_status(each)] if isinstance(histories, list) else []
        last = max(changes, key=lambda each: number_at(each, "id"), default=None)
        return bool(names_of(at(last, "author"))) and not self._means.wrote(at(last, "author"))

    def _page_of(self, key: str) -> str:
        return f"{self._means.web}/browse/{key}"


def _leads_to_done(transition: Any) -> bool:
    return text_at(transition, "to", "statusCategory", "key") == "done"


def _is_of_status(history: Any) -> bool:
    changed = at(history, "items")
    return isinstance(changed, list) and any(text_at(each, "field") == "status" for each in changed)
