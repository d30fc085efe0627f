"""One GitHub server and one installed Action for all that a worker tries, and a checkout for each test."""

import os
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from action import running
from action.github_front import GitHubFront, github_behind_front

Ready = Callable[..., running.Checkout]


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubFront]:
    """A GitHub server without a repository of its own."""
    with github_behind_front(tmp_path_factory.mktemp("github")) as running_front:
        yield running_front


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the Action's own installer has put seedcorn, once for all workers: it takes half a minute."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if is_worker else base) / "installed-action"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        return running.install(folder)


@pytest.fixture
def ready(front: GitHubFront, installed: str, tmp_path: Path) -> Ready:
    """A function that makes acme's repository of a name, and a checkout of it."""

    def make(name: str, *, private: bool = True) -> running.Checkout:
        assert front.server is not None
        repository = front.server.make(name, private=private)
        return running.checkout(tmp_path / name, front, repository, installed=installed)

    return make
