"""What rules share that look at what happened: what to say without a history, and how they ask for one."""

from seedcorn.model import HISTORY

NO_HISTORY = (
    "needs a history of labels and milestones: take the snapshot with “--history”, or name the source"
)


def with_history(*places: str) -> frozenset[str]:
    """Some places, in the words of `Pattern.place`, and that of what happened."""
    return frozenset((HISTORY, *places))
