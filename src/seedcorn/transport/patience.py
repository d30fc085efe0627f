"""How long a run waits for trackers in all, and what it may ask of them, whichever thread is told to."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakSet

from seedcorn.transport.host import CONNECTIONS, Host

_A_YEAR = 366 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where the time comes from and how it passes. Without `sleep`, a wait ends when Patience is stopped."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] | None = None


class Allowance:
    """What a whole run may still spend, shared by all its sources: seconds of waiting, and requests.

    Without `requests` there may be as many as it takes. What a host is asked at once is shared too.
    """

    def __init__(self, *, wait_seconds: float = 60.0, requests: int | None = None) -> None:
        self.wait_seconds = max(wait_seconds, 0.0)
        self.budget = requests
        self.requests = 0
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}
        self._spenders: WeakSet[Patience] = WeakSet()
        self._stopped = False

    def host(self, name: str, connections: int = CONNECTIONS) -> Host:
        """A tracker's host, the same for all who ask there."""
        with self._lock:
            return self._hosts.setdefault(name, Host(connections))

    def spent_by(self, patience: "Patience") -> None:
        """Somebody waits out of it, who is to be stopped with all others."""
        with self._lock:
            self._spenders.add(patience)
            stopped = self._stopped
        if stopped:
            patience.stop()

    def stop(self) -> None:
        """End every wait of the whole run now."""
        with self._lock:
            self._stopped = True
            spenders = list(self._spenders)
        for patience in spenders:
            patience.stop()

    @property
    def requests_left(self) -> int | None:
        """How many requests may still be made; None where nothing bounds them."""
        return None if self.budget is None else max(self.budget - self.requests, 0)

    def lacking(self, needed: int, *, spare: int = 0) -> tuple[str, str] | None:
        """Why so many requests more cannot be made, and what to do; None where they can.

        What is not bounded is not checked. `spare` are requests that may be needed besides: the budget that
        is named would do with them.
        """
        left = self.requests_left
        if left is None or left >= needed:
            return None
        why = f"at least {needed} more requests are needed and the budget has {left} left"
        return why, f"try --budget {self.requests + needed + spare}, or name fewer sources"

    def ask(self) -> bool:
        """Count one request; or return False when there may be no more."""
        with self._lock:
            if self.budget is not None and self.requests >= self.budget:
                return False
            self.requests += 1
            return True

    def spend(self, seconds: float) -> bool:
        """Take so many seconds of waiting; or return False when fewer are left."""
        with self._lock:
            if seconds > self.wait_seconds:
                return False
            self.wait_seconds -= seconds
            return True


class Patience:
    """The waiting for one tracker, out of an allowance; waits side by side count once, whoever makes them.

    `tell` hears of every wait of a second or more: why, and until when. Who shares a `host` waits together.
    """

    def __init__(
        self, *, allowance: Allowance, clock: Clock, tell: Callable[[str], None], host: Host | None = None
    ) -> None:
        self.now = clock.now
        self.allowance = allowance
        self.host = host or Host()
        self._tell = tell
        self._stopped = threading.Event()
        self._sleep = clock.sleep or self._stopped.wait
        allowance.spent_by(self)

    def wait(self, seconds: float, why: str) -> bool:
        """Wait; or return False at once when that would be longer than may still be waited."""
        with self.host.waiting:
            start = self.now()
            until = start + seconds
            more = until - max(start, self.host.until)
            if more > 0 and not self.allowance.spend(more):
                return False
            if more > 0:
                self.host.until = until
                self.host.longest = max(self.host.longest, seconds)
                if seconds >= 1:
                    self._tell(f"{why}: waiting until {datetime.fromtimestamp(until, UTC):%H:%M:%S} UTC")
        self._sleep(seconds)
        return True

    def pause(self, seconds: float) -> None:
        """Wait that long, or for what may still be waited if that is less."""
        self.wait(min(seconds, self.allowance.wait_seconds), "trying again")

    def settle(self, seconds: float) -> None:
        """Let what was written be seen by all who ask. That belongs to writing: it is not counted."""
        self._sleep(seconds)

    def hold(self) -> None:
        """Wait with the others, when another thread was told to; that is counted already."""
        ahead = min(self.host.until - self.now(), self.host.longest)  # a clock may be set back meanwhile
        if ahead > 0:
            self._sleep(ahead)

    def allows(self, seconds: float) -> bool:
        """Whether a wait of that length would still be made."""
        return seconds <= self.allowance.wait_seconds

    def stop(self) -> None:
        """End every wait now: whoever asked is gone."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for an answer any more."""
        return self._stopped.is_set()


def reset_time(now: float, wait: float) -> str:
    """When a limit ends: the time, with its date where that is another day; absurdly far ones say so."""
    if wait >= _A_YEAR:
        return "at a time more than a year away"
    moment = datetime.fromtimestamp(now + wait, UTC)
    same_day = moment.date() == datetime.fromtimestamp(now, UTC).date()
    return "at " + moment.strftime("%H:%M UTC" if same_day else "%Y-%m-%d %H:%M UTC")
