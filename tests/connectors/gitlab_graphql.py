"""What GitLab's GraphQL answers in tests: the lists that are asked for, cut by their times, 100 at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.tracker_server import Asked, Payload

FIRST = 100


@dataclass(slots=True, kw_only=True)
class Graph:
    """Answers about `issues`: whose contacts' organizations, custom fields and parents are known by id.

    `may_read` is what the reader may see of contacts; `unknown` makes an older GitLab, which knows neither
    custom fields nor how to ask for permissions.
    """

    issues: Sequence[Payload]
    organizations: Mapping[int, Sequence[str]] = field(default_factory=dict)
    fields: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    parents: Mapping[int, Payload] = field(default_factory=dict)
    may_read: bool = True
    personal: bool = False
    unknown: bool = False

    def __call__(self, asked: Asked) -> Payload:
        text, variables = asked.body["query"], asked.body["variables"]
        kind = "group" if "group(fullPath" in text else "project"
        if "readCrmContact" in text:
            return self._permissions(kind)
        if "customerRelationsContacts" in text:
            return {"data": {kind: {"issues": self._page(variables, self._contacts)}}}
        if self.unknown:
            message = "No such type WorkItemWidgetCustomFields, so it can't be a fragment condition"
            return {"errors": [{"message": message, "extensions": {"code": "undefinedType"}}]}
        node = self._fields if "WorkItemWidgetCustomFields" in text else self._parent
        return {"data": {kind: {"workItems": self._page(variables, node)}}}

    def _permissions(self, kind: str) -> Payload:
        if self.unknown:
            message = "Field 'readCrmContact' doesn't exist on type 'GroupPermissions'"
            return {"errors": [{"message": message, "extensions": {"code": "undefinedField"}}]}
        rights = {"userPermissions": {"readCrmContact": self.may_read, "readCrmOrganization": self.may_read}}
        group = None if self.personal else rights
        return {"data": {kind: group if kind == "group" else {"group": group}}}

    def _page(self, variables: Payload, node: Any) -> Payload:
        fitting = [issue for issue in self.issues if _fits(issue, variables)]
        start = int(variables["after"] or 0)
        page, more = fitting[start : start + FIRST], start + FIRST < len(fitting)
        info = {"hasNextPage": more, "endCursor": str(start + len(page))}
        return {"pageInfo": info, "nodes": [node(issue) for issue in page]}

    def _contacts(self, issue: Payload) -> Payload:
        names = self.organizations.get(issue["id"], ())
        nodes = [{"organization": {"name": name} if name else None} for name in names]
        return {"id": f"gid://gitlab/Issue/{issue['id']}", "customerRelationsContacts": {"nodes": nodes}}

    def _fields(self, issue: Payload) -> Payload:
        values = [
            {"customField": {"name": name}, **value}
            for name, value in self.fields.get(issue["id"], {}).items()
        ]
        return _work_item(issue, {"customFieldValues": values})

    def _parent(self, issue: Payload) -> Payload:
        return _work_item(issue, {"parent": self.parents.get(issue["id"])})


def _work_item(issue: Payload, widget: Payload) -> Payload:
    """Widgets of other kinds come as empty objects."""
    return {"id": f"gid://gitlab/WorkItem/{issue['id']}", "widgets": [{}, widget, {}]}


def _fits(issue: Payload, variables: Payload) -> bool:
    made, changed = datetime.fromisoformat(issue["created_at"]), datetime.fromisoformat(issue["updated_at"])
    since = variables["since"]
    return (
        datetime.fromisoformat(variables["from"]) <= made <= datetime.fromisoformat(variables["to"])
    ) and (since is None or changed >= datetime.fromisoformat(since))
