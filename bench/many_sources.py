"""How long many small repositories take, beside what the distance alone would take.

    python bench/many_sources.py [--sources 50] [--issues 100] [--runs 3] [--beside OTHER/src]

The whole command line `seedcorn snapshot`, in a process of its own, from a GitHub on loopback that takes
80 ms for an answer. With --beside the same of another state of the code, alternating. Medians of seconds, CPU
seconds, requests and peak memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from math import ceil
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from fetch import serving

_DELAY, _CONNECTIONS, _PAGE = 0.08, 8, 100
_START = "from seedcorn.cli import main; main()"


def once(at: str, code: Path, sources: int, issues: int) -> dict[str, float]:
    """One snapshot of so many repositories, made by the code in a folder."""
    environ = {**os.environ, "PYTHONPATH": str(code), "GITHUB_API_URL": at, "GITHUB_TOKEN": "token"}
    named = [f"github:acme/r{number}" for number in range(sources)]
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryFile() as stderr:
        words = [sys.executable, "-c", _START, "snapshot", *named, "-o", "facts"]
        start = time.perf_counter()
        process = subprocess.Popen(words, cwd=scratch, env=environ, stderr=stderr)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        said = stderr.read().decode()
    if process.returncode or f"facts: {sources * issues}" not in said.replace(",", ""):
        sys.exit(f"nothing was measured: {said}")
    cpu = used.ru_utime + used.ru_stime
    with urlopen(f"{at}/__requests", timeout=10) as answer:  # noqa: S310  # loopback only
        requests = int(answer.read())
    return {"wall_s": wall, "cpu_s": cpu, "requests": requests, "peak_mb": used.ru_maxrss / 1024}


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=50)
    parser.add_argument("--issues", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--beside", type=Path)
    words = parser.parse_args()
    codes = {"now": Path(__file__).parents[1] / "src"}
    codes |= {"beside": words.beside} if words.beside else {}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in codes}
    with serving("github", words.issues) as at:
        for _ in range(words.runs):
            for name, code in codes.items():
                found[name].append(once(at, code, words.sources, words.issues))
    pages = words.sources * ceil(words.issues / _PAGE)
    print(json.dumps({"bound_s": round(ceil(pages / _CONNECTIONS) * _DELAY, 2)}))
    for name, runs in found.items():
        medians = {key: round(median(each[key] for each in runs), 2) for key in runs[0]}
        print(json.dumps({"code": name, **medians}))


if __name__ == "__main__":
    main()
