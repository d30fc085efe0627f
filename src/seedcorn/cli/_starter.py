"""The files that `seedcorn init` writes: a commented policy, and an issue form with a Customer field."""

from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from pathlib import Path
from re import ASCII, fullmatch

from seedcorn.cli._asker_lines import Entry, entry_lines, entry_of
from seedcorn.families import Family
from seedcorn.newcomers import scalar
from seedcorn.words import count

POLICY = Path("seedcorn.yml")
FORM = Path(".github/ISSUE_TEMPLATE/request.yml")

REQUEST_FORM = """\
name: Request
description: Something that a customer needs, or something new that nobody has asked for yet.
body:
  - type: input
    id: customer
    attributes:
      label: Customer
      # seedcorn reads the answer. In a public repository everybody can read it: write code-names there.
      description: Who asks for it? Leave it empty if nobody does.
      placeholder: Acme
    validations:
      required: false
  - type: textarea
    id: need
    attributes:
      label: What is needed
      description: The need and what it would change, rather than a solution.
    validations:
      required: true
"""

_HEAD = """\
# Whose roadmap is it? The policy of this product, read by seedcorn.
#
#   seedcorn policy check     finds mistakes
#   seedcorn policy show      all that counts, with what is inherited
#   seedcorn explain RULE     what a rule measures and where its limits come from
title: Our roadmap
extends: balanced  # or another ready-made policy: {presets}
"""

_TAIL = """\

# What nobody asked for and would win the next customers carries the label seed-corn. Bugs and chores are
# known by the usual labels; name others here. What carries no mark is unknown, and widens every number.
# work:
#   seed-corn: {labels: [seed-corn]}
#   own: {labels: [chore, tech-debt]}
#   bugs: {labels: [bug]}

# What was decided, and when to decide again. Every report repeats it.
# decision: We build for many small firms.
# review-by: 2027-01-31

# Limits of your own; `false` turns a rule off.
# rules:
#   concentration.top-share: {warning: 20%, error: 30%}
"""


def policy_text(
    needs: Mapping[str, str], families: tuple[Family, ...], presets: tuple[str, ...], issues: int
) -> str:
    """A policy in which the families found name the customers.

    Args:
        needs: the sources, each with what a run needs in its environment.
        families: where customers are named, the surest first.
        presets: the other policies that this one may extend.
        issues: how many were looked at.
    """
    parts = [
        _HEAD.replace("{presets}", ", ".join(presets)),
        *_sources(needs),
        *_customers(tuple(needs), families, issues),
    ]
    return "".join(parts) + _TAIL


def has_form(sources: Iterable[str]) -> bool:
    """Whether an issue form is of use: on GitHub, or where nobody said which tracker it is."""
    kinds = {source.partition(":")[0] for source in sources}
    return not kinds or "github" in kinds


def _sources(needs: Mapping[str, str]) -> Iterator[str]:
    if not needs:
        yield "\n# What to audit where the command line names nothing.\n"
        yield "# sources:\n#   - github: owner/repo\n"
        return
    yield "\nsources:\n"
    yield from (f"  - {_source(source)}\n" for source in needs)
    yield from (f"# A run needs {need}.\n" for need in dict.fromkeys(needs.values()) if need)


def _source(source: str) -> str:
    """A source in its readable form: `gitlab: {group: acme/platform}`."""
    kind, _, target = source.partition(":")
    match kind:
        case "gitlab" if target.endswith("/"):
            return f"gitlab: {{group: {_path(target.rstrip('/'))}}}"
        case "jira" if not fullmatch(r"[A-Za-z]\w*", target, ASCII):
            return f"jira: {{jql: {dumps(target, ensure_ascii=False)}}}"
    return f"{kind}: {_path(target)}"


def _path(text: str) -> str:
    """A path as one value of YAML, without quotes where it is plain."""
    return text if "/" in text and fullmatch(r"[A-Za-z][\w./-]*\w", text, ASCII) else scalar(text)


def _customers(sources: tuple[str, ...], families: tuple[Family, ...], issues: int) -> Iterator[str]:
    yield "\ncustomers:\n"
    if issues:
        found = "these look" if families else "none looks"
        yield f"  # Of the marks on {count(issues, 'issue')}, {found} like customers. Correct it.\n"
    yield "  # On each issue the first entry that names anybody decides: what you rely on most comes first.\n"
    asking = [_entry(family) for family in families if not family.prospects]
    yield "  from:\n"
    yield from (f"{line}\n" for line in entry_lines((*asking, *_asked_from_now_on(sources, asking))))
    if prospects := [_entry(family) for family in families if family.prospects]:
        yield "  prospects:\n"
        yield from (f"{line}\n" for line in entry_lines(prospects))
    yield "  # Who they are, with aliases, revenue and code-names; `seedcorn customers` proposes the lines.\n"
    yield "  # register: customers.yml\n"


def _entry(family: Family) -> Entry:
    """How a policy names a family, and how often it is used; the names stay out of the file."""
    return entry_of(family, f"{count(len(family.names), 'name')}, {count(family.issues, 'use')}")


def _asked_from_now_on(sources: tuple[str, ...], found: list[Entry]) -> Iterator[Entry]:
    """What a team may begin with: a label where there is none, and the form."""
    keys = {each.key for each in found}
    if has_form(sources):
        if "label" not in keys:
            yield Entry(key="label", what="customer: *", remark="customer: Acme")
        if not any(each.key == "form-heading" and each.what == "Customer" for each in found):
            yield Entry(key="form-heading", what="Customer", remark=f"the answer in {FORM}")
    elif not keys:
        of_gitlab = all(source.startswith("gitlab:") for source in sources)
        yield Entry(
            key="label",
            what="customer::*" if of_gitlab else "customer: *",
            remark="customer::Acme" if of_gitlab else "customer:Acme",
        )
