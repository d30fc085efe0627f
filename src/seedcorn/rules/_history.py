"""What rules share that look at what happened: what to say without a history, and how they ask for one."""

from seedcorn.model import HISTORY

NO_HISTORY = (
    "needs a history of labels and milestones: take the snapshot with “--history”, or name the source"
)

# Several teams' words in one order: each team's own keep theirs. Without a star before or behind "low", which
# would find "slow" and "workflow" too.
PRIORITIES = (
    *("p0", "prio*0", "blocker", "prio*blocker", "highest", "prio*highest", "critical", "prio*critical"),
    *("urgent", "prio*urgent", "p1", "prio*1", "high", "prio*high", "high prio*", "high-prio*"),
    *("major", "prio*major", "p2", "prio*2", "medium", "prio*medium", "medium prio*", "medium-prio*"),
    *("normal", "prio*normal", "p3", "prio*3", "minor", "prio*minor", "low", "prio*low", "low prio*"),
    *("low-prio*", "p4", "prio*4", "lowest", "prio*lowest", "trivial", "prio*trivial"),
)


def with_history(*places: str) -> frozenset[str]:
    """Some places, in the words of `Pattern.place`, and that of what happened."""
    return frozenset((HISTORY, *places))
