"""rules, explain and policy: what is read from the rules and policies, and the pages made from them."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from cli.conftest import Run
from seedcorn.cli.commands import explain
from seedcorn.policy import load_policy, preset_names
from seedcorn.policy.rulebook import rule, rule_ids

ROOT = Path(__file__).parents[2]
HELP = "src/seedcorn/cli"
LOADED = cache(
    load_policy
)  # what presets a rule is on in takes to load them all: once, and not for each rule
MADE = (
    *(f"docs/{name}" for name in ("commands.md", "rules.md", "presets.md")),
    *(f"docs/{name}.schema.json" for name in ("policy", "lake")),
    *(f"{HELP}/help-{columns}.txt" for columns in (80, 100)),
)


def test_every_rule_is_listed_with_its_question_its_limits_and_whether_it_is_on(run: Run) -> None:
    done = run("rules")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    listed = {line.split()[1]: line.split()[0] for line in lines if line.startswith(("on ", "off "))}
    assert set(listed) == set(rule_ids())
    on = {rule_id for rule_id, state in listed.items() if state == "on"}
    assert on == {each.id for each, _ in load_policy("balanced").rules}
    assert lines[0].startswith(f"{len(on)} of {len(listed)} rules are on in balanced")
    here = next(index for index, line in enumerate(lines) if "concentration.top-share" in line)
    assert lines[here].split(maxsplit=2)[2] == "error 30%, warning 20%"
    assert lines[here + 1].strip() == "Does one customer ask for too much of the backlog?"


def test_rules_are_listed_by_family_each_with_a_line_on_what_it_is_about(run: Run) -> None:
    listed = run("rules").stdout.splitlines()
    for name in {rule_id.partition(".")[0] for rule_id in rule_ids()}:
        about = [line for line in listed if line.startswith(f"{name}: ")]
        assert len(about) == 1
        assert len(about[0]) > len(name) + 20
    assert max(map(len, listed)) <= 88


@pytest.mark.no_cover
@pytest.mark.parametrize("rule_id", rule_ids())
def test_every_rule_is_explained_within_the_terminal(
    run: Run, rule_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain, "load_policy", LOADED)
    done = run("explain", rule_id)
    assert done.exit_code == 0
    assert " ".join(done.stdout.split()).startswith(f"{rule_id} {rule(rule_id).question} ")
    headings = ("What it measures", "Example", "Why it matters", "What to do", "What it cannot know")
    for heading in (*headings, "Limits", "Sources", "In a policy"):
        assert f"\n{heading}\n" in done.stdout
    assert f"# {rule_id}: false" in done.stdout
    assert "##" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if "http" not in line) <= 88


def test_an_explanation_names_limits_sources_and_presets(run: Run) -> None:
    page = run("explain", "concentration.top-share").stdout
    assert "  error    30%" in page
    assert "365 Risk Desk" in page
    where = " ".join(page.split()).partition("On in: ")[2].partition(".")[0]
    assert {"balanced", "enterprise"} <= set(where.split(", "))
    assert "pre-fit" not in where
    assert "concentration.top-share: {error: 30%}" in page


def test_headings_stand_out_where_there_is_colour(run: Run) -> None:
    assert "\x1b[1mLimits" in run("explain", "seed.reserve", FORCE_COLOR="1").stdout
    assert "\x1b[1mseed.reserve" in run("rules", FORCE_COLOR="1").stdout


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_checked_and_shown(run: Run, name: str) -> None:
    checked, shown = run("policy", "check", name), run("policy", "show", name)
    assert (checked.exit_code, shown.exit_code) == (0, 0)
    assert checked.stdout.startswith(f"{name} (built in): no mistakes; ")
    assert f"# policies/{name}.yml:" in shown.stdout


def test_the_policy_of_the_folder_is_checked_with_its_register(run: Run, tmp_path: Path) -> None:
    assert run("policy", "check").stdout.startswith("balanced (built in): no mistakes")
    (tmp_path / "seedcorn.yml").write_text("customers: {register: c.yml}\n", encoding="utf-8")
    (tmp_path / "c.yml").write_text("customers: [{id: acme}]\n", encoding="utf-8")
    said = run("policy", "check").stdout
    assert said.startswith("seedcorn.yml: no mistakes; extends balanced, ")
    assert said.endswith("no sources, 1 customer in the register\n")
    (tmp_path / "c.yml").write_text("customers: [{id: acme, nam: x}]\n", encoding="utf-8")
    done = run("policy", "check")
    assert done.exit_code == 2
    assert "c.yml:1:" in done.stderr


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("policy", "schema").stdout)["$schema"].startswith("https://json-schema.org/")


def test_help_shows_commands_and_exit_codes(run: Run) -> None:
    done = run("--help")
    files = (ROOT / "src/seedcorn/cli/commands").glob("[a-z]*")
    for name in (path.stem for path in files):
        assert f"\n  {name} " in done.stdout
    for code in (0, 1, 2, 3, 4, 5, 130):
        assert f"\n{code:>5}  ".rstrip() in done.stdout.replace("\n  ", "\n")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "..." not in done.stdout.partition("Commands:")[2].partition("Exit")[0]


def test_generated_pages_are_fresh_and_a_stale_one_is_noticed(tmp_path: Path) -> None:
    script = ROOT / "scripts/make_docs.py"
    fresh = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (fresh.returncode, fresh.stderr) == (0, "")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / HELP).mkdir(parents=True)
    copy = tmp_path / "scripts/make_docs.py"
    copy.write_bytes(script.read_bytes())
    shutil.copy(ROOT / "docs/presets.md", tmp_path / "docs")
    for name in ("rules.md", "commands.md"):
        (tmp_path / "docs" / name).write_bytes((ROOT / "docs" / name).read_bytes() + b"old\n")
    alter(tmp_path / "docs/presets.md", "| rule | in `balanced` | in `enterprise` |", "| rule | then | now |")
    stale = subprocess.run([sys.executable, copy, "--check"], capture_output=True, text=True, check=False)
    assert stale.returncode == 1
    assert stale.stderr.splitlines() == [f"{name} is stale: run `make docs`" for name in MADE]
    subprocess.run([sys.executable, copy], capture_output=True, check=True)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes()


def alter(page: Path, old: str, new: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


def test_the_page_on_presets_speaks_of_each(run: Run) -> None:
    by_hand, _, made = (ROOT / "docs/presets.md").read_text(encoding="utf-8").partition("<!-- Made")
    for name in preset_names():
        assert f"- **`{name}`**: " in by_hand
        assert f"### What `{name}` changes" in made or name == "balanced"
    assert "| concentration.top-share | warning 20%, error 30% | warning 25%, error 50% |" in made
    assert "| concentration.hhi | warning 1800 | off |" in made
