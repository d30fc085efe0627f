"""Where it goes what one policy says otherwise than another, and what that does to a backlog."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, cast

from seedcorn import shelf
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._comparing import comparing
from seedcorn.cli._outputs import FORMATS, Output, look_for, refuse_leaks, write_all
from seedcorn.comparison import Comparison
from seedcorn.document import Block, Document, Heading, Paragraph, bold, bullets
from seedcorn.errors import UsageError
from seedcorn.format import Format, Look
from seedcorn.formats._comparison import document as compared
from seedcorn.policy.difference import Changed, Way
from seedcorn.policy.difference_words import headline, in_order, told
from seedcorn.privacy import masked_comparison
from seedcorn.register import Register
from seedcorn.words import sentence

_JSON = "json"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is told: every value that differs and, where a backlog was given, what becomes of its verdicts.

    `registers` are those of both sides.
    """

    changes: tuple[Changed, ...]
    comparison: Comparison | None = None
    registers: tuple[Register | None, ...] = ()


def check_writers(outputs: Iterable[Output]) -> None:
    """Raise UsageError, before anything is read, where an output cannot say what policies say otherwise."""
    for output in outputs:
        if output.format != _JSON and _member(output.format).write is None:
            known = [name for name in shelf.names(FORMATS) if name == _JSON or _member(name).write]
            problem = f"{output.format} cannot say how two policies differ"
            raise UsageError(problem, hint=f"these can: {', '.join(known)}")


def deliver_difference(
    difference: Difference, outputs: Iterable[Output], *, verbose: bool, public: bool
) -> None:
    """Write it in every format asked for; in public places without customers' names.

    Raises OutputError where one of them could not be written, or would show a name in public.
    """
    whole = difference.comparison
    place = place_of(os.environ, whole.after.sources) if whole else ""
    shown = _masked(difference, place) if public else difference
    texts = [(output, _rendered(shown, output, look_for(output, verbose=verbose))) for output in outputs]
    if public and whole:
        for (_, text), register in product(texts, difference.registers):
            refuse_leaks(text, whole, register, place=place)
    write_all(texts)


def _masked(difference: Difference, place: str) -> Difference:
    if difference.comparison is None:
        return difference
    register, key = difference.registers[-1], privacy_key(os.environ)
    masked = masked_comparison(difference.comparison, register, place=place, key=key)
    return replace(difference, comparison=masked)


def _member(name: str) -> Format:
    return cast("Format", shelf.take(FORMATS, name, "FORMAT"))


def _rendered(difference: Difference, output: Output, look: Look) -> str:
    write = _member(output.format).write
    return _as_json(difference, look) if write is None else write(_document(difference), look)


def _document(difference: Difference) -> Document:
    return (*_blocks(difference), *(compared(difference.comparison) if difference.comparison else ()))


def _blocks(difference: Difference) -> Iterator[Block]:
    """How many are looser and stricter, and each of them, the looser ones first."""
    yield Paragraph(line=bold(sentence(headline(difference.changes))))
    for way in Way:
        lines = [told(each) for each in in_order(difference.changes) if each.way is way]
        if lines:
            yield Heading(text=_HEADINGS[way])
            yield bullets(lines)
    if difference.comparison:
        yield Heading(text="On this backlog")


_HEADINGS = {Way.LOOSER: "Looser", Way.STRICTER: "Stricter", Way.OTHER: "Different"}


def _as_json(difference: Difference, look: Look) -> str:
    comparison = difference.comparison
    said: dict[str, Any] = {
        "version": _VERSION,
        "headline": headline(difference.changes),
        "differences": [_change(each) for each in in_order(difference.changes)],
        "comparison": json.loads(comparing(_JSON)(comparison, look)) if comparison else None,
    }
    text = json.dumps(said, indent=2, ensure_ascii=True, allow_nan=False)
    return (
        text.replace("##[", "\\u0023\\u0023[") + "\n"
    )  # as all our JSON: old build logs read commands there


def _change(change: Changed) -> dict[str, str | None]:
    return {
        "where": change.where,
        "what": change.what.value,
        "way": change.way.value,
        "old": change.old or None,
        "new": change.new or None,
        "bound": change.bound.value if change.bound else None,
    }
