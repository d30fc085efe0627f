"""What a report tells beside its findings: who judged, how it came to be so, iterations, where issues are."""

from dataclasses import dataclass

from seedcorn.model import Interval, Iteration
from seedcorn.tally import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """Where a policy says what a rule's limit is: a file and its line, from 1.

    `level` is the level that the limit is for, empty for the rule as a whole.
    """

    rule: str
    path: str
    line: int
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStamp:
    """Which policy judged: its name ("balanced"), where it came from, and what its owners decided.

    `lines` are where its own file sets limits; what only a preset says stands where the file extends it.
    """

    name: str
    origin: str = "built in"
    title: str = ""
    decision: str = ""
    review_by: str = ""
    extends: str = ""
    lines: tuple[LimitLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The course of one share: a value a week, the last one now, None where there was too little to say.

    `customer` is an id, None for the share of seed corn. `fewest` is among how few customers it ever was,
    where there was enough to say.
    """

    customer: str | None
    shares: tuple[Interval | None, ...]
    fewest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IterationWork:
    """What is in one iteration, open or completed, by its kinds."""

    iteration: Iteration
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where an issue can be looked at: its key, its address (http or https, else empty), and its title."""

    key: str
    url: str
    title: str = ""
