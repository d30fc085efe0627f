"""What a sink is: something that keeps one text up to date where work happens, and says what it did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from seedcorn.transport.patience import Allowance


class Kind(StrEnum):
    """What is posted: a comment on an issue or change, the report issue of a place, a check of a commit."""

    COMMENT = "comment"
    REPORT = "report issue"
    CHECK = "check run"


class Standing(StrEnum):
    """How it stands: `CLEAR` closes a report issue and makes a check green, `OPEN` makes a check neutral."""

    CLEAR = "clear"
    OPEN = "open"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text for one place, of which there is ever only one of a `name`.

    `target` is what comes after the scheme: "owner/repo#12" for a comment, "owner/repo" for a report issue,
    "owner/repo@COMMIT" for a check. `run` is when the facts were read, in milliseconds since 1970: an older
    run never writes over a newer one. `text` renders it in a syntax of Format ("markdown", "wiki", "adf"), or
    raises OutputError where that would show what is private. Where `is_quiet`, nothing is made that is not
    there yet. `digest` is the same where it says the same: then nothing is written. `failing` are the
    fingerprints of what fails: a report issue that a person closed is reopened only for one that it did not
    have then.
    """

    kind: Kind
    target: str
    name: str
    run: int
    title: str
    text: Callable[[str], str]
    digest: str
    standing: Standing = Standing.OPEN
    is_quiet: bool = False
    failing: tuple[str, ...] = ()


class Deed(StrEnum):
    """What was done, or with `dry` would be."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of a post: `where` is its address for people, `removed` how many doubles of it went.

    OUTDATED: a newer run has written already. QUIET: there was nothing to say and nothing there. `note` says
    what else was to be done and could not be, and what to do about it; the text is there all the same.
    """

    deed: Deed
    where: str = ""
    removed: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a sink may use of the world. With `dry` it only reads, and says what it would do.

    `tell` hears of every wait of a second or more.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    dry: bool = False
    tell: Callable[[str], None] = lambda message: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A member of `sinks/`, for the tracker of the same scheme.

    `post` raises OutputError, whose hint names the permission that is missing, where it cannot be written,
    and UsageError where the target or the environment makes no sense.
    `is_public` says whether everybody can read what is posted at a target; where that cannot be known it is
    public. `kinds` are what it can post.
    """

    title: str
    kinds: frozenset[Kind]
    post: Callable[[Post, Posting], Posted]
    is_public: Callable[[str, Posting], bool]
