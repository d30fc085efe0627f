"""Which issue of a file an event is of: it may say so by an address, a key, a number or a whole issue."""

import re
from dataclasses import dataclass

from seedcorn.connectors._github_payload import repository_of
from seedcorn.connectors._record import Advice, Record
from seedcorn.errors import DataError
from seedcorn.model import Issue

_NUMBER = re.compile(r"#?([1-9]\d{0,17})", re.ASCII)
_KEY = re.compile(r"[^/\s]+/[^/\s]+#([1-9]\d{0,17})", re.ASCII)
_LAST_NUMBER = re.compile(r"/([1-9]\d{0,17})/?$", re.ASCII)
_ADVICE = Advice(
    missing="say which issue it is of: a number, a key or an address; or put it into that issue's `events`",
    wrong="say which issue it is of: a number, a key or an address",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What an event calls its issue; what it does not say is empty. With a key, the number is of its end."""

    address: str = ""
    key: str = ""
    number: str = ""


def name_in(payload: dict[str, object], where: str) -> Name | None:
    """What the `issue` of an event's payload says; None for a pull request, and for an issue that is gone.

    Raises:
        DataError: it says nothing, or nothing that could name an issue; says what and what to do.
    """
    record = Record(payload, where, _ADVICE)
    said = record.get("issue")
    if said is None and record.has("issue"):
        return None
    if isinstance(said, dict):
        return _of_object(Record(said, f"{where}, issue", _ADVICE))
    if type(said) is int and said > 0:
        return Name(number=str(said))
    if said is not None and not isinstance(said, str):
        record.wrong("issue", said, "a number, a key, an address or an object")
    return _of_text((record.text("issue") or "").strip() or record.missing(("issue",)))


def _of_object(issue: Record) -> Name | None:
    if issue.get("pull_request") is not None:
        return None
    address, number = issue.text("html_url", "url") or "", str(issue.number())
    repository = repository_of(issue, address)
    return Name(address=address, key=f"{repository}#{number}" if repository else "", number=number)


def _of_text(text: str) -> Name:
    number = _NUMBER.fullmatch(text)
    if number:
        return Name(number=number[1])
    if "://" not in text:
        found = _KEY.fullmatch(text)
        return Name(key=text, number=found[1] if found else "")
    address, last = text.partition("#")[0], _LAST_NUMBER.search(text.partition("#")[0])
    repository = repository_of(Record({}, ""), address)
    if not (last and repository):
        return Name(address=text)
    return Name(address=address, key=f"{repository}#{last[1]}", number=last[1])


class Names:
    """What the issues that were read are called."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}  # by key, and by an address that says another one
        self._numbers: dict[str, str] = {}  # empty where several issues have it

    def add(self, issue: Issue) -> None:
        """One more issue."""
        self._keys[issue.key] = issue.key
        if issue.url and _of_text(issue.url).key != issue.key:
            self._keys[issue.url] = issue.key
        number = _NUMBER.fullmatch(issue.key.rpartition("#")[2])
        if number and self._numbers.setdefault(number[1], issue.key) != issue.key:
            self._numbers[number[1]] = ""

    def key_of(self, name: Name, where: str) -> str:
        """The key of the issue that is called so; one that no issue has, where none is.

        Raises:
            DataError: it is a number that issues of several repositories have.
        """
        known = self._keys.get(name.address) or self._keys.get(name.key)
        if known or not name.number:
            return known or name.key or name.address
        if name.key:  # of an issue that itself does not say its repository only the number is known
            return self._keys.get(f"#{name.number}", name.key)
        found = self._numbers.get(name.number, f"#{name.number}")
        if not found:
            raise DataError(
                f"{where}: issue is {name.number}, which issues of several repositories have",
                hint="write its key or its address in place of the number",
            )
        return found
