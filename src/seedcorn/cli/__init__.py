"""The command line: parse, call, print, exit. Clock, environment and terminal are read here alone."""

import sys

from seedcorn.cli._ready import ready, written


def main() -> None:
    """Run the command line of this process, and leave with its exit code.

    What is asked most often and never changes is answered at once.
    """
    answer = ready(sys.argv[1:])
    if answer is not None and written(answer):
        raise SystemExit(0)
    from seedcorn.cli._group import seedcorn  # noqa: PLC0415 - click alone takes longer than all of the above

    seedcorn.main(prog_name="seedcorn")
