"""Write the pages and schemas that are made from the code: commands, rules, the schema of a policy.

`--check` writes nothing and exits 1 when one of them is stale.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from seedcorn.cli import main as seedcorn
from seedcorn.cli._page import body, cited, first_setting, levels_line, limits_of
from seedcorn.policy import load_policy, policy_schema, preset_names
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.rule import Rule

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = 88
MADE = "<!-- Made from the code by `make docs`. Change the code, not this page. -->"


def pages() -> dict[str, str]:
    """The name of each generated file under docs/ and what it must hold."""
    return {
        "commands.md": "\n".join(_commands()) + "\n",
        "rules.md": "\n".join(_rules()) + "\n",
        "policy.schema.json": json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n",
    }


def _commands() -> Iterator[str]:
    yield from ("# Commands", "", MADE, "")
    yield "What `--help` says of each. Answers go to standard output, everything else to standard error."
    for words, text in _helps(seedcorn, "seedcorn", None):
        yield from ("", f"## {words}", "", "```text", text, "```")


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """The words and the help of a command, then of those under it."""
    width = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    settings = {**command.context_settings, **width}
    with click.Context(command, info_name=name, parent=parent, **settings) as ctx:
        yield ctx.command_path, "\n".join(line.rstrip() for line in command.get_help(ctx).splitlines())
        if isinstance(command, click.Group):
            for each in command.list_commands(ctx):
                if found := command.get_command(ctx, each):
                    yield from _helps(found, each, ctx)


def _rules() -> Iterator[str]:
    members = [rule(rule_id) for rule_id in rule_ids()]
    on = {name: {each.id for each, _ in load_policy(name).rules} for name in preset_names()}
    yield from ("# Rules", "", MADE, "")
    yield "Each compares one number with its limits; exactly at a limit passes. Where unlabelled issues could"
    yield "move the number across a limit, the verdict is open and says which issues to label."
    yield from ("", "| rule | what it measures | limits |", "|---|---|---|")
    for each in members:
        yield f"| [{each.id}](#{_anchor(each.id)}) | {each.title} | {levels_line(each)} |"
    for each in members:
        yield from _rule(each, tuple(name for name in on if each.id in on[name]))


def _rule(each: Rule, presets: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"## {each.id}", "", f"**{each.title}.**", "")
    yield re.sub(r"(?m)^## ", "### ", body(each))
    yield from ("", "### Limits", "", "| key | default |", "|---|---|")
    yield from (f"| `{key}` | {value} |" for key, value in limits_of(each))
    yield from ("", f"On in: {', '.join(presets) or 'no ready-made policy'}.")
    yield from ("", "### Sources", "")
    yield from (f"- {cited(source)}" for source in each.sources)
    yield from ("", "### In a policy", "", "```yaml", "rules:", f"  {first_setting(each)}", "```")


def _anchor(heading: str) -> str:
    """As GitHub links to a heading."""
    return re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-")


def main(*, check: bool) -> int:
    """Write what is stale, or say what is. Returns the exit code."""
    stale = [name for name, text in pages().items() if _read(DOCS / name) != text]
    for name in stale:
        if check:
            print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)
        else:
            (DOCS / name).write_text(pages()[name], encoding="utf-8")
            print(f"docs/{name}")
    return 1 if check and stale else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
