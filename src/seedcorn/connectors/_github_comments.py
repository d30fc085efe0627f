"""Reads `/customer NAME` out of the comments on GitHub issues: a line alone, written by a member."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from seedcorn.connectors._record import Record
from seedcorn.transport.listing import Page
from seedcorn.transport.transport import Parameters

LIST: Parameters = {"sort": "created", "direction": "asc", "per_page": 100}
COMMAND = "/customer"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ISSUE = re.compile(r"/issues/(\d{1,18})$")
_MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_LONGEST_NAME = 200


def commands_in(body: str) -> Iterator[str]:
    """The names in a comment's commands, in order; one that is taken back begins with a minus.

    Counted is a line that begins with the command, outside code fences, quotes and what is hidden.
    """
    if COMMAND not in body.lower():
        return
    fence = ""
    for line in _visible(body).splitlines():
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif name := _commanded(line):
            yield name


class Commands:
    """The commands found in a repository, by issue and comment: nothing else of the comments is kept."""

    def __init__(self, known: object = None) -> None:
        self._found: dict[int, dict[int, list[str]]] = {}
        self.touched: set[int] = set()
        for issue, comments in known.items() if isinstance(known, dict) else ():
            self._found[int(issue)] = {int(each): list(map(str, names)) for each, names in comments.items()}

    def read(self, page: Page) -> None:
        """Take what a page of comments says. Raises DataError for one that is none."""
        for position, item in enumerate(page.answer.items, start=1):
            comment = Record.of(item, f"comment page {page.number}, item {position}")
            number = _ISSUE.search(comment.needed_text("issue_url"))
            if number and "/pull/" not in (comment.text("html_url") or ""):
                self._note(int(number[1]), comment.number("id"), list(_commands_of(comment)))

    def names(self, issue: int) -> tuple[str, ...]:
        """Who asks for an issue by its comments: the last word on each name counts."""
        asking: dict[str, str] = {}
        for _, names in sorted(self._found.get(issue, {}).items()):
            for name in names:
                if name.startswith("-"):
                    asking.pop(name[1:].casefold(), None)
                else:
                    asking.setdefault(name.casefold(), name)
        return tuple(asking.values())

    def known(self) -> Mapping[str, Mapping[str, list[str]]]:
        """As JSON can say it; `Commands(known)` goes on from there."""
        return {
            str(issue): {str(each): names for each, names in comments.items()}
            for issue, comments in sorted(self._found.items())
            if comments
        }

    def _note(self, issue: int, comment: int, names: list[str]) -> None:
        before = self._found.get(issue, {}).get(comment, [])
        if names == before:
            return
        self.touched.add(issue)
        self._found.setdefault(issue, {})[comment] = names
        if not names:
            del self._found[issue][comment]


def _visible(body: str) -> str:
    """A text without its HTML comments."""
    parts, position = [], 0
    while (start := body.find("<!--", position)) >= 0 and (end := body.find("-->", start)) >= 0:
        parts.append(body[position:start])
        position = end + len("-->")
    return "".join((*parts, body[position:]))


def _commanded(line: str) -> str:
    """The name in a line that is a command; empty for any other line."""
    command, rest = line[: len(COMMAND)], line[len(COMMAND) :]
    if command.lower() != COMMAND or not rest[:1].isspace():
        return ""
    words = rest.strip()
    name = " ".join(words.removeprefix("-").split())[:_LONGEST_NAME].rstrip()
    sign = "-" if words.startswith("-") else ""
    return f"{sign}{name}" if name and not name.startswith("-") else ""


def _commands_of(comment: Record) -> Iterator[str]:
    user: Record | None = comment.record("user")
    is_person = user is not None and user.text("type") != "Bot"
    if is_person and comment.text("author_association") in _MEMBERS:
        yield from commands_in(comment.text("body") or "")


def is_known(value: Any) -> bool:
    """Whether it is what `known` once said."""
    try:
        Commands(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return value is None or isinstance(value, dict)
