"""What has to be said beside a plan: how sure it is, what it leaves, and why there is none."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from seedcorn.planning.problem import Problem
from seedcorn.planning.proof import Answer
from seedcorn.planning.search import searched
from seedcorn.report import Finding
from seedcorn.words import count

_INSTALL = "pip install 'seedcorn[plan]'"
DISAGREED = "A set was found that an audit of the whole does not agree with, so there is no plan."
_ALIKE = "Of issues that are alike the youngest wait or leave, and the oldest come in."


def of_a_plan(answer: Answer) -> Iterator[str]:
    """How sure it is that a smaller set would not do, and which of alike issues are named."""
    changed = sum(answer.choice.values()) if answer.choice else 0
    if answer.is_proven:
        yield "Proven: by the labels so far no smaller set would do."
    elif not answer.asked_solver:
        yield f"Not proven that no smaller set would do. To have that proven: {_INSTALL}."
    elif answer.fewest == changed:
        yield "Proven: none of fewer issues would do; as few with less effort were not ruled out in time."
    else:
        yield (
            f"Not proven in time that no smaller set would do: any changes {count(answer.fewest, 'issue')} "
            f"at least, this one {changed}."
        )
    yield _ALIKE


def of_none(problem: Problem, answer: Answer, failing: Iterable[Finding]) -> Iterator[str]:
    """Which limits stay broken, and why."""
    if answer.is_proven:
        yield "Proven: no set of the issues that may move would do."
    elif answer.asked_solver:
        yield "No set was found, and in time it was not proven that there is none."
    else:
        yield f"No set was found. To have it proven that there is none: {_INSTALL}."
    for found in failing:
        yield f"{found.rule} ({found.scope}): {_why(problem, found)}."


def of_what_stays(stuck: Iterable[tuple[Finding, str]]) -> Iterator[str]:
    """What fails and stands in no open issue, with its rule's title and what is to be done about it."""
    for found, title in stuck:
        advice = f": {found.remedy}" if found.remedy else "."
        yield f"No plan can mend this: {_titled(title)} ({found.scope}){advice}"


def _titled(title: str) -> str:
    return title[:1].lower() + title[1:]


def _why(problem: Problem, found: Finding) -> str:
    """Why one failing limit stays broken."""
    alone = tuple(one for one in problem.limits if (one.rule, one.scope) == (found.rule, found.scope))
    if searched(replace(problem, limits=alone)) is not None:
        return "it could be mended alone, but not without breaking another limit, or not with the others"
    match found.rule:
        case "seed.reserve":
            return "there is too little seed corn to pull in"
        case "breadth.per-iteration":
            return "too few other customers wait to be pulled in"
        case "concentration.milestone":
            return "too little else is in it, or can be pulled in"
        case "seed.wish-list":
            return "too little of it is anything but requested"
        case _:
            return "too little of the requested work is anybody else's"
