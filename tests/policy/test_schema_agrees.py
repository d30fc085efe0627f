"""The schema accepts what the loader accepts and refuses what it refuses, over policies made at random."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from seedcorn.errors import PolicyError
from seedcorn.policy import load_policy, policy_schema
from seedcorn.policy.rulebook import rule_ids

VALIDATOR = Draft202012Validator(policy_schema())
SHARES = st.sampled_from(["20%", "12.5 %", "0%", "20", 20, 0.2, True, "many", "20 percent"])
NUMBERS = st.sampled_from([0, 3, 2.5, -1, "3", True, None, "20%"])
GLOBS = st.sampled_from(["bug", "c: *", ["a", "b*"], 7, [3, "x"], [], "", None, "*a*b*c*", True, {"a": "b"}])
DAYS = st.sampled_from([">90d", "<= 7d", "90d", ">90", ">90 days", 90, None])
MANY = st.sampled_from([">=2", "< 3", "2", 2, "=2", None])


def conditions(depth: int = 2) -> st.SearchStrategy[Any]:
    """Conditions as people write them, and mistakes that they make."""
    keys: dict[str, st.SearchStrategy[Any]] = {
        "label": GLOBS,
        "type": GLOBS,
        "title-prefix": GLOBS,
        "title_prefix": GLOBS,
        "labels": GLOBS,
        "field": st.sampled_from([{"Team": "core"}, {"Team": ["a", "b"]}, {}, "Team", {"Team": None}]),
        "work": st.sampled_from(["bug", ["own", "bug"], [], "mine", None]),
        "state": st.sampled_from(["open", "completed", "declined", "closed", None]),
        "age": DAYS,
        "askers": MANY,
    }
    if depth:
        inner = conditions(depth - 1)
        keys |= {
            "any": st.lists(inner, max_size=2),
            "all": st.lists(inner, max_size=2),
            "not": inner | st.none(),
        }
    some = st.dictionaries(st.sampled_from(sorted(keys)), st.nothing(), max_size=0)
    chosen = st.lists(st.sampled_from(sorted(keys)), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: keys[name] for name in names})
    )
    return some | chosen | st.sampled_from(["bug", ["bug"]])


BY = st.sampled_from(
    ["customer", "segment", "assignee", "label", {"label": "t: *"}, {"customer": "a"}, "team", {}, 3, None]
)
OWN = {
    "title": st.sampled_from(["Things", 3, "", None, ["x"]]),
    "measure": st.sampled_from(["share", "count", "ratio", "days", "sum", None]),
    "of": st.sampled_from(["effort", "issues", "revenue", "money"]),
    "by": BY,
    "scope": st.sampled_from(["open", "completed", "declined", "iteration", "all", None]),
    "keep": st.sampled_from(["at-most", "at-least", "under"]),
    "says": st.sampled_from(["of it", None, 5, ""]),
    "where": conditions(),
    "within": conditions(1) | st.none(),
    "to": conditions(1),
    "note": SHARES | NUMBERS,
    "warning": SHARES | NUMBERS,
    "error": SHARES | NUMBERS,
    "limit": NUMBERS,
}
OFTEN = ("title", "measure", "warning", "where")


@st.composite
def own_rules(draw: st.DrawFn) -> dict[str, Any]:
    """A rule of one's own, mostly with what it needs."""
    names = {name for name in OFTEN if draw(st.integers(0, 9))}
    names |= set(draw(st.lists(st.sampled_from(sorted(OWN)), max_size=3)))
    rule = {name: draw(OWN[name]) for name in sorted(names)}
    if draw(st.booleans()):  # else most of what is drawn is wrong somewhere
        rule |= {"title": "Things", "measure": draw(st.sampled_from(["share", "count", "ratio", "days"]))}
        rule["warning"] = "20%" if rule["measure"] == "share" else 20
    return rule


RULES = st.one_of(
    st.tuples(st.sampled_from(["own.things", "own.x-1", "own.Things", "own.a--b", "own."]), own_rules()),
    st.tuples(
        st.sampled_from(rule_ids()),
        st.fixed_dictionaries(
            {}, optional={"warning": SHARES | NUMBERS, "error": SHARES | NUMBERS, "where": conditions(1)}
        ),
    ),
    st.tuples(
        st.sampled_from([*rule_ids(), "seed.reserv", "own.things"]), st.sampled_from([False, "off", 3])
    ),
)


def loads(folder: Path, data: object) -> bool:
    (folder / "seedcorn.yml").write_text(json.dumps(data), encoding="utf-8")
    try:
        load_policy(folder=folder)
    except PolicyError:
        return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=RULES)
@example(
    chosen=(
        "own.things",
        {"title": "T", "measure": "share", "of": "revenue", "by": "label", "warning": "20%"},
    )
)
@example(
    chosen=(
        "own.things",
        {"title": "T", "measure": "ratio", "by": "label", "to": {"label": "x"}, "warning": 2},
    )
)
def test_schema_and_loader_agree_on_rules(tmp_path: Path, chosen: tuple[str, object]) -> None:
    rule_id, setting = chosen
    data = {"rules": {rule_id: setting}}
    assert VALIDATOR.is_valid(data) == loads(tmp_path, data)
