"""What became of each ratio since the figures that were kept. A quarter worse is measured again first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 1.25  # so many times the kept ratio is still the same
AGAIN = (2, 3)  # a measure that seems worse is run so many times as often, twice, before it is believed


class State(StrEnum):
    """What a measure is beside its kept figure. The first two are failures."""

    WORSE = "worse"
    MISSING = "missing"
    NOISY = "the same, after it seemed worse"
    NEW = "new"
    BETTER = "better"
    SAME = "the same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One measure's ratio, now and as it was kept; None where there is none."""

    name: str
    state: State
    now: float | None
    kept: float | None

    @property
    def fails(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state in (State.WORSE, State.MISSING)

    def __str__(self) -> str:
        kept = f"{self.kept:g}" if self.kept is not None else "nothing"
        now = f"{self.now:g}" if self.now is not None else "nothing"
        return f"{self.name}: {self.state} ({now}, kept is {kept})"


def change(name: str, now: float, kept: float | None, again: Callable[[int], float]) -> Change:
    """One measure. `again` measures it with so many times the runs; the last word is what counts."""
    if kept is None:
        return Change(name=name, state=State.NEW, now=now, kept=None)
    if now <= kept * LIMIT:
        state = State.BETTER if now * LIMIT < kept else State.SAME
        return Change(name=name, state=state, now=now, kept=kept)
    for times in AGAIN:
        now = again(times)
        if now <= kept * LIMIT:
            return Change(name=name, state=State.NOISY, now=now, kept=kept)
    return Change(name=name, state=State.WORSE, now=now, kept=kept)


def missing(kept: Mapping[str, float], taken: set[str]) -> list[Change]:
    """The measures that were kept and are not there any more."""
    return [
        Change(name=name, state=State.MISSING, now=None, kept=ratio)
        for name, ratio in kept.items()
        if name not in taken
    ]
