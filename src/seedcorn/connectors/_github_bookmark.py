"""How far a repository was read, as a line of JSON that the next reading goes on from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedcorn.connectors._github_comments import is_known
from seedcorn.transport.listing import Page, Start, ids_of

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a reading.

    `base` is the address of the GitHub that was read: names and ids mean nothing at another one.
    `began` is when the reading began at GitHub's clock (the next one asks for what changed since), `since`
    the moment whose changes it brings, empty where it brings everything. From the middle, `page` is the last
    page that was read, `last` the id of its last item, `link` the parameters it was asked for by where
    numbers no longer do, `cursor` where GraphQL was. From the end, `page` is 0 and `comments` holds the
    commands. `places` and `marks` are what was read besides, and what stood on the repository itself.
    """

    base: str
    began: str = ""
    since: str = ""
    page: int = 0
    last: int | None = None
    link: Mapping[str, str | int] | None = None
    cursor: str | None = None
    places: frozenset[str] = frozenset()
    marks: tuple[tuple[str, str], ...] = ()
    comments: Mapping[str, Mapping[str, list[str]]] | None = None

    @property
    def is_end(self) -> bool:
        """Whether everything was read."""
        return self.page == 0

    @property
    def start(self) -> Start | None:
        """Where the list is taken up again; None for its beginning."""
        return None if self.is_end else Start(page=self.page, link=self.link)

    def since_when(self, place: str) -> str:
        """Up to when everything is known of a place whose past is read; empty where nothing is."""
        if place not in self.places:
            return ""
        return self.began if self.is_end else self.since

    def text(self) -> str:
        """As JSON, without what is empty."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values |= {"places": sorted(self.places), "version": _VERSION}
        return json.dumps({name: value for name, value in values.items() if value}, sort_keys=True)

    @classmethod
    def of(cls, text: str | None, base: str) -> "Place | None":
        """From its text; None where there is none that can be gone on from, or it is of another GitHub."""
        try:
            values = json.loads(text or "null")
            found = _place(values) if values and values.pop("version", None) == _VERSION else None
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None
        return found if found and found.base == base else None

    def is_on(self, page: Page) -> bool:
        """Whether the item that was read last is still on that page: then nothing is lost by going on."""
        return self.last in ids_of(page.answer)


def _place(values: Mapping[str, Any]) -> Place:
    """Raises ValueError or TypeError for what no place says."""
    if not is_known(values.get("comments")) or not isinstance(values.get("link") or {}, dict):
        raise ValueError(values)
    marks = tuple((str(place), str(value)) for place, value in values.get("marks", ()))
    page = values.get("page", 0)
    if type(page) is not int or page < 0:
        raise ValueError(page)
    return Place(
        base=str(values["base"]),
        began=str(values["began"]),
        since=str(values.get("since", "")),
        page=page,
        last=values.get("last"),
        link=values.get("link"),
        cursor=values.get("cursor"),
        places=frozenset(map(str, values.get("places", ()))),
        marks=marks,
        comments=values.get("comments"),
    )
