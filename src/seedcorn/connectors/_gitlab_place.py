"""What of a GitLab is meant: a project, or a group with all its subgroups and projects."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from seedcorn.errors import UsageError

# A path of GitLab's: names joined by slashes, each beginning with a letter, a digit, a dot or an underscore.
_PATH = re.compile(r"(?!\.)[\w.](?:[\w.-]{0,254})(?:/(?!\.)[\w.][\w.-]{0,254}){0,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of GitLab's containers of issues. `kind` is "project" or "group"."""

    kind: str
    path: str

    @property
    def api(self) -> str:
        """Its path below the API's address."""
        return f"/{self.kind}s/{quote(self.path, safe='')}"

    @property
    def is_group(self) -> bool:
        """Whether it holds other containers."""
        return self.kind == "group"


def places_of(target: str) -> tuple[Place, ...]:
    """What a target may be, the likelier first: "group/" is a group, "group/name" a project or a group.

    Raises:
        UsageError: it is no path.
    """
    text = target.strip()
    path = text.removesuffix("/")
    if not _PATH.fullmatch(path) or len(text) - len(path) > 1:
        raise UsageError(f"gitlab:{ascii(target)[1:-1]} is neither a project nor a group", hint=_hint(text))
    group = Place(kind="group", path=path)
    if text.endswith("/") or "/" not in path:
        return (group,)
    return Place(kind="project", path=path), group


def _hint(text: str) -> str:
    if "://" in text:
        return "set GITLAB_URL to the address, and write only the path: gitlab:group/project"
    return "write gitlab:group/project, or gitlab:group/ for all of a group's projects"
