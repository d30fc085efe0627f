"""A team's own rule in a sentence: what is measured, of which issues."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seedcorn.own.keys import By, Own, OwnCount, OwnDays, OwnRatio

if TYPE_CHECKING:
    from seedcorn.where import Where

_SCOPES = {
    "open": "in the open backlog",
    "completed": "of what was completed lately",
    "declined": "of what was declined lately",
    "iteration": "in the current iteration",
}


def in_words(own: Own) -> str:
    """The rule in one sentence."""
    by: By | None = getattr(own, "by", None)
    said = _of_groups(own, by) if by else _of_issues(own)
    within = f" Only issues with {condition(own.within)} are looked at." if own.within else ""
    return f"{said}.{within}"


def _of_issues(own: Own) -> str:
    scope, having = _SCOPES[own.scope], f" with {condition(own.where)}" if own.where else ""
    match own:
        case OwnCount():
            return f"How many issues there are {scope}{having}"
        case OwnDays():
            return f"The median age in days of the issues {scope}{having}"
        case OwnRatio(to=to) if to is not None:
            return f"The {own.of} {scope}{having}, as a multiple of that with {condition(to)}"
    return f"The part of the {_of(own)} {scope}{having}"


def _of_groups(own: Own, by: By) -> str:
    scope, having = _SCOPES[own.scope], f" with {condition(own.where)}" if own.where else ""
    group = by.place.replace("-", " ") + (f" like {_quoted(by.glob)}" if by.glob != "*" else "")
    match own:
        case OwnCount():
            return f"How many different ones there are of: {group}, on the issues {scope}{having}"
        case OwnDays():
            return f"The median age in days of the issues {scope}{having}, of the {group} with the longest"
        case OwnRatio():
            return (
                f"The {own.of} {scope}{having} of the largest {group}, as a multiple of the one in the middle"
            )
    return f"The largest part of the {_of(own)} {scope}{having} that one {group} has"


def _of(own: Own) -> str:
    """What is added up."""
    of = getattr(own, "of", "issues")
    return "revenue of those who ask" if of == "revenue" else str(of)


def condition(where: "Where") -> str:
    """A condition in words: label "custom *" and not (type "Bug" or type "Chore")."""
    return " and ".join(_conditions(where))


def _conditions(where: "Where") -> Iterator[str]:
    for place, globs in where.marked():
        yield _either(place.replace(":", " ", 1).replace("-", " "), globs)
    yield from (
        _either(word, globs)
        for word, globs in (("customer", where.customer), ("segment", where.segment))
        if globs
    )
    if where.work:
        yield f"{' or '.join(where.work)} work"
    if where.state:
        yield f"state {where.state}"
    if where.age:
        yield f"an age {where.age.operator} {where.age.number} days"
    if where.askers:
        yield f"{where.askers.operator} {where.askers.number} customers who ask"
    if where.any:
        yield f"({' or '.join(map(condition, where.any))})"
    yield from (f"({condition(one)})" for one in where.all)
    if where.not_:
        yield f"not ({condition(where.not_)})"


def _either(word: str, globs: tuple[str, ...]) -> str:
    return f"{word} {' or '.join(map(_quoted, globs))}"


def _quoted(glob: str) -> str:
    return f'"{glob}"'
