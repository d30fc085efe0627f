"""One search of a Jira, each issue once: its pages on Cloud, each of which says where the next one is."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import ceil
from typing import Any

from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

PAGE = 100
AGAIN = "run again; if it stays, report it to the site's owners"
_PATH = "/rest/api/3/search/jql"
_MAX_PAGES = 50_000  # five million issues; a list without an end is no list
_MAX_EMPTY = 5  # pages in a row that hold nothing the account may see
_APPROXIMATE = 0.9
# A question has to leave before this thread goes on with the page that came: two threads of Python take turns
# of 5 ms, and in a chain of pages each such turn would be waited for.
_HEAD_START_SECONDS = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page brought that none before it had; with its number, and of how many if that is known."""

    number: int
    last: int | None
    items: tuple[Any, ...]
    answer: Answer


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
        """A page, on its way."""
        return self._pool.submit(self.transport.post, path, {**self._asked, **more})

    def new(self, answer: Answer, number: int, last: int | None, *, may_repeat: bool = False) -> Page:
        """What is new on a page. Raises UnreadError if that is nothing, where something must be."""
        items = issues_of(answer)
        new = {id_of(item): item for item in items if id_of(item) not in self.known}
        if items and not new and not may_repeat:
            raise UnreadError(answer.where, f"page {number} repeats earlier ones", hint=AGAIN)
        self.known.update(new)
        return Page(number=number, last=last, items=tuple(new.values()), answer=answer)

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


def by_token(search: Search, counting: Future[int | None] | None = None) -> Iterator[Page]:
    """All pages of a search on Jira Cloud; while one is looked at, the next is on its way.

    Args:
        search: what to ask for.
        counting: how many issues there are, roughly, once that is known.

    Raises:
        UnreadError: a page could not be read, a token or a page repeats, or pages do not end; or the budget
            cannot be enough.
    """
    coming: Future[Answer] | None = search.ask(_PATH, {})
    tokens: set[str] = set()
    number = empty = 0
    try:
        last = _pages(search, counting)
        while coming:
            answer = coming.result()
            number += 1
            token = next_token(answer, number, tokens)
            coming = search.ask(_PATH, {"nextPageToken": token}) if token else None
            wait([coming] if coming else [], timeout=_HEAD_START_SECONDS)
            empty = 0 if issues_of(answer) else empty + 1
            if empty > _MAX_EMPTY:
                raise UnreadError(answer.where, f"{empty} pages in a row came empty", hint=AGAIN)
            yield search.new(answer, number, max(last, number + bool(token)) if last else None)
    finally:
        if coming:
            coming.cancel()


def _pages(search: Search, counting: Future[int | None] | None) -> int | None:
    """How many pages there will be, roughly. Raises UnreadError where the budget cannot be enough."""
    about = counting.result() if counting else None
    if about is None:
        return None
    last = max(ceil(about / PAGE), 1)
    needed = ceil(_APPROXIMATE * last) * search.requests_a_page - 1
    search.check_budget(needed, f"{search.transport.site.base}{_PATH}")
    return last


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
