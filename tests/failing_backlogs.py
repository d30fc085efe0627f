"""Small backlogs that fail by some policy, drawn from a seed: whatever a plan can mend."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from random import Random
from typing import Any

from builders import COUNTING, NOW, ago, issue, milestone, policy
from seedcorn.impact import Seen
from seedcorn.model import Counting, Effort, Issue, Iteration, Missing, Split
from seedcorn.policy import Policy
from seedcorn.report import Level
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

_NAMES = ("acme", "globex", "initech", "hooli", "umbrella", "stark", "wayne", "tyrell")
_ITERATIONS = (
    milestone("2.0", due_in=14),
    milestone("2.1", due_in=60),
    Iteration(name="Sprint 7", kind="sprint", start=ago(3), end=ago(-5)),
)
_OTHER_KINDS = ("customer request", "prospect: waystar", "chore", "chore", "seed-corn", "seed-corn", "")


def _labels(random: Random, captured: float) -> tuple[str, ...]:
    bug = ("bug",) if random.random() < 0.05 else ()
    if random.random() < 0.4:
        kind = random.choice(_OTHER_KINDS)
        return (*((kind,) if kind else ()), *bug)
    askers = 1 if random.random() < 0.75 else random.randint(2, 3)
    named = {"acme" if random.random() < captured else random.choice(_NAMES) for _ in range(askers)}
    return (*(f"customer: {name}" for name in sorted(named)), *bug)


def _issue(random: Random, number: int, captured: float, below: float) -> Issue:
    planned = [random.choice(_ITERATIONS[:2])] if random.random() < 0.4 else []
    planned += [_ITERATIONS[2]] if random.random() < 0.3 else []
    changes: dict[str, Any] = {"iterations": tuple(planned), "created_at": ago(random.randint(2, 200))}
    if random.random() < 0.8:
        changes["fields"] = (("Points", random.choice(("0.5", "1", "2", "3", "5", "8"))),)
    if random.random() < 0.15:
        changes["closed_at"] = ago(random.uniform(0, min(80, (NOW - changes["created_at"]).days)))
    if number > 1 and random.random() < below:
        changes["parent"] = f"acme/app#{random.randint(1, number - 1)}"
    return issue(number, *_labels(random, captured), **changes)


def _percent(random: Random, low: int, high: int) -> str:
    return f"{random.randint(low, high)}%"


def _policy(random: Random) -> Policy:
    drawn = {
        "concentration__top_share": (0.8, _percent(random, 20, 60)),
        "concentration__hhi": (0.3, random.randint(1800, 5000)),
        "concentration__milestone": (0.3, _percent(random, 35, 70)),
        "seed__reserve": (0.6, _percent(random, 5, 30)),
        "seed__wish_list": (0.4, _percent(random, 40, 80)),
        "breadth__per_iteration": (0.4, random.randint(2, 5)),
        "attribution__unknown_work": (0.3, _percent(random, 20, 60)),
    }
    limits = {name: {"error": limit} for name, (often, limit) in drawn.items() if random.random() < often}
    wanted = policy(counting=_counting(random), **(limits or {"seed__reserve": {"error": "20%"}}))
    if random.random() < 0.3:
        wanted = replace(wanted, capacity={"default": Fraction(random.randint(5, 60))})
    return wanted


def _counting(random: Random) -> Counting:
    effort = Effort()
    if random.random() < 0.6:
        missing = random.choice((Missing.MEDIAN, Missing.ZERO, Missing.ONE))
        effort = Effort(unit="points", place="field:points", missing=missing)
    split = random.choice((Split.EQUALLY, Split.EQUALLY, Split.FULLY, Split.FIRST))
    return replace(COUNTING, effort=effort, split=split, unlabelled_is_own=random.random() < 0.4)


def a_case(seed: int) -> tuple[list[Issue], Policy, Level]:
    """A backlog, a policy to judge it by, and from which level on it fails."""
    random = Random(seed)
    captured, below = random.random() * 0.8, random.choice((0, 0, 0, 0.2))
    backlog = [_issue(random, number, captured, below) for number in range(1, random.randint(15, 50))]
    return backlog, _policy(random), random.choice((Level.ERROR, Level.WARNING))


def failing(first: int, wanted: int) -> Iterator[tuple[int, Seen]]:
    """So many that fail, from a seed on, each with its seed; it lasts until the next one is drawn."""
    found = 0
    for seed in count(first):
        if found == wanted:
            return
        backlog, judged_by, fail_on = a_case(seed)
        with Snapshot.collect(backlog, sources=("github:acme/app",), collected_at=NOW) as facts:
            case = Case(snapshot=facts, policy=judged_by, register=None, now=NOW, fail_on=fail_on)
            seen = Seen(case=case)
            if any(one.fails_at(fail_on) for one in seen.report.findings):
                found += 1
                yield seed, seen
