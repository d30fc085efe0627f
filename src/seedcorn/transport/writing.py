"""What became of one writing request: it was done, it was surely not done, or nobody can know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests.exceptions
import urllib3.exceptions

from seedcorn.transport import trouble
from seedcorn.transport.patience import Patience, reset_time
from seedcorn.transport.strict_json import parsed
from seedcorn.transport.trouble import Dialect, Headers, Trouble, UnwrittenError

# What to do where it is forbidden: the permission to add, from the headers of the refusal.
Lacking = Callable[[Headers], str]

_TRIES = 4
_SHORTEST_WAIT_SECONDS = 0.5
_FORBIDDEN = 403
_NOT_DESCRIBED = frozenset({400, 404, 405, 409, 410, 422})
_OPEN = "it may have been done all the same: look, or run again, which looks first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a writing request has no answer; `unsure` says that it may have been done.

    Where `wait` is known it surely was not done, and may be asked again after so many seconds.
    """

    why: str
    hint: str
    status: int = 0
    wait: float | None = None
    unsure: bool = False

    def at(self, where: str) -> UnwrittenError:
        """As the error that ends the writing."""
        return UnwrittenError(where, self.why, hint=self.hint, status=self.status, unsure=self.unsure)

    def too_long(self, where: str, now: float) -> UnwrittenError:
        """As the error of a limit that lasts longer than may be waited."""
        why = f"{self.why} resets {reset_time(now, self.wait or 0)}"
        return UnwrittenError(where, why, hint=self.hint, status=self.status)


_Sent = TypeVar("_Sent")


def persist(change: Callable[[], "_Sent | Refusal"], where: str, patience: Patience) -> _Sent:
    """What came back when it was done: asked again only after a refusal that is sure, and in patience.

    Raises:
        UnwrittenError: it was not done; or, where `unsure`, nobody can know.
    """
    for attempt in range(1, _TRIES + 1):
        patience.hold()
        found = change()
        if not isinstance(found, Refusal):
            return found
        if found.wait is None or attempt == _TRIES or patience.stopped:
            raise found.at(where)
        host = urlsplit(where).netloc
        if not patience.wait(max(found.wait, _SHORTEST_WAIT_SECONDS), f"{host}: {found.why}"):
            raise found.too_long(where, patience.now())
    raise AssertionError("the last attempt raises")


def is_done(status: int) -> bool:
    """Whether a status says that it was done."""
    return 200 <= status < 300


def of_error(error: Exception, host: str, dialect: Dialect) -> Refusal:
    """The refusal behind an exception of the session: only one before anything was sent is sure."""
    found = trouble.of_error(error, host, dialect)
    if _never_left(error):
        return Refusal(why=found.why, hint=found.hint)
    return Refusal(why=found.why, hint=_OPEN, unsure=True)


def of_status(
    status: int, headers: Headers, body: str, *, now: float, known: bool, dialect: Dialect, lacking: Lacking
) -> Refusal | None:
    """The refusal behind an answer, None if there is none.

    Header names are lower case; `known` is whether a token was sent.
    """
    seen = 200 if is_done(status) else status
    found = trouble.of_status(seen, headers, body, now=now, known=known, dialect=dialect)
    if found is None:
        return None
    if found.again and trouble.is_limit(status, headers, body, dialect):
        return Refusal(why=found.why, hint=found.hint, status=status, wait=found.wait)
    if found.again:
        return Refusal(why=f"{dialect.tracker} answered {status}", hint=_OPEN, status=status, unsure=True)
    return _refused(found, headers, dialect, lacking, known=known)


def value_of(text: str) -> Any:
    """The JSON of an answer to what was done; None where there is none, or nobody can read it."""
    try:
        return parsed(text) if text.strip() else None
    except (ValueError, RecursionError):
        return None


def _refused(found: Trouble, headers: Headers, dialect: Dialect, lacking: Lacking, *, known: bool) -> Refusal:
    """A refusal for good, in the words of who writes: those for readers say what to leave out."""
    hint = found.hint
    if known and found.status == _FORBIDDEN:
        hint = lacking(headers)
    elif known and found.status in _NOT_DESCRIBED:
        hint = f"check the place and {dialect.address}; if they are right, {lacking(headers)}"
    return Refusal(why=found.why, hint=hint, status=found.status)


def _never_left(error: Exception) -> bool:
    """Whether a request surely did not reach the tracker: there was no connection to send it on."""
    match error:
        case (
            requests.exceptions.SSLError()
            | urllib3.exceptions.SSLError()
            | requests.exceptions.ProxyError()
            | requests.exceptions.ConnectTimeout()
        ):
            return True
        case requests.exceptions.ConnectionError(args=[urllib3.exceptions.MaxRetryError(reason=reason), *_]):
            return isinstance(reason, urllib3.exceptions.NewConnectionError)
        case _:
            return False
