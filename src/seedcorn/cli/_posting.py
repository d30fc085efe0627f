"""Posts what came of a run where work happens, without names where the public reads, and says what it did."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import cast

from seedcorn import shelf
from seedcorn.cli._audience import Audience
from seedcorn.cli._outputs import write_file
from seedcorn.cli._speech import say
from seedcorn.errors import CollectionError, Exit, OutputError, UsageError
from seedcorn.sink import Deed, Kind, Post, Posted, Posting, Sink, Standing
from seedcorn.transport.patience import Allowance

SINKS = "seedcorn.sinks"
_DONE = {
    Deed.CREATED: ("posted", "would post"),
    Deed.UPDATED: ("brought up to date", "would bring up to date"),
    Deed.UNCHANGED: ("says the same already, nothing written", "says the same already, nothing to write"),
    Deed.OUTDATED: ("a newer run has written already", "a newer run has written already"),
    Deed.QUIET: ("nothing to say, nothing written", "nothing to say, nothing to write"),
}


class Manner(StrEnum):
    """How to post: it has to be done, or may be left where it is not allowed, or is only told."""

    MUST = "must"
    MAY = "may"
    DRY = "dry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be posted: `say` renders it in a syntax for the public or not, or raises OutputError.

    `digest` is of what it says, `failing` of what fails, for the public or not.
    """

    kind: Kind
    scheme: str
    target: str
    name: str
    read_at: datetime
    title: Callable[[bool], str]
    say: Callable[[str, bool], str]
    digest: Callable[[bool], str]
    standing: Standing
    is_quiet: bool = False
    failing: Callable[[bool], tuple[str, ...]] = lambda public: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one wish: a deed, or why there is none and what to do."""

    wish: Wish
    posted: Posted | None = None
    why: str = ""
    hint: str = ""


def sink_of(scheme: str) -> Sink:
    """The sink of a tracker. Raises UsageError where there is none."""
    if scheme not in shelf.names(SINKS):
        hint = f"there are {', '.join(shelf.names(SINKS))}"
        raise UsageError(f"nothing can be posted to {scheme}", hint=hint)
    return cast("Sink", shelf.take(SINKS, scheme, "SINK"))


def digest(text: str) -> str:
    """A short name of a text: the same for the same text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def post_all(wishes: Iterable[Wish], manner: Manner, audience: Audience, allowance: Allowance) -> Exit:
    """Post each, say how it went, and keep that for programs where SEEDCORN_POSTED names a file.

    Returns what the run should exit with for it: 4 where something that must be posted was not.
    """
    outcomes = [_posted(wish, manner, audience, allowance) for wish in wishes]
    for outcome in outcomes:
        _tell(outcome, manner)
    _keep(outcomes)
    failed = any(outcome.posted is None for outcome in outcomes)
    return Exit.UNWRITTEN if failed and manner is not Manner.MAY else Exit.OK


def _posted(wish: Wish, manner: Manner, audience: Audience, allowance: Allowance) -> Outcome:
    posting = Posting(environ=os.environ, allowance=allowance, dry=manner is Manner.DRY, tell=say)
    sink = sink_of(wish.scheme)
    try:
        public = audience is Audience.PUBLIC or (
            audience is Audience.AUTO and sink.is_public(wish.target, posting)
        )
        who = "everybody can read that: customers have code-names" if public else "only some can read that"
        say(f"going to keep one {_what(wish)}; {who}")
        return Outcome(wish=wish, posted=sink.post(_post(wish, public=public), posting))
    except (OutputError, CollectionError) as error:
        return Outcome(wish=wish, why=str(error), hint=error.hint)


def _post(wish: Wish, *, public: bool) -> Post:
    return Post(
        kind=wish.kind,
        target=wish.target,
        name=wish.name,
        run=int(wish.read_at.timestamp() * 1000),
        title=wish.title(public),
        text=lambda syntax: wish.say(syntax, public),
        digest=wish.digest(public),
        standing=wish.standing,
        is_quiet=wish.is_quiet,
        failing=wish.failing(public),
    )


def _what(wish: Wish) -> str:
    return f"{wish.kind} on {wish.scheme}:{wish.target}"


def _tell(outcome: Outcome, manner: Manner) -> None:
    wish, posted = outcome.wish, outcome.posted
    what = _what(wish)
    if posted is None:
        lead = "not posted" if manner is Manner.MAY else "error"
        say(f"{what}: {outcome.why}", lead=lead, color="yellow" if manner is Manner.MAY else "red")
        if outcome.hint:
            say(outcome.hint, lead="hint", color="cyan")
        return
    where = f": {posted.where}" if posted.where else ""
    doubles = f"; {posted.removed} doubles removed" if posted.removed else ""
    say(f"{what}: {_DONE[posted.deed][manner is Manner.DRY]}{doubles}{where}")
    if posted.note:
        say(posted.note, lead="hint", color="cyan")


def _keep(outcomes: list[Outcome]) -> None:
    """For whoever wrapped this run: what was posted, as JSON."""
    path = os.environ.get("SEEDCORN_POSTED", "")
    if not path:
        return
    told = [
        {
            "kind": outcome.wish.kind.value,
            "target": f"{outcome.wish.scheme}:{outcome.wish.target}",
            "deed": outcome.posted.deed.value if outcome.posted else None,
            "where": outcome.posted.where if outcome.posted else "",
            "why": outcome.why,
            "hint": outcome.hint,
        }
        for outcome in outcomes
    ]
    write_file(Path(path), json.dumps(told, indent=2) + "\n")


def gravest(*codes: Exit) -> Exit:
    """Of several exit codes the one that counts: the first of 130, 2, 5, 3, 4, 1."""
    order = (Exit.INTERRUPTED, Exit.USAGE, Exit.INTERNAL, Exit.INCOMPLETE, Exit.UNWRITTEN, Exit.FINDINGS)
    return next((code for code in order if code in codes), Exit.OK)
