"""One audit inside a step of GitHub Actions: inputs from the environment, summary and outputs to its files.

Of seedcorn it asks only whether the policy names sources. Exits with what seedcorn exited with.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from seedcorn.errors import SeedcornError
from seedcorn.policy import load_policy

SUMMARY_LIMIT_BYTES = 1024 * 1024  # beyond it GitHub drops a step's summary whole
MAX_WAIT_SECONDS = (
    300  # nobody sits before a job, so it may wait longer for the rate limit than a person would
)
REASONS = {
    2: "the source, an option, the policy or the register cannot be used",
    3: "a backlog could not be collected whole",
    4: "the answer could not be written, or would have shown names in a public place",
    5: "an error inside seedcorn",
}


def command(environ: Mapping[str, str], folder: Path) -> list[str]:
    """The one command line: inputs as options, three outputs, then sources, none taken for an option."""
    words = [str(Path(environ["SEEDCORN_ACTION_BIN"]) / "seedcorn"), "audit"]
    words += [f"--output=markdown={folder / 'report.md'}", f"--output=json={folder / 'report.json'}"]
    words += [
        "--output=github",
        f"--max-wait={MAX_WAIT_SECONDS}",
        *_options(environ),
        "--",
        *_sources(environ),
    ]
    return words


def _sources(environ: Mapping[str, str]) -> list[str]:
    """The input; none where the policy's are to count; the repository it runs in where that has none."""
    named = _lines(environ, "SOURCE")
    if named or _policy_has_sources(environ):
        return named
    return [f"github:{environ['GITHUB_REPOSITORY']}"]


def _policy_has_sources(environ: Mapping[str, str]) -> bool:
    try:
        return bool(load_policy(next(iter(_lines(environ, "POLICY")), None)).sources)
    except SeedcornError:
        return True  # the audit itself will say what is wrong with it


def _options(environ: Mapping[str, str]) -> Iterator[str]:
    for option in ("policy", "register", "customer-label", "fail-on", "audience"):
        yield from (f"--{option}={value}" for value in _lines(environ, option.replace("-", "_").upper()))
    if _lines(environ, "STRICT") == ["true"]:
        yield "--strict"


def _lines(environ: Mapping[str, str], name: str) -> list[str]:
    text = environ.get(f"SEEDCORN_ACTION_{name}", "")
    return [line.strip() for line in text.splitlines() if line.strip()]


def run(words: list[str]) -> int:
    """Run it. What it tells people on the way is never a workflow command; its answer on stdout is."""
    fence = secrets.token_hex(16)
    print(f"::stop-commands::{fence}", flush=True)
    try:
        # stderr shows at once, below the fence; stdout holds the annotations, which are meant as commands.
        # A log is no terminal, even where a runner lends one: no bar that moves.
        done = subprocess.run(words, stdout=subprocess.PIPE, env=os.environ | {"TERM": "dumb"}, check=False)
    finally:
        print(f"::{fence}::", flush=True)
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.flush()
    return done.returncode


def summary(report: Path, exit_code: int, limit: int) -> bytes:
    """The report in at most `limit` bytes, cut between lines; without one, the reason why there is none."""
    if not report.exists():
        reason = REASONS.get(exit_code, "it stopped")
        return (
            f"**seedcorn gave no verdict:** {reason} (exit {exit_code}). The step's log says more.\n".encode()
        )
    text = report.read_bytes()
    if len(text) <= limit:
        return text
    note = b"\n\n*The summary is full; the output `report` names the file of the whole.*\n"
    return text[: limit - len(note)].rpartition(b"\n")[0] + note


def verdict(answer: Path) -> str:
    """The verdict of the JSON answer, or nothing where there is none."""
    if not answer.exists():
        return ""
    return str(json.loads(answer.read_text(encoding="utf-8"))["verdict"])


def write_outputs(target: Path, outputs: Mapping[str, str]) -> None:
    """Append step outputs, each between delimiters that no value can guess."""
    with target.open("a", encoding="utf-8") as file:
        for name, value in outputs.items():
            delimiter = f"seedcorn_{secrets.token_hex(16)}"
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def main(environ: Mapping[str, str]) -> int:
    """Audit, then fill the runner's files. Returns the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="seedcorn-report-", dir=environ["RUNNER_TEMP"]))
    report, answer = folder / "report.md", folder / "report.json"
    exit_code = run(command(environ, folder))
    with Path(environ["GITHUB_STEP_SUMMARY"]).open("ab") as file:
        file.write(summary(report, exit_code, SUMMARY_LIMIT_BYTES - file.tell()))
    outputs = {"verdict": verdict(answer), "exit-code": str(exit_code)}
    outputs |= {name: str(path) for name, path in (("json", answer), ("report", report)) if path.exists()}
    write_outputs(Path(environ["GITHUB_OUTPUT"]), outputs)
    return exit_code


if __name__ == "__main__":
    sys.exit(main(os.environ))
