"""The cases of a policy's tests judged side by side, by as many processes as the machine has processors."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from seedcorn.trial import Outcome, Trials, judged, load_trials

_FEW = 12  # so many are judged before another process has begun
_AT_ONCE = 4
_MOST_PROCESSES = 8  # each takes some hundred megabytes


def outcomes(trials: Trials) -> tuple[Outcome, ...]:
    """What comes of each case, in their order. Raises DataError where one cannot be judged."""
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES, len(trials.trials) // _AT_ONCE)
    if len(trials.trials) <= _FEW or processes < 2:
        return tuple(judged(trials))
    try:
        return _side_by_side(trials, processes)
    except (OSError, NotImplementedError, ImportError, BrokenExecutor):  # where no others may be started
        return tuple(judged(trials))


def _side_by_side(trials: Trials, processes: int) -> tuple[Outcome, ...]:
    starts = range(0, len(trials.trials), _AT_ONCE)
    with _pool(processes) as pool:
        parts = pool.map(_some, [trials.path] * len(starts), starts)
        return tuple(outcome for part in parts for outcome in part)


def _some(path: str, start: int) -> tuple[Outcome, ...]:
    """A few cases of a file, in a process of their own."""
    trials = load_trials(Path(path))
    return tuple(judged(replace(trials, trials=trials.trials[start : start + _AT_ONCE])))


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that are started anew, since the engine must not be copied; left at once where one fails."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_ignore_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupts() -> None:
    """The first process hears them for all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
