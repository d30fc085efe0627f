"""How tests read one issue or change: by a clock that stands still, keeping all that is said."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from connectors.tracker_server import TestClock
from seedcorn.connector import Collecting, Progress
from seedcorn.model import Issue, Proposal
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.transport import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What came of it, and what was told meanwhile."""

    proposal: Proposal
    messages: list[str]

    @property
    def issue(self) -> Issue:
        return self.proposal.issue

    @property
    def closes(self) -> list[str]:
        return list(self.proposal.closes)


def proposed(
    propose: Callable[..., Proposal],
    target: str,
    environ: Mapping[str, str],
    *,
    places: Collection[str] | None = (),
) -> Proposed:
    """Read one through a connector; no wait takes time."""
    told: list[Progress] = []
    clock = TestClock()
    limits = Limits(read_seconds=5.0, clock=Clock(now=clock.now, sleep=clock.sleep))
    collecting = Collecting(
        environ=environ,
        allowance=Allowance(wait_seconds=60.0),
        progress=told.append,
        places=None if places is None else frozenset(places),
    )
    proposal = propose(target, collecting, limits=limits)
    return Proposed(proposal=proposal, messages=[progress.message for progress in told])
