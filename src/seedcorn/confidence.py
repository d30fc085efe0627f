"""How sure it is that somebody asked, by where that was read."""

from enum import StrEnum

from seedcorn.model import PARENT

_WRITTEN = ("heading", "title-prefix")
_INFERRED = (
    *("assignee", "author", "author-organization", "requester-domain"),
    *("project", "property", "repository", "topic"),
)


class Confidence(StrEnum):
    """How sure it is that somebody asked, by where that was read; the surest first."""

    RECORDED = "recorded"
    WRITTEN = "written"
    INHERITED = "inherited"
    INFERRED = "inferred"


def confidence_of(place: str) -> Confidence:
    """How sure a name is that was read at a place of `Pattern.place`, or taken from the parent issue."""
    kind = place.partition(":")[0]
    if kind == PARENT:
        return Confidence.INHERITED
    if kind in _WRITTEN:
        return Confidence.WRITTEN
    return Confidence.INFERRED if kind in _INFERRED else Confidence.RECORDED
