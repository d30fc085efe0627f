"""The open backlog week by week: how much of each kind of work, and who asks for how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from seedcorn.model import Customer
from seedcorn.tally import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The open backlog at one moment: its work, and the effort that each customer asks for, by id.

    `seed_in_use` says whether anything had ever borne the seed-corn mark by then.
    """

    at: datetime
    work: Work
    demands: Mapping[str, Fraction]
    seed_in_use: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points, the oldest first, equally far apart but for the last; and who the customers are, by id."""

    points: tuple[Point, ...]
    customers: Mapping[str, Customer]
