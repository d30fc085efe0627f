"""Reads the branches of a GitHub repository, 100 a request, each with when its last commit was made."""

from collections.abc import Iterator

from seedcorn.branch import BRANCH, Branch
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError
from seedcorn.model import Gap
from seedcorn.transport.graphql import Reply, ask
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

# How far each is ahead of the default branch GitHub would have to compute one by one: it is not asked.
QUERY = """query($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name }
    refs(refPrefix: "refs/heads/", first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { name target { ... on Commit { committedDate } } }
    }
  }
}"""
PERMISSION = "give a fine-grained token or an App Contents: read, a workflow contents: read"
_UNSEEN = (403, 404)
_MAX_PAGES = 1_000
_AGAIN = "run again; if it stays, report it to GitHub"


def branches_of(transport: Transport, full_name: str) -> Iterator[Branch | Gap]:
    """All branches of a repository, or at last a gap; one without any commit has none."""
    source, where = f"github:{full_name}", transport.site.graphql
    try:
        for repository, refs in _pages(transport, full_name):
            yield from _branches_in(repository, refs, source)
    except UnreadError as error:
        hint = PERMISSION if error.status in _UNSEEN else error.hint
        yield Gap(source=source, what=where, why=f"{error.why}; {hint}", place=BRANCH)
    except DataError as error:
        yield Gap(source=source, what=where, why=f"{error}; {error.hint}", place=BRANCH)


def _pages(transport: Transport, full_name: str) -> Iterator[tuple[Record, Record]]:
    """The repository and its branches, as each page has them."""
    owner, _, name = full_name.partition("/")
    cursor, seen = None, set[str | None]()
    while cursor not in seen and len(seen) < _MAX_PAGES:
        seen.add(cursor)
        reply = ask(transport, QUERY, {"owner": owner, "name": name, "after": cursor})
        repository, refs = _found(reply)
        yield repository, refs
        info = refs.record("pageInfo")
        if info is None or info.get("hasNextPage") is not True:
            return
        cursor = info.needed_text("endCursor")
    raise UnreadError(transport.site.graphql, "the list of branches has no end", hint=_AGAIN)


def _found(reply: Reply) -> tuple[Record, Record]:
    """What an answer holds. Raises UnreadError where that is not all it was asked for."""
    found = reply.data.get("repository")
    repository = Record.of(found or {}, "GraphQL, branches")
    refs = repository.record("refs")
    if reply.problems or refs is None:
        said = next((problem.message for problem in reply.problems if problem.message), "")
        why = said or "the answer holds no branches"
        raise UnreadError(reply.answer.where, why, hint=PERMISSION, status=_UNSEEN[0])
    return repository, refs


def _branches_in(repository: Record, refs: Record, source: str) -> Iterator[Branch]:
    default = repository.record("defaultBranchRef")
    usual = default.text("name") if default else None
    for position, node in enumerate(refs.items("nodes"), start=1):
        ref = Record.of(node, f"GraphQL, branch {position}")
        commit = ref.record("target") or ref.missing(("target",))
        name = ref.needed_text("name")
        yield Branch(
            source=source,
            name=name,
            committed_at=commit.needed_moment("committedDate"),
            is_default=name == usual,
        )
