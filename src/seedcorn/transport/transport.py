"""Asks a tracker for one answer through its client library: a session a thread, patient, not for long."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

import requests
import requests.utils
import urllib3

from seedcorn.transport import trouble, writing
from seedcorn.transport.host import CONNECTIONS
from seedcorn.transport.patience import Clock, Patience
from seedcorn.transport.site import Site
from seedcorn.transport.strict_json import parsed
from seedcorn.transport.trouble import Dialect, Headers, Trouble, UnreadError, UnwrittenError
from seedcorn.transport.writing import Lacking, Refusal

_TRIES = 4
_FIRST_PAUSE_SECONDS = 0.5
_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_REDIRECTED = "redirected to another place"

Parameters = Mapping[str, str | int]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How a tracker is asked: seconds to connect and read, connections side by side, a clock for waits."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    connections: int = CONNECTIONS
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came back to one request: the status, the headers with lower-case names, the body as text."""

    status: int
    headers: Headers
    text: str


class Session(Protocol):
    """One asker's own session of a client library, made to send once and to follow, wait and retry never."""

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """Send one request to an address of the site, given without its query; the answer as it is."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


OpenSession = Callable[[Site, tuple[float, float]], Session]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that an answer points to, on the same site: its path and parameters."""

    path: str
    parameters: Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: its JSON, where it was, what it links to, and the requests left before a limit."""

    where: str
    path: str
    value: Any
    headers: Headers
    links: Mapping[str, Link]
    requests_left: int | None
    resets_in: float

    @property
    def items(self) -> list[Any]:
        """The items of a page of a list. Raises UnreadError if it is none."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return self.value

    @property
    def record(self) -> dict[str, Any]:
        """The object that it is. Raises UnreadError if it is none."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return self.value

    def wrong(self, expected: str) -> UnreadError:
        """The error of an answer that is something else than expected."""
        return UnreadError(self.where, f"the answer is not {expected}", hint="check the source's address")


class Transport:
    """A connection to one tracker. `get`, `post` and `write` may be called from many threads at once."""

    def __init__(
        self, site: Site, dialect: Dialect, open_session: OpenSession, patience: Patience, limits: Limits
    ) -> None:
        self.site = site
        self.dialect = dialect
        self.patience = patience
        self.host = patience.host
        self.requests = 0
        self.requests_left: int | None = None
        self._open_session = open_session
        self._timeout = (limits.connect_seconds, limits.read_seconds)
        self._lock = threading.Lock()
        self.host.enter()

    def get(self, path: str, parameters: Parameters | None = None) -> Answer:
        """What is at a path below the site's base, after at most three redirects within the site.

        Raises:
            UnreadError: there is no such answer, or not within the tries, waiting and requests allowed.
        """
        query: Parameters = dict(parameters or {})
        for _ in range(_REDIRECTS + 1):
            where = self._where(path)
            status, headers, value = self._persist("GET", where, query, None)
            if status not in _MOVED:
                return self._answer(where, path, headers, value)
            path, query = self._moved(path, query, headers)
        raise UnreadError(self._where(path), "redirected too often", hint="check the source's name")

    def post(self, address: str, body: Body) -> Answer:
        """What a question that only reads is answered with: GraphQL, a search, a bulk fetch.

        On trouble it is asked again, as `get` is: so never for what changes anything.

        Args:
            address: a path below the site's base, or `site.graphql`.
            body: sent as JSON.

        Raises:
            UnreadError: as `get`; a redirect is not followed.
        """
        where = address if address and address == self.site.graphql else self._where(address)
        status, headers, value = self._persist("POST", where, {}, body)
        if status in _MOVED:
            self._refuse(where, _REDIRECTED)
        return self._answer(where, address, headers, value)

    def write(self, method: str, path: str, body: Body | None = None, *, lacking: Lacking) -> Answer:
        """Change something at a path of the site: sent once, and again only after a limit's refusal.

        Args:
            method: POST, PUT, PATCH or DELETE.
            path: below the site's base; a redirect is refused.
            body: sent as JSON. The answer's value is None where it has none, or none that can be read.
            lacking: what to do where it is forbidden, from the refusal's headers.

        Raises:
            UnwrittenError: it was not done; or, where `unsure`, nobody can know.
        """
        where = self._where(path)
        sent = writing.persist(lambda: self._change(method, where, body, lacking), where, self.patience)
        headers = {name: value for name, value in sent.headers.items() if name != "link"}
        return self._answer(where, path, headers, writing.value_of(sent.text))

    def close(self) -> None:
        """Leave the connections to other readers of the host; the last one closes them."""
        self.host.leave()

    def _persist(self, method: str, address: str, parameters: Parameters, body: Body | None) -> "_Parsed":
        """Ask until there is an answer: at most four times, and no longer than patience lasts."""
        attempt = 0
        while True:
            attempt += 1
            self.patience.hold()
            found = self._ask(method, address, parameters, body)
            if not isinstance(found, Trouble):
                return found
            if not found.again or attempt == _TRIES or self.patience.stopped:
                raise found.at(address)
            pause = _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
            if found.wait is None:
                self.patience.pause(pause)
            elif not self.patience.wait(max(found.wait, pause), f"{self.site.host}: {found.why}"):
                raise found.too_long(address, self.patience.now())

    def _ask(
        self, method: str, address: str, parameters: Parameters, body: Body | None
    ) -> "_Parsed | Trouble":
        self._count(address)
        try:
            sent = self._send(method, address, parameters, body)
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OverflowError) as error:
            return trouble.of_error(error, self.site.host, self.dialect)
        if sent.status in _MOVED:
            return sent.status, sent.headers, None
        known, now = self.site.token is not None, self.patience.now()
        found = trouble.of_status(
            sent.status, sent.headers, sent.text, now=now, known=known, dialect=self.dialect
        )
        return found or self._parsed(sent)

    def _change(self, method: str, address: str, body: Body | None, lacking: Lacking) -> Sent | Refusal:
        try:
            self._count(address)
            sent = self._send(method, address, {}, body)
        except UnreadError as error:
            raise UnwrittenError(address, error.why, hint=error.hint) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OverflowError) as error:
            return writing.of_error(error, self.site.host, self.dialect)
        if sent.status in _MOVED:
            why = f"{_REDIRECTED} than {self.site.host}"
            raise UnwrittenError(address, why, hint=self._stayed, status=sent.status)
        known, now = self.site.token is not None, self.patience.now()
        refusal = writing.of_status(
            sent.status, sent.headers, sent.text, now=now, known=known, dialect=self.dialect, lacking=lacking
        )
        return refusal or sent

    def _count(self, address: str) -> None:
        """Count a request. Raises UnreadError when the budget of the run is spent."""
        if not self.patience.allowance.ask():
            why = f"the budget of {self.patience.allowance.budget} requests is spent"
            raise UnreadError(address, why, hint="allow more with --budget, or name fewer sources")
        with self._lock:
            self.requests += 1

    def _parsed(self, sent: Sent) -> "_Parsed | Trouble":
        try:
            return 200, sent.headers, parsed(sent.text)
        except (ValueError, RecursionError):
            why = "the answer is not JSON, or broke off"
            return Trouble(why=why, hint=f"check {self.dialect.address}", again=True)

    def _answer(self, where: str, path: str, headers: Headers, value: Any) -> Answer:
        left = trouble.remaining(headers)
        if path != self.site.graphql:  # which has a limit of its own, in points
            self.requests_left = left
        reset = trouble.reset_at(headers, self.patience.now()) or 0.0
        return Answer(
            where=where,
            path=path,
            value=value,
            headers=headers,
            links=self._links(where, headers.get("link", "")),
            requests_left=left,
            resets_in=max(reset - self.patience.now(), 0.0),
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

    def _moved(self, path: str, parameters: Parameters, headers: Headers) -> tuple[str, Parameters]:
        """Where a renamed source is now. The libraries would follow too, but without the parameters."""
        where = self._where(path)
        place = self.site.within(headers.get("location", ""), base=where)
        if place is None or not headers.get("location"):
            self._refuse(where, _REDIRECTED)
        return place[0], {**place[1], **parameters}

    def _refuse(self, where: str, why: str) -> NoReturn:
        raise UnreadError(where, f"{why} than {self.site.host}", hint=self._stayed)

    @property
    def _stayed(self) -> str:
        tracker, variable = self.dialect.tracker, self.dialect.address
        return f"nothing was sent there; if that is the same {tracker}, set {variable} to its address"

    def _where(self, path: str) -> str:
        if not path.startswith("/"):
            raise ValueError("a path starts with a slash")  # else it would go on the host's name
        return f"{self.site.base}{path}"

    def _send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """Send one request, when it is its turn at the host. Raises UnreadError where nobody waits for it."""

        def opened() -> Session:
            return self._open_session(self.site, self._timeout)

        with self.host.turn((self._open_session, self.site, self._timeout), opened) as session:
            if self.patience.stopped:
                raise UnreadError(address, "the reading was stopped", hint="run it again")
            return session.send(method, address, parameters, body)


_Parsed = tuple[int, Headers, Any]
