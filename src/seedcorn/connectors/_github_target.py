"""What is asked of GitHub: which repositories, by which names, and which places besides the issues' own."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from seedcorn.errors import UsageError
from seedcorn.model import HISTORY
from seedcorn.transport.listing import Page
from seedcorn.transport.trouble import UnreadError

_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_GLOB = re.compile(r"[A-Za-z0-9._*?\[\]!-]{1,100}")
PROJECT_FIELD, PROPERTY = "project-field:", "property:"
ITERATION, COMMENT, ORGANIZATION, TOPIC = "iteration", "comment", "author-organization", "topic"
_KINDS = (ITERATION, COMMENT, ORGANIZATION, TOPIC, HISTORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was asked for: one repository, or those of an owner that a glob fits."""

    owner: str
    name: str
    is_glob: bool

    @classmethod
    def of(cls, text: str) -> "Target":
        """From "owner/name", "owner/glob" or "owner". Raises UsageError for anything else."""
        owner, slash, name = text.strip().partition("/")
        is_glob = not slash or any(sign in name for sign in "*?[")
        fits = (_GLOB if is_glob else _NAME).fullmatch(name) or not slash
        if not _OWNER.fullmatch(owner) or not fits:
            raise UsageError(
                f"github:{ascii(text)[1:-1]} is neither an owner nor a repository",
                hint="write github:owner/repository, github:owner/api-* or github:owner",
            )
        return cls(owner=owner, name=name or "*", is_glob=is_glob)

    @property
    def full_name(self) -> str:
        """Of the one repository: its name with its owner."""
        return f"{self.owner}/{self.name}"

    def fits(self, repository: "Repository") -> bool:
        """Whether a repository of the owner is meant."""
        return fnmatchcase(repository.name.casefold(), self.name.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """One repository of a list. `left_out` says why it is not read: "archived", "forked"; empty if it is."""

    full_name: str
    left_out: str = ""
    topics: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Without its owner."""
        return self.full_name.partition("/")[2]

    @classmethod
    def of(cls, item: Any, page: Page) -> "Repository":
        """From GitHub's list of repositories. Raises UnreadError for an item that is none."""
        full_name = str(item.get("full_name")) if isinstance(item, dict) else ""
        owner, _, name = full_name.partition("/")
        if not _OWNER.fullmatch(owner) or not _NAME.fullmatch(name):
            raise UnreadError(page.answer.where, "a repository without a name", hint="check GITHUB_API_URL")
        reasons = {"archived": item.get("archived"), "forked": item.get("fork")}
        reasons["without issues"] = item.get("has_issues") is False
        return cls(
            full_name=full_name,
            left_out=next((why for why, holds in reasons.items() if holds), ""),
            topics=topics_of(item),
        )


def topics_of(payload: dict[str, Any]) -> tuple[str, ...]:
    """The topics that a repository's payload names."""
    topics = payload.get("topics")
    return tuple(each for each in topics if isinstance(each, str)) if isinstance(topics, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The places that cost requests of their own and that somebody looks at, casefolded."""

    places: frozenset[str] = frozenset()

    @classmethod
    def of(cls, places: frozenset[str] | None) -> "Wanted":
        """Those of all places that cost; with None, which is what comes with the issues, none."""
        folded = (place.casefold() for place in places or ())
        return cls(
            places=frozenset(
                place for place in folded if place in _KINDS or place.startswith((PROJECT_FIELD, PROPERTY))
            )
        )

    def __contains__(self, place: str) -> bool:
        kind, colon, _ = place.partition(":")
        return place in self.places or (bool(colon) and f"{kind}:*" in self.places)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The wanted places that begin so, sorted."""
        return tuple(sorted(place for place in self.places if place.startswith(kind)))

    @property
    def projects(self) -> tuple[str, ...]:
        """Those that only a project's items hold."""
        return (*self.of_kind(PROJECT_FIELD), *self.of_kind(ITERATION))
