"""Every workflow, ours and those that the documentation shows, is valid, pinned, and holds up to zizmor."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
import yaml

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
OURS = (*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / "action.yml")
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
PLACEHOLDER = "seedcorn/seedcorn@COMMIT"  # who copies it puts in the commit of a release
_BLOCK = re.compile(r"^( *)```ya?ml\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_USES = re.compile(r"^\s*(?:- )?uses:\s*(?P<what>\S+)(?P<comment>.*)$", re.MULTILINE)
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
_AROUND = """\
name: Steps
on: workflow_dispatch
permissions: {}
concurrency: {group: steps, cancel-in-progress: false}
jobs:
  steps:
    name: Steps
    runs-on: ubuntu-latest
    environment: roadmap
    steps:
"""


def shown_workflows() -> Iterator[tuple[str, str]]:
    """Each YAML block of the documentation that uses an action, and its place; bare steps made whole."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            body = dedent(block[2])
            if _USES.search(body):
                line = text.count("\n", 0, block.start()) + 1
                whole = body if re.search(r"^jobs:", body, re.MULTILINE) else _AROUND + indent(body, " " * 6)
                yield f"{page.stem}-{line}", whole


SHOWN = dict(shown_workflows())


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which somebody saved all that the documentation shows, and put a commit in."""
    folder = tmp_path_factory.mktemp("copied") / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name, text in SHOWN.items():
        (folder / f"{name}.yml").write_text(text.replace("@COMMIT", f"@{'c' * 40}"))
    return folder


def test_the_documentation_shows_workflows() -> None:
    assert {name.rpartition("-")[0] for name in SHOWN} >= {"README", "action"}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_every_action_that_we_use_is_pinned(path: Path) -> None:
    for found in _USES.finditer(path.read_text(encoding="utf-8")):
        assert found["what"] == "./" or _PINNED.fullmatch(found["what"]), found[0]
        assert "#" in found["comment"], f"{found[0]}: which version this is, or why it is none"


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_every_action_that_is_shown_is_pinned(text: str) -> None:
    for found in _USES.finditer(text):
        assert found["what"] == PLACEHOLDER or _PINNED.fullmatch(found["what"]), found[0]


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_what_is_given_to_the_action_are_its_inputs(text: str) -> None:
    known = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    jobs = yaml.safe_load(text)["jobs"].values()
    steps = [step for job in jobs for step in job["steps"] if step.get("uses") == PLACEHOLDER]
    assert all(set(step.get("with", {})) <= set(known) for step in steps)


def test_what_is_shown_is_valid_by_the_schema_of_workflows(copied: Path) -> None:
    words = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *copied.iterdir()]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SHOWN)
def test_zizmor_has_nothing_to_say_of_what_is_shown(copied: Path, name: str) -> None:
    assert findings(copied / f"{name}.yml") == []


def test_zizmor_has_nothing_to_say_of_ours() -> None:
    assert findings(ROOT / ".github", ROOT / "action.yml") == []


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    """Else nothing above shows anything."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    hostile = _AROUND + "      - run: echo ${{ github.event.issue.title }}\n"
    (folder / "one.yml").write_text(hostile)
    assert "template-injection" in findings(folder.parent)


def findings(*where: Path) -> list[str]:
    """What zizmor finds when it looks as an auditor does."""
    words = [BIN / "zizmor", "--quiet", "--offline", "--persona=auditor", "--strict-collection"]
    words += ["--no-exit-codes", "--format=json", *where]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [found["ident"] for found in json.loads(done.stdout)]
