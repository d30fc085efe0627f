"""What two policies say of one backlog. It takes the engine, so `policy diff` loads it for a backlog only."""

from seedcorn.cli._baseline import baseline_of
from seedcorn.cli._facts import Asked, Folder, facts
from seedcorn.cli._moment import now
from seedcorn.cli._reading import Means
from seedcorn.comparison import About, Comparison
from seedcorn.impact import Seen, compared
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.supposing import Case


def judged_by_both(
    sides: tuple[Policy, Policy],
    registers: tuple[Register | None, ...],
    *,
    sources: tuple[str, ...],
    folder: Folder | None,
    engine: str,
    means: Means,
) -> Comparison:
    """A snapshot is judged as of when it was taken."""
    started = now()
    asked = Asked(sources=sources, folder=folder, engine=engine, means=means, reported=True)
    with facts(asked, (), now=started) as snapshot:
        before, after = (
            Seen(
                case=Case(
                    snapshot=snapshot,
                    policy=policy,
                    register=register,
                    now=snapshot.collected_at if folder else started,
                    baseline=baseline_of(None, policy),
                )
            )
            for policy, register in zip(sides, registers, strict=True)
        )
        return compared(before, after, about=About.POLICY)
