"""The bytes of a file in an answer, as GitHub and GitLab both write them."""

from base64 import b64decode
from binascii import Error

from seedcorn.connectors._record import Record
from seedcorn.transport.trouble import UnreadError


def decoded(record: Record, where: str) -> bytes:
    """The file that an answer holds. Raises UnreadError where it holds none, or a large one."""
    if record.text("encoding") != "base64":
        raise UnreadError(
            where, "the file is too large to be a policy", hint="a policy has a few pages at most"
        )
    try:
        return b64decode("".join((record.text("content") or "").split()), validate=True)
    except (Error, ValueError) as error:
        raise UnreadError(where, "the answer holds no file", hint="run again, or report it") from error
