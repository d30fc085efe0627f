"""Starts a snapshot again and again, ends it by a signal at random: `killing.py SIGNAL TIMES SEED SOURCE...`.

Prints what each run exited with and wrote to standard error, as JSON. The runs are forks of this process, so
that they do not begin with a second of imports.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import seedcorn.connectors
from seedcorn.cli._group import seedcorn as main
from seedcorn.cli.commands.snapshot import _deed  # noqa: F401 - a run does not begin with a second of imports
from seedcorn.connectors import github  # noqa: F401 - nor with one of these
from seedcorn.policy import load_policy

LONGEST_SECONDS = 0.4
NEVER_SECONDS = 120


def run(stderr: IO[bytes]) -> None:
    """The command line, in this process, which it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(stderr.fileno(), 2)
    try:
        main(["snapshot", *sys.argv[4:], "-o", "facts"])
    except SystemExit as ended:
        os._exit(int(ended.code or 0))


def ended(child: int) -> int:
    """The status that it ends with; of one that never does that of being killed, which it says itself."""
    for _ in range(int(NEVER_SECONDS / 0.005)):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    sys.exit(f"a run did not end within {NEVER_SECONDS} s: {os.waitpid(child, 0)}")


def ended_by(number: int, seconds: float) -> tuple[int, str]:
    """Start it, and end it after so many seconds; its exit code and what it said."""
    with tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if not child:
            run(stderr)
        time.sleep(seconds)
        os.kill(child, number)
        status = ended(child)
        stderr.seek(0)
        return os.waitstatus_to_exitcode(status), stderr.read().decode()


if __name__ == "__main__":
    seedcorn.connectors.__path__.append(str(Path(__file__).parent / "shelf"))
    load_policy(None)  # which imports the rules
    number, times, seed = signal.Signals[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])
    moments = random.Random(seed)
    runs = [ended_by(number, moments.uniform(0.01, LONGEST_SECONDS)) for _ in range(times)]
    sys.stdout.write(json.dumps(runs))
