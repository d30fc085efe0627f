"""What if: several changes at once, and what they do to everything that is judged.

Close issues as done or declined, let a customer ask for more, lose customers. Sources are as for audit. The
exit code tells of what gets worse, as it does for impact.

    seedcorn whatif github:owner/repo --decline '#12' --close '#14'
    seedcorn whatif --from facts --ask 'Acme: 5' --ask Globex
    seedcorn whatif --from facts --lose Acme
    seedcorn whatif --from facts --lose-largest-tenth
"""

from collections.abc import Iterator
from fractions import Fraction
from re import fullmatch

import click

from seedcorn.change import Asking, Change, Closing, Losing
from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, judging
from seedcorn.comparison import Move
from seedcorn.errors import Exit, UsageError
from seedcorn.impact import supposed
from seedcorn.lookup import issue_of
from seedcorn.losing import largest_tenth
from seedcorn.supposing import Case
from seedcorn.words import exact


def _asking(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Asking, ...]:
    return tuple(_ask(value, ctx, param) for value in values)


def _ask(value: str, ctx: click.Context, param: click.Parameter) -> Asking:
    """From "Acme", or "Acme: 5" with the effort."""
    found = fullmatch(r"(?P<name>.+?)(?::\s*(?P<effort>\d{1,6}(?:\.\d{1,3})?))?", value.strip())
    if found is None:
        raise click.BadParameter("names no customer", ctx=ctx, param=param)
    return Asking(
        customer=found["name"].strip(), effort=Fraction(found["effort"]) if found["effort"] else None
    )


@click.command(help=told(__doc__))
@options.SOURCES
@click.option("--close", "closed", multiple=True, metavar="KEY", help="This issue is done now. Repeatable.")
@click.option(
    "--decline", "declined", multiple=True, metavar="KEY", help="This issue is declined. Repeatable."
)
@click.option(
    "--ask",
    "asking",
    multiple=True,
    metavar="CUSTOMER[: EFFORT]",
    callback=_asking,
    help="A customer asks for one issue more, of so much effort. Repeatable.",
)
@click.option(
    "--lose",
    "lost",
    multiple=True,
    metavar="CUSTOMER",
    help="This customer is gone, and what it alone asked for. Repeatable.",
)
@click.option(
    "--lose-largest-tenth",
    "tenth",
    is_flag=True,
    help="The largest tenth of the customers is gone: by revenue where all of it is known, else by requests.",
)
@judging
def _whatif(
    *,
    sources: tuple[str, ...],
    closed: tuple[str, ...],
    declined: tuple[str, ...],
    asking: tuple[Asking, ...],
    lost: tuple[str, ...],
    tenth: bool,
    judging: Judging,
) -> Exit:
    if not (closed or declined or asking or lost or tenth):
        ways = "--close, --decline, --ask, --lose or --lose-largest-tenth"
        raise UsageError("nothing is supposed", hint=f"suppose something with {ways}")
    with judging.case(sources) as case:
        wanted: list[Change] = [
            *_endings(case, closed, is_done=True),
            *_endings(case, declined, is_done=False),
            *asking,
            *(Losing(customer=name) for name in _going(case, lost, tenth=tenth)),
        ]
        comparison = supposed(case, wanted, _moves(wanted, case.policy.counting.effort.unit))
    return judging.deliver(comparison, judging.customers)


def _endings(case: Case, keys: tuple[str, ...], *, is_done: bool) -> Iterator[Closing]:
    for key in keys:
        yield Closing(key=issue_of(case.snapshot, key)[1], is_done=is_done)


def _going(case: Case, lost: tuple[str, ...], *, tenth: bool) -> Iterator[str]:
    yield from lost
    if tenth:
        largest = largest_tenth(case.context().open, case.register, case.now)
        if not largest:
            raise UsageError("there are no customers to lose", hint="no open issue names one")
        yield from (customer.name for customer in largest)


def _moves(changes: list[Change], unit: str) -> Iterator[Move]:
    """What is supposed, in words."""
    for said, is_done in (("Close", True), ("Decline", False)):
        keys = tuple(one.key for one in changes if isinstance(one, Closing) and one.is_done is is_done)
        if keys:
            yield Move(said=said, keys=keys, total=len(keys))
    for one in changes:
        if isinstance(one, Asking):
            effort = "" if one.effort is None else f", {exact(one.effort)} {unit}"
            yield Move(said=f"{one.customer} asks for one issue more{effort}")
        elif isinstance(one, Losing):
            yield Move(said=f"{one.customer} is gone")


COMMAND = _whatif
