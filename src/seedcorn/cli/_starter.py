"""The two files that `seedcorn init` writes: a commented policy, and an issue form with a Customer field."""

from collections.abc import Iterator
from json import dumps
from pathlib import Path

from seedcorn.cli._discovery_text import title_of
from seedcorn.families import Family
from seedcorn.words import count, plain

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
    sources: tuple[str, ...], families: tuple[Family, ...], presets: tuple[str, ...], issues: int
) -> str:
    """A policy for these sources in which the families found name the customers."""
    parts = [
        _HEAD.replace("{presets}", ", ".join(presets)),
        *_sources(sources),
        *_customers(families, issues),
    ]
    return "".join(parts) + _TAIL


def _sources(sources: tuple[str, ...]) -> Iterator[str]:
    if sources:
        yield "\nsources:\n"
        yield from (f"  - {dumps(source, ensure_ascii=False)}\n" for source in sources)
    else:
        yield "\n# What to audit where the command line names nothing.\n"
        yield "# sources:\n#   - github: owner/repo\n"


def _customers(families: tuple[Family, ...], issues: int) -> Iterator[str]:
    yield "\ncustomers:\n"
    if issues:
        found = "these look" if families else "none looks"
        yield f"  # Of the marks on {count(issues, 'issue')}, {found} like customers. Correct it.\n"
    yield "  from:\n"
    written = dict(_pattern(family) for family in families)
    if not any(pattern.startswith("label") for pattern in written):
        written['label: "customer: *"'] = "customer: Acme"
    written.setdefault("form-heading: Customer", f"the answer in {FORM}")
    width = max(map(len, written))
    yield from (f"    - {pattern:<{width}}  # {remark}\n" for pattern, remark in written.items())
    yield "  # Who they are, with aliases, revenue and code-names; `seedcorn customers` proposes the lines.\n"
    yield "  # register: customers.yml\n"


def _pattern(family: Family) -> tuple[str, str]:
    """How a policy names a family, and how often it is used; the names stay out of the file."""
    kind, _, name = family.place.partition(":")
    remark = f"{count(len(family.names), 'name')}, {count(family.issues, 'use')}"
    match kind:
        case "heading":
            return f"form-heading: {_title(name)}", remark
        case "field":
            return f"field: {_title(name)}", remark
    return f"label: {dumps(plain(title_of(family)), ensure_ascii=False)}", remark


def _title(name: str) -> str:
    """A heading as people write it; policies read it without regard to case."""
    return "Customer" if name == "customer" else dumps(plain(name), ensure_ascii=False)
