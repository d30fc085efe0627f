"""A policy and what it extends -> one document. Maps merge, lists replace, an empty key says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seedcorn.policy.presets import ROOT, preset_names, preset_path, preset_text
from seedcorn.yamlfile import Data, Diagnostic, Document, Loc, Place, did_you_mean, load, parse, refuse

_MOST_LAYERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One file of a policy: a preset (by name) or a file (by path)."""

    name: str
    document: Document
    path: Path | None = None

    @property
    def identity(self) -> str:
        """What makes two layers the same one."""
        return str(self.path.resolve()) if self.path else self.name


def preset_layer(name: str) -> Layer:
    """A preset as a layer."""
    return Layer(name=name, document=parse(preset_text(name), preset_path(name)))


def file_layer(path: Path) -> Layer:
    """A policy file as a layer. Raises PolicyError when it cannot be read or is not YAML."""
    return Layer(name=path.name, document=load(path), path=path)


def layers(top: Layer) -> tuple[Layer, ...]:
    """The policy and all it extends, itself first, the root preset last. Raises PolicyError for a circle."""
    found = [top]
    while found[-1].name != ROOT or found[-1].path:
        below = _below(found[-1])
        if below.identity in (layer.identity for layer in found):
            refuse([_extends_wrong(found[-1], "extends in a circle", "take out one `extends`")])
        if len(found) == _MOST_LAYERS:
            refuse(
                [
                    _extends_wrong(
                        found[-1], f"more than {_MOST_LAYERS} policies in a row", "merge some of them"
                    )
                ]
            )
        found.append(below)
    return tuple(found)


def _below(layer: Layer) -> Layer:
    wanted = layer.document.data.get("extends") or ROOT
    if not isinstance(wanted, str):
        refuse(
            [_extends_wrong(layer, "expected a preset or a file", f"presets are {', '.join(preset_names())}")]
        )
    if wanted in preset_names():
        return preset_layer(wanted)
    if layer.path is None or not wanted.endswith((".yml", ".yaml")):
        advice = did_you_mean(wanted, preset_names(), otherwise="a file ends in .yml; presets are")
        refuse([_extends_wrong(layer, f'there is no preset "{wanted}"', advice)])
    if Path(wanted).is_absolute():
        refuse([_extends_wrong(layer, "an absolute path", "write it relative to this file")])
    path = layer.path.parent / wanted
    if not path.is_file():
        refuse(
            [_extends_wrong(layer, f'there is no file "{wanted}"', "a file is looked for beside this one")]
        )
    return file_layer(path)


def _extends_wrong(layer: Layer, problem: str, help_line: str) -> Diagnostic:
    return layer.document.place(("extends",)).wrong(problem, help_line)


def merged(chain: tuple[Layer, ...]) -> Document:
    """One document of several layers, the first of which has the last word; values keep their places."""
    result = _Merge()
    for layer in reversed(chain):
        result.values[()] = layer.document.place(())
        result.lay(layer.document, layer.document.data, result.data, ())
    problems = tuple(problem for layer in chain for problem in layer.document.problems)
    return Document(
        path=chain[0].document.path,
        data=result.data,
        keys=result.keys,
        values=result.values,
        problems=problems,
    )


@dataclass(slots=True, kw_only=True)
class _Merge:
    data: dict[str, Data] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    values: dict[Loc, Place] = field(default_factory=dict)

    def lay(self, document: Document, over: dict[str, Data], into: dict[str, Data], loc: Loc) -> None:
        """Put what a document says at a location over what is there."""
        for key, value in over.items():
            here = (*loc, key)
            if value is None and here[0] != "rules":
                continue
            old = into.get(key)
            if value is True and loc == ("rules",):
                value = {}  # noqa: PLW2901  # a rule that is on without limits of its own keeps those below
            if isinstance(value, dict) and isinstance(old, dict) and here != ("effort",):
                self._place(document, here)
                self.lay(document, value, old, here)
                continue
            self._forget(old, here)
            self._place(document, here)
            into[key] = self._fresh(document, value, here)

    def _fresh(self, document: Document, value: Data, loc: Loc) -> Data:
        if isinstance(value, dict):
            inner: dict[str, Data] = {}
            self.lay(document, value, inner, loc)
            return inner
        for below in _locations(value, loc):
            self._place(document, below)
        return value

    def _place(self, document: Document, loc: Loc) -> None:
        if loc in document.keys:
            self.keys[loc] = document.keys[loc]
        self.values[loc] = document.place(loc)

    def _forget(self, value: Data, loc: Loc) -> None:
        for below in _locations(value, loc):
            self.keys.pop(below, None)
            self.values.pop(below, None)


def _locations(value: Data, loc: Loc) -> Iterator[Loc]:
    """Every location inside a value, its own first."""
    yield loc
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from _locations(child, (*loc, key))
