"""A tracker's host as all sources of a run share it: how many may ask at once, and until when all wait."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar, cast

CONNECTIONS = 8


class Session(Protocol):
    """Anything that holds a connection."""

    def close(self) -> None:
        """Close it."""
        ...


Kind = TypeVar("Kind", bound=Session)


class Host:
    """So many connections, whoever uses them, and one wait for all.

    A session is one thread's alone for as long as it asks: two at once would mix up their answers. It is
    kept for whoever asks next, and closed when the last reader has left.
    """

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self.connections = connections
        self.waiting = threading.Lock()
        self.until = 0.0
        self.longest = 0.0
        self._turns = threading.BoundedSemaphore(connections)
        self._lock = threading.Lock()
        self._idle: dict[object, list[Session]] = {}
        self._readers = 0
        self._lists = 0

    @property
    def share(self) -> int:
        """How many connections one list may count on, of those that are being read."""
        return max(self.connections // max(self._lists, 1), 1)

    def enter(self) -> None:
        """One more reader."""
        with self._lock:
            self._readers += 1

    def leave(self) -> None:
        """One reader less; the last one closes what is open."""
        with self._lock:
            self._readers -= 1
            idle = self._taken_all() if self._readers <= 0 else []
        for session in idle:
            session.close()

    @contextmanager
    def turn(self, key: object, open_one: Callable[[], Kind]) -> Iterator[Kind]:
        """A session of that kind, for one question; waits until there may be one more."""
        with self._turns:
            with self._lock:
                idle = self._idle.get(key)
                session = cast("Kind", idle.pop()) if idle else None
            session = session or open_one()
            try:
                yield session
            finally:
                self._keep(key, session)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While a list is read of which several pages are on their way."""
        with self._lock:
            self._lists += 1
        try:
            yield
        finally:
            with self._lock:
                self._lists -= 1

    def _keep(self, key: object, session: Session) -> None:
        with self._lock:
            is_wanted = self._readers > 0
            if is_wanted:
                self._idle.setdefault(key, []).append(session)
        if not is_wanted:
            session.close()

    def _taken_all(self) -> list[Session]:
        idle = [session for several in self._idle.values() for session in several]
        self._idle.clear()
        return idle
