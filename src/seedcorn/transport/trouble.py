"""What went wrong with one request to a tracker: in words, with what to do, and whether to ask again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests.exceptions
import urllib3.exceptions

from seedcorn.errors import CollectionError, OutputError
from seedcorn.transport.patience import reset_time

Headers = Mapping[str, str]

# A tracker asks for patience but may not say how long; half a minute is what GitHub's own clients wait.
_UNNAMED_WAIT_SECONDS = 30.0
_PASSING = frozenset({202, 408, 500, 502, 503, 504})
_PATIENT = "rerun after that, or allow more with --max-wait"
# By tracker: GitHub and Jira write x-ratelimit-*, GitLab ratelimit-*, Jira's newer limits x-beta-ratelimit-*.
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-beta-ratelimit-reset")
_REASON = re.compile(r"[a-z][a-z-]{1,60}")  # Jira: which of its three limits it was
# A number smaller than this counts from now, as the draft of the header's standard says; else since 1970.
_LONG_AGO = 1_000_000_000.0


class UnfitError(ValueError):
    """An answer that is none of a tracker's: its words say why. Asking again would not change it."""


class UnreadError(CollectionError):
    """Something at a tracker could not be read: `where` without parameters, why, and in `hint` what to do.

    `crowded` says that it was asked as often as may be, after waiting each time as long as was told: of fewer
    at once it may come.
    """

    def __init__(self, where: str, why: str, *, hint: str, status: int = 0, crowded: bool = False) -> None:
        super().__init__(f"{where}: {why}", hint=hint)
        self.where = where
        self.why = why
        self.status = status
        self.crowded = crowded


class UnwrittenError(OutputError):
    """Something could not be written at a tracker; where `unsure`, it may have been all the same.

    `where` is the address that was asked, `why` what happened, `hint` what to do.
    """

    def __init__(self, where: str, why: str, *, hint: str, status: int = 0, unsure: bool = False) -> None:
        super().__init__(f"{where}: {why}", hint=hint)
        self.where = where
        self.why = why
        self.status = status
        self.unsure = unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one tracker says no, and what its users call what they can change.

    `address` and `token` are the environment variables of its address and its token. `limit_words` in the
    body of a 403 tell a rate limit from a missing permission. `permission` says what to add, from the
    headers of a 403, `said` repeats the tracker's own words from the body of a refusal, as a line of text.
    `refusals` are further ones by status, as (why, hint). `status_page` tells of the vendor's own servers.
    """

    tracker: str
    address: str
    token: str
    status_page: str
    limit_words: str = r"rate limit|abuse detection|too many requests"
    permission: Callable[[Headers], str] = lambda headers: "give the token read access to issues"
    said: Callable[[str], str] = lambda body: ""
    refusals: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def later(self) -> str:
        """What to do when the tracker itself is unwell."""
        if not self.status_page:
            return f"run again later; if it stays, ask those who run that {self.tracker}"
        return f"run again later; {self.status_page} tells whether {self.tracker} has a bad day"

    def elsewhere(self) -> "Dialect":
        """The same of a server that the vendor does not run: its status page says nothing of it."""
        return replace(self, status_page="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a request has no answer. `again` if it may have one next time; `wait` is what a limit asks for."""

    why: str
    hint: str
    status: int = 0
    again: bool = False
    wait: float | None = None

    def at(self, where: str) -> UnreadError:
        """As the error that ends the reading."""
        crowded = self.again and self.wait is not None
        return UnreadError(where, self.why, hint=self.hint, status=self.status, crowded=crowded)

    def too_long(self, where: str, now: float) -> UnreadError:
        """As the error of a limit that lasts longer than may be waited."""
        why = f"{self.why} resets {reset_time(now, self.wait or 0)}"
        return UnreadError(where, why, hint=self.hint, status=self.status)


def of_error(error: Exception, host: str, dialect: Dialect) -> Trouble:
    """The trouble behind an exception of the session. Its text is left out: it may quote headers."""
    again = False
    match error:
        case UnfitError():
            why, hint = str(error), f"check {dialect.address}"
        case requests.exceptions.SSLError() | urllib3.exceptions.SSLError():
            why = f"the certificate of {host} is not trusted here"
            hint = "check the address and REQUESTS_CA_BUNDLE"
        case requests.exceptions.ProxyError():
            why, hint = "the proxy refused", "check HTTPS_PROXY and NO_PROXY"
        case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError():
            why, hint, again = f"{host} did not answer in time", dialect.later, True
        case urllib3.exceptions.ProtocolError() | urllib3.exceptions.DecodeError():
            why, hint, again = "the answer broke off", dialect.later, True
        case requests.exceptions.ConnectionError():
            why, again = f"no connection to {host}", True
            hint = "check the network and the address; in a sealed network set HTTPS_PROXY"
        case _:
            why = f"the answer of {host} is not one of {dialect.tracker}'s API"
            hint = f"check {dialect.address}"
    return Trouble(why=why, hint=hint, again=again)


def of_status(
    status: int, headers: Headers, body: str, *, now: float, known: bool, dialect: Dialect
) -> Trouble | None:
    """The trouble behind an answer, None if there is none.

    Header names are lower case; `known` is whether a token was sent.
    """
    if status == 200 and known and "AUTHENTICATED_FAILED" in headers.get("x-seraph-loginreason", ""):
        status = 401  # Jira goes on as if nobody had asked, and shows what everybody may see
    if status == 200:
        return None
    if is_limit(status, headers, body, dialect):
        hint = _PATIENT if known else f"{_PATIENT}; with a token ({dialect.token}) the limit is higher"
        wait = wait_seconds(headers, now)
        return Trouble(why=f"rate limit{_reason(headers)}", hint=hint, status=status, again=True, wait=wait)
    if status in _PASSING:
        why = f"{dialect.tracker} answered {status}, and again when asked again"
        asked = _asked_wait(headers, now)
        return Trouble(why=why, hint=dialect.later, status=status, again=True, wait=asked)
    why, hint = _refusal(status, headers, known=known, dialect=dialect)
    said = dialect.said(body)
    return Trouble(why=f"{why}: {said}" if said else why, hint=hint, status=status)


def _refusal(status: int, headers: Headers, *, known: bool, dialect: Dialect) -> tuple[str, str]:
    seeing = "check the name, and " + (
        "what the token may read" if known else "give a token if it is private"
    )
    lacking = dialect.permission(headers) if known else f"give a token ({dialect.token})"
    refusals = {
        401: ("the token was refused (401)", f"check that {dialect.token} is whole and has not expired")
        if known
        else ("not allowed without a token (401)", f"give a token ({dialect.token})"),
        403: ("access refused (403)", lacking),
        404: ("not found, or not visible to the reader (404)", seeing),
        410: ("its issues are turned off or gone (410)", "leave it out of the sources"),
        451: ("blocked for legal reasons (451)", "leave it out of the sources"),
        **dialect.refusals,
    }
    otherwise = f"{dialect.tracker} answered {status}", f"check the name and {dialect.address}"
    return refusals.get(status, otherwise)


def is_limit(status: int, headers: Headers, body: str, dialect: Dialect) -> bool:
    """Whether an answer refuses because too much was asked: then nothing was done."""
    if status == 429:
        return True
    if status != 403:
        return False
    words = re.search(dialect.limit_words, body[:2_000], re.IGNORECASE)
    return _is_spent(headers) or "retry-after" in headers or words is not None


def _reason(headers: Headers) -> str:
    reason = headers.get("ratelimit-reason", "").strip().lower()
    return f" ({reason})" if _REASON.fullmatch(reason) else ""


def wait_seconds(headers: Headers, now: float) -> float:
    """What a limit asks to wait: Retry-After in seconds or as a date, else the reset, else half a minute."""
    after = _asked_wait(headers, now)
    if after is not None:
        return after
    reset = reset_at(headers, now)
    # A reset stands in every answer of GitHub; it is the reason to wait only where nothing remains.
    remaining_known = any(name in headers for name in _REMAINING)
    if reset is None or (remaining_known and not _is_spent(headers)):
        return _UNNAMED_WAIT_SECONDS
    return max(reset - now, 0.0) + 1  # in which part of its second it resets is not known


def remaining(headers: Headers) -> int | None:
    """How many requests are left before a limit; None where the tracker does not say: that is not zero."""
    found = next((number_of(headers[name]) for name in _REMAINING if name in headers), None)
    return None if found is None else int(found)


def reset_at(headers: Headers, now: float) -> float | None:
    """When a limit ends, in seconds since 1970: GitHub and GitLab write that number, Jira Cloud a date."""
    for name in _RESET:
        text = headers.get(name, "")
        seconds = number_of(text)
        if seconds is not None:
            return seconds if seconds >= _LONG_AGO else now + seconds
        try:
            return _utc(datetime.fromisoformat(text.strip())).timestamp()
        except ValueError:
            continue
    return None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_spent(headers: Headers) -> bool:
    return remaining(headers) == 0


def _asked_wait(headers: Headers, now: float) -> float | None:
    """A Retry-After: seconds, or a date; None for one that makes no sense, as a negative one does."""
    text = headers.get("retry-after", "")
    seconds = number_of(text)
    if seconds is not None:
        return seconds
    try:
        return max(_utc(parsedate_to_datetime(text)).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def number_of(text: str | None) -> float | None:
    """A whole number from 0 in a header, as a float; None for anything else."""
    stripped = (text or "").strip()
    return float(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= 18 else None
