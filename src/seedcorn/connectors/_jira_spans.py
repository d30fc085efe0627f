"""Stretches of dates of creation, to the minute, as JQL has them: what is still to be read of a search."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# A clock is put forward by so much at most; and where the zone rules of two machines differ, by less.
_DOUBT = timedelta(hours=3)
SHORTEST = 2 * _DOUBT


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The issues created from one minute on and before another; an empty text is no limit."""

    since: str = ""
    until: str = ""

    @property
    def is_read(self) -> bool:
        """Whether nothing is left of it."""
        return bool(self.until) and self.since >= self.until

    def after(self, minute: str) -> "Span":
        """What is left when all before a minute is read."""
        return replace(self, since=max(self.since, minute))

    def minutes(self) -> float:
        """How long it is; 0 where it has a limit on one side only, or none."""
        limits = self.since and self.until
        return (_moment(self.until) - _moment(self.since)) / timedelta(minutes=1) if limits else 0

    def parts(self, now: str, within: float, *, shortest: timedelta = SHORTEST) -> "tuple[Span, Span] | None":
        """Two, the first of so many minutes, and of half of all at most; the other begins a little before.

        None if either would be shorter than that, or nobody knows how long it is. They overlap since whoever
        reads the first sees by a clock of its own where that ends, and the other begins by Jira's.
        """
        if not self.since or not (self.until or now):
            return None
        since, until = _moment(self.since), _moment(self.until or now)
        middle = since + timedelta(minutes=min((until - since) / timedelta(minutes=2), within))
        if min(middle - since, until - middle) < shortest:
            return None
        return replace(self, until=written(middle)), replace(self, since=written(middle - _DOUBT))

    def jql(self) -> str:
        """The condition; empty for all issues there are."""
        limits = (("created >=", self.since), ("created <", self.until))
        return " AND ".join(f'{name} "{minute}"' for name, minute in limits if minute)


EVERYTHING = (Span(),)


def written(moment: datetime) -> str:
    """A minute as JQL has it."""
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")


def is_minute(text: str) -> bool:
    """Whether a text is a minute as it is written here."""
    return written(_moment(text)) == text


def _moment(minute: str) -> datetime:
    return datetime.fromisoformat(minute)
