"""Draws a chart: Vega and Vega-Lite specifications to SVG and PNG, by the library of the extra `charts`."""

import re
from importlib.util import find_spec
from types import MappingProxyType, ModuleType
from xml.etree import ElementTree as ET  # only what the library drew itself is read

from seedcorn.chart import Colours, Picture, Spec
from seedcorn.errors import UsageError

INSTALL = "pip install 'seedcorn[charts]'"
_SVG = "http://www.w3.org/2000/svg"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
_SIZE = 13
_LONG_FRACTION = re.compile(r"(-?\d+\.\d)\d+")
_NUMBERS = frozenset(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r", "viewBox"])
_SPOKEN = re.compile(r"aria-.*|role|class")
# Okabe and Ito's colours, which people see apart whatever kind of eyes they have, a little darker on white
# and lighter on black: every line and area stands out by 3 to 1 or more, all words by 4.5 to 1.
LIGHT = Colours(
    text="#1b1f24",
    faint="#d0d7de",
    paper="#ffffff",
    customer="#0072b2",
    whale="#c44e00",
    own="#7b5ea7",
    seed_corn="#00855f",
    unknown="#7a828c",
    limit="#1b1f24",
)
DARK = Colours(
    text="#e8ecf1",
    faint="#3d444d",
    paper="#14181d",
    customer="#56b4e9",
    whale="#ff8c42",
    own="#b79ee0",
    seed_corn="#2fc79a",
    unknown="#98a2ad",
    limit="#e8ecf1",
)
# On a page the colours are those of its style, which knows whether it is light, dark or on paper.
OF_THE_PAGE = Colours(**{name: f"var(--{name.replace('_', '-')})" for name in Colours.__slots__})
_CONFIG = MappingProxyType({"aria": False, "background": "transparent", "font": _FONT})


def can_draw() -> bool:
    """Whether the extra is installed."""
    return find_spec("vl_convert") is not None


def svg(picture: Picture, colours: Colours, *, title: str) -> str:
    """A picture as SVG of its own, the same text for the same picture: with its title and what it says.

    Raises UsageError where the extra is not installed.
    """
    root = _drawn(_themed(picture.spec(colours), colours))
    for tag, text in (("desc", picture.said), ("title", title)):
        child = ET.Element(f"{{{_SVG}}}{tag}")
        child.text = text
        root.insert(0, child)
    root.set("role", "img")
    root.set("aria-label", f"{title}. {picture.said}")
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode") + "\n"


def png(picture: Picture, colours: Colours, *, scale: float = 2) -> bytes:
    """A picture as PNG on its paper, `scale` pixels a unit. Raises UsageError as `svg`."""
    library = _library()
    spec = {**_themed(picture.spec(colours), colours), "background": colours.paper}
    draw = library.vega_to_png if _is_vega(spec) else library.vegalite_to_png
    drawn: bytes = draw(spec, scale=scale, allowed_base_urls=[])
    return drawn


def _drawn(spec: Spec) -> ET.Element:
    """The drawing, with numbers of one decimal and without what it would say to a screen reader piecemeal."""
    library = _library()
    draw = library.vega_to_svg if _is_vega(spec) else library.vegalite_to_svg
    root = ET.fromstring(draw(spec, allowed_base_urls=[]))  # noqa: S314 - what the library drew
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if _SPOKEN.fullmatch(name):
                del element.attrib[name]
            elif name in _NUMBERS:
                element.set(name, _LONG_FRACTION.sub(r"\1", value))
    return root


def _themed(spec: Spec, colours: Colours) -> Spec:
    """With letters, axes and lines that look alike in all of them."""
    axis = {
        "labelColor": colours.text,
        "titleColor": colours.text,
        "labelFontSize": _SIZE,
        "titleFontSize": _SIZE,
        "titleFontWeight": "normal",
        "domainColor": colours.faint,
        "tickColor": colours.faint,
        "gridColor": colours.faint,
    }
    config = {
        **_CONFIG,
        "axis": axis,
        "legend": {key: value for key, value in axis.items() if key.startswith(("label", "title"))},
        "text": {"fill": colours.text, "fontSize": _SIZE, "font": _FONT},
        "view": {"stroke": None},
        "style": {"guide-label": {"font": _FONT}, "guide-title": {"font": _FONT}},
    }
    return {"padding": 4, "background": "transparent", **spec, "config": {**config, **spec.get("config", {})}}


def _is_vega(spec: Spec) -> bool:
    return "/schema/vega/" in spec["$schema"]


def _library() -> ModuleType:
    if not can_draw():
        raise UsageError("pictures need the library that draws them", hint=f"{INSTALL} brings it")
    import vl_convert  # noqa: PLC0415 - 84 MB, loaded when something is drawn

    return vl_convert
