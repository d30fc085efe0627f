"""Reads the answers to an issue form back out of an issue's body: "### Customer", then the value."""

from collections.abc import Iterator

MAX_HEADINGS = 50
MAX_CHARACTERS = 200
_MAX_BODY = 65_536  # what GitHub itself allows; a longer body comes from somewhere else and is cut
_NO_ANSWER = "_no response_"
_FENCES = ("```", "~~~")


def headings(body: str) -> tuple[tuple[str, str], ...]:
    """The (heading, answer) pairs of a body, in its order, from its first 50 headings.

    An answer runs to the next heading, its spaces and line ends become single spaces, and it is cut at
    200 characters. Questions without an answer are left out; of check boxes the ticked ones are the
    answers, one pair each.
    """
    if "### " not in body:
        return ()
    sections = list(_sections(body[:_MAX_BODY]))[:MAX_HEADINGS]
    return tuple((heading, answer) for heading, lines in sections for answer in _answers(lines))


def _sections(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each "### " heading with its lines. A heading of level 1 or 2 ends a section and starts none."""
    heading, lines, fenced = "", list[str](), False
    for line in body.splitlines():
        if line.startswith(_FENCES):
            fenced = not fenced
        if fenced or not line.startswith(("# ", "## ", "### ")):
            lines.append(line)
            continue
        if heading:
            yield heading, lines
        heading, lines = _short(line[4:].rstrip(" #")) if line.startswith("### ") else "", []
    if heading:
        yield heading, lines


def _answers(lines: list[str]) -> Iterator[str]:
    filled = [line.strip() for line in lines if line.strip()]
    if filled and all(_is_box(line) for line in filled):
        yield from (_short(line[5:]) for line in filled if line[3] != " " and _short(line[5:]))
        return
    answer = _short(" ".join(filled))
    if answer and answer.casefold() != _NO_ANSWER:
        yield answer


def _is_box(line: str) -> bool:
    return line[:3] in {"- [", "* ["} and line[3:4] in {" ", "x", "X"} and line[4:5] == "]"


def _short(text: str) -> str:
    return " ".join(text.split())[:MAX_CHARACTERS].rstrip()
