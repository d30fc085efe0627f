"""The rules by their families, as the list of rules and its page show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from itertools import groupby

from seedcorn.policy.rulebook import RULES, rule, rule_ids
from seedcorn.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyOfRules:
    """Rules whose ids begin alike. `about` is what their package says first: "whether revenue is spread"."""

    name: str
    about: str
    rules: tuple[Rule, ...]


def families_of_rules() -> Iterator[FamilyOfRules]:
    """All rules there are, family by family, in the order of their ids."""
    for name, members in groupby(map(rule, rule_ids()), key=lambda each: each.id.partition(".")[0]):
        package = import_module(f"{RULES}.{name.replace('-', '_')}")
        about = (getdoc(package) or "").partition("\n")[0].rstrip(".")
        yield FamilyOfRules(name=name, about=about[:1].lower() + about[1:], rules=tuple(members))
