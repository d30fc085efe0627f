"""Stretches of dates of creation, to the minute, as JQL has them: what is still to be read of a search."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MINUTE = "%Y-%m-%d %H:%M"
_SHORTEST = timedelta(minutes=30)
# No clock is put forward or back by day: what lies before and after such an hour is nowhere told apart.
_MORNING, _EVENING = 6, 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The issues created from one minute on and before another; an empty text is no limit.

    Where one span ends the next one begins, by the same text: whatever Jira takes that for, no issue lies
    between the two.
    """

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

    def parts(self, now: str, within: float) -> "tuple[Span, Span] | None":
        """Two, the first of so many minutes, and of half of all at most.

        None if that is too short, or nobody knows how long it is.
        """
        if not self.since or not (self.until or now):
            return None
        since, until = _moment(self.since), _moment(self.until or now)
        middle = since + timedelta(minutes=min((until - since) / timedelta(minutes=2), within))
        middle = middle.replace(hour=min(max(middle.hour, _MORNING), _EVENING))
        if min(middle - since, until - middle) < _SHORTEST:
            return None
        minute = middle.strftime(MINUTE)
        return replace(self, until=minute), replace(self, since=minute)

    def jql(self) -> str:
        """The condition; empty for all issues there are."""
        limits = (("created >=", self.since), ("created <", self.until))
        return " AND ".join(f'{name} "{minute}"' for name, minute in limits if minute)


def _moment(minute: str) -> datetime:
    return datetime.strptime(minute, MINUTE)  # noqa: DTZ007  # by a clock that only Jira knows
