"""How somebody can say whose work an issue is, under a policy: in sentences, the surest way first."""

from collections.abc import Iterator

from seedcorn.model import Counting, Meaning, Pattern

_FILL_IN = {
    "field": "fill in the field {name}",
    "project-field": "fill in the project's field {name}",
    "heading": "answer {name} in the text",
    "property": "set the repository's property {name}",
}


def answers(counting: Counting) -> tuple[str, ...]:
    """A sentence each for a customer's request, seed corn and the team's own work, where one can be."""
    said = (_asked(counting), *_marked(counting))
    return tuple(dict.fromkeys(filter(None, said)))


def _asked(counting: Counting) -> str:
    asking = sorted(
        (one for one in counting.patterns if one.meaning is Meaning.CUSTOMER), key=lambda one: one.rank
    )
    ways = tuple(dict.fromkeys(filter(None, map(_way, asking))))[:2]
    return f"A customer: {', or '.join(ways)}." if ways else ""


def _way(pattern: Pattern) -> str:
    kind, _, name = pattern.place.partition(":")
    if kind in _FILL_IN:
        return _FILL_IN[kind].format(name=name.capitalize())
    written = pattern.glob.replace("*", "NAME")
    if kind == "label":
        return f"add the label {written}"
    return f"a member comments {written}" if kind == "comment" else ""


def _marked(counting: Counting) -> Iterator[str]:
    meanings = (
        (Meaning.SEED_CORN, "Nobody yet, and it is for customers to come"),
        (Meaning.OWN, "The team itself"),
        (Meaning.BUG, "Nobody, it is a bug"),
    )
    for meaning, who in meanings:
        labels = (one.glob for one in counting.patterns if one.meaning is meaning and one.place == "label")
        plain = next((glob for glob in labels if "*" not in glob), "")
        if plain:
            yield f"{who}: add the label {plain}."
