"""What everybody needs of a page: its width, headings, focus, and what is left of it on paper."""

from collections.abc import Sequence
from itertools import pairwise

from pages.browsing import Visit

_OVERFLOW = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
_OPENED = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
_HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))"
_HIDDEN = """() => [...document.querySelectorAll('details > :not(summary)')]
    .filter(one => !one.checkVisibility({visibilityProperty: true, opacityProperty: true})
        || one.getBoundingClientRect().height === 0)
    .map(one => one.outerHTML.slice(0, 200))"""
_COLOURS = """() => [...document.querySelectorAll('body, body *')].map(one => {
    const style = getComputedStyle(one);
    return [one.tagName, style.color, style.backgroundColor, style.fill, style.stroke, style.borderTopColor]
        .join(' ');
})"""
_WISHED = """() => [...document.querySelectorAll('a[href], summary')]
    .filter(one => one.checkVisibility()).length"""
# Every stop of the Tab key once: what it is, and whether one sees that one is there.
_STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const isSeen = one.matches(':focus-visible') && (
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none');
    const isNew = !one.dataset.stopped;
    one.dataset.stopped = 'yes';
    const box = one.getBoundingClientRect();
    return {
        tag: one.tagName, text: one.textContent.trim().slice(0, 60), isSeen, isNew,
        isOpen: one.tagName === 'SUMMARY' ? one.parentElement.open : true,
        isOnScreen: box.bottom > 0 && box.top < innerHeight,
    };
}"""
_MOST_STOPS = 3_000


def overflow(visit: Visit) -> int:
    """By how many pixels the page is wider than its window."""
    found: int = visit.evaluate(_OVERFLOW)
    return found


def unfold(visit: Visit) -> None:
    """Opens all that can be opened."""
    visit.evaluate(_OPENED)


def headings(visit: Visit) -> list[int]:
    """The levels of its headings, as they come."""
    found: list[int] = visit.evaluate(_HEADINGS)
    return found


def are_in_order(levels: Sequence[int]) -> bool:
    """Whether there is one title, first of all, and no level is jumped over on the way down."""
    steps = pairwise(levels)
    return levels[:1] == [1] and levels.count(1) == 1 and all(below - above <= 1 for above, below in steps)


def hidden_in_folds(visit: Visit) -> list[str]:
    """What stands in a fold and cannot be seen."""
    found: list[str] = visit.evaluate(_HIDDEN)
    return found


def colours(visit: Visit) -> list[str]:
    """The colours of every element."""
    found: list[str] = visit.evaluate(_COLOURS)
    return found


def unreached(visit: Visit) -> list[str]:
    """Goes through the page by the Tab key, opening each fold by Enter: what is wrong, if anything."""
    wrong = []
    stops = 0
    for _ in range(_MOST_STOPS):
        visit.page.keyboard.press("Tab")
        stop = visit.evaluate(_STOP)
        if stop is None or not stop["isNew"]:
            break
        if not (stop["isSeen"] and stop["isOnScreen"]):
            wrong.append(f"not seen: {stop['tag']} {stop['text']}")
        if not stop["isOpen"]:
            visit.page.keyboard.press("Enter")
        stops += stop["tag"] in {"A", "SUMMARY"}
    wished = visit.evaluate(_WISHED)
    return wrong if stops == wished else [*wrong, f"{stops} of {wished} links and folds are reached"]
