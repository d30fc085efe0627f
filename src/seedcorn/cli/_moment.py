"""The clock, read here and nowhere else, and the moments that people write."""

from datetime import UTC, datetime, time
from re import fullmatch

import click

_EARLIEST, _LATEST = 1970, 9998


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A day, which means its end in UTC, or an ISO time, in UTC where it names no other zone."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        advice = "is no date; write 2026-01-31 or 2026-01-31T12:00Z"
        raise click.BadParameter(f"{value!r} {advice}", ctx=ctx, param=param) from None
    if not _EARLIEST < found.year <= _LATEST:
        raise click.BadParameter(f"{value!r} is no day that a tracker knows", ctx=ctx, param=param)
    if fullmatch(r"\d{4}-?\d{2}-?\d{2}", value):
        found = datetime.combine(found, time.max)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
