"""Reads one file of the code at a commit, as data: a policy or a register, never what is run."""

from base64 import b64decode
from binascii import Error

from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError


def file_of(transport: Transport, path: str, commit: str) -> bytes | None:
    """The file that is at a path of the API, None where the commit has none there.

    GitHub and GitLab answer alike. Raises UnreadError for any other answer, and for a file that is too large
    to come within one.
    """
    try:
        answer = transport.get(path, {"ref": commit})
    except UnreadError as error:
        if error.status == 404:
            return None
        raise
    record = Record(answer.record, path)
    if record.text("encoding") != "base64":
        hint = "a policy or register has a few pages at most"
        raise UnreadError(answer.where, "the file is too large", hint=hint)
    try:
        return b64decode("".join((record.text("content") or "").split()), validate=True)
    except (Error, ValueError) as error:
        raise UnreadError(answer.where, "the answer holds no file", hint="run again, or report it") from error
