"""Lists of the attributed issues: where they go, and that they go nowhere in public."""

from collections.abc import Iterable, Iterator
from typing import cast

from seedcorn import shelf
from seedcorn.cli._outputs import LISTINGS, Output, print_pieces, write_pieces
from seedcorn.errors import OutputError
from seedcorn.impact import Seen
from seedcorn.issue_lines import issue_lines
from seedcorn.listing import Listing


def check_listings(outputs: Iterable[Output], *, public: bool) -> None:
    """Raise OutputError, before anything is read, where a list is to go to a public place."""
    if public and any(output.is_listing for output in outputs):
        raise OutputError(
            "issues are not listed in a public place: that names their customers",
            hint="--audience private if it is none",
        )


def list_issues(seen: Seen, outputs: Iterable[Output]) -> tuple[OutputError, ...]:
    """Write the lists that were asked for while the snapshot is open; which of them could not be."""
    return tuple(error for output in outputs if output.is_listing for error in _attempt(seen, output))


def _attempt(seen: Seen, output: Output) -> Iterator[OutputError]:
    member = cast("Listing", shelf.take(LISTINGS, output.format, "LISTING"))
    pieces = member.render(issue_lines(seen.context.open.attributed))
    try:
        if output.path is None:
            print_pieces(pieces)
        else:
            write_pieces(output.path, (piece.encode() for piece in pieces))
    except OutputError as error:
        yield error
