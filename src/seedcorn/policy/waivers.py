"""The waivers of a policy: which broken limit somebody lets be, until when, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from seedcorn.policy.keys import PolicyFile
from seedcorn.policy.rulebook import is_own, nearest_rule, rule_ids
from seedcorn.yamlfile import Diagnostic, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What lets failing findings of one rule be through the day `until`, on whose word and why.

    `subject` is a customer by any of its names, empty for any; `scope` is as findings say it, empty for any.
    """

    rule: str
    until: date
    owner: str
    reason: str
    subject: str = ""
    scope: str = ""


def waivers_of(file: PolicyFile) -> tuple[Waiver, ...]:
    """The waivers of a policy, in the order of the file."""
    return tuple(
        Waiver(
            rule=entry.rule,
            until=entry.until,
            owner=entry.owner,
            reason=entry.reason,
            subject=entry.subject or "",
            scope=entry.scope or "",
        )
        for entry in file.waivers
    )


def unknown_rules(document: Document) -> Iterator[Diagnostic]:
    """What is wrong with the rules that waivers are for: each is for one that there is."""
    written, settings = document.data.get("waivers"), document.data.get("rules")
    own = tuple(filter(is_own, settings)) if isinstance(settings, dict) else ()
    for index, entry in enumerate(written if isinstance(written, list) else ()):
        rule = entry.get("rule") if isinstance(entry, dict) else None
        if not isinstance(rule, str) or rule in (*rule_ids(), *own):
            continue  # what is no text is said by the keys' own check
        place = document.place(("waivers", index, "rule"))
        if "*" in rule:
            yield place.wrong("a pattern of rules", "a waiver is for one rule: write one for each")
        else:
            yield place.wrong(f'there is no rule "{rule}"', nearest_rule(rule, *own))
