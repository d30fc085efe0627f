"""One reading of a tracker in a process that loads nothing else: `fetch_once.py ours|client TRACKER ADDRESS`.

Prints how many issues there were, seconds of the clock and of the processor, and the peak of memory as JSON;
imports are left out.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from seedcorn.connector import Collecting
from seedcorn.model import Gap, Issue

_TOKEN = "token"
_TRACKERS = {
    "github": ("acme/app", {"GITHUB_API_URL": "{at}", "GITHUB_TOKEN": "token"}),
    "gitlab": ("acme/app", {"GITLAB_URL": "{at}", "GITLAB_TOKEN": "token"}),
    "jira-cloud": ("APP", {"JIRA_URL": "{at}", "JIRA_USER": "ada", "JIRA_TOKEN": "token"}),
    "jira-center": ("APP", {"JIRA_URL": "{at}", "JIRA_TOKEN": "token"}),
}


def read(tracker: str, at: str) -> int:
    """Read all issues with a connector; how many there were."""
    target, variables = _TRACKERS[tracker]
    connector = import_module(f"seedcorn.connectors.{tracker.partition('-')[0]}")
    environ = {name: value.format(at=at) for name, value in variables.items()}
    found = 0
    for item in connector.collect(target, Collecting(environ=environ)):
        if isinstance(item, Gap):
            sys.exit(f"not read whole: {item}")
        found += isinstance(item, Issue)
    return found


def by_pygithub(at: str) -> int:
    """PyGithub's own loop: 30 issues a page, a quarter of a second between requests."""
    from github import Auth, Github  # noqa: PLC0415 - as each client, loaded only where it reads

    repository = Github(base_url=at, auth=Auth.Token(_TOKEN)).get_repo("acme/app")
    listed = repository.get_issues(state="all", sort="created", direction="asc")
    return sum(bool((each.title, each.state, each.labels, each.created_at)) for each in listed)


def by_python_gitlab(at: str) -> int:
    """python-gitlab's own loop: 20 issues a page."""
    import gitlab  # noqa: PLC0415 - as above

    project = gitlab.Gitlab(at, private_token=_TOKEN).projects.get("acme/app", lazy=True)
    listed = project.issues.list(iterator=True)
    return sum(bool((each.title, each.state, each.labels, each.created_at)) for each in listed)


def by_jira(at: str) -> int:
    """The loop of jira over all that a query finds, as many a page as it asks for."""
    import jira  # noqa: PLC0415 - as above

    client = jira.JIRA(at, token_auth=_TOKEN)
    search = client.enhanced_search_issues if client._is_cloud else client.search_issues  # noqa: SLF001 - as it asks itself
    listed = search("project = APP", maxResults=0)
    return sum(bool((each.key, each.fields.summary, each.fields.labels)) for each in listed)


_CLIENTS: dict[str, Callable[[str], int]] = {
    "github": by_pygithub,
    "gitlab": by_python_gitlab,
    "jira-cloud": by_jira,
    "jira-center": by_jira,
}


def once(way: str, tracker: str, at: str) -> dict[str, float]:
    """One reading by this process."""
    name = tracker.partition("-")[0]
    import_module(name if way == "client" else f"seedcorn.connectors.{name}")
    whole = partial(_CLIENTS[tracker], at) if way == "client" else partial(read, tracker, at)
    start, before = time.perf_counter(), time.process_time()
    issues = whole()
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    return {"issues": issues, "wall_s": wall, "cpu_s": cpu, "peak_mb": _peak_megabytes()}


def _peak_megabytes() -> float:
    """Of this program alone, as measure.py has it, which loads more."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(once(*sys.argv[1:])))
