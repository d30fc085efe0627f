"""The command `seedcorn`: finds its commands as files, and is the one place where every error ends."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from seedcorn import __version__, shelf
from seedcorn.cli import _speech as speech
from seedcorn.cli._interruption import Interruption
from seedcorn.errors import Exit, SeedcornError

EXITS = {
    Exit.OK: "nothing failed at --fail-on or above; with --strict, nothing was open",
    Exit.FINDINGS: "at least one finding did",
    Exit.USAGE: "the command line, a policy or a register is wrong",
    Exit.INCOMPLETE: "a backlog could not be collected whole; nobody is accused",
    Exit.UNWRITTEN: "an answer could not be written, or would show names in public",
    Exit.INTERNAL: "an error inside seedcorn",
    Exit.INTERRUPTED: "interrupted",
}


class Shelf(click.Group):
    """A group whose commands are the files of a package; a command is imported only when it is asked for."""

    def __init__(self, *args: Any, package: str, **settings: Any) -> None:  # as click.Group takes them
        super().__init__(*args, **{"no_args_is_help": False, **settings})
        self._package = package

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a command, show which there are; that is no success for a script."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(Exit.USAGE)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The names of the files, sorted."""
        return sorted({name.partition(".")[0] for name in shelf.names(self._package)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in a file, None where there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{self._package}.{cmd_name}").COMMAND
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with the first sentence of its file, which is read and not imported."""
        rows = [(name, _first_sentence(f"{self._package}.{name}")) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Deed(Shelf):
    """A shelf that does something by itself, as its file `_deed` says: unless a word names another file."""

    allow_extra_args = False
    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave the words to a command where they name one."""
        if args and args[0] in self.list_commands(ctx):
            ctx.args = args
            return args
        return self._deed.parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run that command, or do what is done without one."""
        if not ctx.args:
            return self._deed.invoke(ctx)
        _, command, words = self.resolve_command(ctx, ctx.args)
        if command is None:  # which resolve_command has told
            return Exit.USAGE
        with command.make_context(command.name, words, parent=ctx) as own:
            return own.command.invoke(own)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own; a command in it is not called with them, which is how click asks for its full name."""
        return self._deed.get_params(ctx) if ctx.command is self else []

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """As of a command: what it does by itself comes first."""
        return click.Command.collect_usage_pieces(self, ctx)

    @property
    def _deed(self) -> click.Command:
        deed: click.Command = import_module(f"{self._package}._deed").COMMAND
        return deed


class Top(Shelf):
    """The group that users start. Only here errors are caught; each becomes its message and its exit code."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # it always exits, as click does by default
        """Run one command line and leave with its exit code."""
        extra.pop("standalone_mode", None)
        self._interruption = Interruption()
        try:
            self._interruption.listen()
            code = super().main(args, prog_name or "seedcorn", standalone_mode=False, **extra)
        except click.ClickException as error:
            code = _misused(error)
        except (click.Abort, KeyboardInterrupt):
            speech.say("interrupted")
            code = Exit.INTERRUPTED
        raise SystemExit(int(code or 0))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it raises is told in one message."""
        try:
            return super().invoke(ctx)
        except SeedcornError as error:
            speech.complain(str(error), error.hint)
            return error.exit_code
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # the top: nobody is shown a traceback who did not ask for it
            if self._interruption.heard:
                raise KeyboardInterrupt from error
            speech.confess(error, with_traceback=ctx.params["debug"])
            return Exit.INTERNAL


def told(docstring: str) -> str:
    """The help of a command from its file's docstring: indented blocks stay as they are."""
    blocks = docstring.strip("\n").split("\n\n")
    return "\n\n".join(f"\b\n{block}" if block.startswith(" ") else block for block in blocks)


def _misused(error: click.ClickException) -> Exit:
    """What click found wrong with the command line, in our words."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    speech.complain(error.format_message(), f"{ctx.command_path} --help" if ctx else "")
    return Exit.USAGE


def _first_sentence(module: str) -> str:
    """The first line of a file, which is its docstring's, without running or parsing the file."""
    spec = find_spec(module)
    source = spec.loader.get_source(module) if spec and isinstance(spec.loader, InspectLoader) else None
    return (source or "").removeprefix('"""').partition("\n")[0].removesuffix('"""')


_HELP = """Whose roadmap is it? seedcorn answers from your issue tracker's own labels.

\b
seedcorn demo                      an invented tracker, no token needed
seedcorn audit github:owner/repo   your own
"""


def _exit_table() -> Iterator[str]:
    yield "\b\nExit codes; where several hold, the first of 130, 2, 5, 3, 4, 1:"
    for code, meaning in EXITS.items():
        yield f"{code.value:>5}  {meaning}"


@click.group(
    cls=Top,
    help=_HELP,
    package="seedcorn.cli.commands",
    epilog="\n".join(_exit_table()),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="seedcorn")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def seedcorn(*, debug: bool) -> None:
    """What all commands share; `debug` is read where errors end."""
