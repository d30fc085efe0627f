"""YAML text -> plain data with positions, from a small and plain part of YAML that cannot surprise.

Built from the parser's events, not by PyYAML's constructors: those keep the last of two equal keys, follow
anchors, read `no` as false, 012 as ten and 12:30:00 as seconds, and recurse as deep as the text does.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from seedcorn.yamlfile.diagnostic import Diagnostic, Place, refuse
from seedcorn.yamlfile.document import Data, Document, Loc, WrittenFloat, WrittenInt
from seedcorn.yamlfile.reading import LINE_BREAK, check_text, read_text

MAX_DEPTH = 50
MAX_VALUES = 30_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Any: the C loader has no type of its own
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, Data] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}


def load(path: Path) -> Document:
    """The data of a YAML file. Raises PolicyError as `read_text` and `parse` do."""
    return parse(read_text(path), str(path))


def parse(text: str, path: str) -> Document:
    """The data of a YAML text whose root is a mapping.

    Raises PolicyError at once where reading cannot go on (syntax, depth, a second document, no mapping);
    what can be shown together with other problems is in the document's `problems`.
    """
    check_text(text, path)
    builder = _Builder(path=path, lines=LINE_BREAK.split(text))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        refuse([_syntax(error, builder)])
    return builder.document()


def plain(text: str) -> Data:
    """What an unquoted word means: true, false, null, a plain number, else itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        whole = WrittenInt(text)
        whole.text = text
        return whole
    if _FLOAT.fullmatch(text):
        decimal = WrittenFloat(text)
        decimal.text = text
        return decimal
    return text


def _syntax(error: yaml.YAMLError, builder: "_Builder") -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    place = builder.place(mark, mark) if mark else Place(path=builder.path)
    problem = f"not valid YAML: {getattr(error, 'problem', None) or error}"
    if "tab" in problem or "\t" in place.source_line[: place.column]:
        return place.wrong(problem, "indent with spaces, not tabs")
    return place.wrong(
        problem,
        "check indentation, brackets and quotes here and on the line above; a text with `: ` in it, or that "
        "begins with * & ! % @ [ or {, goes in quotes",
    )


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A mapping or list that is still open. `key` is the key whose value comes next, and is kept or not."""

    into: list[Data] | dict[str, Data]
    loc: Loc
    key: str | None = None
    keeps: bool = True

    def next_loc(self) -> Loc:
        """Where the next value goes; what is not kept has places of its own."""
        if isinstance(self.into, list):
            return (*self.loc, len(self.into))
        return (*self.loc, self.key or "") if self.keeps else (*self.loc, self.key or "", -1)

    def put(self, value: Data) -> None:
        """Add the next value."""
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.keeps:
            self.into[self.key or ""] = value
        self.key = None


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Builds the data from parser events, without recursion."""

    path: str
    lines: list[str]
    root: Data = None
    documents: int = 0
    count: int = 0
    frames: list[_Frame] = field(default_factory=list)
    keys: dict[Loc, Place] = field(default_factory=dict)
    values: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def take(self, event: Any) -> None:  # Any: the C parser's events have no types
        """Add what one event says."""
        match event:
            case yaml.DocumentStartEvent():
                self._start_document(event)
            case yaml.ScalarEvent() | yaml.AliasEvent() | yaml.CollectionStartEvent():
                self._node(event)
            case yaml.CollectionEndEvent():
                self.frames.pop()

    def document(self) -> Document:
        """What was built. Raises PolicyError when there is nothing, or no mapping."""
        if not isinstance(self.root, dict):
            empty = self.root is None and not self.problems
            problem = "the file is empty" if empty else "the file must hold keys and values"
            place = self.values.get((), Place(path=self.path))
            refuse([*self.problems, place.wrong(problem, "write lines like `title: Our roadmap`")])
        return Document(
            path=self.path, data=self.root, keys=self.keys, values=self.values, problems=tuple(self.problems)
        )

    def place(self, start: Any, end: Any) -> Place:  # Any: marks of either parser
        """The place between two marks of the parser."""
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        width = end.column - start.column if end.line == start.line else len(line) - start.column
        return Place(
            path=self.path,
            line=start.line + 1,
            column=start.column + 1,
            width=max(1, width),
            source_line=line,
        )

    def _start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "a second document begins here", "a file holds one document: remove the `---`")

    def _node(self, event: Any) -> None:
        self._check(event)
        frame = self.frames[-1] if self.frames else None
        if frame and isinstance(frame.into, dict) and frame.key is None:
            self._take_key(event, frame)
        else:
            self._take_value(event, frame)

    def _check(self, event: Any) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            self._stop(event, f"more than {MAX_VALUES:,} values", "split the file")
        if isinstance(event, yaml.AliasEvent):
            advice = 'write it out (a text that begins with * goes in quotes: "*")'
            self._problem(event, f"an alias: *{event.anchor}", advice)
            return
        if event.anchor is not None:
            self._problem(event, f"an anchor: &{event.anchor}", "write it out where it is needed")
        if event.tag is not None:
            advice = "write the plain value; a text that begins with ! goes in quotes"
            self._problem(event, f"a tag: {event.tag}", advice)

    def _take_key(self, event: Any, frame: _Frame) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "a key must be one word or text", 'put it in quotes if it is text: "[a]": 1')
        loc = (*frame.loc, event.value)
        frame.key = event.value
        frame.keeps = True
        if event.value == "<<" and event.implicit[0]:
            self._drop(event, "a merge key: <<", "write it out; a whole policy is inherited with `extends`")
        elif loc in self.keys:
            advice = f"keep one of them: it stands in line {self.keys[loc].line} already"
            self._drop(event, f'the key "{event.value}" is there twice', advice)
        else:
            self.keys[loc] = self.place(event.start_mark, event.end_mark)

    def _drop(self, key: Any, problem: str, help_line: str) -> None:
        """Leave out what stands under a key that cannot be used."""
        self._problem(key, problem, help_line)
        self.frames[-1].keeps = False

    def _take_value(self, event: Any, frame: _Frame | None) -> None:
        loc = frame.next_loc() if frame else ()
        self.values[loc] = self.place(event.start_mark, event.end_mark)
        value: Data = None
        match event:
            case yaml.ScalarEvent():
                value = plain(event.value) if event.implicit[0] else event.value
            case yaml.MappingStartEvent():
                value = {}
            case yaml.SequenceStartEvent():
                value = []
        if frame:
            frame.put(value)
        else:
            self.root = value
        if isinstance(value, list | dict):
            if len(self.frames) >= MAX_DEPTH:
                self._stop(event, f"nested deeper than {MAX_DEPTH} levels", "a policy needs five")
            self.frames.append(_Frame(into=value, loc=loc))

    def _problem(self, event: Any, problem: str, help_line: str) -> None:
        place = self.place(event.start_mark, event.end_mark)
        self.problems.append(place.wrong(problem, help_line))

    def _stop(self, event: Any, problem: str, help_line: str) -> None:
        self._problem(event, problem, help_line)
        refuse(self.problems)
