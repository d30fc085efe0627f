"""What is asked of GitHub's GraphQL, and how one issue of its answers is read: Projects, authors, parents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from seedcorn.connectors._github_target import ITERATION, ORGANIZATION, PROJECT_FIELD, Wanted
from seedcorn.connectors._record import Record, storable
from seedcorn.model import Iteration

PROJECTS, AUTHORS, COMPANIES, CLOSING = "projects", "authors", "companies", "closing"
_MAX_NUMBER_DIGITS = 15
_LONGEST_DAYS, _LAST_YEAR = 10_000, 9_900  # what dates can hold

_FIELD = "field { ... on ProjectV2FieldCommon { name dataType } }"
_PARTS = {
    PROJECTS: f"""
      projectItems(first: 10, includeArchived: false) {{
        pageInfo {{ hasNextPage }}
        nodes {{
          project {{ title number }}
          fieldValues(first: 50) {{
            pageInfo {{ hasNextPage }}
            nodes {{
              ... on ProjectV2ItemFieldSingleSelectValue {{ name {_FIELD} }}
              ... on ProjectV2ItemFieldTextValue {{ text {_FIELD} }}
              ... on ProjectV2ItemFieldNumberValue {{ number {_FIELD} }}
              ... on ProjectV2ItemFieldDateValue {{ date {_FIELD} }}
              ... on ProjectV2ItemFieldIterationValue {{ title startDate duration iterationId {_FIELD} }}
            }}
          }}
        }}
      }}""",
    AUTHORS: """
      author { login ... on User { company organizations(first: 10) { nodes { login } } } }""",
    COMPANIES: """
      author { login ... on User { company } }""",
    CLOSING: """
      closingIssuesReferences(first: 50) { nodes { number repository { nameWithOwner } } }""",
}
_QUERY = """query($owner: String!, $name: String!, $size: Int!, $after: String%s) {
  repository(owner: $owner, name: $name) {
    issues(first: $size, after: $after, orderBy: {field: CREATED_AT, direction: ASC}%s) {
      pageInfo { hasNextPage endCursor }
      nodes {
      number
      createdAt
      parent { number repository { nameWithOwner } }%s
      }
    }
  }
}"""
_ONE = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    %s(number: $number) {
      number
      createdAt%s
    }
  }
}"""
# Whether a token sees a repository's projects: for doctor.
PROJECTS_QUERY = """query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { projectsV2(first: 1) { totalCount nodes { title } } }
}"""


def query(parts: tuple[str, ...], *, since: bool) -> str:
    """The text that asks for a page of issues, oldest first, with these parts of each.

    Its variables are owner, name, size, after, and with `since` the moment whose changes are asked for.
    """
    changed = (", $since: DateTime!", ", filterBy: {since: $since}") if since else ("", "")
    return _QUERY % (*changed, "".join(_PARTS[part] for part in parts))


def query_of_one(kind: str, part: str) -> str:
    """The text that asks for one part of an "issue" or "pullRequest"; its variables: owner, name, number."""
    return _ONE % (kind, _PARTS[part])


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What GraphQL knows of one issue besides what comes with it anyway; `is_cut` where that was too much."""

    number: int
    created_at: datetime
    marks: tuple[tuple[str, str], ...] = ()
    iterations: tuple[Iteration, ...] = ()
    parent: str | None = None
    is_cut: bool = False

    def answers(self, place: str) -> bool:
        """Whether it says something at that place."""
        if place == ITERATION:
            return bool(self.iterations)
        return any(mark == place for mark, _ in self.marks)


def aside_of(node: object, wanted: Wanted, *, where: str, now: datetime) -> Aside:
    """One issue of an answer. Raises DataError where it is none."""
    issue = Record.of(node, where)
    values = list(_values(issue))
    marks = [mark for value in values for mark in _project_marks(value, wanted)]
    iterations = [_iteration(value, now) for value in values if value.has("iterationId")]
    return Aside(
        number=issue.number(),
        created_at=issue.needed_moment("createdAt"),
        marks=tuple(dict.fromkeys((*marks, *((ORGANIZATION, name) for name in _organizations(issue))))),
        iterations=tuple(dict.fromkeys(iterations)) if ITERATION in wanted else (),
        parent=_parent(issue),
        is_cut=_is_cut(issue),
    )


def _values(issue: Record) -> Iterator[Record]:
    """The values of all fields of the issue's items; those of other kinds come empty."""
    items = issue.record("projectItems")
    for item in items.records("nodes") if items else ():
        values = item.record("fieldValues")
        for value in values.records("nodes") if values else ():
            if value.record("field"):
                yield value


def _project_marks(value: Record, wanted: Wanted) -> Iterator[tuple[str, str]]:
    field = value.record("field")
    if field is None or field.text("dataType") == "TITLE":
        return
    place = f"{PROJECT_FIELD}{' '.join((field.text('name') or '').split()).casefold()}"
    text = _text(value)
    if text and place != PROJECT_FIELD and place in wanted:
        yield place, text


def _text(value: Record) -> str:
    """What a value says: an option's or an iteration's name, a text, a date, a number."""
    number = value.get("number")
    if isinstance(number, int | float) and not isinstance(number, bool):
        return f"{number:.{_MAX_NUMBER_DIGITS}g}"
    return (value.text("name", "text", "date", "title") or "").strip()


def _iteration(value: Record, now: datetime) -> Iteration:
    start, days = value.needed_moment("startDate"), value.number("duration")
    if days > _LONGEST_DAYS or start.year > _LAST_YEAR:
        value.wrong("duration", days, "a number of days")
    end = start + timedelta(days=days)
    return Iteration(name=value.needed_text("title"), kind=ITERATION, start=start, end=end, closed=end <= now)


def _organizations(issue: Record) -> Iterator[str]:
    """The author's company and organizations, each once: "@acme" is the organization acme."""
    author = issue.record("author")
    if author is None:
        return
    seen: set[str] = set()
    for name in (*_companies(author), *_memberships(author)):
        if name.casefold() not in seen:
            seen.add(name.casefold())
            yield name


def _companies(author: Record) -> Iterator[str]:
    company = " ".join((author.text("company") or "").split())
    words = company.replace(",", " ").split()
    if words and all(word.startswith("@") for word in words):
        yield from (word.lstrip("@") for word in words if word.strip("@"))
    elif company:
        yield company


def _memberships(author: Record) -> Iterator[str]:
    organizations = author.record("organizations")
    for each in organizations.records("nodes") if organizations else ():
        yield each.needed_text("login")


def _parent(issue: Record) -> str | None:
    parent = issue.record("parent")
    repository = parent.record("repository") if parent else None
    if parent is None or repository is None:
        return None
    return f"{storable(repository.needed_text('nameWithOwner'))}#{parent.number()}"


def _is_cut(issue: Record) -> bool:
    """Whether there are more projects, or more fields in one, than were asked for."""
    items = issue.record("projectItems")
    if items is None:
        return False
    connections = [items, *(item.record("fieldValues") for item in items.records("nodes"))]
    infos = [connection.record("pageInfo") for connection in connections if connection]
    return any(info.get("hasNextPage") is True for info in infos if info)
