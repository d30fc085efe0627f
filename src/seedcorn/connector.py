"""What a connector is: something that turns a source into issues, events, branches, gaps and bookmarks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from seedcorn.branch import Branch
from seedcorn.model import Event, Gap, Issue, Proposal
from seedcorn.transport.patience import Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """How far a source was read, in its connector's own words (JSON), after the issues that it covers.

    Given back in `Collecting.bookmarks`, one from the middle makes the reading go on there, and one from the
    end makes it bring only what has changed since. An empty text takes back those before it: the next
    reading has to begin at the beginning.

    None may stand for issues behind a gap: what was not read would never be asked for again. Nor is one used
    for another server than the one that it was made at.
    """

    source: str
    text: str


Item = Issue | Event | Branch | Gap | Bookmark


def rests(item: Item) -> bool:
    """Whether what a source gave may be put away after this: a bookmark, or what counts by itself."""
    return isinstance(item, Bookmark | Gap | Branch)


# What every tracker knows of an issue, by the first word of `Pattern.place`.
COMMON = frozenset(
    {"label", "field", "heading", "title-prefix", "type", "milestone", "author", "assignee", "parent"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a collection is: pages of one source, requests left, and a word when it waits."""

    source: str
    done: int = 0
    total: int | None = None
    issues: int = 0
    requests_left: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """What a connector may use of the world: the environment, what it may spend, whom to tell.

    `places` are those that somebody will look at, in the words of `Pattern.place`: what costs further
    requests is read for them alone. "field:*" is every field; None is every place that comes with the issues.
    `bookmarks` are the last ones of an earlier reading, by source.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    progress: Callable[[Progress], None] = lambda progress: None
    places: frozenset[str] | None = None
    bookmarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that `seedcorn doctor` found out about a source: who asks, what can be seen, what is left.

    `what` is a kind of thing ("issues"), never the name of one: in public it is shown, and `said` is not.
    `works` is None where there is nothing to be right or wrong; `hint` says what to do where it is False.
    """

    what: str
    said: str
    works: bool | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A member of `connectors/`: `collect("owner/repo", collecting)` for the source "github:owner/repo".

    It yields issues in an order of its own; then, where somebody looks there, all branches, whatever the
    bookmark, and events (HISTORY): all, or of what changed since the bookmark, an issue's in any order; the
    same one twice does no harm. An event of what cannot be read is a Gap with that place.
    What it could not read it yields as a Gap and goes on; it raises UsageError only when the target itself
    makes no sense. `inspect` takes the same and says how the source stands, for a handful of requests.
    `tells` are the places it can read besides COMMON, by their first word. `needs` says what its environment
    has to hold, for people. `called` is a target as it is called where it may be written
    in several ways. `propose("owner/repo#12", collecting)` reads one issue or change alone, for a handful of
    requests; it raises CollectionError where it cannot be read, UsageError where it names none. None where a
    tracker has nothing to read one from. `read_file("owner/repo", path, commit, collecting)` gives one file
    of the code as data, None where the commit has none there.
    """

    title: str
    example: str
    collect: Callable[[str, Collecting], Iterator[Item]]
    inspect: Callable[[str, Collecting], Iterator[Check]]
    tells: frozenset[str] = frozenset()
    needs: str = ""
    called: Callable[[str], str] = str
    propose: Callable[[str, Collecting], Proposal] | None = None
    read_file: Callable[[str, str, str, Collecting], bytes | None] | None = None
