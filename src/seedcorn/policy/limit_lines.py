"""Where the files of a policy say what a rule's limits are, so that a finding can point to the line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from seedcorn.background import LimitLine
from seedcorn.policy.inherit import Layer
from seedcorn.report import Level
from seedcorn.yamlfile import Document, Loc

if TYPE_CHECKING:
    from seedcorn.policy.rulebook import RulesOn
    from seedcorn.rule import Params


def limit_lines(
    chain: Sequence[Layer], written: Document, rules: "RulesOn", *, origin: str
) -> tuple[LimitLine, ...]:
    """For each rule that is on, where it stands, and where each of its limits does that somebody wrote.

    `chain` is the policy and what it extends, `written` all of it as one, `origin` how reports call its file.
    What a preset says, or a file that reports may not name, stands where the policy's own file extends it.
    A preset alone has no lines.
    """
    if chain[0].path is None or _is_outside(origin):
        return ()
    files = _Files(chain=tuple(chain), written=written, origin=origin)
    return tuple(line for rule, params in rules for line in files.of_rule(rule.id, params))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The files of one policy, its own first."""

    chain: tuple[Layer, ...]
    written: Document
    origin: str

    def of_rule(self, rule: str, params: "Params") -> Iterator[LimitLine]:
        """The rule as a whole first, then a line a level."""
        yield self._at(("rules", rule), rule, "")
        for level in reversed(Level):
            if said := self._said(rule, params, level):
                yield self._at(said, rule, level.value)

    def _said(self, rule: str, params: "Params", level: Level) -> Loc | None:
        """The key that sets a limit of a level; of several ("warning", "warning-days") the first."""
        for name in type(params).model_fields:
            loc = ("rules", rule, name.replace("_", "-"))
            is_one = name.partition("_")[0] == level.value and getattr(params, name) is not None
            if is_one and loc in self.written.keys:
                return loc
        return None

    def _at(self, loc: Loc, rule: str, level: str) -> LimitLine:
        path, line = self._place(loc)
        return LimitLine(rule=rule, path=path, line=line, level=level)

    def _place(self, loc: Loc) -> tuple[str, int]:
        """The file that has the last word on it, if reports may name that, else where it is inherited."""
        place = self.written.key_place(loc)
        said = (layer for layer in self.chain if layer.document.keys.get(loc) == place)
        layer = next(said, self.chain[-1])
        path = self._shown(layer)
        return (path, place.line) if path else (self.origin, self._inherited())

    def _shown(self, layer: Layer) -> str:
        """How a file is called beside the policy's own; empty for a preset and for what lies elsewhere."""
        top = self.chain[0].path
        if layer.path is None or top is None or not layer.path.is_relative_to(top.parent):
            return ""
        beside = layer.path.relative_to(top.parent).as_posix()
        path = normpath(join(dirname(self.origin), beside))
        return "" if _is_outside(path) else path

    def _inherited(self) -> int:
        """The line of the policy's own file that extends another; the first where it does not say so."""
        extends = self.chain[0].document.keys.get(("extends",))
        return extends.line if extends else 1


def _is_outside(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/")
