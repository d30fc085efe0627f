"""What trackers answer on a bad night, as data: whether it passes if it happens once, and the words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from connectors.tracker_server import Fault

NOW = 1_769_000_000  # what the tests' clock shows: 2026-01-21 12:53:20 UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One fault. `once` are the words of the error when it happens a single time; None: it is not noticed.

    `ever` are the words when it stays. `waits` is how long the single one is waited for, where that is told.
    """

    fault: Fault
    ever: str
    once: str | None = None
    waits: float | None = None


def _date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


def _limit(waits: float | None = None, *, status: int = 429, body: bytes = b"{}", **headers: str) -> Night:
    """A limit that is waited for; header names are written with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Night(fault=Fault(status=status, headers=named, body=body), ever="rate limit", waits=waits)


def _far(words: str, *, status: int = 429, body: bytes = b"{}", **headers: str) -> Night:
    """A limit that lasts longer than may be waited."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Night(fault=Fault(status=status, headers=named, body=body), once=words, ever=words)


def _status(status: int, body: bytes = b"{}") -> Night:
    return Night(fault=Fault(status=status, body=body), ever=f"answered {status}")


def _refused(status: int, words: str, body: bytes = b"{}", **headers: str) -> Night:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Night(fault=Fault(status=status, headers=named, body=body), once=words, ever=words)


_PRIMARY = b'{"message": "API rate limit exceeded for user ID 1."}'
_SECONDARY = b'{"message": "You have exceeded a secondary rate limit. Please wait."}'
_LATIN = "<html>Störung</html>".encode("latin-1")

# The 21 rows that were measured on the three libraries as they come (docs: what a bad night must not do).
MEASURED = {
    "429 Retry-After 1": _limit(1, Retry_After="1"),
    "429 without a header": _limit(30),
    "429 HTTP date": _limit(10, Retry_After=_date(10)),
    "429 Retry-After 7200": _far("rate limit resets at 14:53 UTC", Retry_After="7200"),
    "429 Retry-After -5": _limit(30, Retry_After="-5"),
    "429 RateLimit-Reset in an hour": _far(
        "rate limit resets at 13:53 UTC", RateLimit_Remaining="0", RateLimit_Reset=str(NOW + 3_600)
    ),
    "403 primary": _far(
        "rate limit resets at 13:43 UTC",
        status=403,
        body=_PRIMARY,
        X_RateLimit_Remaining="0",
        X_RateLimit_Reset=str(NOW + 3_000),
    ),
    "403 secondary": _limit(30, status=403, body=_SECONDARY),
    "403 permission": _refused(403, "access refused (403)", b'{"message": "Resource not accessible"}'),
    "404": _refused(404, "not found"),
    "500": _status(500),
    "502": _status(502, b"<html>Bad Gateway</html>"),
    "503": _status(503),
    "504": _status(504, b""),
    "502 in another alphabet": _status(502, _LATIN),
    "200 with a web page": Night(
        fault=Fault(headers={"Content-Type": "text/html"}, body=b"<html>Sign in</html>"), ever="not JSON"
    ),
    "200 cut in the JSON": Night(fault=Fault(body=b'[{"id": 4}, {"id": 5, "ti'), ever="not JSON"),
    "200 with a short body": Night(fault=Fault(body=b'[{"id": 4}]' * 99, cut=True), ever="broke off"),
    "200 with text": Night(fault=Fault(body=b'"hello"'), once="not a list", ever="not a list"),
    "reset": Night(fault=Fault(reset=True), ever="no connection"),
    "hang": Night(fault=Fault(hang=True), ever="did not answer in time"),
}

# What else has been seen, by tracker or standard.
FURTHER = {
    "429 at once": _limit(0.5, Retry_After="0"),
    "429 a date in the past": _limit(0.5, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    "429 a date without its place": _limit(10, Retry_After=_date(10).replace("GMT", "-0000")),
    "429 nonsense": _limit(30, Retry_After="soon"),
    "429 in letters of others": _limit(30, Retry_After="²"),
    "429 ages": _far("more than a year away", Retry_After="999999999999"),
    "429 more digits than any number": _limit(30, Retry_After="9" * 400),
    "429 GitLab": _limit(11, RateLimit_Remaining="0", RateLimit_Reset=str(NOW + 10)),
    "429 the draft's seconds": _limit(11, RateLimit_Remaining="0", RateLimit_Reset="10"),
    "429 Jira's date": _limit(11, X_RateLimit_Remaining="0", X_RateLimit_Reset="2026-01-21T12:53:30Z"),
    "429 Jira's short date": _limit(41, X_Beta_RateLimit_Reset="2026-01-21T12:54Z"),
    "429 Jira's date with its zone": _limit(11, X_RateLimit_Reset="2026-01-21T14:53:30+02:00"),
    "429 Jira says which": Night(
        fault=Fault(status=429, headers={"Retry-After": "5", "RateLimit-Reason": "jira-burst-based"}),
        ever="rate limit (jira-burst-based)",
        waits=5,
    ),
    "429 a hostile reason": Night(
        fault=Fault(status=429, headers={"Retry-After": "5", "RateLimit-Reason": "<b>@all \x1b[31m"}),
        ever="rate limit",
        waits=5,
    ),
    "429 a reset long ago": _limit(1, X_RateLimit_Remaining="0", X_RateLimit_Reset=str(NOW - 99_999)),
    "429 a negative reset": _limit(30, X_RateLimit_Remaining="0", X_RateLimit_Reset="-5"),
    "429 a reset in milliseconds": _far(
        "more than a year away", X_RateLimit_Remaining="0", X_RateLimit_Reset=str(NOW * 1_000)
    ),
    "429 a broken body": Night(
        fault=Fault(status=429, headers={"Retry-After": "2"}, body=b"x" * 99, cut=True),
        ever="rate limit",
        waits=2,
    ),
    "429 not packed as it says": _limit(2, Retry_After="2", Content_Encoding="gzip", body=b"plain"),
    "503 with Retry-After": Night(
        fault=Fault(status=503, headers={"Retry-After": "7"}), ever="answered 503", waits=7
    ),
    "503 until tomorrow": Night(
        fault=Fault(status=503, headers={"Retry-After": "86400"}), once="resets", ever="resets"
    ),
    "202": _status(202),
    "408": _status(408),
    "401": _refused(401, "the token was refused (401)"),
    "400": _refused(400, "answered 400"),
    "410": _refused(410, "410"),
    "451": _refused(451, "legal reasons"),
    "204": _refused(204, "answered 204", b""),
    "299": _refused(299, "answered 299"),
    "304": _refused(304, "answered 304", b""),
    "500 for a redirect": _refused(301, "another place"),
    "signed out without a word": _refused(
        200, "the token was refused (401)", b"[]", X_Seraph_LoginReason="AUTHENTICATED_FAILED"
    ),
}

NIGHTS = MEASURED | FURTHER
