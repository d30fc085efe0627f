"""The command line as a process of its own: what a shell, a pipe and a build log get to see."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Fault, on_page

SEEDCORN = [sys.executable, "-m", "seedcorn"]


def start(*words: str, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*SEEDCORN, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )


def test_the_demo_exits_0_and_says_what_ci_would_have_said() -> None:
    done = subprocess.run([*SEEDCORN, "demo"], capture_output=True, text=True, check=True)
    assert "Haldervane Group holds" in done.stdout.splitlines()[0]
    assert done.stderr.splitlines() == [
        "In CI this would have exited 1. Your own: seedcorn audit github:owner/repo"
    ]


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    with start("policy", "schema") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_run_that_nobody_listens_to_keeps_its_exit_code() -> None:
    for closed in (">&- 2>&-", "2>&-", "2>&1 | head -1; exit ${PIPESTATUS[0]}"):
        command = f'"$0" -m seedcorn demo {closed}'
        done = subprocess.run(["bash", "-c", command, sys.executable], capture_output=True, check=False)
        assert done.returncode == (4 if closed.startswith(">") else 0), closed
        assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_exits_4() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*SEEDCORN, "rules"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 4
    assert done.stderr.startswith("error: standard output: No space left on device\n")


def test_no_standard_output_exits_4() -> None:
    command = 'exec "$0" -m seedcorn rules >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable], stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 4
    assert done.stderr.startswith("error: ")


def test_an_interruption_while_it_reads_exits_130() -> None:
    hanging = on_page(1, Fault(hang=True))
    with (
        GithubServer(issues=[github_issue(1)], fault=hanging) as server,
        start("audit", "github:acme/app", **server.environ) as process,
    ):
        until = time.monotonic() + 20
        while not server.requests and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        server.released.set()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == "interrupted"


def test_a_terminal_without_unicode_gets_ascii() -> None:
    done = subprocess.run(
        [*SEEDCORN, "demo"], capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert done.stdout.isascii()
    assert b"x error" in done.stdout


def test_a_terminal_sees_colour_and_bars() -> None:
    with GithubServer(issues=[github_issue(number) for number in range(1, 31)]) as server:
        shown = on_a_terminal("audit", "github:acme/app", **server.environ)
        plain = on_a_terminal("audit", "github:acme/app", NO_COLOR="1", **server.environ)
    assert "\x1b[1;31m" in shown
    assert "\x1b[1;31m" not in plain
    assert "github:acme/app: 30 issues, 1 request" in shown


def on_a_terminal(*words: str, **environ: str) -> str:
    """What a process writes to a terminal, which is both its standard output and its standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*SEEDCORN, *words], stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", **environ}
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65536):
            written += chunk
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    os.close(ours)
    process.wait(timeout=20)
    return written.decode()


def test_help_starts_in_little_more_than_click_itself() -> None:
    """A ratio, not a clock: the machine may be busy. 200 ms on an idle one is three times click."""

    def seconds(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        return time.perf_counter() - began

    rounds = [(seconds("-c", "import click"), seconds("-m", "seedcorn", "--help")) for _ in range(5)]
    assert min(ours for _, ours in rounds) < 3 * min(theirs for theirs, _ in rounds)
