"""Which words stand on an issue, and in which place each."""

from collections.abc import Iterator

from seedcorn.model import Issue
from seedcorn.title import prefix_of


def marks_of(issue: Issue) -> Iterator[tuple[str, str]]:
    """The words that stand on an issue, as (place, value), in the tracker's order."""
    yield from ((f"field:{name.casefold()}", value) for name, value in issue.fields)
    yield from (("label", label) for label in issue.labels)
    yield from ((f"heading:{name.casefold()}", value) for name, value in issue.headings)
    if prefix := prefix_of(issue.title):
        yield "title-prefix", prefix
    if issue.type:
        yield "type", issue.type
    yield from ((iteration.kind, iteration.name) for iteration in issue.iterations)
    if issue.author:
        yield "author", issue.author
    yield from (("assignee", person) for person in issue.assignees)
    yield from ((place.casefold(), value) for place, value in issue.marks)
