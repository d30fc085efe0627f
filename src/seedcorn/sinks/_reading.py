"""What a tracker answers, read without trust: values by name, lists whole, and addresses that are plain."""

import re
from collections.abc import Iterator
from typing import Any

from seedcorn.transport.transport import Answer, Parameters, Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError

_PAGE = 100
_MOST_PAGES = 500
_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,2000}")
_GONE = (404, 410)


def at(value: object, *names: str) -> Any:
    """What is inside objects by these names; None where nothing is."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: object, *names: str) -> str:
    """A text inside; empty where there is none."""
    found = at(value, *names)
    return found if isinstance(found, str) else ""


def number_at(value: object, *names: str) -> int:
    """A whole number from 1 inside, or its digits as text; 0 where there is none."""
    found = at(value, *names)
    if type(found) is int:
        return max(found, 0)
    is_digits = isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 18
    return int(found) if is_digits else 0


def address_at(value: object, name: str, otherwise: str = "") -> str:
    """An address for people, on one line and without signs that act on a page."""
    found = text_at(value, name)
    return found if _ADDRESS.fullmatch(found) else otherwise


def items(transport: Transport, path: str, parameters: Parameters, *, listed: str = "") -> Iterator[Any]:
    """All items of a list, page after page; `listed` is where they stand in a page that is an object.

    Whoever drops the links between pages must not make a list look shorter: a full page has a next one.

    Raises:
        UnreadError: a page could not be read, or there is no end.
    """
    for page in range(1, _MOST_PAGES + 1):
        answer = transport.get(path, {**parameters, "per_page": _PAGE, "page": page})
        found = page_of(answer, listed)
        yield from found
        if "next" not in answer.links and len(found) < _PAGE:
            return
    raise UnreadError(
        f"{transport.site.base}{path}", f"no end after {_MOST_PAGES} pages", hint="post elsewhere"
    )


def page_of(answer: Answer, listed: str) -> list[Any]:
    """The items of one page. Raises UnreadError where it is none."""
    if not listed:
        return answer.items
    found = answer.record.get(listed)
    if not isinstance(found, list):
        raise answer.wrong("a page of a list")
    return found


def there(transport: Transport, path: str, parameters: Parameters | None = None) -> Any:
    """What is at a path; None where it is gone. Raises UnreadError for all else."""
    try:
        return transport.get(path, parameters).value
    except UnreadError as error:
        if error.status not in _GONE:
            raise
        return None


def not_said(answer: Answer) -> UnwrittenError:
    """The error of something that was made, of which the answer does not say what it is."""
    return UnwrittenError(
        answer.where, "the answer does not say what was made", hint="look there, or run again", unsure=True
    )
