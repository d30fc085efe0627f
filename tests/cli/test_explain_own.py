"""A rule of one's own is explained in words, from the policy that writes it."""

from pathlib import Path

import pytest

from cli.conftest import Run

OWN = """
rules:
  own.connectors:
    title: Work on connectors
    measure: share
    where: {label: "connector*", any: [{age: ">10d"}, {not: {work: [bug, own]}}]}
    within: {customer: acme}
    warning: 20%
  own.different: {title: People, measure: count, by: assignee, keep: at-least, warning: 3}
  own.count: {title: Old, measure: count, where: {askers: ">=2", state: open}, warning: 3}
  own.beside: {title: Bugs, measure: ratio, where: {work: bug}, to: {field: {Team: core}}, warning: 2}
  own.largest: {title: Largest, measure: ratio, by: customer, scope: iteration, warning: 2}
  own.slow: {title: Slow, measure: days, by: {label: "team: *"}, scope: completed, warning: 60}
  own.old: {title: Slow, measure: days, scope: declined, where: {all: [{segment: smb}]}, warning: 60}
  own.money: {title: Money, measure: share, of: revenue, by: segment, warning: 30%}
"""


@pytest.mark.parametrize(
    ("rule_id", "said"),
    [
        (
            "own.connectors",
            'label "connector*" and (an age > 10 days or not (bug or own work)). Only issues with',
        ),
        (
            "own.different",
            "How many different ones there are of: assignee, on the issues in the open backlog.",
        ),
        (
            "own.count",
            "How many issues there are in the open backlog with state open and >= 2 customers who ask.",
        ),
        ("own.beside", 'as a multiple of that with field team "core".'),
        (
            "own.largest",
            "The effort in the current iteration of the largest customer, as a multiple of the one",
        ),
        ("own.slow", 'of what was completed lately, of the label like "team: *" with the longest.'),
        ("own.old", 'The median age in days of the issues of what was declined lately with (segment "smb").'),
        (
            "own.money",
            "The largest part of the revenue of those who ask in the open backlog that one segment has.",
        ),
    ],
)
def test_a_rule_of_ones_own_is_explained_from_the_policy(
    run: Run, rule_id: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "seedcorn.yml").write_text(OWN)
    done = run("explain", rule_id, "--policy", str(tmp_path / "seedcorn.yml"))
    assert done.exit_code == 0, done.stderr
    assert said in " ".join(done.stdout.split())
    assert f"    {rule_id}:\n" in done.stdout
    wrong = run("explain", f"{rule_id}s", "--policy", str(tmp_path / "seedcorn.yml"))
    assert wrong.exit_code == 2
    assert rule_id in wrong.stderr.partition("hint:")[2]
