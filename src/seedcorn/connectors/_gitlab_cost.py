"""What the histories of a list of issues will cost, so that none is begun that cannot be finished."""

from dataclasses import dataclass

from seedcorn.connectors._gitlab_extra import History
from seedcorn.transport.listing import Page
from seedcorn.transport.patience import Patience
from seedcorn.transport.trouble import number_of

_UNCOUNTED = 10_000  # issues; of more GitLab does not say how many
_TO_MAKE_SURE = 3  # requests at most at the end of a list, whether anything moved while it was read
_SECONDS = 60  # in which GitLab takes as many requests as its header says


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost as the first page of a list tells it.

    `issues` is how many the list has, None where GitLab does not say; `rest` is what the other pages cost.
    `left` and `limit` are the requests that GitLab still takes in this minute, and in each; None where it
    does not say.
    """

    issues: int | None
    rest: int
    left: int | None
    limit: int | None

    @classmethod
    def of(cls, page: Page, *, beside: int) -> "Cost":
        """From a page; `beside` are the requests that go with each."""
        issues, limit = (number_of(page.answer.headers.get(name)) for name in ("x-total", "ratelimit-limit"))
        after = max((page.last or page.number) - page.number, 0)
        return cls(
            issues=None if issues is None else int(issues),
            rest=beside + (after * (1 + beside) + _TO_MAKE_SURE if after else 0),
            left=page.answer.requests_left,
            limit=int(limit) if limit else None,
        )

    @property
    def is_known(self) -> bool:
        """Whether GitLab said how many issues there are."""
        return self.issues is not None

    def words(self, history: History) -> str:
        """How many requests a history takes at most."""
        if self.issues is None:
            return f"more than {_UNCOUNTED * history.requests:,}"
        return f"up to {self.issues * history.requests:,}"

    def lacking(self, history: History, patience: Patience) -> tuple[str, str]:
        """Why a history cannot be read besides all issues, and what to do; empty where it can."""
        of_issues = (_UNCOUNTED if self.issues is None else self.issues) * history.requests
        needed, left = of_issues + self.rest, patience.allowance.requests_left
        if left is not None and left < needed:
            why = f"{history.name} needs {needed} more requests and the budget has {left} left"
            return why, f"allow more with --budget, or {history.without}"
        wait = self._wait(needed)
        if not patience.allows(wait):
            why = f"{history.name} needs {needed} more requests, and GitLab takes {self.limit} a minute"
            return (
                f"{why}: up to {wait} seconds of waiting",
                f"allow them with --max-wait, or {history.without}",
            )
        return "", ""

    def _wait(self, needed: int) -> int:
        """The seconds that so many requests wait at most, those of the answers counted."""
        if not self.limit or self.left is None:
            return 0
        return -(-max(needed - self.left, 0) // self.limit) * _SECONDS
