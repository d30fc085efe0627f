"""Who will read the answer: a public place if in doubt."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from seedcorn.errors import UsageError

PRIVACY_KEY = "SEEDCORN_PRIVACY_KEY"
SHORTEST_KEY = 16  # characters; ours. Names of customers are few: who has guessed the key can try them all
_VISIBLE_TO_FEW = ("private", "internal")
# Who builds for others says so in one of these; most say CI.
_BUILDERS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION")
_NO = ("", "0", "false", "no")


class Audience(StrEnum):
    """For whom a run writes."""

    AUTO = "auto"
    PRIVATE = "private"
    PUBLIC = "public"


def is_public(audience: Audience, environ: Mapping[str, str]) -> bool:
    """Whether names must be hidden: a job's log is as visible as its repository; not known is public.

    An internal project of GitLab counts as public: everybody with an account there may read its logs, on
    gitlab.com that is the world. GitHub's internal repositories are for the members of one enterprise.
    """
    if audience is not Audience.AUTO:
        return audience is Audience.PUBLIC
    if environ.get("GITHUB_ACTIONS") == "true":
        return not _is_private_repository(environ.get("GITHUB_EVENT_PATH", ""))
    if environ.get("GITLAB_CI") == "true":
        return environ.get("CI_PROJECT_VISIBILITY") != "private"
    return any(environ.get(name, "").strip().lower() not in _NO for name in _BUILDERS)


def privacy_key(environ: Mapping[str, str]) -> str:
    """The secret that code-names are made with; empty where there is none. Raises UsageError for a short one.

    Blanks around it, as a file or a form leaves them, are not part of it.
    """
    key = environ.get(PRIVACY_KEY, "").strip()
    if key and len(key) < SHORTEST_KEY:
        raise UsageError(
            f"{PRIVACY_KEY} is shorter than {SHORTEST_KEY} characters: customers could be found by trying",
            hint="make one that nobody can guess, such as with: openssl rand -hex 16",
        )
    return key


def place_of(environ: Mapping[str, str], sources: tuple[str, ...]) -> str:
    """The public place that is written to, as a source; as it is written among the sources if it is there."""
    place = _home(environ)
    return next((source for source in sources if source.casefold() == place.casefold()), place)


def name_of(source: str, environ: Mapping[str, str], *, public: bool) -> str:
    """A source as it may be called here: in public only the place itself has its name."""
    is_home = source.casefold() == place_of(environ, ()).casefold()
    return source if is_home or not public else "a source that is not public"


def _home(environ: Mapping[str, str]) -> str:
    """The repository whose job this is; none where sources are read from another GitLab than the job's."""
    if environ.get("GITHUB_REPOSITORY"):
        return f"github:{environ['GITHUB_REPOSITORY']}"
    if environ.get("GITLAB_CI") == "true" and environ.get("CI_PROJECT_PATH") and _reads_its_own(environ):
        return f"gitlab:{environ['CI_PROJECT_PATH']}"
    return ""


def _reads_its_own(environ: Mapping[str, str]) -> bool:
    own = _address(environ.get("CI_SERVER_URL", ""))
    said = (_address(environ.get(name, "")) for name in ("SEEDCORN_GITLAB_URL", "GITLAB_URL"))
    return next(filter(None, said), own) == own


def _address(text: str) -> str:
    return text.strip().casefold().rstrip("/").removesuffix("/api/v4")


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
