"""What pydantic says of plain data -> diagnostics in plain words, at the place in the file."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from seedcorn.yamlfile.diagnostic import SHOWN, Diagnostic, closest
from seedcorn.yamlfile.document import Document, Loc

_EXPECTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "list": "a list",
    "tuple": "a list",
    "dict": "keys and values",
    "mapping": "keys and values",
    "model": "keys and values",
    "date": "a date such as 2027-02-01",
}


def explain(
    error: ValidationError, document: Document, model: type[BaseModel], *, under: Loc = ()
) -> Iterator[Diagnostic]:
    """One diagnostic for each problem; `under` is where in the document the validated data stands."""
    problems = error.errors(include_url=False, include_context=True)
    located = [((*under, *problem["loc"]), problem) for problem in problems]
    located.sort(
        key=lambda pair: (lambda place: (place.path, place.line, place.column))(document.key_place(pair[0]))
    )
    for loc, problem in located[: SHOWN + 1]:
        yield _diagnose(problem, loc, document, model, under)


def _diagnose(
    problem: Mapping[str, Any], loc: Loc, document: Document, model: type[BaseModel], under: Loc
) -> Diagnostic:
    kind: str = problem["type"]
    inner = loc[len(under) :]
    if kind == "extra_forbidden":
        known = tuple(_keys(_model_at(model, inner[:-1])))
        return Diagnostic(
            place=document.key_place(loc),
            problem=f'unknown key "{loc[-1]}"',
            help=_meant(str(loc[-1]), known, "the keys here are"),
        )
    if kind == "missing":
        return Diagnostic(
            place=document.place(loc),
            problem=f'the key "{loc[-1]}" is missing',
            help=_description(model, inner) or "add it",
        )
    choices = _choices(problem)
    if choices:
        words = f"{_shown(problem['input'])} is not one of {', '.join(choices)}"
        return Diagnostic(
            place=document.place(loc),
            problem=words,
            help=_meant(str(problem["input"]), choices, "write one of"),
        )
    return Diagnostic(
        place=document.place(loc),
        problem=_words(kind, problem),
        help=_advice(kind, problem) or _description(model, inner) or "change it",
    )


def _words(kind: str, problem: Mapping[str, Any]) -> str:
    if kind in ("value_error", "assertion_error"):
        return str(problem["ctx"]["error"]).split(HELP)[0]
    expected = _EXPECTED.get(kind.split("_")[0])
    if expected and not kind.endswith(("too_long", "too_short", "pattern_mismatch")):
        return f"expected {expected}, not {_shown(problem['input'])}"
    text = str(problem["msg"])
    return f"{text[0].lower()}{text[1:]}, not {_shown(problem['input'])}"


HELP = "\n"  # what follows it in a validator's message is the help


def _advice(kind: str, problem: Mapping[str, Any]) -> str:
    if kind == "value_error":
        return str(problem["ctx"]["error"]).partition(HELP)[2]
    given = problem["input"]
    if (
        kind == "bool_type"
        and isinstance(given, str)
        and given.casefold() in ("yes", "no", "on", "off", "y", "n")
    ):
        meant = "true" if given.casefold() in ("yes", "on", "y") else "false"
        return f"write {meant}: {given} is only a word"
    if kind == "string_type" and isinstance(given, bool | int | float):
        return "put it in quotes if it is a name"
    return ""


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


def _meant(word: str, words: tuple[str, ...], otherwise: str) -> str:
    near = closest(word, words)
    listed = ", ".join(sorted(words))
    return f'did you mean "{near}"?' if near else f"{otherwise} {listed}"


def _choices(problem: Mapping[str, Any]) -> tuple[str, ...]:
    """The allowed words of an enumeration, from pydantic's "'a', 'b' or 'c'"."""
    if problem["type"] not in ("enum", "literal_error"):
        return ()
    listed = str(problem["ctx"]["expected"]).replace(" or ", ", ")
    return tuple(word.strip("'") for word in listed.split(", "))


def _description(model: type[BaseModel], loc: Loc) -> str:
    """What the model says of the nearest key that it describes."""
    while loc:
        around = _model_at(model, loc[:-1])
        for name, field in around.model_fields.items() if around else ():
            if loc[-1] in (field.alias, name) and field.description:
                return f"{loc[-1]}: {field.description}"
        loc = loc[:-1]
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
