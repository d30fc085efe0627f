"""Answers of issue forms, read back out of bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.connectors._issue_form import MAX_CHARACTERS, MAX_HEADINGS, headings

CASES = {
    "one answer": ("### Customer\n\nAcme", [("Customer", "Acme")]),
    "line ends of Windows": (
        "### Customer\r\n\r\nAcme\r\n\r\n### Plan\r\n\r\nGold",
        [("Customer", "Acme"), ("Plan", "Gold")],
    ),
    "no answer": ("### Customer\n\n_No response_\n\n### Plan\n\n### Other\n\n_no response_", []),
    "no form": ("Just words about ###", []),
    "nothing": ("", []),
    "several lines become one": ("### Why\n\none\n\n  two\tthree", [("Why", "one two three")]),
    "words before the first heading": ("Hello\n### Customer\nAcme", [("Customer", "Acme")]),
    "ticked boxes": (
        "### Plans\n\n- [x] Gold\n- [ ] Silver\n* [X]  Pro  plan",
        [("Plans", "Gold"), ("Plans", "Pro plan")],
    ),
    "no box ticked": ("### Plans\n\n- [ ] Gold\n- [ ] Silver", []),
    "a box without words": ("### Plans\n\n- [x]", []),
    "a list is no box": ("### Plans\n\n- Gold\n- [x] Silver", [("Plans", "- Gold - [x] Silver")]),
    "a deeper heading belongs to the answer": ("### Why\n\n#### Deep\ntext", [("Why", "#### Deep text")]),
    "a higher heading ends it": (
        "### Why\n\nso\n## Part\nmore\n### Customer\nAcme",
        [("Why", "so"), ("Customer", "Acme")],
    ),
    "a title ends it": ("### Why\n\nso\n# Part\nmore", [("Why", "so")]),
    "code is not read": (
        "### Log\n\n```\n### Customer\nAcme\n```\n### Plan\nGold",
        [("Log", "``` ### Customer Acme ```"), ("Plan", "Gold")],
    ),
    "closing signs of a heading": ("### Customer ###\nAcme", [("Customer", "Acme")]),
    "an empty heading": ("###  \nAcme", []),
    "a heading twice": (
        "### Customer\nAcme\n### Customer\nGlobex",
        [("Customer", "Acme"), ("Customer", "Globex")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_headings(name: str) -> None:
    body, expected = CASES[name]
    assert headings(body) == tuple(expected)


def test_long_answers_are_cut() -> None:
    ((heading, answer),) = headings(f"### {'h' * 500}\n{'a' * 500}")
    assert len(heading) == len(answer) == MAX_CHARACTERS


def test_only_the_first_headings_count() -> None:
    assert len(headings("".join(f"### {n}\n{n}\n" for n in range(200)))) == MAX_HEADINGS


@given(st.text(alphabet=st.sampled_from("# \n`~-[]xaé\r\x0b_"), max_size=300))
def test_any_body_gives_short_single_lines(body: str) -> None:
    for pair in headings(body):
        for text in pair:
            assert 0 < len(text) <= MAX_CHARACTERS
            assert "\n" not in text
