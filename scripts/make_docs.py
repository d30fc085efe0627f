"""Write what is made from the code: the pages of commands and rules, what each preset changes, two schemas.

`--check` writes nothing and exits 1 when one of them is stale.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from seedcorn.cli._catalogue import FamilyOfRules, families_of_rules
from seedcorn.cli._group import seedcorn
from seedcorn.cli._page import body, cited, first_setting, levels_line, limits_of
from seedcorn.cli._ready import NARROW, WIDE, asked, file_name
from seedcorn.lake.schema import lake_schema
from seedcorn.policy import Policy, load_policy, policy_schema, preset_names, preset_text
from seedcorn.policy.presets import ROOT
from seedcorn.policy.rulebook import rule_ids
from seedcorn.policy.show import flow
from seedcorn.rule import Rule
from seedcorn.yamlfile import Data, parse

ROOT_FOLDER = Path(__file__).parents[1]
DOCS = ROOT_FOLDER / "docs"
READY = ROOT_FOLDER / "src" / "seedcorn" / "cli"  # pages that the program shows before it loads anything
WIDTH = 88
MADE = "<!-- Made from the code by `make docs`. Change the code, not this page. -->"
BEGIN, END = "<!-- Made by `make docs` from here ... -->", "<!-- ... to here. -->"

_IN_EVERY_PRESET = ("title", "extends", "rules")

Settings = dict[str, dict[str, str]]  # by rule, then by key: what is on


def pages() -> dict[Path, str]:
    """Each generated file and what it must hold."""
    return {
        DOCS / "commands.md": "\n".join(_commands()) + "\n",
        DOCS / "rules.md": "\n".join(_rules()) + "\n",
        DOCS / "presets.md": _around(_read(DOCS / "presets.md"), "\n".join(_presets())),
        DOCS / "policy.schema.json": json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n",
        DOCS / "lake.schema.json": json.dumps(lake_schema(), indent=2, ensure_ascii=False) + "\n",
        **{READY / file_name(columns): _ready(columns) for columns in (NARROW, WIDE)},
    }


def _ready(columns: int) -> str:
    """What each `--help` says in a terminal of so many columns, of which click leaves two empty."""
    return "\n".join(asked(words) + text + "\n" for words, text in _helps(columns - 2))


def _commands() -> Iterator[str]:
    yield from ("# Commands", "", MADE, "")
    yield "What `--help` says of each. Answers go to standard output, everything else to standard error."
    for words, text in _helps(WIDTH):
        lines = "\n".join(line.rstrip() for line in text.splitlines())
        yield from ("", f"## {words}", "", "```text", lines, "```")


def _helps(width: int) -> Iterator[tuple[str, str]]:
    """The words and the help of each command."""
    settings = {**seedcorn.context_settings, "terminal_width": width}
    with click.Context(seedcorn, info_name="seedcorn", **settings) as ctx:
        yield from _helps_from(ctx)


def _helps_from(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Those of a command, then of the ones under it."""
    command = ctx.command
    yield ctx.command_path, command.get_help(ctx)
    if isinstance(command, click.Group):
        for each in command.list_commands(ctx):
            if found := command.get_command(ctx, each):
                with click.Context(found, info_name=each, parent=ctx, **found.context_settings) as own:
                    yield from _helps_from(own)


def _rules() -> Iterator[str]:
    on = {name: {each.id for each, _ in load_policy(name).rules} for name in preset_names()}
    yield from ("# Rules", "", MADE, "")
    yield "Each rule answers one question: it compares one number with its limits, and exactly at a limit"
    yield "passes. Where unlabelled issues could move the number across a limit, the verdict is open and says"
    yield f"which issues to label. Of {len(rule_ids())} rules {len(on[ROOT])} are on in `{ROOT}`, the policy"
    yield "of everyone who has not chosen. [Choosing a preset](presets.md) shows what others turn on;"
    yield "a policy of your own can turn on any."
    families = list(families_of_rules())
    for family in families:
        yield from _overview(family, on[ROOT])
    yield from ("", "## Waiting, and left out", "")
    yield "Some questions need a history of changes and wait for it; some were tried and say too little; some"
    yield "no tracker can answer. [What is not measured](not-measured.md) names each with its reason."
    for each in (each for family in families for each in family.rules):
        yield from _rule(each, tuple(name for name in on if each.id in on[name]))


def _overview(family: FamilyOfRules, on: set[str]) -> Iterator[str]:
    yield from ("", f"**{family.name}**: {family.about}", "")
    yield from (f"| rule | its question | default limits | in `{ROOT}` |", "|---|---|---|---|")
    for each in family.rules:
        state = "on" if each.id in on else ""
        yield f"| [{each.id}](#{_anchor(each.id)}) | {each.question} | {levels_line(each)} | {state} |"


def _rule(each: Rule, presets: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"## {each.id}", "", f"**{each.question}**", "")
    yield re.sub(r"(?m)^## ", "### ", body(each))
    yield from ("", "### Limits", "", "| key | default |", "|---|---|")
    yield from (f"| `{key}` | {value} |" for key, value in limits_of(each))
    yield from ("", f"On in: {', '.join(presets) or 'no ready-made policy'}.")
    yield from ("", "### Sources", "")
    yield from (f"- {cited(source)}" for source in each.sources)
    yield from ("", "### In a policy", "", "```yaml", "rules:", f"  {first_setting(each)}", "```")


def _presets() -> Iterator[str]:
    """Which rules each preset turns on, then what each changes of `balanced`."""
    names = (ROOT, *(each for each in preset_names() if each != ROOT))
    rows = {name: _settings(load_policy(name)) for name in names}
    yield from (f"| rule | {' | '.join(rows)} |", f"|---{'|:---:' * len(rows)}|")
    for rule_id in rule_ids():
        marks = [_mark(each.get(rule_id), rows[ROOT].get(rule_id)) for each in rows.values()]
        if any(marks):
            yield f"| [{rule_id}](rules.md#{_anchor(rule_id)}) | {' | '.join(marks)} |"
    yield from ("", f"●: on, as in `{ROOT}`. ◆: on, otherwise than in `{ROOT}`. Empty: off.")
    for name in names[1:]:
        yield from _changes(name, rows[name], rows[ROOT])


def _changes(name: str, here: Settings, usual: Settings) -> Iterator[str]:
    yield from (
        "",
        f"### What `{name}` changes",
        "",
        f"| rule | in `{ROOT}` | in `{name}` |",
        "|---|---|---|",
    )
    for rule_id in rule_ids():
        ours, theirs = here.get(rule_id), usual.get(rule_id)
        if ours != theirs:
            yield f"| {rule_id} | {_said(theirs, ours)} | {_said(ours, theirs)} |"
    other = [f"`{key}`" for key in parse(preset_text(name), name).data if key not in _IN_EVERY_PRESET]
    if other:
        yield from ("", f"It also says for itself: {', '.join(other)}.")


def _settings(policy: Policy) -> Settings:
    """The rules that a policy turns on, each with all its keys as the policy or else the rule has them."""
    written = policy.written.data["rules"]
    said = written if isinstance(written, dict) else {}
    return {each.id: dict(limits_of(each)) | _chosen(said[each.id]) for each, _ in policy.rules}


def _chosen(setting: Data) -> dict[str, str]:
    pairs = setting.items() if isinstance(setting, dict) else ()
    return {key: "off" if value is None else flow(value) for key, value in pairs}


def _mark(here: dict[str, str] | None, usual: dict[str, str] | None) -> str:
    return "" if here is None else "●" if here == usual else "◆"


def _said(here: dict[str, str] | None, other: dict[str, str] | None) -> str:
    """The keys that differ; all that are set, where the other policy has the rule off."""
    if here is None:
        return "off"
    differing = (f"{key} {value}" for key, value in here.items() if value != (other or {}).get(key, "off"))
    return ", ".join(differing) or "on"


def _around(page: str, made: str) -> str:
    """A page written by hand, with what is made in its place."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.partition(END)[2]}"


def _anchor(heading: str) -> str:
    """As GitHub links to a heading."""
    return re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-")


def main(*, check: bool) -> int:
    """Write what is stale, or say what is. Returns the exit code."""
    stale = {path: text for path, text in pages().items() if _read(path) != text}
    for path, text in stale.items():
        name = path.relative_to(ROOT_FOLDER).as_posix()
        if check:
            print(f"{name} is stale: run `make docs`", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(name)
    return 1 if check and stale else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
