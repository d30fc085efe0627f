"""Draw one answer as a picture, for slides and for a README: SVG or PNG.

NAME is one of those below. Sources are as for audit. The picture is drawn by a library that the extra
`charts` brings: pip install 'seedcorn[charts]'. What it shows is said on standard error, and stands in the
SVG for those who do not see it.

    seedcorn chart static github:owner/repo -o customers.svg
    seedcorn chart static --from facts -o customers.png --scale 4
    seedcorn chart static --from facts --dark > customers.svg
"""

import os
import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from seedcorn import shelf
from seedcorn.chart import CHARTS, Chart, charts
from seedcorn.cli import _options as options
from seedcorn.cli._audience import place_of, privacy_key
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, reading
from seedcorn.cli._outputs import print_out, refuse_leaks, write_file
from seedcorn.cli._reading import tell
from seedcorn.cli._speech import say
from seedcorn.drawing import DARK, INSTALL, LIGHT, can_draw, png, svg
from seedcorn.entire import entire
from seedcorn.errors import CollectionError, Exit, UsageError
from seedcorn.impact import Seen
from seedcorn.privacy import masked
from seedcorn.report import Report
from seedcorn.words import count
from seedcorn.yamlfile import did_you_mean

_SVG, _PNG = ".svg", ".png"
_SCALE = 2
_WHERE_IT_IS_SAID = (
    "`seedcorn audit` says what was read; `seedcorn customers SOURCE` finds where customers are named,"
    " and writes what the policy needs"
)
_HOW_TO_LOOK_BACK = (
    "name a source whose history can be read, or take a snapshot with it:"
    " seedcorn snapshot SOURCE -o FOLDER --history"
)
# Coordinates, which only the library writes: in "245,248" there is no amount of money.
_DRAWN = re.compile(r' (?:d|transform|viewBox)="[^"]*"')


def _chart(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, Chart]:
    known = dict(charts())
    if value not in known:
        advice = did_you_mean(value, tuple(known), otherwise="charts are")
        raise click.BadParameter(f'there is no chart "{value}": {advice}', ctx=ctx, param=param)
    return value, known[value]


def _complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001 - as click calls it
    return [CompletionItem(name, help=each.title) for name, each in charts() if name.startswith(begun)]


def _place(ctx: click.Context, param: click.Parameter, value: str) -> Path | None:
    """The file, None for standard output; its ending says what to write."""
    if value == "-":
        return None
    path = Path(value)
    if "\0" in value or path.suffix.lower() not in (_SVG, _PNG):
        raise click.BadParameter(f"a picture is a file that ends in {_SVG} or {_PNG}", ctx=ctx, param=param)
    return path


def _listing() -> str:
    """What there is to draw, under the help."""
    names = shelf.names(CHARTS)
    width = max(map(len, names))
    lines = (f"{name:<{width}}  {each.title}" for name, each in charts())
    return "\n\n\b\nNAME is\n" + "\n".join(f"    {line}" for line in lines)


@click.command(help=told(__doc__) + _listing())
@click.argument("named", metavar="NAME", callback=_chart, shell_complete=_complete)
@options.SOURCES
@click.option(
    "-o",
    "--output",
    "path",
    default="-",
    callback=_place,
    metavar="FILE",
    help=f"Where to: FILE{_SVG} or FILE{_PNG}, or - for SVG to standard output. Default: -.",
)
@click.option("--dark", is_flag=True, help="In colours for a dark page.")
@click.option(
    "--scale",
    type=click.IntRange(1, 4),
    metavar="N",
    help=f"Pixels of a PNG for each unit of the drawing, from 1 to 4. Default: {_SCALE}.",
)
@reading
def _draw(
    *,
    named: tuple[str, Chart],
    sources: tuple[str, ...],
    path: Path | None,
    dark: bool,
    scale: int | None,
    judging: Judging,
) -> Exit:
    name, chart = named
    is_png = path is not None and path.suffix.lower() == _PNG
    if scale and not is_png:
        raise UsageError(
            "--scale is for PNG; an SVG is sharp at any size", hint="leave it out, or -o FILE.png"
        )
    if not can_draw():
        raise UsageError("the library that draws charts is not installed", hint=f"{INSTALL} brings it")
    report = _report(judging, sources, chart)
    picture = chart.draw(_shown(report, judging))
    if picture is None:
        raise _nothing_to_draw(name, chart)
    text = _checked(svg(picture, DARK if dark else LIGHT, title=chart.title), report, judging)
    if path is None:
        print_out(_in_ascii(text))
    else:
        write_file(path, png(picture, DARK if dark else LIGHT, scale=scale or _SCALE) if is_png else text)
    say(picture.said, lead=str(path) if path else name)
    return Exit.OK


def _report(judging: Judging, sources: tuple[str, ...], chart: Chart) -> Report:
    """All that is known of the backlog. Raises CollectionError where it is not whole."""
    # Nothing more can be read of a snapshot: a chart says itself that it needs another.
    looks_back = chart.needs_history and judging.folder is None
    with judging.case(sources, history=looks_back) as case:
        report = entire(Seen(case=case), public=judging.is_public)
    if report.gaps:
        tell((), () if judging.is_public else report.gaps)
        raise CollectionError(
            f"not all was read ({count(len(report.gaps), 'gap')}), so nothing is drawn",
            hint="`seedcorn doctor SOURCE` says what is missing",
        )
    return report


def _shown(report: Report, judging: Judging) -> Report:
    """The report as it may be shown: in public without customers' names."""
    if not judging.is_public:
        return report
    place, key = place_of(os.environ, report.sources), privacy_key(os.environ)
    return masked(report, judging.customers, place=place, key=key)


def _checked(drawn: str, report: Report, judging: Judging) -> str:
    """An SVG that is going out, also as the PNG that is drawn alike. Raises OutputError for a name in it."""
    if judging.is_public:
        words = _DRAWN.sub("", drawn)
        refuse_leaks(words, report, judging.customers, place=place_of(os.environ, report.sources))
    return drawn


def _nothing_to_draw(name: str, chart: Chart) -> UsageError:
    return UsageError(
        f"there is nothing to draw: {name} needs {chart.needs}",
        hint=_HOW_TO_LOOK_BACK if chart.needs_history else _WHERE_IT_IS_SAID,
    )


def _in_ascii(drawn: str) -> str:
    """The same SVG in letters that no terminal or pipe writes otherwise than as UTF-8."""
    return drawn.encode("ascii", "xmlcharrefreplace").decode("ascii")


COMMAND = _draw
