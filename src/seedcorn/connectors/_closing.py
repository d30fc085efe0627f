"""Which issues a change will close, by its title, body and branch: text of anybody's, read without trust.

GitHub's words: https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""

import re
from collections.abc import Iterable, Iterator

_LONGEST_TEXT = 65_536  # what GitHub allows; a longer text comes from somewhere else and is cut
_LONGEST_LINE = 1_000  # a title, a branch
# What hides text begins with one of these; a fence stands alone on its line, in a list or quote or not.
_FENCE_LINE = r"^[ \t>]*(?:[-*+][ \t]+)?(?P<fence>`{3,}|~{3,})[^\n`]*$"
_HIDING = re.compile(rf"(?P<comment><!--)|{_FENCE_LINE}|(?P<span>`+)", re.MULTILINE)
_FENCE_END = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t\r]*$", re.MULTILINE)
_SPAN_END = re.compile(r"`+|\n[ \t\r]*\n")
_REPOSITORY = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}"
_KEYWORD = r"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?::[ \t]{0,8}|[ \t]{1,8})"
_CLOSING = re.compile(
    rf"{_KEYWORD}(?:(?P<site>https?://[^\s/]{{1,253}})/(?P<there>{_REPOSITORY})/issues/"
    rf"|(?P<named>{_REPOSITORY})?\#)(?P<number>[1-9][0-9]{{0,9}})(?!\w)",
    re.IGNORECASE,
)
_TRACKER_KEY = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9_]{1,30}-[1-9][0-9]{0,8}(?![A-Za-z0-9]|[-.][0-9])")
# What is written as a key is and is none: standards, and other words for an issue or a change.
_ISSUE_WORDS = frozenset({"GH", "GL", "ISSUE"})
_NO_PROJECTS = _ISSUE_WORDS | {"AES", "CVE", "HTTP", "ISO", "MR", "PR", "RFC", "RSA", "SHA", "TLS", "UTF"}
_DATE = re.compile(r"(?<![0-9])(?:[0-9]{4}[-_][0-9]{2}[-_][0-9]{2}|CVE-[0-9]{4}-[0-9]+)(?![0-9])")
_SEPARATORS = re.compile(r"[/_#-]")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]+")
# Branches whose numbers are versions, and the words before numbers that trackers themselves give to branches:
# "patch-1" for an edit in the browser, "revert-12-..." for a change that is taken back.
_VERSIONED = frozenset({"dependabot", "release", "releases", "renovate"})
_OTHER_NUMBERS = frozenset({"mr", "patch", "pr", "pull", "revert", "v", "version"})


def keywords(text: str, *, repository: str, site: str) -> Iterator[str]:
    """The keys of the issues that GitHub's closing keywords in a text name, in order.

    Args:
        text: a title or a body; what is code or hidden in it says nothing.
        repository: "owner/name", for a number without one.
        site: where its pages are ("https://github.com"); addresses anywhere else say nothing.
    """
    for found in _CLOSING.finditer(visible(text[:_LONGEST_TEXT])):
        if found["site"] is None or found["site"].casefold() == site.casefold():
            named = found["there"] or found["named"] or repository
            is_own = named.casefold() == repository.casefold()
            yield f"{repository if is_own else named}#{found['number']}"


def numbers(branch: str) -> Iterator[str]:
    """The number of the issue that a branch is named for, as in "12-fix", "fix/12-x", "gh-12"; at most one.

    It stands alone between separators and has at most six digits; a date, a tracker's key and what hosts
    call branches by themselves are none.
    """
    words = _SEPARATORS.split(_DATE.sub("", branch[:_LONGEST_LINE]))
    if words[0].casefold() in _VERSIONED:
        return
    for before, word in zip(["", *words], words, strict=False):
        if _NUMBER.fullmatch(word) and not _is_other(before):
            yield word
            return


def _is_other(before: str) -> bool:
    """Whether a word in a branch says of the number behind it that it is no issue's here."""
    is_project = _CAPITALS.fullmatch(before) and before not in _ISSUE_WORDS
    return bool(is_project) or before.casefold() in _OTHER_NUMBERS


def tracker_keys(*lines: str) -> Iterator[str]:
    """What looks like an issue's key at another tracker ("APP-12") in titles and branches, in order."""
    for line in lines:
        for found in _TRACKER_KEY.finditer(line[:_LONGEST_LINE]):
            if found[0].rpartition("-")[0] not in _NO_PROJECTS:
                yield found[0]


def distinct(keys: Iterable[str], *, besides: str) -> tuple[str, ...]:
    """Each key once, whatever its case, as it was written first; but for that of the change itself."""
    found: dict[str, str] = {}
    for key in keys:
        found.setdefault(key.casefold(), key)
    return tuple(key for folded, key in found.items() if folded != besides.casefold())


def visible(text: str) -> str:
    """A Markdown text without its code and its HTML comments; in their places are spaces."""
    parts, place = list[str](), 0
    while found := _HIDING.search(text, place):
        parts += (text[place : found.start()], " ")
        place = _end(text, found)
    return "".join((*parts, text[place:]))


def _end(text: str, found: re.Match[str]) -> int:
    """Where ends what a sign hides. A comment or fence that never ends hides all; a lone backtick nothing."""
    start = found.end()
    if found["comment"]:
        end = text.find("-->", start)
        return len(text) if end < 0 else end + len("-->")
    if found["fence"]:
        closing = (each for each in _FENCE_END.finditer(text, start) if each[1].startswith(found["fence"]))
        return next((each.end() for each in closing), len(text))
    for each in _SPAN_END.finditer(text, start):
        if each[0] == found["span"]:
            return each.end()
        if not each[0].startswith("`"):  # a code span ends with its paragraph
            break
    return start
