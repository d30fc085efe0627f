"""Takes waiting, repeating and following out of the hands of a library that speaks through requests."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from seedcorn.transport.transport import Sent


class AnsweredError(Exception):
    """Every answer, taken before the library acts on it: not an error of ours."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        headers = {name.lower(): value for name, value in response.headers.items()}
        text = response.content.decode("utf-8", "strict")
        self.sent = Sent(status=response.status_code, headers=headers, text=text)


def guard(session: requests.Session) -> None:
    """Make a session send once: no repeats, no redirects, no .netrc, and each answer as it is.

    requests calls its response hook before it follows a redirect, so nothing of a token is ever sent on.
    """
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=0, pool_connections=1, pool_maxsize=1))
    session.hooks["response"] = [_take]
    if session.auth is None:
        session.auth = _as_it_is  # or requests would look for a password in .netrc


def _take(response: requests.Response, *_: Any, **__: Any) -> None:
    raise AnsweredError(response)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
