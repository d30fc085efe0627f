"""Where answers go: standard output, or files that are written whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import click

from seedcorn import shelf
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._query import Query, query_of
from seedcorn.cli._speech import say
from seedcorn.cli._terminal import look_of
from seedcorn.comparison import Comparison
from seedcorn.errors import OutputError, UsageError
from seedcorn.format import Format, Look
from seedcorn.privacy import leaks, masked
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.words import count, listed
from seedcorn.yamlfile import did_you_mean

FORMATS = "seedcorn.formats"
LISTINGS = "seedcorn.listings"
_JSON = "json"
_MOST_LEAKS = 3
_STDOUT_HINT = "name the format alone for standard output, or FORMAT=PATH with a path in a folder that exists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One wish: a format, a file or (None) standard output, and what to take out of the answer."""

    format: str
    path: Path | None = None
    query: Query | None = None

    @property
    def is_listing(self) -> bool:
        """Whether it lists issues instead of saying what was found."""
        return self.format in shelf.names(LISTINGS)

    def taken(self, text: str) -> str:
        """What was asked for of a text in its format. Raises UsageError where the query does not fit it."""
        return self.query.answer(text) if self.query else text


def outputs(
    ctx: click.Context,
    param: click.Parameter,
    values: tuple[str, ...],
    packages: tuple[str, ...] = (FORMATS,),
) -> tuple[Output, ...]:
    """From FORMAT[=PATH] as typed; text where nothing is. Raises UsageError where two want one place.

    `packages` are the shelves whose formats are meant.
    """
    known = known_in(packages)
    asked = tuple(_output(value, known, ctx, param) for value in values)
    wanted = _queried(asked, query_of(ctx)) or (Output(format="text"),)
    places = [output.path.absolute() if output.path else None for output in wanted]
    if places.count(None) > 1:
        raise UsageError(
            "two outputs cannot both go to standard output",
            hint="give all but one a file: --output json=FILE",
        )
    if len(set(places)) < len(places):
        raise UsageError("two outputs name the same file", hint="give each a file of its own")
    return wanted


def known_in(packages: Iterable[str]) -> tuple[str, ...]:
    """The names of all formats on some shelves."""
    return tuple(sorted(name for package in packages for name in shelf.names(package)))


def _queried(asked: tuple[Output, ...], query: Query | None) -> tuple[Output, ...]:
    """With the query on what is JSON, which goes to standard output where nothing else was asked for."""
    if query is None:
        return asked
    if asked and not any(output.format == _JSON for output in asked):
        raise UsageError("--query takes a part of JSON, and no output is", hint="add --output json[=FILE]")
    told = asked or (Output(format=_JSON),)
    return tuple(replace(output, query=query) if output.format == _JSON else output for output in told)


def _output(value: str, known: tuple[str, ...], ctx: click.Context, param: click.Parameter) -> Output:
    name, equals, path = value.partition("=")
    if name not in known and name in shelf.names(LISTINGS):
        raise UsageError(
            f"{name} lists issues, and this command lists none",
            hint=f"seedcorn audit ... --output {name}=FILE",
        )
    if name not in known:
        advice = did_you_mean(name, known, otherwise="formats are")
        raise click.BadParameter(f'there is no format "{name}": {advice}', ctx=ctx, param=param)
    if equals and (not path or "\0" in path):
        raise click.BadParameter(f"{name}= names no file", ctx=ctx, param=param)
    return Output(format=name, path=Path(path) if equals else None)


def deliver(
    report: Report,
    outputs: Iterable[Output],
    *,
    verbose: bool,
    public: bool,
    register: Register | None,
    entire: Report | None = None,
    failed: tuple[OutputError, ...] = (),
) -> None:
    """Write a report in every format asked for; in public places without customers' names.

    `entire` is the same report with all that is known beside its findings, for the formats that tell it.
    `failed` are what could not be written before.
    Raises OutputError where one of them could not be written; the others are.
    """
    place = place_of(os.environ, report.sources)
    texts = []
    for output in (each for each in outputs if not each.is_listing):
        member = format_of(output)
        meant = entire if member.is_entire and entire else report
        shown = masked(meant, register, place=place, key=privacy_key(os.environ)) if public else meant
        text = output.taken(member.render(shown, look_for(output, verbose=verbose)))
        texts.append((output, text))
        if public:
            refuse_leaks(text, meant, register, place=place)
    write_all(texts, failed)


def tells_all(outputs: Iterable[Output]) -> bool:
    """Whether any of them tells all that is known beside the findings."""
    return any(format_of(output).is_entire for output in outputs if not output.is_listing)


def format_of(output: Output) -> Format:
    """The member of the shelf that an output names."""
    return cast("Format", shelf.take(FORMATS, output.format, "FORMAT"))


def write_all(texts: Iterable[tuple[Output, str]], failed: Iterable[OutputError] = ()) -> None:
    """Write each text where it was asked for. Raises OutputError where one could not be; the others are.

    `failed` are what could not be written before.
    """
    all_failed = [*failed, *(error for output, text in texts for error in _attempt(text, output))]
    for error in all_failed[1:]:
        say(str(error), lead="error", color="red")
    if all_failed:
        raise all_failed[0]


def refuse_leaks(
    text: str,
    shown: Report | Comparison,
    register: Register | None,
    *,
    place: str,
    beside: object = None,
) -> None:
    """Raise OutputError where a text that goes to a public place tells a customer's name or revenue.

    `shown` is what it was made of, as it was before names were taken out; `beside` has further numbers of it.
    """
    found = leaks(text, shown, register, place=place, key=privacy_key(os.environ), beside=beside)
    if found:
        left = [count(len(found) - _MOST_LEAKS, "other")] if len(found) > _MOST_LEAKS else []
        raise OutputError(
            f"nothing was written; in public it would show {listed([*map(str, found[:_MOST_LEAKS]), *left])}",
            hint="--audience private where only your own people can read it",
        )


def print_out(text: str) -> None:
    """Write an answer to standard output. A reader that stops reading has read enough."""
    print_pieces((text,))


def print_pieces(pieces: Iterable[str]) -> None:
    """Write an answer to standard output while it is made."""
    stream = sys.stdout
    try:
        if stream is None:
            raise OutputError("there is no standard output", hint=_STDOUT_HINT)
        stream.flush()
        for piece in pieces:
            stream.buffer.write(piece.encode(stream.encoding or "utf-8", "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        _let_go()
        raise OutputError(f"standard output: {error.strerror}", hint="is there room on the disk?") from error


def write_file(path: Path, content: str | bytes) -> None:
    """Replace a file whole. Raises OutputError and leaves the old one as it was where that fails."""
    write_pieces(path, (content.encode("utf-8") if isinstance(content, str) else content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same with what is still being made, of which nothing is left where making it fails."""
    if path.is_symlink():
        raise OutputError(f"{path} is a symbolic link and is not followed", hint=_STDOUT_HINT)
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is not a file", hint=_STDOUT_HINT)
    draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}")
    try:
        with draft.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise OutputError(f"{path} could not be written: {error.strerror}", hint=_STDOUT_HINT) from error
    finally:
        with suppress(OSError):  # there is none any more where all went well
            draft.unlink()


def look_for(output: Output, *, verbose: bool) -> Look:
    """How to write for an output: a file is as wide as a page, standard output as it is."""
    return look_of(None if output.path else sys.stdout, os.environ, verbose=verbose)


def _attempt(text: str, output: Output) -> Iterable[OutputError]:
    try:
        if output.path is None:
            print_out(text)
        else:
            write_file(output.path, text)
    except OutputError as error:
        yield error


def _let_go() -> None:
    """Send what is still buffered nowhere, or the interpreter would complain about it at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
