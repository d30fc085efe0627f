"""What the value of a Jira field says in words, whatever its type: choices, people, numbers, documents."""

import re
from collections.abc import Iterator
from typing import Any

from seedcorn.connectors._jira_text import text_of
from seedcorn.connectors._record import storable

_LONGEST = 500  # characters; a name, a size, an answer; longer is prose, which names nobody
_MOST = 200  # values of one field on one issue
_DEEPEST = 5
_NAMES = ("value", "name", "displayName", "label", "title", "objectKey", "key", "objectId", "id")
# "Acme Ltd (CRM-12)": an Assets object as Data Center writes it.
_ASSET = re.compile(r"(?P<name>.{1,300}?) \([A-Z][A-Z0-9_]*-\d+\)")
_SECONDS_AN_HOUR = 3_600


def texts(value: object) -> Iterator[str]:
    """The texts of a field's value; none for null, for an empty one and for what has no name.

    A list gives one each, a cascading choice "Parent / Child", a number without needless digits.
    """
    for count, text in enumerate(_texts(value, 0)):
        if count == _MOST:
            return
        plain = " ".join(storable(text[: 4 * _LONGEST]).split())[:_LONGEST]
        if plain:
            yield plain


def parents(value: object) -> Iterator[str]:
    """The first levels of a cascading choice."""
    yield from texts({"value": value["value"]} if isinstance(value, dict) and "value" in value else None)


def hours(value: object) -> Iterator[str]:
    """The seconds of a time field as hours."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield _number(round(value / _SECONDS_AN_HOUR, 3))


def assets(value: object) -> Iterator[str]:
    """Assets objects by their names; by key or id where the answer has no name."""
    for text in texts(value):
        named = _ASSET.fullmatch(text)
        yield named["name"] if named else text


def person(user: object) -> str | None:
    """Whom a user is called by: the account's name on Data Center, on Cloud the name that it shows."""
    if not isinstance(user, dict):
        return None
    name = user.get("name") if not user.get("accountId") else None
    return next(texts(name or user.get("displayName")), None)


def _texts(value: object, depth: int) -> Iterator[str]:
    match value:
        case bool():
            yield "yes" if value else "no"
        case str():
            yield value
        case int() | float():
            yield _number(value)
        case list() if depth < _DEEPEST:
            for each in value:
                yield from _texts(each, depth + 1)
        case dict() if depth < _DEEPEST:
            yield from _named(value, depth)


def _named(value: dict[str, Any], depth: int) -> Iterator[str]:
    if value.get("type") == "doc":
        yield text_of(value)
        return
    if "displayName" in value:
        yield person(value) or ""
        return
    if isinstance(value.get("requestType"), dict):  # the request type of a service desk
        yield from _texts(value["requestType"].get("name"), depth + 1)
        return
    own = next((value[name] for name in _NAMES if isinstance(value.get(name), str | int | float)), None)
    below = value.get("child")
    child = next(_texts(below, depth + 1), "") if isinstance(below, dict) else ""
    for text in _texts(own, depth + 1):
        yield f"{text} / {child}" if child else text


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else ""
    return "" if abs(value) >= 10**15 else f"{value:.6f}".rstrip("0").rstrip(".")
