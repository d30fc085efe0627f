"""What ends a run from outside: Ctrl-C and SIGTERM are the same, and a second one changes nothing."""

import signal
from threading import current_thread, main_thread

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Whether a run is to end. Once it listens, a signal raises KeyboardInterrupt: what is open gets closed.

    Whatever fails after one was `heard` failed because of it: the table engine says so in its own words.
    """

    def __init__(self) -> None:
        self.heard = False

    def listen(self) -> None:
        """Hear signals from now on, where this is the thread that can."""
        if current_thread() is main_thread():
            for number in _SIGNALS:
                signal.signal(number, self._hear)

    def _hear(self, *_: object) -> None:
        self.heard = True
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt
