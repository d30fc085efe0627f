"""Opens pages in a real browser that reaches nothing else, and keeps what it said and asked for."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright, Request, Route

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NARROW, TELEPHONE, TABLET, DESK = 320, 375, 768, 1280
# Nothing is looked up, so that what slips past the fence below still reaches no machine.
_ALONE = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking")


def browser_here() -> str | None:
    """The first browser found, as a path."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def started(playwright: Playwright, path: str) -> Browser:
    """A browser without a window. Its own fence does not work for root, and only then is left out."""
    alone = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    without = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*_ALONE, *without], env=dict(alone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that was opened. `said` is its console, `asked` whatever it wanted beside its own file.

    `broke` are its errors, `opened` the dialogs, windows and downloads that came of it.
    """

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    @property
    def noise(self) -> list[str]:
        """All that a page that only tells something never makes."""
        return [*self.said, *self.asked, *self.broke, *self.opened]

    def evaluate(self, script: str, argument: object = None) -> Any:
        """What a function of JavaScript says of the page."""
        return self.page.evaluate(script, argument)


@contextmanager
def visiting(browser: Browser, path: Path, *, width: int = DESK, **look: Any) -> Iterator[Visit]:
    """A page of a file in a context of its own; `look` is what `Browser.new_context` takes."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **look)
    try:
        visit = _fenced(context, path.as_uri())
        visit.page.goto(path.as_uri())
        yield visit
    finally:
        context.close()


def _fenced(context: BrowserContext, home: str) -> Visit:
    visit = Visit(page=context.new_page())
    page = visit.page

    def only_home(route: Route) -> None:
        if route.request.url == home:
            route.continue_()
        else:
            visit.asked.append(route.request.url)
            route.abort()

    def dismissed(dialog: Dialog) -> None:
        visit.opened.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def seen(request: Request) -> None:
        if request.url != home:
            visit.asked.append(request.url)

    context.route("**/*", only_home)
    context.on("request", seen)
    context.on("page", lambda other: visit.opened.append(f"page: {other.url}"))
    page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.broke.append(str(error)))
    page.on("dialog", dismissed)
    page.on("download", lambda download: visit.opened.append(f"download: {download.url}"))
    page.on("websocket", lambda socket: visit.asked.append(socket.url))
    return visit
