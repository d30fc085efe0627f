"""A branch of a repository as its tracker tells it: facts only, nobody's yet."""

from dataclasses import dataclass
from datetime import datetime

BRANCH = "branch"  # the place at which somebody looks for branches, beside those of `Pattern.place`


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One branch, by its name without "refs/heads/".

    `source` is where it was read ("github:acme/app"), `committed_at` when its last commit was made, in UTC.
    `is_default` is the branch that all others start from. `merged` says that the default one has all that is
    on it; None where the tracker does not say with its list.
    """

    source: str
    name: str
    committed_at: datetime
    is_default: bool = False
    merged: bool | None = None
