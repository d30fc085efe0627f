"""What pydantic says of plain data -> diagnostics in plain words, at the place in the file."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from seedcorn.yamlfile.diagnostic import SHOWN, Diagnostic, did_you_mean
from seedcorn.yamlfile.document import Document, Loc

HELP = "\n"  # what follows it in the message of a validator is the help
_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
}
_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def explain(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    *,
    under: Loc = (),
    otherwise: str = "see the documentation of this key",
) -> Iterator[Diagnostic]:
    """The problems of a validation from top to bottom, as many as are ever shown and one more.

    `under` is where in the document the validated data stands; `otherwise` is the help where nothing better
    is known.
    """
    found = [((*under, *problem["loc"]), problem) for problem in error.errors(include_url=False)]
    found.sort(key=lambda pair: document.key_place(pair[0]).order)
    for loc, problem in found[: SHOWN + 1]:
        yield _diagnose(problem, loc, document, about=_About(model, loc[len(under) :], otherwise))


class _About:
    """What a model knows of the key at a location."""

    def __init__(self, model: type[BaseModel], loc: Loc, otherwise: str) -> None:
        self.siblings = tuple(_keys(_model_at(model, loc[:-1])))
        self.help = _description(model, loc) or otherwise


def _diagnose(problem: Mapping[str, Any], loc: Loc, document: Document, *, about: _About) -> Diagnostic:
    match problem["type"]:
        case "extra_forbidden":
            advice = did_you_mean(str(loc[-1]), about.siblings, otherwise="the keys here are")
            return document.key_place(loc).wrong(f'unknown key "{loc[-1]}"', advice)
        case "missing":
            return document.place(loc).wrong(f'the key "{loc[-1]}" is missing', about.help)
        case "enum" | "literal_error":
            words = _choices(problem)
            advice = did_you_mean(str(problem["input"]), words, otherwise="write one of")
            said = f"{_shown(problem['input'])} is not one of {', '.join(words)}"
            return document.place(loc).wrong(said, advice)
        case "value_error":
            said, _, advice = str(problem["ctx"]["error"]).partition(HELP)
            return document.place(loc).wrong(said, advice or _percent(problem) or about.help)
    return document.place(loc).wrong(_words(problem), _advice(problem) or about.help)


def _words(problem: Mapping[str, Any]) -> str:
    """Any other problem in one phrase."""
    kind, limits = problem["type"], problem.get("ctx", {})
    given = _shown(problem["input"])
    match kind:
        case "greater_than_equal":
            return f"expected {limits['ge']} or more, not {given}"
        case "less_than_equal":
            return f"expected {limits['le']} or less, not {given}"
        case "string_too_short":
            return "expected text, not nothing"
        case "string_too_long":
            return f"a text of more than {limits['max_length']} characters"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, not {given}"
    text = str(problem["msg"])
    return f"{text[:1].lower()}{text[1:]}, not {given}"


def _advice(problem: Mapping[str, Any]) -> str:
    kind, given = problem["type"], problem["input"]
    if kind == "bool_type" and isinstance(given, str) and given.casefold() in _YES_NO:
        return f"write {_YES_NO[given.casefold()]}: {given} is only a word"
    if kind == "string_type" and isinstance(given, bool):
        return "put it in quotes if it is a name"
    return ""


def _percent(problem: Mapping[str, Any]) -> str:
    """What a bare number was probably meant to be where a share is wanted."""
    given = problem["input"]
    if "percent" not in problem["msg"] or isinstance(given, bool) or not isinstance(given, int | float):
        return ""
    return f"write {100 * given if given <= 1 else given:g}%"


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case list() | tuple():
            return "a list"
        case dict():
            return "keys and values"
        case int() | float():
            return str(getattr(value, "text", value))
    text = str(value)
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def _choices(problem: Mapping[str, Any]) -> tuple[str, ...]:
    """The allowed words of an enumeration, from pydantic's "'a', 'b' or 'c'"."""
    listed = str(problem["ctx"]["expected"]).replace(" or ", ", ")
    return tuple(word.strip("'") for word in listed.split(", "))


def _description(model: type[BaseModel], loc: Loc) -> str:
    """What the model says of the nearest key that it describes."""
    for end in range(len(loc), 0, -1):
        around = _model_at(model, loc[: end - 1])
        for name, field in around.model_fields.items() if around else ():
            if loc[end - 1] in (field.alias, name) and field.description:
                return f"{loc[end - 1]}: {field.description}"
    return ""


def _keys(model: type[BaseModel] | None) -> Iterator[str]:
    for name, field in model.model_fields.items() if model else ():
        yield field.alias or name


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    found: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            continue
        fields = found.model_fields.items() if found else ()
        annotation = next((field.annotation for name, field in fields if part in (field.alias, name)), None)
        found = _model_in(annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Entry, ...]` or `Entry | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
