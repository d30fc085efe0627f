"""Where backtests go: through the formats that can say them, without names where the public reads."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import cast

from seedcorn import shelf
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._outputs import FORMATS, Output, look_for, refuse_leaks, write_all
from seedcorn.cli._progress import stepwise
from seedcorn.errors import UsageError
from seedcorn.format import Format, Look
from seedcorn.formats._backtest import document
from seedcorn.formats._backtest_json import text
from seedcorn.formats._backtest_pair import document as beside
from seedcorn.hindsight import Backtest
from seedcorn.privacy import masked_backtest
from seedcorn.register import Register
from seedcorn.words import count

_JSON = "json"
Told = tuple[Backtest, Register | None]


def check_tellers(outputs: Iterable[Output]) -> None:
    """Raise UsageError, before anything is read, where an output cannot say a backtest."""
    for output in outputs:
        if output.format != _JSON and _member(output.format).write is None:
            known = [name for name in shelf.names(FORMATS) if name == _JSON or _member(name).write]
            raise UsageError(
                f"{output.format} cannot say what the past was like", hint=f"these can: {', '.join(known)}"
            )


def watched(dates: Sequence[datetime]) -> Iterator[datetime]:
    """Passes dates on and shows how many of them are judged."""
    return stepwise(dates, f"judging {count(len(dates), 'date')}")


def deliver_backtests(
    told: Sequence[Told], outputs: Iterable[Output], *, verbose: bool, public: bool
) -> None:
    """Write one or two backtests in every format asked for; in public places without customers' names.

    Raises OutputError where one of them could not be written, or would show a name in public.
    """
    place, key = place_of(os.environ, told[0][0].report.sources), privacy_key(os.environ)
    shown = tuple(
        masked_backtest(each, register, place=place, key=key) if public else each for each, register in told
    )
    texts = [(output, _rendered(shown, output, look_for(output, verbose=verbose))) for output in outputs]
    if public:
        for (_, written), (each, register) in product(texts, told):
            refuse_leaks(written, each.report, register, place=place)
    write_all(texts)


def _member(name: str) -> Format:
    return cast("Format", shelf.take(FORMATS, name, "FORMAT"))


def _rendered(backtests: tuple[Backtest, ...], output: Output, look: Look) -> str:
    write = _member(output.format).write
    if write is None:
        return text(backtests)
    one, *others = backtests
    return write(beside((one, others[0]), look) if others else document(one, look), look)
