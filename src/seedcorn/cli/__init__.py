"""The command line: parse, call, print, exit. Clock, environment and terminal are read here alone."""

from seedcorn.cli._group import seedcorn as main

__all__ = ["main"]
