"""Takes waiting, repeating and following out of the hands of a library that speaks through requests."""

import time
from collections.abc import Iterator
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from seedcorn.transport.transport import Sent
from seedcorn.transport.trouble import UnfitError

_LARGEST_ANSWER = 64 * 1024 * 1024  # bytes, unpacked; a page of a hundred issues has seldom one million
_LARGEST_REFUSAL = 64 * 1024
_LONGEST_ANSWER_SECONDS = 120.0  # a time-out counts from byte to byte: one a minute would never end
_PIECE = 64 * 1024


class AnsweredError(Exception):
    """Every answer, taken before the library acts on it and before its body is read: no error of ours."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.response = response


def guard(session: requests.Session, address: str) -> None:
    """Make a session send once: no repeats, no redirects, no .netrc, and each answer as it is.

    requests calls its response hook before it follows a redirect, so nothing of a token is ever sent on.
    A request in the clear goes to this machine, so no proxy is asked for it, who could read the token.
    """
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=0, pool_connections=1, pool_maxsize=1))
    session.hooks["response"] = [_take]
    session.trust_env = address.startswith("https://")
    if session.auth is None:
        session.auth = _as_it_is  # or requests would look for a password in .netrc


def sent_of(response: requests.Response) -> Sent:
    """What came back, read to its end and no further than it may go.

    Raises:
        UnfitError: the body is too large, too slow or no UTF-8. Of a refusal as much is kept as came.
        HTTPError: of urllib3: the body broke off, or is not packed as it says.
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    raw: urllib3.HTTPResponse = response.raw
    try:
        text = _answer(raw) if 200 <= response.status_code < 300 else _refusal(raw)
    finally:
        response.close()
    return Sent(status=response.status_code, headers=headers, text=text)


def _answer(raw: urllib3.HTTPResponse) -> str:
    body = bytearray()
    for piece in _pieces(raw):
        body += piece
        if len(body) > _LARGEST_ANSWER:
            raise UnfitError(f"the answer has more than {_LARGEST_ANSWER >> 20} MB")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnfitError("the answer is not JSON: it is no UTF-8") from None


def _refusal(raw: urllib3.HTTPResponse) -> str:
    """The beginning of an answer whose status says enough: whatever else is wrong with it does not matter."""
    body = bytearray()
    try:
        for piece in _pieces(raw):
            body += piece
            if len(body) > _LARGEST_REFUSAL:
                break
    except (urllib3.exceptions.HTTPError, UnfitError):
        pass
    return body.decode("utf-8", "replace")


def _pieces(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    deadline = time.monotonic() + _LONGEST_ANSWER_SECONDS
    while piece := raw.read1(_PIECE, decode_content=True):
        yield piece
        if time.monotonic() > deadline:
            raise UnfitError(f"the answer was not complete after {_LONGEST_ANSWER_SECONDS:.0f} seconds")


def _take(response: requests.Response, *_: Any, **__: Any) -> None:
    raise AnsweredError(response)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
