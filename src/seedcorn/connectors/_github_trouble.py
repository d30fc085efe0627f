"""What went wrong with one request to GitHub: in words, with what to do, and whether to ask again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests.exceptions

from seedcorn.connectors._github_wait import reset_time
from seedcorn.errors import CollectionError

# GitHub asks for patience but may not say how long; half a minute is what its own clients wait.
_UNNAMED_WAIT_SECONDS = 30.0
_PASSING = frozenset({202, 408, 500, 502, 503, 504})
_RATE_WORDS = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_PERMISSION = re.compile(r"[a-z_=,; ]{1,100}")
_PATIENT = "rerun after that, or allow more with --max-wait"
_LATER = "run again later; https://www.githubstatus.com tells whether GitHub has a bad day"


class UnreadError(CollectionError):
    """Something at GitHub could not be read: `where` without parameters, why, and in `hint` what to do."""

    def __init__(self, where: str, why: str, *, hint: str, status: int = 0) -> None:
        super().__init__(f"{where}: {why}", hint=hint)
        self.where = where
        self.why = why
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a request has no answer. `again` if it may have one next time; `wait` is what a limit asks for."""

    why: str
    hint: str = _LATER
    status: int = 0
    again: bool = False
    wait: float | None = None

    def at(self, where: str) -> UnreadError:
        """As the error that ends the reading."""
        return UnreadError(where, self.why, hint=self.hint, status=self.status)

    def too_long(self, where: str, now: float) -> UnreadError:
        """As the error of a limit that lasts longer than may be waited."""
        why = f"rate limit resets {reset_time(now, self.wait or 0)}"
        return UnreadError(where, why, hint=self.hint, status=self.status)


def of_error(error: Exception, host: str) -> Trouble:
    """The trouble behind an exception of the session. Its text is left out: it may quote headers."""
    match error:
        case requests.exceptions.SSLError():
            why = f"the certificate of {host} is not trusted here"
            return Trouble(why=why, hint="check the address and REQUESTS_CA_BUNDLE")
        case requests.exceptions.ProxyError():
            return Trouble(why="the proxy refused", hint="check HTTPS_PROXY and NO_PROXY")
        case requests.exceptions.Timeout():
            return Trouble(why=f"{host} did not answer in time", again=True)
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            return Trouble(why="the answer broke off", again=True)
        case requests.exceptions.ConnectionError():
            hint = "check the network and the address; in a sealed network set HTTPS_PROXY"
            return Trouble(why=f"no connection to {host}", hint=hint, again=True)
    return Trouble(why=f"the answer of {host} is not one of GitHub's API", hint="check GITHUB_API_URL")


def of_status(
    status: int, headers: Mapping[str, str], body: str, *, now: float, known: bool
) -> Trouble | None:
    """The trouble behind an answer, None if there is none.

    Header names are lower case; `known` is whether a token was sent.
    """
    if status == 200:
        return None
    if _is_limit(status, headers, body):
        hint = _PATIENT if known else f"{_PATIENT}; with a token (GITHUB_TOKEN) the limit is higher"
        wait = _wait_seconds(headers, now)
        return Trouble(why="rate limit", hint=hint, status=status, again=True, wait=wait)
    if status in _PASSING:
        return Trouble(why=f"GitHub answered {status}, and again when asked again", status=status, again=True)
    why, hint = _refusal(status, headers, known=known)
    return Trouble(why=why, hint=hint, status=status)


def _refusal(status: int, headers: Mapping[str, str], *, known: bool) -> tuple[str, str]:
    seeing = "check the name, and " + (
        "what the token may read" if known else "give a token if it is private"
    )
    refusals = {
        401: ("the token was refused (401)", "check that GITHUB_TOKEN is whole and has not expired"),
        403: ("access refused (403)", _permission_hint(headers, known=known)),
        404: ("not found, or not visible to the reader (404)", seeing),
        410: ("its issues are turned off or gone (410)", "leave it out of the sources"),
        451: ("blocked for legal reasons (451)", "leave it out of the sources"),
    }
    return refusals.get(status, (f"GitHub answered {status}", "check the name and GITHUB_API_URL"))


def _permission_hint(headers: Mapping[str, str], *, known: bool) -> str:
    if "x-github-sso" in headers:
        return "authorize the token for the organization's single sign-on"
    if not known:
        return "give a token (GITHUB_TOKEN)"
    needed = headers.get("x-accepted-github-permissions", "")
    permission = needed if _PERMISSION.fullmatch(needed) else "issues=read"
    return f"give the token read access to issues ({permission})"


def _is_limit(status: int, headers: Mapping[str, str], body: str) -> bool:
    if status == 429:
        return True
    if status != 403:
        return False
    spent = headers.get("x-ratelimit-remaining", "").strip() == "0"
    return spent or "retry-after" in headers or _RATE_WORDS.search(body[:2_000]) is not None


def _wait_seconds(headers: Mapping[str, str], now: float) -> float:
    """What a limit asks to wait: Retry-After in seconds or as a date, else the reset, else half a minute."""
    after = _seconds(headers.get("retry-after", ""), now)
    if after is not None:
        return after
    reset = number_of(headers.get("x-ratelimit-reset", ""))
    spent = headers.get("x-ratelimit-remaining", "").strip() == "0"
    if reset is None or not spent:
        return _UNNAMED_WAIT_SECONDS
    return max(reset - now, 0.0) + 1  # in which part of its second it resets is not known


def _seconds(text: str, now: float) -> float | None:
    """A Retry-After: seconds, or a date; None for one that makes no sense, as a negative one does."""
    seconds = number_of(text)
    if seconds is not None:
        return seconds
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def number_of(text: str | None) -> float | None:
    """A whole number from 0 in a header, as a float; None for anything else."""
    stripped = (text or "").strip()
    return float(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= 18 else None
