"""A Spark Connect server counts as DuckDB does, to the last byte; where none listens that is soon said."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from lake_tables import write_github
from seedcorn import story
from seedcorn.connector import Collecting
from seedcorn.connectors import export
from seedcorn.errors import Exit
from seedcorn.model import HISTORY
from seedcorn.policy import load_policy
from seedcorn.snapshot import Snapshot

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
SMALL = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.driver.host": "localhost",
    "spark.log.level": "ERROR",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # it lives for a minute
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
}
PATIENCE = 120.0  # seconds for a server to listen; on an idle machine it takes eight

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed"),
    pytest.mark.skipif(find_spec("grpc") is None, reason="what speaks to a Connect server is not installed"),
]


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Connect server's, which is a process of its own: one process holds no two kinds of session."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    import pyspark  # noqa: PLC0415  # an extra, which was looked for above

    port, folder = free_port(), tmp_path_factory.mktemp("server")
    settings = {**SMALL, "spark.connect.grpc.binding.port": str(port)}
    words = [str(Path(pyspark.__path__[0]) / "bin/spark-submit"), "--class", SERVER, "--master", "local[2]"]
    words += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*words, "spark-internal"], cwd=folder, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE
        while not listens(port):
            assert server.poll() is None, (folder / "log").read_text(encoding="utf-8")
            assert time.monotonic() < until, "no Connect server listens"
            time.sleep(0.1)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def run(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "seedcorn", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def hold_equal(*words: str, engine: str, **environ: str) -> str:
    """Both engines say the same, on both streams; the report."""
    audit = ("audit", *words, "--output", "json")
    here, there = run(*audit), run(*audit, "--engine", engine, **environ)
    assert there.stderr == here.stderr
    assert there.stdout == here.stdout
    assert there.returncode == here.returncode
    return here.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The bundled story with its history, as a snapshot."""
    folder = tmp_path_factory.mktemp("story") / "snapshot"
    items = export.CONNECTOR.collect(str(story.issues()), Collecting(places=frozenset((HISTORY,))))
    with Snapshot.collect(items, sources=("export:issues",), collected_at=story.NOW) as facts:
        facts.save(folder)
    return str(folder)


def only(path: Path, *rules: str) -> str:
    """A policy of these rules alone, for each rule costs a server seconds."""
    settings = {each.id: False for each, _ in load_policy("balanced").rules} | dict.fromkeys(rules, True)
    path.write_text(json.dumps({"customers": {"from": [{"label": "customer: *"}]}, "rules": settings}))
    return str(path)


def test_a_snapshot_by_the_default_policy_at_an_address(address: str, told: str) -> None:
    assert '"concentration.top-share"' in hold_equal("--from", told, engine=f"spark:{address}")


def test_a_history_at_the_address_that_the_environment_names(address: str, told: str, tmp_path: Path) -> None:
    policy = only(tmp_path / "seedcorn.yml", "trend.share")
    remote = address.replace("//", "//CANARY@")  # neither stream of DuckDB says it
    said = hold_equal("--from", told, "--policy", policy, engine="spark", SPARK_REMOTE=remote)
    assert [each["kind"] for each in json.loads(said)["findings"]] == ["open"]


def test_a_lake_at_an_address(address: str, tmp_path: Path) -> None:
    payloads = map(json.loads, story.issues().read_text(encoding="utf-8").splitlines())
    mapping = str(write_github(tmp_path, payloads, nested=False))
    policy = only(tmp_path / "seedcorn.yml", "concentration.top-share", "seed.reserve")
    said = hold_equal("--from", mapping, "--policy", policy, engine=f"spark:{address}")
    assert json.loads(said)["sources"] == ["github:stallkeep/stallkeep"]


def test_where_nobody_listens_is_soon_said_and_no_secret_with_it(told: str) -> None:
    address, began = f"sc://CANARY@127.0.0.1:{free_port()}/;token=CANARY", time.monotonic()
    done = run("--debug", "audit", "--from", told, "--engine", f"spark:{address}")
    assert time.monotonic() - began < PATIENCE
    assert done.returncode == Exit.USAGE
    assert done.stdout == ""
    said, advice = done.stderr.splitlines()
    assert said == "error: Spark could not be reached"
    assert advice.startswith("hint: A Connect server has to answer there;")
    assert "CANARY" not in advice


def test_a_port_that_is_no_number_is_an_address_that_is_wrong(told: str) -> None:
    done = run("--debug", "audit", "--from", told, "--engine", "spark:sc://127.0.0.1:CANARY")
    assert done.returncode == Exit.USAGE
    assert "Spark could not be reached" in done.stderr
    assert "CANARY" not in done.stderr
