"""Reads one file of a project of GitLab at a commit: a policy or a register, never what is run."""

from urllib.parse import quote

from seedcorn.connectors._file import decoded
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError


def file_of(transport: Transport, project: Place, path: str, commit: str) -> bytes | None:
    """The file at a path, None where the commit has none there. Raises UnreadError for any other answer."""
    where = f"{project.api}/repository/files/{quote(path, safe='')}"
    try:
        answer = transport.get(where, {"ref": commit})
    except UnreadError as error:
        if error.status == 404:
            return None
        raise
    return decoded(Record(answer.record, where), answer.where)
