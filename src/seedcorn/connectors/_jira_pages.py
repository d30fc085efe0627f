"""One search of a Jira, each issue once: what its pages bring, whichever way one comes to them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from seedcorn.connectors._jira_spans import Span
from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

PAGE = 100
AGAIN = "run again; if it stays, report it to the site's owners"
_MAX_PAGES = 50_000  # five million issues; a list without an end is no list


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page brought that none before it had; with its number, and of how many if that is known.

    `left` is what is still to be read after it; None where that is all from its last issue on. `beside` is
    what was asked for along with its issues, if anything.
    """

    number: int
    last: int | None
    items: tuple[Any, ...]
    answer: Answer
    left: tuple[Span, ...] | None = None
    beside: Future[Any] | None = None


class Search:
    """One search: what is asked for, and the ids that have come, which is all that memory holds of it.

    `expand` is what Data Center shall add to each issue; `requests_a_page` what a page of Cloud costs with
    what is asked beside it.
    """

    def __init__(
        self,
        transport: Transport,
        pool: ThreadPoolExecutor,
        jql: str,
        fields: list[str],
        *,
        expand: Sequence[str] = (),
        requests_a_page: int = 1,
    ) -> None:
        self.transport = transport
        self.requests_a_page = requests_a_page
        self.known: set[object] = set()
        self._pool = pool
        self._asked: dict[str, Any] = {"jql": jql, "fields": fields, "maxResults": PAGE}
        self._asked |= {"expand": list(expand)} if expand else {}

    def ask(self, path: str, more: Mapping[str, str | int]) -> Future[Answer]:
        """A page, on its way; `more` is asked beside what all pages are asked, or in its place."""
        return self._pool.submit(self.transport.post, path, {**self._asked, **more})

    def new(self, answer: Answer) -> tuple[Any, ...]:
        """The issues of a page that have not come before. Raises UnreadError if it is none."""
        return tuple(
            {id_of(each): each for each in issues_of(answer) if id_of(each) not in self.known}.values()
        )

    def take(self, answer: Answer) -> tuple[Any, ...]:
        """The issues of a page that have not come before; from now on they have."""
        new = self.new(answer)
        self.known.update(map(id_of, new))
        return new

    def check_budget(self, needed: int, where: str) -> None:
        """Raise UnreadError where a run may not make so many requests more."""
        if lacking := self.transport.patience.allowance.lacking(needed, spare=needed // 8):
            raise UnreadError(where, lacking[0], hint=lacking[1])


def issues_of(answer: Answer) -> list[Any]:
    """The issues of a page, as they came. Raises UnreadError if it is none."""
    issues = answer.record.get("issues")
    if not isinstance(issues, list) or not all(_has_id(item) for item in issues):
        raise answer.wrong("a page of issues")
    return issues


def _has_id(item: Any) -> bool:
    """Whether it is an issue that can be told from others: two without an id would be taken for one."""
    return isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"].isdecimal()


def id_of(item: Any) -> str:
    """What an issue is called inside Jira, which stays when its key changes."""
    return str(item["id"])


def next_token(
    answer: Answer, number: int, tokens: set[str], *, what: str = "a page of issues"
) -> str | None:
    """What the next page is asked for by; None after the last. Raises UnreadError for a repeated one."""
    token = answer.record.get("nextPageToken")
    if token is None or token == "":  # no secret: the place of a page
        if answer.record.get("isLast") is False:
            raise UnreadError(answer.where, f"page {number} says that more follow, but not where", hint=AGAIN)
        return None
    if not isinstance(token, str):
        raise answer.wrong(what)
    if token in tokens or number >= _MAX_PAGES:
        why = "comes back to an earlier page" if token in tokens else "has no end"
        raise UnreadError(answer.where, f"after {number} pages the list {why}", hint=AGAIN)
    tokens.add(token)
    return token
