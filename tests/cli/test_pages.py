"""rules, explain and policy: what is read from the rules and policies, and the pages made from them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from seedcorn.policy import preset_names
from seedcorn.policy.rulebook import rule_ids

ROOT = Path(__file__).parents[2]


def test_every_rule_is_listed_with_its_limits_and_whether_it_is_on(run: Run) -> None:
    done = run("rules")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    listed = {line.split()[1]: line.split()[0] for line in lines if line.startswith(("on ", "off "))}
    assert set(listed) == set(rule_ids())
    assert set(listed.values()) <= {"on", "off"}
    here = next(index for index, line in enumerate(lines) if "concentration.top-share" in line)
    assert lines[here + 1].strip() == "error 30%, warning 20%"


@pytest.mark.parametrize("rule_id", rule_ids())
def test_every_rule_is_explained_within_the_terminal(run: Run, rule_id: str) -> None:
    done = run("explain", rule_id)
    assert done.exit_code == 0
    for heading in ("What it measures", "Why it matters", "What to do", "Limits", "Sources", "In a policy"):
        assert f"\n{heading}\n" in done.stdout
    assert f"# {rule_id}: false" in done.stdout
    assert "##" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if "http" not in line) <= 88


def test_an_explanation_names_limits_sources_and_presets(run: Run) -> None:
    page = run("explain", "concentration.top-share").stdout
    assert "  error    30%" in page
    assert "365 Risk Desk" in page
    assert "On in: balanced, " in page
    assert "concentration.top-share: {error: 30%}" in page


def test_headings_stand_out_where_there_is_colour(run: Run) -> None:
    assert "\x1b[1mLimits" in run("explain", "seed.reserve", FORCE_COLOR="1").stdout
    assert "\x1b[1m" in run("rules", FORCE_COLOR="1").stdout


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
    copy = tmp_path / "scripts/make_docs.py"
    copy.write_bytes(script.read_bytes())
    for name in ("rules.md", "commands.md"):
        (tmp_path / "docs" / name).write_bytes((ROOT / "docs" / name).read_bytes() + b"old\n")
    stale = subprocess.run([sys.executable, copy, "--check"], capture_output=True, text=True, check=False)
    assert stale.returncode == 1
    assert stale.stderr.splitlines() == [
        f"docs/{name} is stale: run `make docs`" for name in ("commands.md", "rules.md", "policy.schema.json")
    ]
    subprocess.run([sys.executable, copy], capture_output=True, check=True)
    for name in ("rules.md", "commands.md", "policy.schema.json"):
        assert (tmp_path / "docs" / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
