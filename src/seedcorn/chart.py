"""What a chart is: a question about a backlog, answered as a picture, in a sentence and as a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from seedcorn import shelf

if TYPE_CHECKING:
    from seedcorn.document import Table
    from seedcorn.report import Report

CHARTS = "seedcorn.charts"
WIDTH = 480  # in the units of a drawing, whose letters are 13 high: readable on a page and on a telephone
Spec: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What a picture is drawn in, each a CSS colour. None of them alone tells anything: words do, too.

    `whale` is a customer over the limit, `limit` the line that a limit is.
    """

    text: str
    faint: str
    paper: str
    customer: str
    whale: str
    own: str
    seed_corn: str
    unknown: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An answer: `said` in a sentence or two with its numbers, `twin` with all of them as a table.

    `spec` makes a Vega or Vega-Lite specification of it ("$schema" says which), `WIDTH` wide. `note` is what
    has to be known beside it, such as what it leaves out.
    """

    said: str
    twin: "Table"
    spec: Callable[[Colours], Spec]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A member of `charts/`. `place` is where it stands among the others, the first having the smallest.

    `draw` answers from a report; None where that does not say enough. What is masked there stays so: a chart
    shows no number that the report does not tell, and of customers only what `customer_name` calls them.
    `needs` is what has to be there for an answer; `needs_history` that it is about what happened before.
    """

    title: str
    place: int
    draw: "Callable[[Report], Picture | None]"
    needs: str = "open issues with customers' names on them"
    needs_history: bool = False


def charts() -> tuple[tuple[str, Chart], ...]:
    """All charts by their names, in the order of their places."""
    found = ((name, cast("Chart", shelf.take(CHARTS, name, "CHART"))) for name in shelf.names(CHARTS))
    return tuple(sorted(found, key=lambda pair: (pair[1].place, pair[0])))
