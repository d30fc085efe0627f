"""How tests read from a JiraServer: by a clock that stands still, keeping all that is said and yielded."""

from collections.abc import Collection, Mapping

from connectors.jira_server import JiraServer
from connectors.reading import Reading
from connectors.tracker_server import TestClock
from seedcorn.connector import Bookmark, Collecting, Progress
from seedcorn.connectors.jira import collect
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.transport import Limits


def read(
    server: JiraServer,
    target: str = "APP",
    *,
    places: Collection[str] | None = (),
    bookmarks: Mapping[str, str] | None = None,
    budget: int | None = None,
    environ: Mapping[str, str] | None = None,
) -> Reading:
    """Read a target from a server; without `places` nothing that costs more is looked at."""
    told: list[Progress] = []
    clock = TestClock()
    limits = Limits(read_seconds=5.0, clock=Clock(now=clock.now, sleep=clock.sleep))
    collecting = Collecting(
        environ=server.environ if environ is None else environ,
        allowance=Allowance(requests=budget),
        progress=told.append,
        places=None if places is None else frozenset(places),
        bookmarks=bookmarks or {},
    )
    items = list(collect(target, collecting, limits=limits))
    return Reading(
        items=[item for item in items if not isinstance(item, Bookmark)],
        bookmarks=[item for item in items if isinstance(item, Bookmark)],
        told=told,
        slept=clock.slept,
    )
