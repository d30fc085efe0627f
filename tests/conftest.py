"""What every test stands on: a scrubbed environment, no network but loopback, and one fixed now."""

import gc
import json
import os
import shutil
import socket
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import pytest

# What a developer's shell or a runner may set and what would change an answer.
_SCRUBBED_PREFIXES = (
    "GITHUB_",
    "GH_",
    "GITLAB_",
    "CI_",
    "JIRA_",
    "SEEDCORN_",
    "ACTIONS_",
    "RUNNER_",
    "INPUT_",
)
_SCRUBBED_NAMES = frozenset(
    {
        "CI",
        "TF_BUILD",
        "JENKINS_URL",
        "TEAMCITY_VERSION",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "LINES",
        "TERM",
        "PAGER",
        "TTY_COMPATIBLE",
    }
)


def _is_scrubbed(name: str) -> bool:
    return name in _SCRUBBED_NAMES or name.endswith("_TOKEN") or name.startswith(_SCRUBBED_PREFIXES)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting keeps all that it makes: to look there for garbage costs seconds, then and ever after."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def scrubbed_environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no runner, no colour wish, no proxy of the machine reaches a test; children inherit that.

    Of a test that is not measured, the processes that it starts are not measured either.
    """
    if request.node.get_closest_marker("no_cover"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
    for name in tuple(os.environ):
        if _is_scrubbed(name) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    # readline, once imported, puts the terminal's size where only child processes see it, not os.environ.
    for name in ("COLUMNS", "LINES"):
        os.unsetenv(name)


class NetworkRefusedError(RuntimeError):
    """A test reached for another machine."""


def _refuse_other_machines(address: object) -> None:
    host = address[0] if isinstance(address, tuple) else address
    if host == "localhost":
        return
    try:
        loopback = ip_address(str(host)).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NetworkRefusedError(f"a test may talk to loopback only, not to {host!r}")


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: object) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            try:
                _refuse_other_machines(address)
            except NetworkRefusedError:
                self.close()  # who opened it expects an OSError only, and would leave it open
                raise
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Connections to anything but loopback raise NetworkRefusedError."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        yield


def _once(draw: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[str, Any] = {}

    def drawn(spec: object, **options: object) -> Any:
        key = json.dumps((spec, options))
        if key not in known:
            known[key] = draw(spec, **options)
        return known[key]

    return drawn


@pytest.fixture(scope="module")
def drawn_once() -> Iterator[None]:
    """One specification is drawn once, for tests that look at many drawings and not at how they are drawn.

    That it is the same each time is shown in tests/formats/test_same_bytes.py.
    """
    import vl_convert  # noqa: PLC0415 - 84 MB, for the tests that draw

    with pytest.MonkeyPatch.context() as patch:
        for name in ("vega_to_svg", "vegalite_to_svg", "vega_to_png", "vegalite_to_png"):
            patch.setattr(vl_convert, name, _once(getattr(vl_convert, name)))
        yield


_SMALL = {
    "spark.driver.host": "localhost",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",  # of a few rows a program each is dearer than the rows
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@pytest.fixture
def now() -> datetime:
    """The moment of every test: the day the real records were taken."""
    return datetime(2026, 1, 21, tzinfo=UTC)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark on a cluster of two workers of this machine, as an open engine; one for all tests, it is slow."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from seedcorn.engines.spark import Spark  # noqa: PLC0415  # an extra, imported when used

    builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]")
    for name, value in _SMALL.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield Spark(session, ours=False)
    session.stop()
