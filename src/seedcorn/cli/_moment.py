"""The clock, read here and nowhere else, and the moments that people write."""

from datetime import UTC, datetime, time
from re import fullmatch
from typing import Any

import click

_EARLIEST = 1970


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Moment(click.ParamType):
    """A day, which means its end in UTC, or an ISO time, in UTC where it names no other zone."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """From what was typed."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write 2026-01-31 or 2026-01-31T12:00Z", param, ctx)
        if fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            moment = datetime.combine(moment, time.max)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not _EARLIEST < moment.year < 9999:
            self.fail(f"{value!r} is no day that a tracker knows", param, ctx)
        return moment.astimezone(UTC)
