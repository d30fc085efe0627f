"""The Action whole, without Docker: act runs it against a stateful GitHub server; results are read back."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from action.github_server import TOKEN, GitHubServer, github_server, missing

ROOT = Path(__file__).parents[2]
ACT = Path(sys.executable).parent / "act"
HOSTILE = (
    "`$(touch PWNED)` $(touch PWNED) ::error::said a title\n::set-output name=verdict::pass EOF @everyone"
)
# Read before the tests' environment is scrubbed: behind a proxy, pip in the Action needs it too.
PROXIES = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
# act's own files go where the test can look at them; what pip has fetched before stays at hand.
PIP_CACHE = subprocess.run(
    [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=True
).stdout.strip()

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
    pytest.mark.skipif(not ACT.exists(), reason="no act here: it comes with the extra named dev"),
]

# A user's workflow that looks at what came out, whatever it was.
WORKFLOW = """\
on: issues
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
      - id: roadmap
        uses: ./
        continue-on-error: true
        with:
          source: ${{ vars.SOURCE }}
          policy: ${{ vars.POLICY }}
          customer-label: |
            asked by *
            customer: *
      - shell: bash
        env:
          REPORT: ${{ steps.roadmap.outputs.report }}
          JSON: ${{ steps.roadmap.outputs.json }}
          READ_BACK: ${{ toJSON(steps.roadmap) }}
          TARGET: ${{ vars.TARGET }}
        run: |
          printf '%s' "$READ_BACK" >"$TARGET/step.json"
          for file in "$REPORT" "$JSON"; do
            if [[ -n "$file" ]]; then cp "$file" "$TARGET/"; fi
          done
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubServer]:
    """A server with one repository that is one customer's, and one that is nobody's."""
    with github_server(tmp_path_factory.mktemp("github")) as running:
        asked = {f"Please add report {number}": ["customer: Globex"] for number in range(40)}
        asked |= {f"Please add export {number}": [f"asked by Firm {number}"] for number in range(10)}
        running.fill("acme/app", asked | {HOSTILE: ["customer: Globex"], "Rewrite the core": ["seed-corn"]})
        running.fill("acme/other-app", asked)
        yield running


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of a user's that holds the Action, with a history and an origin."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    ours = (
        "action.yml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "requirements",
        "scripts",
        "policies",
        "src",
        ".github",
    )
    for name in ours:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / ".github" / "workflows" / "mine.yml").write_text(WORKFLOW)
    # What a hostile pull request could bring along: files that pose as Python's own.
    (folder / "pip.py").write_text("raise SystemExit('a file of the checkout was run')\n")
    (folder / "json.py").write_text("raise SystemExit('a file of the checkout was run')\n")
    git = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-C", str(folder))
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("remote", "add", "origin", "https://github.com/acme/app.git"),
        ("add", "--all"),
        ("commit", "--quiet", "--message=All"),
    ):
        subprocess.run([*git, *words], check=True)
    return folder


def act(
    checkout: Path, server: GitHubServer, workflow: str, *, private: bool = True, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a workflow as if an issue had been opened, in a private or a public repository."""
    event = checkout.parent / "event.json"
    repository = {
        "full_name": "acme/app",
        "private": private,
        "visibility": "private" if private else "public",
    }
    issue = {"number": 1, "title": HOSTILE}
    event.write_text(json.dumps({"action": "opened", "issue": issue, "repository": repository}))
    words = [ACT, "issues", "--workflows", f".github/workflows/{workflow}", "--eventpath", event]
    words += ["--platform", "ubuntu-latest=-self-hosted", "--action-offline-mode", "--no-cache-server"]
    words += ["--secret", "GITHUB_TOKEN", "--env", f"GITHUB_API_URL={server.address}"]
    words += [word for name, value in variables.items() for word in ("--var", f"{name}={value}")]
    home = checkout.parent / "home"
    home.mkdir()
    environ = (
        os.environ
        | PROXIES
        | {"GITHUB_TOKEN": TOKEN, "XDG_CACHE_HOME": str(home), "PIP_CACHE_DIR": PIP_CACHE}
    )
    return subprocess.run(
        [str(word) for word in words],
        cwd=checkout,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=540,
    )


def no_title_did_anything(checkout: Path, log: str) -> None:
    assert TOKEN not in log
    assert "a file of the checkout was run" not in log
    assert list(checkout.parent.rglob("PWNED")) == []
    assert "said a title" not in "".join(
        line for line in log.splitlines() if "❗" in line or "::error" in line
    )


def test_one_customers_backlog_fails_and_everything_can_be_read_back(
    checkout: Path, server: GitHubServer, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    done = act(checkout, server, "mine.yml", SOURCE="github:acme/app", POLICY="balanced", TARGET=str(target))
    assert done.returncode == 0, done.stdout
    no_title_did_anything(checkout, done.stdout)

    step = json.loads((target / "step.json").read_text())
    assert (step["outcome"], step["conclusion"]) == ("failure", "success")
    assert (step["outputs"]["verdict"], step["outputs"]["exit-code"]) == ("fail", "1")

    answer = json.loads((target / "report.json").read_text())
    assert (answer["verdict"], answer["exit_code"], answer["complete"]) == ("fail", 1, True)
    assert answer["attribution"]["requested_issues"] == 51
    failed = [found["rule"] for found in answer["findings"] if found["kind"] == "fail"]
    assert "concentration.top-share" in failed

    report = (target / "report.md").read_text()
    assert "Globex" in report
    assert "\x1b" not in done.stdout.partition("stop-commands")[2], "no bar that moves, no colour"
    headline = report.split("\n", 1)[0].lstrip("# ")
    assert "Summary" in done.stdout
    assert headline in done.stdout, "the summary is the report"
    assert "concentration.top-share" in "".join(line for line in done.stdout.splitlines() if "❗" in line)


def test_the_ready_workflow_runs_as_it_is(checkout: Path, server: GitHubServer) -> None:
    done = act(checkout, server, "roadmap.yml")
    assert "github:acme/app" in done.stdout, "the repository it is in"
    assert "::set-output:: exit-code=1" in done.stdout, done.stdout
    assert done.returncode == 1, "one customer holds nearly all of it"
    no_title_did_anything(checkout, done.stdout)


def test_customers_of_another_repository_have_code_names_where_everybody_can_read(
    checkout: Path, server: GitHubServer, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    variables = {"SOURCE": "github:acme/other-app", "POLICY": "balanced", "TARGET": str(target)}
    done = act(checkout, server, "mine.yml", private=False, **variables)
    assert json.loads((target / "step.json").read_text())["outputs"]["verdict"] == "fail"
    shown = done.stdout + "".join(path.read_text() for path in target.iterdir())
    assert "Globex" not in shown
    assert "Firm" not in shown


def test_a_policy_that_cannot_be_used_ends_as_a_usage_error(
    checkout: Path, server: GitHubServer, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    done = act(
        checkout, server, "mine.yml", SOURCE="github:acme/app", POLICY="no-such.yml", TARGET=str(target)
    )
    outputs = json.loads((target / "step.json").read_text())["outputs"]
    assert (outputs["verdict"], outputs["exit-code"]) == ("", "2")
    assert "gave no verdict" in done.stdout
