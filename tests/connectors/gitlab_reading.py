"""How tests read from a GitlabServer: by a clock that stands still, keeping all that is said and yielded."""

from collections.abc import Collection, Mapping

from connectors.gitlab_server import GitlabServer
from connectors.reading import Reading, reading_of
from seedcorn.connector import Collecting
from seedcorn.connectors.gitlab import collect
from seedcorn.transport.patience import Allowance


def read_gitlab(
    server: GitlabServer,
    target: str = "acme/app",
    *,
    places: Collection[str] | None = None,
    bookmarks: Mapping[str, str] | None = None,
    environ: dict[str, str] | None = None,
    max_wait: float = 60.0,
    budget: int | None = None,
) -> Reading:
    """Read a target from a server."""
    collecting = Collecting(
        environ=server.environ if environ is None else environ,
        allowance=Allowance(wait_seconds=max_wait, requests=budget),
        places=None if places is None else frozenset(places),
        bookmarks=bookmarks or {},
    )
    return reading_of(collect, target, collecting)
