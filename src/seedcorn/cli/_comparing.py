"""Where comparisons go: through the formats that can say them, without names where the public reads."""

import os
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import cast

from seedcorn import shelf
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._outputs import FORMATS, Output, look_for, refuse_leaks, write_all
from seedcorn.comparison import Comparison
from seedcorn.errors import Exit, UsageError
from seedcorn.format import Format, Look
from seedcorn.privacy import masked_comparison
from seedcorn.register import Register
from seedcorn.report import Verdict


def comparing(name: str) -> Callable[[Comparison, Look], str]:
    """How a format says a comparison. Raises UsageError where it has no way."""
    compare = _member(name).compare
    if compare is None:
        known = [each for each in shelf.names(FORMATS) if _compares(each)]
        raise UsageError(f"{name} cannot say what changes", hint=f"these can: {', '.join(known)}")
    return compare


def _member(name: str) -> Format:
    return cast("Format", shelf.take(FORMATS, name, "FORMAT"))


def _compares(name: str) -> bool:
    return _member(name).compare is not None


def check_outputs(outputs: Iterable[Output]) -> None:
    """Raise UsageError, before anything is read, where an output cannot say a comparison."""
    for output in outputs:
        comparing(output.format)


def deliver_comparison(
    comparisons: Sequence[Comparison],
    outputs: Iterable[Output],
    *,
    verbose: bool,
    public: bool,
    register: Register | None,
) -> None:
    """Write comparisons in every format asked for; in public places without customers' names.

    Of several only the first is written where programs read; people read the others before it.

    Raises OutputError where one of them could not be written; the others are.
    """
    place = place_of(os.environ, comparisons[0].after.sources)
    key = privacy_key(os.environ)
    shown = (
        [masked_comparison(one, register, place=place, key=key) for one in comparisons]
        if public
        else comparisons
    )
    texts = [(output, _rendered(shown, output, verbose=verbose)) for output in outputs]
    if public:
        for (_, text), one in product(texts, comparisons):
            refuse_leaks(text, one, register, place=place)
    write_all(texts)


def _rendered(shown: Sequence[Comparison], output: Output, *, verbose: bool) -> str:
    say, look = comparing(output.format), look_for(output, verbose=verbose)
    told = (*shown[1:], shown[0]) if _member(output.format).is_prose else shown[:1]
    return output.taken("\n".join(say(one, look) for one in told))


def exit_of(comparison: Comparison) -> Exit:
    """What a run that could write its answer exits with: 3 before 1 before 0."""
    if comparison.after.gaps:
        return Exit.INCOMPLETE
    open_too = comparison.after.strict and comparison.verdict is Verdict.OPEN
    return Exit.FINDINGS if comparison.verdict is Verdict.FAIL or open_too else Exit.OK
