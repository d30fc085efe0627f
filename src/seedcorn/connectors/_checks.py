"""The rows that `seedcorn doctor` has for every tracker: one name for each thing, and one way to say it.

server, account, token, issues, whatever else can be seen there, requests left, clock. No row's name is that
of a repository, project or host: in public the names are shown and what was found out is not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from seedcorn.branch import Branch
from seedcorn.connector import Check
from seedcorn.errors import SeedcornError
from seedcorn.model import Gap
from seedcorn.transport.patience import reset_time
from seedcorn.transport.transport import Answer
from seedcorn.transport.trouble import Headers, UnreadError, number_of, reset_at
from seedcorn.words import count, plain

SERVER, ACCOUNT, TOKEN, ISSUES = "server", "account", "token", "issues"
LEFT, CLOCK = "requests left", "clock"
BRANCHES, READABLE = "branches", "readable"
_MOST_SECONDS = 120  # more, and ages and limits are reckoned wrongly
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_LIMIT = ("x-ratelimit-limit", "ratelimit-limit")
_REFUSED = 401
# An answer, if not the one that was hoped for: so there is a server, and it knows the token.
_ANSWERED = frozenset({400, 403, 404, 410, 451})


def well(what: str, said: str) -> Check:
    """Something that is as it should be, in a tracker's own words."""
    return Check(what=what, said=plain(said), works=True)


def noted(what: str, said: str, hint: str = "") -> Check:
    """Something that is neither right nor wrong."""
    return Check(what=what, said=plain(said), hint=hint)


def failed(what: str, error: SeedcornError) -> Check:
    """Something that could not be read and is needed."""
    why = error.why if isinstance(error, UnreadError) else str(error)
    return Check(what=what, said=plain(why), works=False, hint=plain(error.hint))


def untold(what: str, error: UnreadError) -> Check:
    """Something that is good to know and could not be asked."""
    return noted(what, f"cannot be told: {error.why}")


def branches(first: Branch | Gap | None) -> Check:
    """Whether branches can be listed, by the first that came; asked only where somebody looks at them."""
    if isinstance(first, Gap):
        why, _, hint = first.why.partition("; ")
        return optional(BRANCHES, why, hint, needed=True)
    return well(BRANCHES, READABLE if first else "none")


def optional(what: str, why: str, hint: str, *, needed: bool) -> Check:
    """Something that could not be read, which matters only where the policy looks there."""
    if needed:
        return Check(what=what, said=plain(why), works=False, hint=hint)
    return noted(what, "not needed by this policy")


def end(error: UnreadError) -> Check | None:
    """The row after which nothing more is worth asking: no server, or a token that it does not know."""
    if error.status in _ANSWERED:
        return None
    return failed(ACCOUNT if error.status == _REFUSED else SERVER, error)


def no_account(token: str) -> Check:
    """Nobody asks: there is no token."""
    return noted(ACCOUNT, "none: only what everybody may see", f"set {token}")


def requests_left(answer: Answer, now: float) -> Check:
    """What an answer's headers say of the limit."""
    limit = next((number_of(answer.headers[name]) for name in _LIMIT if name in answer.headers), None)
    return left(LEFT, answer.requests_left, limit, reset_at(answer.headers, now), now)


def left(what: str, remaining: int | None, limit: float | None, reset: float | None, now: float) -> Check:
    """What is left before a limit, of how many, and until when; times are in seconds since 1970."""
    if remaining is None:
        return noted(what, "not told")
    said = f"{remaining:,}" + ("" if limit is None else f" of {limit:,.0f}")
    if reset is not None and reset > now:
        said += f"; more {reset_time(now, reset - now)}"
    hint = "" if remaining else "wait until then, or give a token that may do more"
    return Check(what=what, said=said, works=remaining > 0, hint=hint)


def date_of(headers: Headers) -> datetime | None:
    """When an answer was made, by the server's clock; None where it does not say."""
    try:
        moment = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def clock(there: datetime | None, now: float) -> Iterator[Check]:
    """How this machine's clock stands to the server's; nothing where that one does not say."""
    if there is None:
        return
    ahead = round(now - there.timestamp())
    if abs(ahead) <= _MOST_SECONDS:
        yield Check(what=CLOCK, said=f"agrees ({abs(ahead)} s)", works=True)
        return
    way = "ahead of" if ahead > 0 else "behind"
    said = f"{_apart(abs(ahead))} {way} the server's ({there:%Y-%m-%d %H:%M} UTC)"
    yield Check(what=CLOCK, said=said, works=False, hint="set this machine's clock")


def _apart(seconds: int) -> str:
    """In the largest unit of which there are two."""
    length, unit = next(each for each in _UNITS if seconds >= 2 * each[0])
    return count(seconds // length, unit)
