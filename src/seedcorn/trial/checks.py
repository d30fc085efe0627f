"""What no single key of a file of tests can be blamed for: rules that there are not, times that cannot be."""

from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import count

from seedcorn.trial.issues import key_of, span
from seedcorn.trial.keys import CaseKeys, Issues, TrialsFile
from seedcorn.yamlfile import Diagnostic, Document, Loc, closest, did_you_mean

MOST_ISSUES = 20_000  # of one case: what needs more is no example any more


def contradictions(
    file: TrialsFile, document: Document, rules: tuple[str, ...], now: datetime
) -> Iterator[Diagnostic]:
    """Everything that is wrong with the cases of a file though each key is right by itself.

    `rules` are the ids of all rules that there are.
    """
    for index, case in enumerate(file.cases):
        loc: Loc = ("cases", index)
        yield from _only(case, document, loc, rules)
        yield from _expected(case, document, loc, rules)
        yield from _backlog(case, document, (*loc, "backlog"), now)


def _only(case: CaseKeys, document: Document, loc: Loc, rules: tuple[str, ...]) -> Iterator[Diagnostic]:
    for number, pattern in enumerate(case.only):
        if not any(fnmatchcase(rule_id, pattern) for rule_id in rules):
            families = {f"{rule_id.partition('.')[0]}.*" for rule_id in rules}
            advice = did_you_mean(pattern, (*rules, *sorted(families)), otherwise="the rules are")
            yield document.place((*loc, "only", number)).wrong(f'no rule is called "{pattern}"', advice)


def _expected(case: CaseKeys, document: Document, loc: Loc, rules: tuple[str, ...]) -> Iterator[Diagnostic]:
    for number, each in enumerate(case.expect):
        place = document.place((*loc, "expect", number, "rule"))
        if each.rule not in rules:
            advice = did_you_mean(each.rule, rules, otherwise="the rules are")
            yield place.wrong(f'there is no rule "{each.rule}"', advice)
        elif case.only and not any(fnmatchcase(each.rule, pattern) for pattern in case.only):
            problem = f"{each.rule} is expected, and `only` leaves it out"
            yield place.wrong(problem, "add it to `only`, or take one of the two out")


def _backlog(case: CaseKeys, document: Document, loc: Loc, now: datetime) -> Iterator[Diagnostic]:
    total = sum(alike.count for alike in case.backlog)
    if total > MOST_ISSUES:
        problem = f"more than {MOST_ISSUES:,} issues in one case"
        yield document.place(loc).wrong(problem, "a case is a small example: write lower counts")
        return
    known: dict[str, int] = {}
    numbers = count(1)
    for index, alike in enumerate(case.backlog):
        here = (*loc, index)
        for key in [key_of(alike, next(numbers)) for _ in range(alike.count)]:
            if known.setdefault(key, index) != index:
                problem = f'two issues have the key "{key}"'
                yield document.place((*here, "key")).wrong(problem, "give each a key of its own")
        yield from _times(alike, document, here, now)
    yield from _parents(case.backlog, known, document, loc)


def _times(alike: Issues, document: Document, loc: Loc, now: datetime) -> Iterator[Diagnostic]:
    created, closed = span(alike, now)
    today = f"today is {now:%Y-%m-%d} in this file"
    opened = "age" if alike.age is not None else "created"
    if created > now:
        yield document.place((*loc, opened)).wrong("it is opened only after today", today)
    elif closed is not None and closed > now:
        yield document.place((*loc, "closed")).wrong("it is closed only after today", today)
    elif closed is not None and closed < created:
        yield document.place((*loc, "closed")).wrong("it is closed before it was opened", today)


def _parents(
    backlog: tuple[Issues, ...], known: dict[str, int], document: Document, loc: Loc
) -> Iterator[Diagnostic]:
    for index, alike in enumerate(backlog):
        if alike.parent is not None and alike.parent not in known:
            near = closest(alike.parent, known)
            advice = f'did you mean "{near}"?' if near else "give the issue above it this `key`"
            place = document.place((*loc, index, "parent"))
            yield place.wrong(f'no issue of this backlog has the key "{alike.parent}"', advice)
