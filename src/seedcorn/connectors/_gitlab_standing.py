"""How far a list of GitLab's was read: the next reading goes on there, or brings what changed since."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from seedcorn.transport.transport import Answer

_VERSION = 1
# An answer's time is that of its making, in whole seconds, and a change may be written a little after it.
_OVERLAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A place in a reading. Times are ISO texts in UTC.

    `base` is the address of the GitLab that was read: paths mean nothing at another one.
    `kind` is "project" or "group"; `asked` says what was read besides the issues. `began` is when the
    reading began, by GitLab's clock; `since` is the change from which on issues are read at all. Where it
    broke off, issues up to `created` are read; `end_page` of the list from `window` on began with the issue
    `end_id`, and as long as it does, nothing before it has gone. `created` is empty at the end.
    """

    base: str
    kind: str
    asked: str
    began: str = ""
    since: str = ""
    created: str = ""
    window: str = ""
    end_page: int = 0
    end_id: int = 0

    @property
    def text(self) -> str:
        """As the text of a bookmark."""
        return json.dumps({"version": _VERSION, **asdict(self)}, sort_keys=True)

    @classmethod
    def of(cls, text: str, *, base: str, asked: str) -> "Standing | None":
        """What a bookmark says; None for none of ours, or where another GitLab or other things were read."""
        try:
            data = json.loads(text)
            if data.pop("version") != _VERSION:
                return None
            standing = cls(**data)
        except (ValueError, TypeError, AttributeError, KeyError):
            return None
        is_same = (standing.base, standing.asked) == (base, asked)
        return standing if standing._is_sound and is_same else None

    @property
    def _is_sound(self) -> bool:
        try:
            for moment in filter(None, (self.began, self.since, self.created, self.window)):
                datetime.fromisoformat(moment)
        except (TypeError, ValueError):
            return False
        numbers = type(self.end_page) is type(self.end_id) is int
        return self.kind in {"project", "group"} and bool(self.began) and numbers

    @property
    def is_at_the_end(self) -> bool:
        """Whether everything was read."""
        return not self.created

    def at_the_end(self) -> "Standing":
        """After the last page."""
        return replace(self, since="", created="", window="", end_page=0, end_id=0)

    def then(self) -> "Standing":
        """Before the first page of the next reading, which brings what has changed since this one began."""
        return replace(self, since=self.began, began="")

    def onwards(self) -> "Standing":
        """Where this one broke off."""
        return replace(self, window=self.created, created="")

    def anew(self) -> "Standing":
        """At the beginning of this one."""
        return replace(self, began="", created="", window="", end_page=0, end_id=0)


def began(answer: Answer) -> str:
    """When an answer was made, by the server's own clock; empty where it does not say."""
    moment = _moment(answer)
    return instant(moment) if moment else ""


def earlier_than(answer: Answer) -> str:
    """A time so long before that of an answer that no change between them could be missed; or empty."""
    moment = _moment(answer)
    return instant(moment - _OVERLAP) if moment else ""


def _moment(answer: Answer) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def instant(moment: datetime) -> str:
    """A time as GitLab writes it, to the millisecond and not rounded up."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
