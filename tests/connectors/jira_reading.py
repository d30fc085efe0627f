"""How tests read from a JiraServer: by a clock that stands still, keeping all that is said and yielded."""

from collections.abc import Collection, Mapping

from connectors.jira_server import JiraServer
from connectors.reading import Reading, reading_of
from seedcorn.connector import Collecting
from seedcorn.connectors.jira import collect
from seedcorn.transport.patience import Allowance


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
    collecting = Collecting(
        environ=server.environ if environ is None else environ,
        allowance=Allowance(requests=budget),
        places=None if places is None else frozenset(places),
        bookmarks=bookmarks or {},
    )
    return reading_of(collect, target, collecting)
