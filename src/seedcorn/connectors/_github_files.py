"""Reads one file of a repository of GitHub at a commit: a policy or a register, never what is run."""

from urllib.parse import quote

from seedcorn.connectors._file import decoded
from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError


def file_of(transport: Transport, full_name: str, path: str, commit: str) -> bytes | None:
    """The file at a path, None where the commit has none there. Raises UnreadError for any other answer."""
    where = f"/repos/{full_name}/contents/{quote(path)}"
    try:
        answer = transport.get(where, {"ref": commit})
    except UnreadError as error:
        if error.status == 404:
            return None
        raise
    return decoded(Record(answer.record, where), answer.where)
