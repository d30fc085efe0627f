"""The seal around every test: no other machine is reached, nothing of this machine's environment leaks in."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_other_machines_are_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(RuntimeError, match="loopback only"):
        client.connect((host, 80))
    with socket.socket(family) as client, pytest.raises(RuntimeError, match="loopback only"):
        client.connect_ex((host, 80))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        socket.create_connection(("localhost", port), timeout=5).close()


def test_no_token_and_no_wish_of_the_shell_comes_in_or_goes_on_to_children() -> None:
    show = "import os; print('\\n'.join(os.environ))"
    child = subprocess.run(
        [sys.executable, "-c", show], capture_output=True, text=True, check=True
    ).stdout.split()
    for names in (os.environ, child):
        assert [
            name for name in names if name.endswith("_TOKEN") or name.startswith(("GITHUB_", "GH_"))
        ] == []
        assert not {"CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS"} & set(names)


def test_now_is_always_the_same(now: datetime) -> None:
    assert now == datetime(2026, 1, 21, tzinfo=UTC)
