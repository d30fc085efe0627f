"""What a team's own rule looks at: the issues its conditions hold for, and those that could be among them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.own.keys import Own
from seedcorn.where import Where

if TYPE_CHECKING:  # A policy is read without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A scope by the conditions of one rule.

    `base` is what `within` holds for and `part` what of it `where` does. `joining` are issues that could be
    in the part if somebody said whose or what they are, `joining_base` those of them that are not in the base
    either, and `leaving` those of the part that could be none.
    """

    scope: "Backlog"
    base: "Backlog"
    part: "Backlog"
    joining: "tuple[Backlog, ...]"
    joining_base: "tuple[Backlog, ...]"
    leaving: "tuple[Backlog, ...]"


def looked(context: "Context", backlog: "Backlog", within: Where | None, where: Where | None) -> Looked:
    """Cut a scope by two conditions, either of which may be left out."""
    base, outside = _cut(context, backlog, within)
    part, rest = _cut(context, base, where)
    widens = any(one is not None and one.widens() for one in (within, where))
    denies = any(one is not None and one.widens() and one.denies() for one in (within, where))
    beside = (outside,) if outside is not None and within is not None and within.widens() else ()
    inside = (rest,) if rest is not None and where is not None and where.widens() else ()
    return Looked(
        scope=backlog,
        base=base,
        part=part,
        joining=(*inside, *beside) if widens else (),
        joining_base=beside,
        leaving=(part,) if denies else (),
    )


def _cut(context: "Context", backlog: "Backlog", where: Where | None) -> "tuple[Backlog, Backlog | None]":
    if where is None:
        return backlog, None
    choice = context.choose(backlog, where)
    return choice.chosen, choice.rest


def size(tally: "Tally", own: Own) -> Fraction:
    """What a rule adds up of some work: its effort, or how many issues it is."""
    return tally.effort if getattr(own, "of", "issues") == "effort" else Fraction(tally.issues)


def unknown(backlogs: "tuple[Backlog, ...]", own: Own) -> Fraction:
    """The same of the unknown work in some parts."""
    return sum((size(each.work.unknown, own) for each in backlogs), Fraction(0))
