"""What only GitLab's GraphQL tells of issues: organizations of their contacts, custom fields, parents.

Each is asked for by when the issues of one page were created, 100 at a time: so it costs one request a page,
in a group as in a project, and what is read of a list that has changed is as little as of the list itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from seedcorn.connectors._gitlab_extra import More, Pending
from seedcorn.connectors._gitlab_payload import Found
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._gitlab_standing import instant
from seedcorn.connectors._record import Record
from seedcorn.transport.graphql import Reply, ask
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

_LIST = """
query($path: ID!, $from: Time, $to: Time, $since: Time, $after: String) {
  %(kind)s(fullPath: $path) {
    %(list)s(%(scope)screatedAfter: $from, createdBefore: $to, updatedAfter: $since,
             sort: CREATED_ASC, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id %(wanted)s }
    }
  }
}
"""
_ORGANIZATIONS = "customerRelationsContacts { nodes { organization { name } } }"
_FIELDS = """
        widgets { ... on WorkItemWidgetCustomFields { customFieldValues {
          customField { name }
          ... on WorkItemSelectFieldValue { selectedOptions { value } }
          ... on WorkItemTextFieldValue { text: value }
          ... on WorkItemNumberFieldValue { number: value }
        } } }"""
_PARENTS = """
        widgets { ... on WorkItemWidgetHierarchy { parent {
          title reference(full: true) workItemType { name }
        } } }"""
_MAY_READ = """
query($path: ID!) {
  %(kind)s(fullPath: $path) { %(open)s userPermissions { readCrmContact readCrmOrganization } %(close)s }
}
"""
_A_MOMENT = timedelta(milliseconds=1)  # times are shown in whole milliseconds and kept more finely
_MAX_PAGES = 1_000
_AGAIN = "run again; if it stays, report it to GitLab"
# How GraphQL says that this version or edition of GitLab has no such thing: then no issue has any.
_UNKNOWN = re.compile(r"doesn't exist on type|No such type|doesn't accept argument", re.IGNORECASE)
_REFERENCE = re.compile(r"[^\s#&]+/[^\s#&]+#\d+")


def organizations_query(place: Place) -> str:
    """Asks for the organizations of the contacts of issues."""
    scope = "includeSubgroups: true, " if place.is_group else ""
    return _LIST % {"kind": place.kind, "list": "issues", "scope": scope, "wanted": _ORGANIZATIONS}


def fields_query(place: Place) -> str:
    """Asks for the custom fields of issues."""
    return _work_items(place, "ISSUE, INCIDENT, TASK, TEST_CASE", _FIELDS)


def parents_query(place: Place) -> str:
    """Asks for the parents of tasks; those of issues are epics, which stand on their pages."""
    return _work_items(place, "TASK", _PARENTS)


def permission_query(place: Place) -> str:
    """Asks whether who asks may see contacts and organizations."""
    inner = {"open": "", "close": ""} if place.is_group else {"open": "group {", "close": "}"}
    return _MAY_READ % {"kind": place.kind, **inner}


def _work_items(place: Place, types: str, wanted: str) -> str:
    scope = f"types: [{types}], " + ("includeDescendants: true, " if place.is_group else "")
    return _LIST % {"kind": place.kind, "list": "workItems", "scope": scope, "wanted": wanted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks GraphQL about a place; `since` is the change from which on issues are read at all."""

    transport: Transport
    pool: ThreadPoolExecutor
    place: Place
    since: str = ""

    def begin(self, query: str, found: tuple[Found, ...], read: Callable[[Record], More]) -> Pending:
        """Ask for a list where the found issues are in; `read` makes something of each node."""
        if not found:
            return dict
        times = [each.issue.created_at for each in found]
        bounds = instant(min(times)), instant(max(times) + _A_MOMENT)
        future = self.pool.submit(self._read, query, *bounds, read)
        return future.result

    def one(self, query: str) -> Record | None:
        """The place itself; None where GraphQL does not show it."""
        return Record(self._ask(query, {"path": self.place.path}).data, "GraphQL's answer").record(
            self.place.kind
        )

    def _read(self, query: str, start: str, end: str, read: Callable[[Record], More]) -> Mapping[int, More]:
        nodes = self._nodes(query, {"from": start, "to": end, "since": self.since or None})
        found = ((_id(node), read(node)) for node in nodes)
        return {number: more for number, more in found if more != More()}

    def _nodes(self, query: str, variables: Mapping[str, str | None]) -> Iterator[Record]:
        """The nodes of all pages of the one list that a query asks for."""
        cursor: str | None = None
        for _ in range(_MAX_PAGES):
            reply = self._ask(query, {**variables, "path": self.place.path, "after": cursor})
            listed = self._list(reply)
            yield from listed.records("nodes")
            info = listed.record("pageInfo")
            following = info.text("endCursor") if info and info.get("hasNextPage") is True else None
            if following is None:
                return
            if following == cursor:
                break
            cursor = following
        raise UnreadError(self.transport.site.graphql, "a list without an end", hint=_AGAIN)

    def _list(self, reply: Reply) -> Record:
        place = Record(reply.data, "GraphQL's answer").record(self.place.kind)
        listed = place and (place.record("issues") or place.record("workItems"))
        if not listed:
            why = f"GraphQL does not show the {self.place.kind}"
            raise UnreadError(reply.answer.where, why, hint="give the token the scope read_api")
        return listed

    def _ask(self, query: str, variables: dict[str, str | None]) -> Reply:
        """An answer with all that was asked for. Raises UnreadError for one with holes."""
        reply = ask(self.transport, query, variables)
        if reply.problems:
            why = reply.problems[0].message or "GraphQL refused a part"
            raise UnreadError(reply.answer.where, why, hint="check what the token may read")
        return reply


class Organizations:
    """The organizations of the contacts that GitLab's customer relations link to issues."""

    places = ("organization",)

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._is_allowed: bool | None = None

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        if self._is_allowed is None:
            self._is_allowed = crm_of(self._asker)
        if not self._is_allowed:
            return dict
        query = organizations_query(self._asker.place)
        return self._asker.begin(query, found, lambda node: More(marks=tuple(_organizations(node))))


def crm_of(asker: Asker) -> bool:
    """Whether there are contacts to read: none in a person's own projects, or in an older GitLab.

    Raises:
        UnreadError: there may be, and who asks may not see them: GitLab then shows issues without.
    """
    try:
        place = asker.one(permission_query(asker.place))
    except UnreadError as error:
        if _UNKNOWN.search(error.why):
            return True  # older than the question, which is not older than the contacts
        raise
    group = place if asker.place.is_group or place is None else place.record("group")
    if place is not None and group is None:
        return False
    rights = group.record("userPermissions") if group else None
    if rights and rights.get("readCrmContact") is True and rights.get("readCrmOrganization") is True:
        return True
    raise UnreadError(
        asker.transport.site.graphql,
        "contacts are not visible: that needs the scope read_api and the role Reporter in the top group",
        hint="add them to the token and its owner, and see that customer relations are turned on there",
    )


class _WorkItems:
    """A list of work items, for as long as this GitLab does not say that it knows no such thing."""

    def __init__(self, asker: Asker, query: str, read: Callable[[Record], More]) -> None:
        self._asker = asker
        self._query = query
        self._read = read
        self._is_known = True

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        if not self._is_known:
            return dict
        pending = self._asker.begin(self._query, found, self._read)
        return lambda: self._found(pending)

    def _found(self, pending: Pending) -> Mapping[int, More]:
        try:
            return pending()
        except UnreadError as error:
            if not _UNKNOWN.search(error.why):
                raise
        self._is_known = False
        return {}


class Fields(_WorkItems):
    """Custom fields of work items."""

    def __init__(self, asker: Asker, places: tuple[str, ...]) -> None:
        super().__init__(asker, fields_query(asker.place), lambda node: More(fields=tuple(_fields(node))))
        self.places = places


class Parents(_WorkItems):
    """The issues that tasks belong to."""

    places = ("parent",)

    def __init__(self, asker: Asker) -> None:
        super().__init__(asker, parents_query(asker.place), _parent)

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        return super().begin(tuple(each for each in found if each.issue.type == "task"))


def _id(node: Record) -> int:
    """123, from "gid://gitlab/Issue/123" as from "gid://gitlab/WorkItem/123"."""
    number = node.needed_text("id").rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _organizations(node: Record) -> Iterator[tuple[str, str]]:
    contacts = node.record("customerRelationsContacts")
    for contact in contacts.records("nodes") if contacts else ():
        organization = contact.record("organization")
        if organization and organization.text("name"):
            yield "organization", organization.needed_text("name")


def _fields(node: Record) -> Iterator[tuple[str, str]]:
    for widget in node.records("widgets"):
        for value in widget.records("customFieldValues"):
            field = value.record("customField")
            name = field.needed_text("name") if field else ""
            yield from ((name, text) for text in _values(value) if name)


def _values(value: Record) -> Iterator[str]:
    yield from value.names("value", "selectedOptions")
    if value.text("text"):
        yield value.needed_text("text")
    number = value.get("number")
    if isinstance(number, int | float) and not isinstance(number, bool):
        yield f"{float(round(Fraction(number), 3)):g}" if number != int(number) else str(int(number))


def _parent(node: Record) -> More:
    """The issue's key; a parent of another type is an epic, which is no issue of the list."""
    for widget in node.records("widgets"):
        parent = widget.record("parent")
        if parent is not None:
            kind = parent.record("workItemType")
            reference = parent.text("reference") or ""
            if _REFERENCE.fullmatch(reference) and not (kind and kind.text("name") == "Epic"):
                return More(parent=reference)
    return More()
