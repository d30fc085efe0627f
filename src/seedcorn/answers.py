"""How somebody can say whose work an issue is, under a policy: in sentences, the surest way first."""

from collections.abc import Iterator

from seedcorn.model import Counting, Meaning, Pattern

_MOST_WAYS = 2
_FILL_IN = {
    "field": "fill in the field {name}",
    "project-field": "fill in the project's field {name}",
    "heading": "write `### {name}` with the name below it",
    "property": "set the repository's property {name}",
}


def answers(counting: Counting, unheard: tuple[Pattern, ...] = ()) -> tuple[str, ...]:
    """A sentence each for a customer's request, seed corn and the team's own work, where one can be.

    What is to be written stands between backticks. `unheard` are the patterns that no issue fits: what people
    do here already comes before them.
    """
    said = (_asked(counting, unheard), *_marked(counting))
    return tuple(dict.fromkeys(filter(None, said)))


def _asked(counting: Counting, unheard: tuple[Pattern, ...]) -> str:
    asking = [one for one in counting.patterns if one.meaning is Meaning.CUSTOMER]
    used = [one for one in asking if one not in unheard] or asking
    # Who cannot put labels on an issue can still write into it.
    written = [one for one in asking if one.place.startswith("heading:")][:1]
    ways: dict[str, str] = {}
    for one in (*sorted(used, key=lambda each: (each.rank, "::" in each.glob)), *written):
        if way := _way(one):
            ways.setdefault(one.place, way)
    return f"A customer: {', or '.join(list(ways.values())[:_MOST_WAYS])}." if ways else ""


def _way(pattern: Pattern) -> str:
    kind, _, name = pattern.place.partition(":")
    if kind in _FILL_IN:
        return _FILL_IN[kind].format(name=name.capitalize())
    written = pattern.glob.replace("*", "NAME")
    if kind == "label":
        return f"add the label {_exactly(written)}"
    return f"a member comments {_exactly(written)}" if kind == "comment" else ""


def _exactly(text: str) -> str:
    return f"`{text.replace(chr(96), '')}`"


def _marked(counting: Counting) -> Iterator[str]:
    meanings = (
        (Meaning.SEED_CORN, "Nobody yet; it is for future customers"),
        (Meaning.OWN, "The team itself"),
        (Meaning.BUG, "Nobody, it is a bug"),
    )
    for meaning, who in meanings:
        labels = (one.glob for one in counting.patterns if one.meaning is meaning and one.place == "label")
        plain = next((glob for glob in labels if "*" not in glob), "")
        if plain:
            yield f"{who}: add the label {_exactly(plain)}."
