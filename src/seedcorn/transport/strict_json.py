"""Reads JSON that is nothing else: what only looks like it is refused, and never guessed at."""

import json
import math
from typing import Any, NoReturn


def parsed(text: str) -> Any:
    """Any JSON. Raises ValueError for what only looks like it: NaN, 1e999, one key twice in an object."""
    return json.loads(
        text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_with_each_key_once
    )


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _with_each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two lists of issues under one name is the true one, nobody can know."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refuse("a key twice")
