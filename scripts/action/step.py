"""What a step of GitHub Actions does: the event chooses between an audit of the whole and an impact.

An issue or pull request that changes is measured by itself, with a comment and a check; anything else is an
audit of the whole, with a report issue. Inputs come from the environment. Exits with what seedcorn exited
with, but for findings on an issue: a run that fails would send mail to whoever wrote it.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedcorn.errors import SeedcornError
from seedcorn.policy import load_policy

SUMMARY_LIMIT_BYTES = 1024 * 1024  # beyond it GitHub drops a step's summary whole
MAX_WAIT_SECONDS = (
    300  # nobody sits before a job, so it may wait longer for the rate limit than a person would
)
FINDINGS = 1
PAGES = {"html": "roadmap.html", "sarif": "roadmap.sarif"}  # what an audit says besides
REASONS = {
    2: "the source, an option, the policy or the register cannot be used",
    3: "a backlog could not be collected whole",
    4: "the answer could not be written, or would have shown names in a public place",
    5: "an error inside seedcorn",
}
# After other events what it does to the numbers is the same as before, or it is too late to say.
ISSUE_ACTIONS = (
    "opened",
    "reopened",
    "edited",
    "labeled",
    "unlabeled",
    "milestoned",
    "demilestoned",
    "typed",
)
PULL_ACTIONS = (*ISSUE_ACTIONS, "synchronize", "ready_for_review")
PULLS = ("pull_request", "pull_request_target")
COMMENT, COMMENT_ACTIONS = (
    "issue_comment",
    ("created", "edited", "deleted"),
)  # a member may say there who asks
OWN_LABEL = "seedcorn-report"
ONE_REPOSITORY = re.compile(r"github:[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What the event asks for: `subject` is the issue or pull request, empty for an audit of the whole.

    `posts` are what may be posted for it; `forgives` says that findings do not fail the step.
    """

    subject: str = ""
    is_change: bool = False
    posts: tuple[str, ...] = ()

    @property
    def forgives(self) -> bool:
        """Whether a finding fails nothing here."""
        return bool(self.subject) and not self.is_change


def mode_of(environ: Mapping[str, str]) -> Mode | None:
    """What to do about the event; None for one of seedcorn's own report issue, which is no work."""
    name, event = environ.get("GITHUB_EVENT_NAME", ""), _event(environ)
    action, wanted = str(event.get("action")), _posts(environ)
    item = event.get("pull_request" if name in PULLS else "issue")
    if name not in (*PULLS, "issues", COMMENT) or not isinstance(item, dict):
        return Mode(posts=tuple(each for each in ("report",) if each in wanted))
    if OWN_LABEL in _labels(item):
        return None
    is_change = name in PULLS or "pull_request" in item
    telling = COMMENT_ACTIONS if name == COMMENT else PULL_ACTIONS if is_change else ISSUE_ACTIONS
    if action not in telling or type(item.get("number")) is not int:
        return Mode()
    return Mode(
        subject=f"github:{environ['GITHUB_REPOSITORY']}#{item['number']}",
        is_change=is_change,
        posts=tuple(each for each in ("comment", *(["check"] if is_change else [])) if each in wanted),
    )


def _event(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        event = json.loads(Path(environ.get("GITHUB_EVENT_PATH", "")).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}


def _labels(item: Mapping[str, Any]) -> list[str]:
    labels = item.get("labels")
    found = labels if isinstance(labels, list) else []
    return [str(label.get("name")) for label in found if isinstance(label, dict)]


def _posts(environ: Mapping[str, str]) -> frozenset[str]:
    return frozenset(environ.get("SEEDCORN_ACTION_POST", "").replace(",", " ").split())


def command(mode: Mode, environ: Mapping[str, str], folder: Path) -> list[str]:
    """The one command line: inputs as options, where answers go, then sources, none taken for an option."""
    program = str(Path(environ["SEEDCORN_ACTION_BIN"]) / "seedcorn")
    shared = [
        f"--output=markdown={folder / 'report.md'}",
        f"--output=json={folder / 'report.json'}",
        "--output=github",
        f"--max-wait={MAX_WAIT_SECONDS}",
        "--posting=may",
        *_options(environ),
    ]
    if mode.subject:
        posts = [f"--post={each}" for each in mode.posts]
        base = ["--at-base"] if mode.is_change else []
        sources = [f"--source={each}" for each in _lines(environ, "SOURCE")]
        return [program, "impact", *shared, *posts, *base, *sources, "--", mode.subject]
    pages = [f"--output={name}={folder / file}" for name, file in PAGES.items()]
    posts = [f"--post=github:{environ['GITHUB_REPOSITORY']}"] if mode.posts else []
    history = ["--history"] if mode.posts and _looks_back(environ) else []
    return [program, "audit", *pages, *shared, *posts, *history, "--", *_sources(environ)]


def _looks_back(environ: Mapping[str, str]) -> bool:
    """Whether the report reads what happened: as asked, else where that is one stream, of one repository.

    Of several it could use up what a workflow's token may ask for; of other trackers it costs much more.
    """
    asked = next(iter(_lines(environ, "HISTORY")), "auto")
    if asked != "auto":
        return asked == "true"
    try:
        named = _sources(environ) or _policy_sources(environ)
    except SeedcornError:
        return False  # the audit itself will say what is wrong with the policy
    sources = [each for each in named if not each.startswith("export:")]
    return len(sources) <= 1 and all(ONE_REPOSITORY.fullmatch(each) for each in sources)


def _sources(environ: Mapping[str, str]) -> list[str]:
    """The input; none where the policy's are to count; the repository it runs in where that has none."""
    named = _lines(environ, "SOURCE")
    if named or _policy_has_sources(environ):
        return named
    return [f"github:{environ['GITHUB_REPOSITORY']}"]


def _policy_has_sources(environ: Mapping[str, str]) -> bool:
    try:
        return bool(_policy_sources(environ))
    except SeedcornError:
        return True  # the audit itself will say what is wrong with it


def _policy_sources(environ: Mapping[str, str]) -> tuple[str, ...]:
    return load_policy(next(iter(_lines(environ, "POLICY")), None)).sources


def _options(environ: Mapping[str, str]) -> Iterator[str]:
    for option in ("policy", "register", "customer-label", "fail-on", "audience"):
        yield from (f"--{option}={value}" for value in _lines(environ, option.replace("-", "_").upper()))
    if _lines(environ, "STRICT") == ["true"]:
        yield "--strict"


def _lines(environ: Mapping[str, str], name: str) -> list[str]:
    text = environ.get(f"SEEDCORN_ACTION_{name}", "")
    return [line.strip() for line in text.splitlines() if line.strip()]


def run(words: list[str], posted: Path) -> int:
    """Run it. What it tells people on the way is never a workflow command; its answer on stdout is."""
    fence = secrets.token_hex(16)
    print(f"::stop-commands::{fence}", flush=True)
    try:
        # stderr shows at once, below the fence; stdout holds the annotations, which are meant as commands.
        # A log is no terminal, even where a runner lends one: no bar that moves.
        environ = os.environ | {"TERM": "dumb", "SEEDCORN_POSTED": str(posted)}
        done = subprocess.run(words, stdout=subprocess.PIPE, env=environ, check=False)
    finally:
        print(f"::{fence}::", flush=True)
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.flush()
    return done.returncode


def summary(report: Path, exit_code: int, notes: list[str], limit: int) -> bytes:
    """The report in at most `limit` bytes, cut between lines; without one, the reason why there is none."""
    after = "".join(f"\n> {note}\n" for note in notes).encode()
    if not report.exists():
        reason = REASONS.get(exit_code, "it stopped")
        said = f"**seedcorn gave no verdict:** {reason} (exit {exit_code}). The step's log says more.\n"
        return said.encode() + after
    text = report.read_bytes()
    if len(text) + len(after) <= limit:
        return text + after
    note = b"\n\n*The summary is full; the output `report` names the file of the whole.*\n"
    return text[: limit - len(note) - len(after)].rpartition(b"\n")[0] + note + after


def read_json(path: Path) -> Any:
    """What a JSON file holds; None where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def posting_notes(posted: object) -> Iterator[str]:
    """A line for each text that could not be posted, with the permission to add."""
    for each in posted if isinstance(posted, list) else []:
        if each["deed"] is None:
            why, hint = (" ".join(each[name].split()) for name in ("why", "hint"))
            yield f"The {each['kind']} was not posted: {why}.{f' Next: {hint}.' if hint else ''}"


def outputs_of(answer: object, posted: object, exit_code: int) -> dict[str, str]:
    """The step's outputs, but for the paths of files."""
    report = answer if isinstance(answer, dict) else {}
    judged: dict[str, Any] = report.get("after") or report
    kinds = [found["kind"] for found in judged.get("findings", []) if not found.get("accepted")]
    told = {
        "verdict": str(report.get("verdict", "")),
        "failing": str(kinds.count("fail")) if judged else "",
        "undecided": str(kinds.count("open")) if judged else "",
        "worse": str(sum(shift["worse"] for shift in report["shifts"])) if "shifts" in report else "",
        "exit-code": str(exit_code),
    }
    for each in posted if isinstance(posted, list) else []:
        told[each["kind"].replace(" ", "-")] = each["where"]
    return told


def write_outputs(target: Path, outputs: Mapping[str, str]) -> None:
    """Append step outputs, each between delimiters that no value can guess."""
    with target.open("a", encoding="utf-8") as file:
        for name, value in outputs.items():
            delimiter = f"seedcorn_{secrets.token_hex(16)}"
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def notice(text: str) -> str:
    """A note on the run's page, which no text in it can end or turn into another command."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::notice title=seedcorn::{escaped}"


def main(environ: Mapping[str, str]) -> int:
    """Do what the event asks for, then fill the runner's files. Returns the exit code."""
    mode = mode_of(environ)
    if mode is None:
        print(notice("This is seedcorn's own report, which is no work: nothing was looked at."))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="seedcorn-report-", dir=environ["RUNNER_TEMP"]))
    report, answer, deeds = folder / "report.md", folder / "report.json", folder / "posted.json"
    exit_code = run(command(mode, environ, folder), deeds)
    posted = read_json(deeds)
    notes = list(posting_notes(posted))
    for note in notes:
        print(notice(note))
    with Path(environ["GITHUB_STEP_SUMMARY"]).open("ab") as file:
        file.write(summary(report, exit_code, notes, SUMMARY_LIMIT_BYTES - file.tell()))
    outputs = outputs_of(read_json(answer), posted, exit_code)
    files = {"json": answer, "report": report, **{name: folder / file for name, file in PAGES.items()}}
    outputs |= {name: str(path) for name, path in files.items() if path.exists()}
    write_outputs(Path(environ["GITHUB_OUTPUT"]), outputs)
    return 0 if exit_code == FINDINGS and mode.forgives else exit_code


if __name__ == "__main__":
    sys.exit(main(os.environ))
