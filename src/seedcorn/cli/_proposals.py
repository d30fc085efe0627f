"""The issue or change that a command is about: how people write it, and how it is read."""

import os
from dataclasses import dataclass
from re import fullmatch

from seedcorn.cli._progress import Watch
from seedcorn.cli._reading import Means, collecting
from seedcorn.cli._sources import connector_of
from seedcorn.errors import UsageError
from seedcorn.model import Proposal

_NUMBERED = r"(?P<place>.+?)(?P<sign>[#!])(?P<number>\d{1,12})"
_JIRA = r"(?P<place>[A-Za-z][A-Za-z0-9_]*)-\d{1,12}"
_EXAMPLES = "github:owner/repo#12, gitlab:group/project#12, gitlab:group/project!12 or jira:APP-12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One issue, pull request or merge request as it is written: "github:owner/repo#12"."""

    scheme: str
    target: str
    place: str

    @classmethod
    def of(cls, text: str) -> "Subject":
        """From what was typed. Raises UsageError with advice."""
        scheme, colon, target = text.strip().partition(":")
        found = fullmatch(_NUMBERED, target) or fullmatch(_JIRA, target)
        if not colon or found is None:
            raise UsageError(f'"{text}" is neither an issue nor a change', hint=f"write {_EXAMPLES}")
        if connector_of(f"{scheme}:{found['place']}")[0].propose is None:
            raise UsageError(f"{scheme} has no single issues to look at", hint=f"write {_EXAMPLES}")
        return cls(scheme=scheme, target=target, place=found["place"])

    @property
    def source(self) -> str:
        """The source that it belongs to."""
        return f"{self.scheme}:{self.place}"

    @property
    def name(self) -> str:
        """As it is written."""
        return f"{self.scheme}:{self.target}"


def proposal_of(subject: Subject, means: Means) -> Proposal:
    """Read it from its tracker, as it stands now. Raises CollectionError where it cannot be read."""
    connector, _ = connector_of(subject.source)
    assert connector.propose is not None  # noqa: S101  # Subject.of refuses such a tracker
    with Watch(public=means.public) as watch:
        return connector.propose(subject.target, collecting(means, watch, connector, os.environ))
