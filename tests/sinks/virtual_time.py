"""Time that passes only when all wait: races of seconds are run in milliseconds, and always the same."""

import heapq
import threading
from collections.abc import Callable, Sequence
from typing import Any


class VirtualTime:
    """Runs several workers side by side, one at a time: whoever waits shortest goes on."""

    def __init__(self) -> None:
        self.now = 0.0
        self._turns: list[tuple[float, int, threading.Event]] = []
        self._asked = 0
        self._all_wait = threading.Semaphore(0)

    def sleep(self, seconds: float) -> None:
        """Wait; called by a worker."""
        event = threading.Event()
        self._asked += 1
        heapq.heappush(self._turns, (self.now + seconds, self._asked, event))
        self._all_wait.release()
        event.wait()

    def run(self, workers: Sequence[Callable[[], Any]]) -> list[Any]:
        """Run all from now on to their ends; what each returned, or the exception that it raised."""
        outcomes: list[Any] = [None] * len(workers)

        def work(number: int) -> None:
            try:
                self.sleep(0.0)
                outcomes[number] = workers[number]()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                outcomes[number] = error
            self._all_wait.release()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(len(workers))]
        for thread in threads:
            thread.start()
            self._all_wait.acquire()
        while self._turns:
            self.now, _, event = heapq.heappop(self._turns)
            event.set()
            self._all_wait.acquire()
        for thread in threads:
            thread.join()
        return outcomes
