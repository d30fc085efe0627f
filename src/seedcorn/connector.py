"""What a connector is: something that turns a source into a stream of issues and gaps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from seedcorn.model import Gap, Issue

Item = Issue | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a collection is: pages of one source, requests left, and a word when it waits."""

    source: str
    done: int = 0
    total: int | None = None
    issues: int = 0
    requests_left: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """What a connector may use of the world: the environment, how long it may wait in all, whom to tell."""

    environ: Mapping[str, str] = field(default_factory=dict)
    max_wait_seconds: float = 60.0
    progress: Callable[[Progress], None] = lambda progress: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A member of `connectors/`: `collect("owner/repo", collecting)` for the source "github:owner/repo".

    It yields issues oldest first. What it could not read it yields as a Gap and goes on; it raises
    UsageError only when the target itself makes no sense.
    """

    title: str
    example: str
    collect: Callable[[str, Collecting], Iterator[Item]]
