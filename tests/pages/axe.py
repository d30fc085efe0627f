"""Asks axe what on a page keeps somebody from reading it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pages.browsing import Visit

_AXE = Path(__file__).parents[1] / "action/node_modules/axe-core/axe.min.js"
GRAVE = frozenset(("serious", "critical"))
_ASK = "async () => (await axe.run(document, {resultTypes: ['violations'], elementRef: false})).violations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that a page breaks: how grave that is, and where."""

    rule: str
    impact: str
    places: tuple[str, ...]


def violations(visit: Visit) -> tuple[Violation, ...]:
    """All of a page that was opened with `bypass_csp`: ours lets no script run."""
    if not _AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/action")
    visit.page.add_script_tag(path=_AXE)
    return tuple(_read(visit.evaluate(_ASK)))


def _read(found: list[dict[str, Any]]) -> Iterator[Violation]:
    for each in found:
        places = tuple(f"{node['html']}: {node['failureSummary']}" for node in each["nodes"])
        yield Violation(rule=each["id"], impact=each["impact"] or "", places=places)
