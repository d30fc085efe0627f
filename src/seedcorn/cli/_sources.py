"""The sources that people name on the command line, and what to say about those that are none."""

from pathlib import Path
from re import fullmatch
from typing import cast

from seedcorn import shelf
from seedcorn.connector import Connector
from seedcorn.errors import UsageError
from seedcorn.yamlfile import closest

CONNECTORS = "seedcorn.connectors"


def connector_of(source: str) -> tuple[Connector, str]:
    """The connector of "github:owner/repo" and what comes after the colon. Raises UsageError with advice."""
    scheme, colon, target = source.partition(":")
    if not colon or scheme not in shelf.names(CONNECTORS):
        raise UsageError(f'"{source}" is not a source', hint=_advice(source, scheme if colon else ""))
    return cast("Connector", shelf.take(CONNECTORS, scheme, "CONNECTOR")), target


def public_form(source: str) -> str:
    """A source as a report may call it, the same however it was written.

    The folders above a file are nobody's business.
    """
    scheme, _, target = source.partition(":")
    if Path(target).is_absolute():
        return f"{scheme}:{Path(target).name}"
    if scheme not in shelf.names(CONNECTORS):
        return source
    return f"{scheme}:{connector_of(source)[0].called(target)}"


def missing() -> UsageError:
    """There is nothing to audit."""
    return UsageError(
        "no source is named, here or in a policy",
        hint="seedcorn audit github:owner/repo, or `sources:` in seedcorn.yml; `seedcorn demo` needs none",
    )


def _advice(source: str, scheme: str) -> str:
    if not scheme and Path(source).is_file():
        return f"did you mean export:{source}?"
    if fullmatch(r"[\w-]+/[\w.*-]+", source):
        return f"did you mean github:{source}?"
    near = closest(scheme, shelf.names(CONNECTORS)) if scheme else None
    if near:
        return f"did you mean {near}:{source.partition(':')[2]}?"
    return f"there are {', '.join(_examples())}"


def _examples() -> list[str]:
    members = (shelf.take(CONNECTORS, name, "CONNECTOR") for name in shelf.names(CONNECTORS))
    return [cast("Connector", member).example for member in members]
