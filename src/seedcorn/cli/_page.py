"""A rule's page for a terminal: what it asks and measures, its limits and sources, how to set it."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from inspect import getdoc
from sys import modules
from typing import Any

import click

from seedcorn.format import Look
from seedcorn.own import Own, in_words
from seedcorn.policy.presets import preset_names
from seedcorn.policy.schema import rule_schema
from seedcorn.policy.show import flow
from seedcorn.report import Level
from seedcorn.rule import Rule, Source

WIDEST = 88
_LEVELS = tuple(level.value for level in Level)


def limits_of(rule: Rule) -> list[tuple[str, str]]:
    """The keys a policy may set for a rule, with their defaults as a policy writes them; "off" for none."""
    return [(key, _written(schema)) for key, schema in rule_schema(rule)["properties"].items()]


def levels_line(rule: Rule) -> str:
    """The limits that are on by default, the gravest first: "error 30%, warning 20%"."""
    on = [(key, value) for key, value in limits_of(rule) if key in _LEVELS and value != "off"]
    on.sort(key=lambda pair: -_LEVELS.index(pair[0]))
    return ", ".join(f"{key} {value}" for key, value in on) or "no limit"


def page(rule: Rule, presets: tuple[str, ...], look: Look) -> str:
    """The whole page. `presets` are the ready-made policies that turn the rule on."""
    width = min(look.width, WIDEST)
    parts = [
        *_heading(rule.id, rule.question, width, look),
        *_prose(body(rule), width, look),
        *_section("Limits", look),
        *_limits(rule, width),
        "",
        *filled(_where(presets), width),
        *_section("Sources", look),
        *(line for source in rule.sources for line in filled(f"- {cited(source)}", width, hang="  ")),
        *_section("In a policy", look),
        *_example(rule),
    ]
    return "\n".join(parts) + "\n"


def own_page(rule: Rule, own: Own, setting: Iterable[str], look: Look) -> str:
    """The page of a rule of one's own, which is what the policy says of it; `setting` is that, as YAML."""
    width = min(look.width, WIDEST)
    parts = [
        *_heading(rule.id, rule.question, width, look),
        *_section("What it measures", look),
        "",
        *filled(in_words(own), width),
        *_section("In your policy", look),
        *(f"  {line}" for line in ("rules:", *setting)),
    ]
    return "\n".join(parts) + "\n"


def body(rule: Rule) -> str:
    """The rule's own text in Markdown."""
    return getdoc(modules[rule.module]) or ""


def cited(source: Source) -> str:
    """A source in one line: the work, the place in it, the address."""
    return ": ".join(filter(None, (source.work, source.place))) + (f" <{source.url}>" if source.url else "")


def first_setting(rule: Rule) -> str:
    """A line of YAML that sets what the rule is most often set for."""
    keys = dict(limits_of(rule))
    key = next(
        (level for level in reversed(_LEVELS) if keys.get(level, "off") != "off"), next(iter(keys), "")
    )
    return f"{rule.id}: {{{key}: {keys[key]}}}" if key else f"{rule.id}: true"


def _where(presets: tuple[str, ...]) -> str:
    if set(presets) == set(preset_names()):
        return "On in every ready-made policy."
    return f"On in: {', '.join(presets)}." if presets else "On in no ready-made policy."


def _written(schema: dict[str, Any]) -> str:
    """A default out of a schema, which is raw JSON, as a policy writes it and without what it leaves open."""
    default = schema.get("default")
    if isinstance(default, dict):
        default = {key: value for key, value in default.items() if value not in (None, [], {})}
    return "off" if default is None else flow(default)


def _limits(rule: Rule, width: int) -> Iterator[str]:
    widest = max((len(key) for key, _ in limits_of(rule)), default=0)
    for key, value in limits_of(rule):
        first, *more = filled(value, width - widest - 4)
        yield f"  {key:<{widest}}  {first}"
        yield from (f"{'':<{widest + 4}}{line}" for line in more)


def _example(rule: Rule) -> Iterator[str]:
    lines = (f"    {first_setting(rule)}", f"    # {rule.id}: false")
    width = max(map(len, lines))
    yield "  rules:"
    yield f"{lines[0]:<{width}}   # another limit"
    yield f"{lines[1]:<{width}}   # or off"


def _heading(name: str, question: str, width: int, look: Look) -> Iterator[str]:
    yield bold(name, look)
    yield from filled(question, width)


def _section(title: str, look: Look) -> Iterator[str]:
    yield ""
    yield bold(title, look)


def _prose(markdown: str, width: int, look: Look) -> Iterator[str]:
    """The page's own text: headings stand out, paragraphs and lists are filled."""
    for block in re.sub(r"\*(\w[^*]*)\*", r"\1", markdown).split("\n\n"):
        if block.startswith("#"):
            yield from _section(block.lstrip("# "), look)
            continue
        if block.startswith("- "):
            items = [" ".join(item.split()) for item in ("\n" + block).split("\n- ")[1:]]
            yield from (line for item in items for line in filled(f"- {item}", width, hang="  "))
        else:
            yield ""
            yield from filled(block, width)


def filled(text: str, width: int, *, hang: str = "") -> list[str]:
    """A paragraph in lines of at most so many characters, the second and later ones behind `hang`."""
    return textwrap.wrap(
        " ".join(text.split()), width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )


def bold(text: str, look: Look) -> str:
    """What stands out where there is colour."""
    return click.style(text, bold=True) if look.color else text
