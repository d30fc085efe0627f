"""A file of tests -> its policy and its cases, with every problem shown at its place at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seedcorn.model import ITERATION_KINDS
from seedcorn.policy import load_policy, preset_names
from seedcorn.policy.rulebook import rule_ids
from seedcorn.register import Register
from seedcorn.register.loading import read_register
from seedcorn.trial import keys
from seedcorn.trial.checks import contradictions
from seedcorn.trial.issues import branch_of, issues_of
from seedcorn.trial.trials import Expected, Trial, Trials
from seedcorn.yamlfile import Data, Document, Loc, Place, did_you_mean, explain, load, refuse

MARK = ".test"  # seedcorn.test.yml holds the tests of seedcorn.yml, beside it
USUAL_DAY = date(2026, 1, 1)
_NOON = time(12)
_PLAN_DEPTH = len(("cases", 0, "backlog", 0, "milestone"))


def trials_beside(policy: Path) -> Path:
    """Where the tests of a policy's file are: seedcorn.test.yml of seedcorn.yml."""
    return policy.with_name(f"{policy.stem}{MARK}{policy.suffix}")


def holds_tests(path: Path) -> bool:
    """Whether a file is one of tests and no policy. Raises PolicyError where it cannot be read."""
    return path.stem.endswith(MARK) or "cases" in load(path).data


def load_trials(path: Path) -> Trials:
    """The tests in a file. Raises PolicyError that shows all that is wrong with it, or with its policy."""
    document = load(path)
    file = _checked(document)
    policy = load_policy(_policy_name(file, document, path), folder=path.parent)
    now = datetime.combine(file.today or USUAL_DAY, _NOON, UTC)
    rules = tuple(dict.fromkeys((*rule_ids(), *(rule.id for rule, _ in policy.rules))))
    problems = document.all_problems(contradictions(file, document, rules, now))
    if problems:
        refuse(problems)
    shared = _register(document, ("customers",)) if file.customers is not None else None
    trials = tuple(_trial(case, index, document, shared, now) for index, case in enumerate(file.cases))
    return Trials(path=str(path), policy=policy, now=now, trials=trials)


def _checked(document: Document) -> keys.TrialsFile:
    try:
        return keys.TrialsFile.model_validate(document.data)
    except ValidationError as error:
        refuse(document.all_problems(explain(error, _with_lists_of_one(document), keys.TrialsFile)))


def _with_lists_of_one(document: Document) -> Document:
    """The document with the places of one milestone also where they would be if it were in a list."""
    return replace(
        document,
        keys={**document.keys, **dict(_listed(document.keys))},
        values={**document.values, **dict(_listed(document.values))},
    )


def _listed(places: Mapping[Loc, Place]) -> Iterator[tuple[Loc, Place]]:
    for loc, place in places.items():
        if len(loc) > _PLAN_DEPTH and loc[_PLAN_DEPTH - 1] in ITERATION_KINDS:
            yield (*loc[:_PLAN_DEPTH], 0, *loc[_PLAN_DEPTH:]), place


def _policy_name(file: keys.TrialsFile, document: Document, path: Path) -> str:
    """The preset or the file, relative to the tests."""
    if file.policy is None:
        named = path.with_name(f"{path.stem.removesuffix(MARK)}{path.suffix}")
        if not path.stem.endswith(MARK) or not named.is_file():
            advice = "add `policy: seedcorn.yml`, relative to this file, or the name of a preset"
            refuse([document.place(()).wrong("nothing says which policy is tested", advice)])
        return named.name
    if file.policy not in preset_names() and not (path.parent / file.policy).is_file():
        beside = sorted(each.name for each in path.parent.glob("*.y*ml") if each != path)
        advice = did_you_mean(file.policy, (*beside, *preset_names()), otherwise="policies here are")
        refuse([document.place(("policy",)).wrong(f'there is no policy "{file.policy}"', advice)])
    return file.policy


def _trial(
    case: keys.CaseKeys, index: int, document: Document, shared: Register | None, now: datetime
) -> Trial:
    loc: Loc = ("cases", index)
    own = None if case.customers is None else _register(document, (*loc, "customers"))
    return Trial(
        title=case.case,
        place=document.place((*loc, "case")),
        issues=tuple(issues_of(case.backlog, now)),
        branches=tuple(branch_of(each, now) for each in case.branches),
        register=own or shared,
        only=case.only,
        expected=tuple(
            _expected(each, document, (*loc, "expect", number)) for number, each in enumerate(case.expect)
        ),
    )


def _expected(said: keys.Expectation, document: Document, loc: Loc) -> Expected:
    return Expected(
        rule=said.rule,
        verdict=said.verdict,
        place=document.place(loc),
        level=said.level,
        subject=said.subject,
        scope=said.scope,
        measured=said.measured,
    )


def _register(document: Document, loc: Loc) -> Register:
    """The register that stands at a location, as if it were a file of its own; a list is its customers."""
    value: Any = document.data  # Any: the model has walked there before
    for step in loc:
        value = value[step]
    under: Loc = () if isinstance(value, dict) else ("customers",)
    whole: dict[str, Data] = value if isinstance(value, dict) else {"customers": value}
    values = {(): document.place(loc), **dict(_below(document.values, loc, under))}
    keys_there = dict(_below(document.keys, loc, under))
    return read_register(Document(path=document.path, data=whole, keys=keys_there, values=values))


def _below(places: Mapping[Loc, Place], loc: Loc, under: Loc) -> Iterator[tuple[Loc, Place]]:
    """The places of what stands at a location, as if it stood under another one."""
    depth = len(loc)
    yield from (((*under, *each[depth:]), place) for each, place in places.items() if each[:depth] == loc)
