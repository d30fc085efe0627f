"""The texts that commands print, from made-up values: one issue explained, a rule's page with lists."""

import sys
from fractions import Fraction
from types import ModuleType

import pytest

from seedcorn.cli._page import page
from seedcorn.cli._why_text import explained
from seedcorn.confidence import Confidence
from seedcorn.format import Look
from seedcorn.rule import Params, Rule, Source
from seedcorn.why import Part, Why

DIVIDED = Why(
    key="acme/app#12",
    title="Export\x1b[2J to PDF",
    kind="requested work",
    effort=Fraction(3),
    unit="points",
    marks=(
        ("label", "customer: Acme", "asked for by Acme"),
        ("label", "customer: Globex", "asked for by Globex"),
        ("heading:why now?", "words " * 40, "says nothing"),
    ),
    parts=(
        Part(customer="Acme", effort=Fraction(3, 2), places=("label",)),
        Part(
            customer="Globex",
            effort=Fraction(3, 2),
            places=("label", "heading:who"),
            confidence=Confidence.WRITTEN,
        ),
    ),
    scopes=("open backlog", "milestone: 2.0"),
)


def test_an_issue_that_two_ask_for() -> None:
    assert explained(DIVIDED, Look(width=100, unicode=False)).splitlines() == [
        "acme/app#12: Export to PDF",
        "  Requested work.",
        "  Counts as 3 points in: open backlog and milestone: 2.0.",
        "  Divided: 1.5 for Acme and 1.5 for Globex.",
        "  Acme is read from label: recorded.",
        "  Globex is read from label and heading who: written.",
        "",
        '  label "customer: Acme": asked for by Acme',
        '  label "customer: Globex": asked for by Globex',
        '  Under this policy these say nothing: heading why now? "words words words words words words words',
        '    words words words?"',
    ]


def test_an_issue_that_is_not_counted_and_bears_nothing() -> None:
    bare = Why(
        key="#1",
        title="::error::x",
        kind="not counted: closed before the window, created later, or ignored",
        effort=Fraction(0),
        unit="issues",
        marks=(),
        parts=(),
        scopes=(),
    )
    said = explained(bare, Look(width=60))
    assert "Counts as" not in said
    assert "Nothing stands on it that could say whose it is." in said
    assert max(map(len, said.splitlines())) <= 60


def test_a_list_in_a_rule_s_page_stays_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("seedcorn.rules.made.up", "Made up.\n\n- one\n  *and* more\n- two\n")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    rule = Rule(
        module=module.__name__,
        question="Is this of use?",
        title="A rule of no use",
        sources=(Source(work="nobody"),),
        params=Params,
        evaluate=lambda context, params: iter(()),
    )
    text = page(rule, (), Look())
    assert "\nMade up.\n- one and more\n- two\n" in text
    assert "On in no ready-made policy." in text
    assert "made.up: true" in text
