"""Fills the template of a page: all it is given is escaped, and its one style is known by its hash."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from seedcorn.chart import Colours
from seedcorn.drawing import DARK, LIGHT
from seedcorn.words import plain

_NO_BREAK = "\u00a0"
_TEMPLATES = PackageLoader("seedcorn", "formats/_page")
_DARK = "@media screen and (prefers-color-scheme: dark)"  # paper is white whatever the screen is


def filled(parts: Mapping[str, object]) -> str:
    """The page with these parts in it, ending in one newline."""
    style = _style()
    return _template().render(style=style, style_hash=_hash(style), **parts).rstrip("\n") + "\n"


@cache
def _template() -> Template:
    return _environment().get_template("page.html.jinja")


def _environment() -> Environment:
    return Environment(
        loader=_TEMPLATES,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """Whatever text is no markup of ours is made plain once more, right where it is shown.

    A number stays on one line with its sign of percent.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return plain(value).replace(" %", f"{_NO_BREAK}%")


@cache
def _style() -> Markup:
    source, _, _ = _TEMPLATES.get_source(_environment(), "page.css")
    dark = f"{_DARK} {{\n{_variables(DARK)}\n}}"
    return Markup("\n".join(("", _variables(LIGHT), dark, source.strip(), "")))  # noqa: S704 - all of it is ours


def _variables(colours: Colours) -> str:
    """What drawings and the page call their colours."""
    told = (f"--{name.replace('_', '-')}: {value};" for name, value in asdict(colours).items())
    scheme = "dark" if colours == DARK else "light"
    return f":root {{ color-scheme: {scheme}; {' '.join(told)} }}"


def _hash(style: str) -> str:
    """As a page's policy on content says which style it has (https://www.w3.org/TR/CSP3/, 2.3.1)."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"
