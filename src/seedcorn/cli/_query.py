"""--query: a part of a JSON answer, by a JMESPath expression."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from seedcorn.errors import UsageError
from seedcorn.formats._json_values import written
from seedcorn.yamlfile import did_you_mean

_META = "seedcorn.query"
_HINT = "see jmespath.org; in quotes for the shell, as \"findings[?kind=='fail'].rule\""
# What an expression can come to on data of another kind; Python's own errors come through the library.
_MISFITS = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to take out of a JSON answer."""

    expression: str

    def answer(self, text: str) -> str:
        """The part of a JSON text as JSON, strings in quotes too. Raises UsageError where it does not fit."""
        import jmespath  # noqa: PLC0415 - needed by few

        try:
            return written(jmespath.search(self.expression, json.loads(text)))
        except _MISFITS as error:
            said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise UsageError(f"--query does not fit this answer: {said}", hint=_HINT) from error


def query(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Check the expression before anything is read and keep it for the outputs. Raises BadParameter."""
    if value is None:
        return
    trouble = _trouble(value)
    if trouble:
        raise click.BadParameter(f"{trouble}\n{_HINT}", ctx=ctx, param=param)
    ctx.meta[_META] = Query(expression=value)


def query_of(ctx: click.Context) -> Query | None:
    """What --query said on this command line."""
    found: Query | None = ctx.meta.get(_META)
    return found


def _trouble(expression: str) -> str:
    """What is wrong with an expression, and at which of its characters, from 1; empty if nothing is."""
    import jmespath  # noqa: PLC0415 - needed by few
    from jmespath.exceptions import JMESPathError, ParseError  # noqa: PLC0415 - as above

    try:
        parsed = jmespath.compile(expression).parsed
    except ParseError as error:
        return f"no JMESPath, at character {error.lex_position + 1}: {_without_a_drawing(error)}"
    except JMESPathError:
        return "no JMESPath: it is empty"
    except RecursionError:
        return "no JMESPath that can be read: it is nested too deeply"
    return next(_unknown_functions(parsed), "")


def _without_a_drawing(error: Exception) -> str:
    """The sentence of a parser that goes on with the expression and a caret below it."""
    lead = str(error).partition("\n")[0].rstrip(": ")
    return lead.rpartition("expression: ")[2]


def _unknown_functions(parsed: Mapping[str, Any]) -> Iterator[str]:
    """Functions that there are none of, which the library finds out only on data that gets that far."""
    from jmespath.functions import Functions  # noqa: PLC0415 - needed by few

    known = sorted(Functions.FUNCTION_TABLE)
    waiting = [parsed]
    while waiting:
        node = waiting.pop()
        waiting += [child for child in node.get("children", ()) if isinstance(child, dict)]
        if node["type"] == "function_expression" and node["value"] not in known:
            advice = did_you_mean(node["value"], known, otherwise="functions are")
            yield f'there is no function "{node["value"]}": {advice}'
