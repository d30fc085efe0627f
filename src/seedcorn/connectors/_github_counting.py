"""Tells by the numbers of issues and pull requests whether some may be missing between a list's pages."""

from seedcorn.connectors._record import Record
from seedcorn.transport.listing import Page


class Counting:
    """Whether the numbers of issues and pull requests count on from each page to the next, since when."""

    def __init__(self, began: str) -> None:
        self.began = began
        self.has_holes = False
        self._newest = ("", 0)
        self._last = 0

    @property
    def newest(self) -> int:
        """The number of the newest issue that was there already."""
        return self._newest[1]

    def read(self, page: Page) -> None:
        """Take a page. What is no issue is somebody else's to refuse."""
        items = [Record(item, "") for item in page.answer.items if isinstance(item, dict)]
        for item in items[:1]:
            self.has_holes |= self._last > 0 and item.number() != self._last + 1
        for item in items[-1:]:
            self._last = item.number()
        dated = ((item.text("created_at") or "", item.number()) for item in items)
        self._newest = max((self._newest, *(each for each in dated if each[0] < self.began)))
