"""How tests read from a GithubServer: by a clock that stands still, keeping all that is said and yielded."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from connectors.github_server import GithubServer
from connectors.tracker_server import TestClock
from seedcorn.branch import Branch
from seedcorn.connector import Bookmark, Collecting, Item, Progress
from seedcorn.connectors.github import collect
from seedcorn.model import Event, Gap, Issue
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.transport import Limits


@dataclass(slots=True, kw_only=True)
class Reading:
    """What came of reading one target."""

    items: list[Issue | Event | Branch | Gap]
    told: list[Progress]
    bookmarks: list[Bookmark] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    @property
    def issues(self) -> list[Issue]:
        return [item for item in self.items if isinstance(item, Issue)]

    @property
    def events(self) -> list[Event]:
        return [item for item in self.items if isinstance(item, Event)]

    @property
    def branches(self) -> list[Branch]:
        return [item for item in self.items if isinstance(item, Branch)]

    @property
    def gaps(self) -> list[Gap]:
        return [item for item in self.items if isinstance(item, Gap)]

    @property
    def messages(self) -> list[str]:
        return [progress.message for progress in self.told]

    @property
    def keys(self) -> list[str]:
        return [issue.key for issue in self.issues]

    @property
    def places(self) -> dict[str, str]:
        """Of the places that could not be read, why."""
        return {gap.place: gap.why for gap in self.gaps}

    def marks(self, number: int) -> list[tuple[str, str]]:
        """What stands on an issue besides its repository."""
        (issue,) = (each for each in self.issues if each.key.endswith(f"#{number}"))
        return [mark for mark in issue.marks if mark[0] != "repository"]

    @property
    def left(self) -> dict[str, str]:
        """The last bookmark of each source, as the next reading is given them."""
        return {bookmark.source: bookmark.text for bookmark in self.bookmarks}

    @property
    def gap(self) -> Gap:
        (only,) = self.gaps
        assert self.items[-1] is only
        return only


def reading_of(
    collect: Callable[..., Iterator[Item]], target: str, collecting: Collecting, *, read_seconds: float = 5.0
) -> Reading:
    """Read a target through a connector, by a clock of its own that only waits move."""
    told: list[Progress] = []
    clock = TestClock()
    limits = Limits(read_seconds=read_seconds, clock=Clock(now=clock.now, sleep=clock.sleep))
    items = list(collect(target, replace(collecting, progress=told.append), limits=limits))
    return Reading(
        items=[item for item in items if not isinstance(item, Bookmark)],
        bookmarks=[item for item in items if isinstance(item, Bookmark)],
        told=told,
        slept=clock.slept,
    )


def read(
    server: GithubServer,
    target: str = "acme/app",
    *,
    max_wait: float = 60.0,
    read_seconds: float = 5.0,
    environ: dict[str, str] | None = None,
    places: Collection[str] | None = None,
    bookmarks: Mapping[str, str] | None = None,
    budget: int | None = None,
) -> Reading:
    """Read a target from a server."""
    collecting = Collecting(
        environ=server.environ if environ is None else environ,
        allowance=Allowance(wait_seconds=max_wait, requests=budget),
        places=None if places is None else frozenset(places),
        bookmarks=bookmarks or {},
    )
    return reading_of(collect, target, collecting, read_seconds=read_seconds)
