"""Rules on how work is sold: who buys by statements of work, and what they ask for beside what is marked."""

from dataclasses import replace
from typing import TYPE_CHECKING

from seedcorn.model import Contract
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice
    from seedcorn.context import Context
    from seedcorn.register import Register


def marked_or_sold_so(context: "Context", backlog: "Backlog", where: Where, *, askers: str) -> "Choice":
    """What bears a mark, or is asked for by a customer who buys by statements of work and by so many in all.

    `askers` is a comparison as a condition has it: ">=1", "<=1".
    """
    buyers = _by_statements_of_work(context.register)
    if not buyers:
        return context.choose(backlog, where)
    choice = context.choose(backlog, Where(any=(where, Where(customer=buyers, askers=askers))))
    return replace(choice, in_use=True)


def _by_statements_of_work(register: "Register | None") -> tuple[str, ...]:
    """The ids of all who do, as patterns: a star in one is a character like any other."""
    entries = register.customers if register else ()
    return tuple(entry.id.replace("*", "?") for entry in entries if entry.contract is Contract.SOW)
