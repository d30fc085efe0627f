"""Asks GitHub for one page, through PyGithub's requester: one for each thread, patient but not for long."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import requests
import requests.utils
import urllib3
from github.Auth import Token
from github.Requester import Requester

import seedcorn
from seedcorn.connectors import _github_trouble as trouble
from seedcorn.connectors._github_site import Site
from seedcorn.connectors._github_trouble import Trouble, UnreadError
from seedcorn.connectors._github_wait import Clock, Patience

_TRIES = 4
_FIRST_PAUSE_SECONDS = 0.5
_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})

Parameters = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How GitHub is asked: seconds to connect and read, connections side by side, the clock of all waits."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    connections: int = 8
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that an answer points to, on the same site: its path and parameters."""

    path: str
    parameters: Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page: its items as they came, where it was, what it links to, and the requests left in the hour."""

    where: str
    path: str
    items: list[Any]
    links: Mapping[str, Link]
    requests_left: int | None
    resets_in: float


class Transport:
    """A session with one GitHub. `get` may be called from many threads at once."""

    def __init__(self, site: Site, patience: Patience, limits: Limits) -> None:
        self.site = site
        self.requests = 0
        self.requests_left: int | None = None
        self._patience = patience
        self._timeout = (limits.connect_seconds, limits.read_seconds)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._requesters: list[Requester] = []

    def get(self, path: str, parameters: Parameters) -> Answer:
        """One page of a list, after at most three redirects within the site.

        Raises:
            UnreadError: there is no such answer, or not within the tries and the waiting allowed.
        """
        for _ in range(_REDIRECTS + 1):
            status, headers, body = self._persist(path, parameters)
            if status not in _MOVED:
                return self._answer(path, headers, body)
            path, parameters = self._moved(path, parameters, headers)
        raise UnreadError(self._where(path), "redirected too often", hint="check the source's name")

    def close(self) -> None:
        """Close every connection."""
        for requester in self._requesters:
            requester.close()

    def _persist(self, path: str, parameters: Parameters) -> "_Response":
        """Ask until there is an answer: at most four times, and no longer than patience lasts."""
        attempt = 0
        while True:
            attempt += 1
            self._patience.hold()
            found = self._ask(path, parameters)
            if not isinstance(found, Trouble):
                return found
            if not found.again or attempt == _TRIES or self._patience.stopped:
                raise found.at(self._where(path))
            if found.wait is None:
                self._patience.pause(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            elif not self._patience.wait(found.wait, f"{self.site.host}: {found.why}"):
                raise found.too_long(self._where(path), self._patience.now())

    def _ask(self, path: str, parameters: Parameters) -> "_Response | Trouble":
        with self._lock:
            self.requests += 1
        try:
            status, headers, body = self._requester().requestJson("GET", path, parameters=dict(parameters))
        except _Early as early:
            status, headers, body = early.status, early.headers, ""
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OverflowError) as error:
            return trouble.of_error(error, self.site.host)
        if status in _MOVED:
            return status, headers, body
        known = self.site.token is not None
        found = trouble.of_status(status, headers, body, now=self._patience.now(), known=known)
        return found or self._parsed(headers, body)

    @staticmethod
    def _parsed(headers: Mapping[str, str], body: str) -> "_Response | Trouble":
        try:
            return 200, headers, json.loads(body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            why = "the answer is not JSON, or broke off"
            return Trouble(why=why, hint="check GITHUB_API_URL", again=True)

    def _answer(self, path: str, headers: Mapping[str, str], items: Any) -> Answer:
        where = self._where(path)
        if not isinstance(items, list):
            raise UnreadError(where, "the answer is not a list", hint="check the source and GITHUB_API_URL")
        left = trouble.number_of(headers.get("x-ratelimit-remaining"))
        self.requests_left = None if left is None else int(left)
        reset = trouble.number_of(headers.get("x-ratelimit-reset")) or 0.0
        return Answer(
            where=where,
            path=path,
            items=items,
            links=self._links(where, headers.get("link", "")),
            requests_left=self.requests_left,
            resets_in=max(reset - self._patience.now(), 0.0),
        )

    def _links(self, where: str, header: str) -> dict[str, Link]:
        """The next and the last page. One on another host ends the reading: nobody's token goes there."""
        links = {}
        for entry in requests.utils.parse_header_links(header):
            if entry.get("rel") in {"next", "last"}:
                place = self.site.within(entry.get("url", ""))
                if place is None:
                    self._refuse(where, "a page's link leads to another place")
                links[entry["rel"]] = Link(path=place[0], parameters=place[1])
        return links

    def _moved(self, path: str, parameters: Parameters, headers: Mapping[str, str]) -> tuple[str, Parameters]:
        """Where a renamed repository is now. PyGithub would follow too, but without the parameters."""
        where = self._where(path)
        place = self.site.within(headers.get("location", ""), base=where)
        if place is None or not headers.get("location"):
            self._refuse(where, "redirected to another place")
        return place[0], {**place[1], **parameters}

    def _refuse(self, where: str, why: str) -> NoReturn:
        hint = "nothing was sent there; if that is the same GitHub, set GITHUB_API_URL to its address"
        raise UnreadError(where, f"{why} than {self.site.host}", hint=hint)

    def _where(self, path: str) -> str:
        return f"{self.site.base}{path}"

    def _requester(self) -> Requester:
        """This thread's own: a shared one mixes up answers under load (PyGithub pull request 2052)."""
        if not hasattr(self._own, "requester"):
            self._own.requester = self._new_requester()
            with self._lock:
                self._requesters.append(self._own.requester)
        requester: Requester = self._own.requester
        return requester

    def _new_requester(self) -> Requester:
        return Requester(
            auth=Token(self.site.token) if self.site.token else None,
            base_url=self.site.base,
            timeout=self._timeout,  # type: ignore[arg-type]  # requests takes (connect, read) where PyGithub says int
            user_agent=f"seedcorn/{seedcorn.__version__}",
            per_page=100,
            verify=True,
            retry=_OneTry(total=0, read=False),
            pool_size=1,
        )


_Response = tuple[int, Mapping[str, str], Any]


class _Early(Exception):  # noqa: N818  # not an error: an answer taken before PyGithub acts on it
    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}


class _OneTry(urllib3.Retry):
    """No repeats inside the session, since those waits could not be counted; and no silent redirect.

    PyGithub follows a 301 without the query, which would turn "all issues, 100 a page" into "open ones, 30 a
    page", and repeats a 202 for ever: both are taken out of its hands here.
    """

    def is_retry(self, method: str, status_code: int, *_: Any, **__: Any) -> bool:
        del method
        return status_code in {202, 301}

    def increment(self, *args: Any, **kwargs: Any) -> "_OneTry":
        response = kwargs.get("response")
        if response is None:
            return super().increment(*args, **kwargs)
        response.drain_conn()
        raise _Early(response.status, response.headers)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
