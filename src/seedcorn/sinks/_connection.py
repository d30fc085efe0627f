"""A connection to write on, which ends with the posting; what could not be read could not be written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from seedcorn.errors import OutputError
from seedcorn.sink import Posting
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError

Connect = Callable[[Site, Patience, Limits], Transport]
SETTLE_SECONDS = 1.0  # until what one run wrote is seen by all others


@contextmanager
def writing(connect: Connect, site: Site, posting: Posting, limits: Limits | None) -> Iterator[Transport]:
    """A transport to post through.

    Raises:
        UnwrittenError: of its own where there is no token; and for every UnreadError of what is done with it.
    """
    with connected(connect, site, posting, limits) as transport:
        if site.token is None:
            hint = f"give a token that may write ({transport.dialect.token})"
            raise UnwrittenError(site.base, "nobody posts without a token", hint=hint)
        try:
            yield transport
        except UnreadError as error:
            raise UnwrittenError(error.where, error.why, hint=error.hint, status=error.status) from error


@contextmanager
def connected(connect: Connect, site: Site, posting: Posting, limits: Limits | None) -> Iterator[Transport]:
    """A transport that waits no longer than the posting may, and is closed at the end."""
    known = limits or Limits()
    patience = Patience(allowance=posting.allowance, clock=known.clock, tell=posting.tell)
    transport = connect(site, patience, known)
    try:
        yield transport
    finally:
        patience.stop()
        transport.close()


def fitting(text: str, most: int, tracker: str) -> str:
    """The same text, where a tracker takes it; an emoji counts as two characters, as it does for some.

    Raises:
        OutputError: it is too long.
    """
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > most:
        why = f"the text has {length:,} characters, and {tracker} takes {most:,}"
        raise OutputError(why, hint="post less of the report, and the whole of it as a file")
    return text
