"""How far a Jira was read, as a line of JSON that the next reading goes on from."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from seedcorn.connectors._jira_fields import Kind, Named, Wanted
from seedcorn.connectors._jira_spans import Span, is_minute
from seedcorn.model import Gap

_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was found out about a Jira, and a place in a reading of it.

    `began` is when everything that is known was read, by Jira's clock; None where it does not say.
    `spans` are what is still to be read; none at the beginning, where it is everything, and at the end.
    `gaps` are those of places, which every reading says again.
    """

    base: str
    web: str
    is_cloud: bool
    zone: str
    wanted: Wanted
    places: tuple[str, ...] | None
    gaps: tuple[Gap, ...] = ()
    began: datetime | None = None
    spans: tuple[Span, ...] = ()
    is_end: bool = False

    def text(self) -> str:
        """As JSON."""
        began = None if self.began is None else self.began.isoformat()
        values = {**asdict(self), "began": began, "version": _VERSION}
        return json.dumps(values, sort_keys=True, separators=(",", ":"))

    def at(self, spans: tuple[Span, ...], began: datetime | None) -> "Standing":
        """In the middle: with so much still to be read, in a reading that began then."""
        return replace(self, spans=spans, began=began, is_end=False)

    def at_end(self, began: datetime) -> "Standing":
        """At the end: everything was read that was there at that time."""
        return replace(self, began=began, spans=(), is_end=True)

    @classmethod
    def of(cls, text: str | None, *, base: str, places: frozenset[str] | None) -> "Standing | None":
        """From its text; None where there is none, or where another Jira or other places were read then."""
        try:
            found = _standing(json.loads(text or "null"))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None
        asked = None if places is None else tuple(sorted(places))
        return found if (found.base, found.places) == (base, asked) else None


def _standing(values: dict[str, Any]) -> Standing:
    if values.pop("version") != _VERSION:
        raise ValueError("of another version")
    wanted = values.pop("wanted")
    fields = tuple(Named(**named) for named in wanted.pop("fields"))
    kinds = tuple(Kind(**{**kind, "names": tuple(kind["names"])}) for kind in wanted.pop("kinds", ()))
    lists: dict[str, Any] = {name: tuple(wanted.pop(name)) for name in ("sprints", "epics", "organizations")}
    places = values.pop("places")
    return Standing(
        wanted=Wanted(fields=fields, kinds=kinds, **lists, **wanted),
        places=None if places is None else tuple(places),
        gaps=tuple(Gap(**gap) for gap in values.pop("gaps")),
        began=_moment(values.pop("began")),
        spans=tuple(_span(**span) for span in values.pop("spans")),
        **values,
    )


def _span(since: str, until: str) -> Span:
    if not all(map(is_minute, filter(lambda text: text != "", (since, until)))):
        raise ValueError("no minute")
    return Span(since=since, until=until)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
