"""What the Action costs besides the audit: its install, with an empty cache and a full one, and the rest.

    python bench/action.py [--runs 3]

Runs scripts/action/install.sh and scripts/action/step.py of the last commit as action.yml does, each time in
fresh folders, on the bundled story, posting nothing. Packages come from wherever pip is told to take them on
this machine. Left out: the start of a runner, the checkout, fetching the Action itself, a cache that GitHub
would have to hand out first, and the tracker.
"""

import json
import os
import subprocess
import sys
import tarfile
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from measure import HERE, exact

from seedcorn import story

_TIMED = """#!/bin/sh
before=$(date +%s%N)
"{bin}/{name}" "$@"
code=$?
echo $(( $(date +%s%N) - before )) >>"{folder}/nanoseconds"
exit $code
"""


def checked_out(folder: Path) -> Path:
    """The Action's own folder, as a runner has it: the last commit."""
    archive = ["git", "-C", str(HERE.parent), "archive", "HEAD"]
    held = subprocess.run(archive, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(held)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def installed(action: Path, runner: Path, cache: Path) -> tuple[float, Path]:
    """Seconds of the install step, and where the programs are."""
    runner.mkdir()
    output = runner / "output"
    environ = {
        **_environment(),
        "GITHUB_ACTION_PATH": str(action),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(runner),
        "SEEDCORN_ACTION_PYTHON": str(Path(sys.base_prefix) / "bin" / "python3"),
        "PIP_CACHE_DIR": str(cache),
    }
    took = _seconds([str(action / "scripts/action/install.sh")], runner, environ)
    return took, Path(output.read_text(encoding="utf-8").strip().removeprefix("bin="))


def audited(action: Path, runner: Path, programs: Path) -> tuple[float, float]:
    """Seconds of the audit's process, and of what the step does before and after it."""
    timed = runner / "timed"
    timed.mkdir()
    (timed / "python").symlink_to("/bin/false")  # step.py starts no other Python
    program = timed / "seedcorn"
    program.write_text(_TIMED.format(bin=programs, name="seedcorn", folder=timed), encoding="utf-8")
    program.chmod(0o755)
    environ = {
        **_environment(),
        "SEEDCORN_ACTION_BIN": str(timed),
        "SEEDCORN_ACTION_SOURCE": f"export:{story.issues()}",
        "SEEDCORN_ACTION_POLICY": str(story.policy()),
        "SEEDCORN_ACTION_POST": "none",
        "GITHUB_REPOSITORY": "acme/app",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
        "RUNNER_TEMP": str(runner),
    }
    step = [str(programs / "python"), "-I", str(action / "scripts/action/step.py")]
    took = _seconds(step, runner, environ, codes=(0, 1))  # the story breaks limits: 1 is its answer
    if not (runner / "summary.md").read_text(encoding="utf-8").strip():
        sys.exit("the step gave no summary: nothing was measured")
    inside = int((timed / "nanoseconds").read_text(encoding="utf-8")) / 1e9
    return inside, took - inside


def _environment() -> dict[str, str]:
    """This one's, without what an environment for developers adds to it."""
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}


def _seconds(words: list[str], folder: Path, environ: dict[str, str], codes: tuple[int, ...] = (0,)) -> float:
    start = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    if done.returncode not in codes:
        sys.exit(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took


def once(action: Path, scratch: Path, cache: Path) -> dict[str, float]:
    """One run of both steps in fresh folders."""
    with TemporaryDirectory(dir=scratch) as folder:
        before = _processor()
        install, programs = installed(action, Path(folder) / "runner", cache)
        of_install = _processor() - before
        audit, rest = audited(action, Path(folder) / "runner", programs)
    of_step = _processor() - before - of_install
    return {
        "install_s": install,
        "audit_s": audit,
        "rest_s": rest,
        "install_cpu_s": of_install,
        "step_cpu_s": of_step,
    }


def _processor() -> float:
    """Seconds of a processor that programs started here took so far: what a busy machine does not stretch."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(runs: int) -> dict[str, dict[str, float]]:
    """Medians with an empty cache and with a full one, in turns."""
    found: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    with TemporaryDirectory() as scratch:
        action = checked_out(Path(scratch) / "action")
        for run in range(runs):
            cache = Path(scratch) / f"cache-{run}"  # empty for the first of the two, full for the second
            for each, several in found.items():
                print(f"run {run + 1} of {runs}, {each} ...", file=sys.stderr, flush=True)
                several.append(once(action, Path(scratch), cache))
    return {
        each: {name: exact(median(one[name] for one in several)) for name in several[0]}
        for each, several in found.items()
    }


def main() -> None:
    """Measure, print as JSON."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    print(json.dumps(measured(parser.parse_args().runs), indent=2))


if __name__ == "__main__":
    main()
