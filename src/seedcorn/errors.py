"""The errors seedcorn raises on purpose: each says what happened, and what to do next."""

from enum import IntEnum


class Exit(IntEnum):
    """What the process tells its caller (the table is in README.md)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    UNWRITTEN = 4
    INTERNAL = 5
    INTERRUPTED = 130


class SeedcornError(Exception):
    """Base of all of them. `hint` is the next step for the person who reads it."""

    exit_code: Exit = Exit.INTERNAL

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(SeedcornError):
    """What was asked for cannot be done: a source, an option, a combination."""

    exit_code = Exit.USAGE


class PolicyError(UsageError):
    """A policy or register that cannot be used.

    The message already holds every problem found, each with file:line:column, the line and a caret.
    """


class DataError(UsageError):
    """A file of issues, or a snapshot, that is not what it should be."""


class CollectionError(SeedcornError):
    """A source could not be read whole. Partial data neither passes nor accuses."""

    exit_code = Exit.INCOMPLETE


class OutputError(SeedcornError):
    """The answer is known but could not be written where it was asked for."""

    exit_code = Exit.UNWRITTEN
