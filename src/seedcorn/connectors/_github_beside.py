"""What stands beside one issue or pull request of GitHub, where it is wanted: comments, projects, authors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from seedcorn.connectors._github_asides import Asking
from seedcorn.connectors._github_comments import COMMAND, Commands
from seedcorn.connectors._github_graphql import AUTHORS, COMPANIES, Aside, aside_of, query_of_one
from seedcorn.connectors._github_properties import Marks, Properties
from seedcorn.connectors._github_reading import Means
from seedcorn.connectors._github_target import COMMENT
from seedcorn.connectors._proposal import say_unread
from seedcorn.errors import DataError
from seedcorn.model import Issue
from seedcorn.transport.graphql import Reply, ask
from seedcorn.transport.listing import Page
from seedcorn.transport.trouble import UnreadError


class Beside:
    """Reads what is wanted of one issue or pull request besides its page; `on` is its only way in, once."""

    def __init__(self, means: Means, full_name: str, number: int, kind: str) -> None:
        self._means = means
        self._full_name = full_name
        self._number = number
        self._kind = kind
        self._asking = Asking(source=f"github:{full_name}", full_name=full_name, wanted=means.wanted)
        self._missed: set[str] = set()

    def on(self, issue: Issue) -> Issue:
        """The issue with it; what could not be read is told as progress."""
        asides = [aside for part in self._asking.parts for aside in self._aside(part)]
        marks = [mark for aside in asides for mark in aside.marks]
        whole = replace(
            issue,
            marks=(*marks, *self._commands(issue), *issue.marks, *self._of_repository()),
            iterations=(*issue.iterations, *(each for aside in asides for each in aside.iterations)),
        )
        say_unread(self._means.collecting, self._asking.source, self._missed)
        return whole

    def _aside(self, part: str) -> Iterator[Aside]:
        """A part of what GraphQL knows; a company, where organizations may not be asked for."""
        try:
            reply = self._ask(part)
            aside = aside_of(
                _node(reply, self._kind), self._means.wanted, where=f"GraphQL, {part}", now=self._now
            )
        except (UnreadError, DataError):
            self._missed.update(self._asking.places_of(part) if part != COMPANIES else ())
            yield from self._aside(COMPANIES) if part == AUTHORS else ()
            return
        if reply.problems or aside.is_cut:
            self._missed.update(place for place in self._asking.places_of(part) if not aside.answers(place))
        yield aside

    def _ask(self, part: str) -> Reply:
        owner, _, name = self._full_name.partition("/")
        variables = {"owner": owner, "name": name, "number": self._number}
        return ask(self._means.transport, query_of_one(self._kind, part), variables)

    @property
    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._means.transport.patience.now(), UTC)

    def _commands(self, issue: Issue) -> Marks:
        """Who asks for it by the commands in its comments; a moved issue's bear its new number."""
        if COMMENT not in self._means.wanted:
            return ()
        commands = Commands()
        path = f"/repos/{self._full_name}/issues/{self._number}/comments"
        try:
            for page in self._means.listing.pages(path, {"per_page": 100}):
                commands.read(_as_of_an_issue(page))
        except (UnreadError, DataError):
            self._missed.add(COMMENT)
            return ()
        number = int(issue.key.rpartition("#")[2])
        return tuple((COMMENT, f"{COMMAND} {name}") for name in commands.names(number))

    def _of_repository(self) -> Marks:
        properties = Properties(self._means.transport, self._means.listing, self._means.wanted)
        marks = properties.of_one(self._full_name, self._asking.source)
        self._missed.update(gap.place for gap in properties.gaps())
        return marks


def _node(reply: Reply, kind: str) -> Any:
    repository = reply.data.get("repository")
    return repository.get(kind) if isinstance(repository, dict) else None


def _as_of_an_issue(page: Page) -> Page:
    """Comments whose own pages are not told: those of a pull request are left out of a repository's."""
    items = [{**item, "html_url": None} if isinstance(item, dict) else item for item in page.answer.items]
    return replace(page, answer=replace(page.answer, value=items))
