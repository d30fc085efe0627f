"""The Policy value: everything an audit needs to know about what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from seedcorn.background import PolicyStamp
from seedcorn.model import Counting
from seedcorn.policy.counting import places
from seedcorn.policy.waivers import Waiver
from seedcorn.yamlfile import Document

if TYPE_CHECKING:
    from seedcorn.rule import Params, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy, with all it inherits.

    `sources` are written as on the command line ("github:acme/app"). `register` is found relative to the
    file that names it. `rules` are those that are on, in the order of their ids. `window_days` is how far
    back completed work counts. `capacity` is effort by iteration name; "default" is for all others.
    `folder` is where the policy's own file lies, None of a preset; `baseline` is found as the register is.
    `written` is the merged file, with the place of every value.
    """

    stamp: PolicyStamp
    counting: Counting = field(default_factory=Counting)
    rules: "tuple[tuple[Rule, Params], ...]" = ()
    sources: tuple[str, ...] = ()
    register: Path | None = None
    waivers: tuple[Waiver, ...] = ()
    folder: Path | None = None
    baseline: Path | None = None
    window_days: int = 90
    capacity: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    written: Document = field(default_factory=lambda: Document(path="", data={}), repr=False, compare=False)

    @property
    def places(self) -> frozenset[str]:
        """All places that it looks at, in the words of `Pattern.place`."""
        return places(self.counting).union(*(params.places() for _, params in self.rules))

    @property
    def review_by(self) -> date | None:
        """The day by which the decision is looked at again, if the policy says one."""
        return date.fromisoformat(self.stamp.review_by) if self.stamp.review_by else None
