"""Who will read the answer: a public place if in doubt."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

_VISIBLE_TO_FEW = ("private", "internal")


class Audience(StrEnum):
    """For whom a run writes."""

    AUTO = "auto"
    PRIVATE = "private"
    PUBLIC = "public"


def is_public(audience: Audience, environ: Mapping[str, str]) -> bool:
    """Whether names must be hidden. A workflow's log is as visible as its repository; not known is public."""
    if audience is not Audience.AUTO:
        return audience is Audience.PUBLIC
    if environ.get("GITHUB_ACTIONS") != "true":
        return False
    return not _is_private_repository(environ.get("GITHUB_EVENT_PATH", ""))


def place_of(environ: Mapping[str, str], sources: tuple[str, ...]) -> str:
    """The public place that is written to, as a source; as it is written among the sources if it is there."""
    place = f"github:{environ['GITHUB_REPOSITORY']}" if environ.get("GITHUB_REPOSITORY") else ""
    return next((source for source in sources if source.casefold() == place.casefold()), place)


def name_of(source: str, environ: Mapping[str, str], *, public: bool) -> str:
    """A source as it may be called here: in public only the place itself has its name."""
    is_home = source.casefold() == place_of(environ, ()).casefold()
    return source if is_home or not public else "a source that is not public"


def _is_private_repository(event_path: str) -> bool:
    try:
        event = json.loads(Path(event_path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    if not isinstance(repository, dict):
        return False
    visibility = repository.get("visibility")
    said = [repository.get("private")] if visibility is None else [visibility in _VISIBLE_TO_FEW]
    if visibility is not None and "private" in repository:
        said.append(repository["private"])
    return all(each is True for each in said)
