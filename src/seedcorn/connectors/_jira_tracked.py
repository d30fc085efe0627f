"""Which fields' changes are looked at, and what one change says: the values before and after it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite

from seedcorn.connectors import _jira_values as values
from seedcorn.connectors._jira_fields import Kind, Named, Wanted
from seedcorn.connectors._jira_known import Known
from seedcorn.connectors._record import Record

_LONGEST = 5_000  # characters, for the patterns
_CASCADE = re.compile(
    r"Parent values: (?P<parent>.+?)\(\d+\)(?:\s*Level 1 values: (?P<child>.+)\(\d+\))?", re.DOTALL
)
_SECONDS = re.compile(r"[0-9]{1,12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_IDS = re.compile(r"\[?\s*(?P<ids>\d{1,18}(?:\s*,\s*\d{1,18})*)?\s*\]?")

Texts = Iterable[str] | None  # None where they cannot be made out


class Form(Enum):
    """How a changelog writes the values of a field."""

    ONE = auto()  # an id and a name
    LIST = auto()  # "[10, 11]" and "One,Two"
    WORDS = auto()  # "one two"
    NUMBER = auto()
    HOURS = auto()  # in seconds
    DAY = auto()
    PERSON = auto()  # an id, and the name that people see
    CASCADE = auto()  # "Parent values: One(10)Level 1 values: Two(11)"
    CASCADE_PARENT = auto()


# What a changelog tells of other kinds is another text than the one that stands on the issue.
_FORMS = {
    **dict.fromkeys(("select", "radiobuttons", "textfield", "url"), Form.ONE),
    **dict.fromkeys(("multiselect", "multicheckboxes"), Form.LIST),
    **dict.fromkeys(("float", "jsw-story-points"), Form.NUMBER),
    "labels": Form.WORDS,
    "userpicker": Form.PERSON,
    "datepicker": Form.DAY,
    "cascadingselect": Form.CASCADE,
}
_OWN_FORMS = {"priority": Form.ONE, "security": Form.ONE, "duedate": Form.DAY}
_HOWS = {"hours": Form.HOURS, "asset": None, "parent": Form.CASCADE_PARENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A field whose changes are looked at: where its values stand, and in which form they are told.

    `names` are what an older Jira calls it there; `project` is the only one that it is looked at in, if any.
    """

    place: str
    id: str
    form: Form
    names: tuple[str, ...]
    project: str = ""


STATUS = Tracked(place="", id="status", form=Form.ONE, names=("status",))
RESOLUTION = Tracked(place="", id="resolution", form=Form.ONE, names=("resolution",))
_BASE = (
    Tracked(place="label", id="labels", form=Form.WORDS, names=("labels",)),
    Tracked(place="type", id="issuetype", form=Form.ONE, names=("issuetype",)),
    Tracked(place="assignee", id="assignee", form=Form.PERSON, names=("assignee",)),
    Tracked(place="version", id="fixVersions", form=Form.ONE, names=("fix version",)),
)
_COMPONENT = Tracked(place="component", id="components", form=Form.ONE, names=("component",))


class Fields:
    """The fields whose changes are looked at."""

    def __init__(self, fields: Iterable[Tracked]) -> None:
        self._by_id: dict[str, list[Tracked]] = {}
        self._by_name: dict[tuple[bool, str], list[Tracked]] = {}
        for field in (STATUS, RESOLUTION, *fields):
            self._by_id.setdefault(field.id, []).append(field)
            for name in field.names:
                self._by_name.setdefault((field.id.startswith("customfield_"), name), []).append(field)

    @classmethod
    def of(cls, wanted: Wanted, places: frozenset[str]) -> "Fields":
        """Those that move a mark which stands on an issue; components only where somebody looks there."""
        kinds = {kind.id: kind for kind in wanted.kinds}
        components = [_COMPONENT] if "component" in places else []
        sprints = (_sprints(kinds[id_]) for id_ in wanted.sprints if id_ in kinds)
        named = (_named(each, kinds[each.id]) for each in wanted.fields if each.id in kinds)
        return cls([*_BASE, *components, *sprints, *filter(None, named)])

    @property
    def ids(self) -> list[str]:
        """What they are asked for by."""
        return list(self._by_id)

    def changed_in(self, item: Record) -> Sequence[Tracked]:
        """Which of them an item of a changelog is of: by its id, or by its name in an older Jira.

        Raises DataError where it is none.
        """
        id_ = item.text("fieldId")
        if id_:
            return self._by_id.get(id_, ())
        name = (item.text("field") or "").strip().casefold()
        return self._by_name.get((item.text("fieldtype") == "custom", name), ())


def _sprints(kind: Kind) -> Tracked:
    return Tracked(place="sprint", id=kind.id, form=Form.LIST, names=tuple(sorted({*kind.names, "sprint"})))


def _named(named: Named, kind: Kind) -> Tracked | None:
    form = _form(named, kind)
    if form is None:
        return None
    names = kind.names if kind.custom else tuple(sorted({*kind.names, kind.id}))
    place = f"field:{named.name.casefold()}"
    return Tracked(place=place, id=kind.id, form=form, names=names, project=named.project)


def _form(named: Named, kind: Kind) -> Form | None:
    if named.how in _HOWS:
        return _HOWS[named.how]
    if not kind.custom:
        return _OWN_FORMS.get(kind.id)
    return _FORMS.get(kind.custom.rpartition(":")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One side of a change, before or after it: an id and a text, each of them empty where there is none."""

    id: str
    text: str

    @classmethod
    def before(cls, item: Record) -> "Told":
        """What was there. Raises DataError where that is no text."""
        return cls(id=(item.text("from") or "").strip(), text=item.text("fromString") or "")

    @classmethod
    def after(cls, item: Record) -> "Told":
        """What is there since. Raises DataError where that is no text."""
        return cls(id=(item.text("to") or "").strip(), text=item.text("toString") or "")


def values_of(told: Told, field: Tracked, known: Known) -> list[str] | None:
    """The values, in the words of the marks; None where they cannot be made out.

    Raises:
        UnreadError: who somebody is was asked for in vain.
    """
    if not (told.id.strip("[] ") or told.text.strip()):
        return []
    found = _READERS[field.form](told, field, known)
    if found is None:
        return None
    return list(dict.fromkeys(filter(None, (_as_mark(each, field) for each in found))))


def _as_mark(text: str, field: Tracked) -> str:
    """As the payload of an issue is read: a field's value as a line, a type as it is."""
    if field.place.startswith("field:"):
        return next(values.texts(text), "")
    return text if field.place == "type" else text.strip()


def _one(told: Told, field: Tracked, known: Known) -> Texts:
    name = known.name(field.id, told.id, told.text) if told.id else told.text
    return [name] if name else None


def _listed(told: Told, field: Tracked, known: Known) -> Texts:
    """The names of a list of ids. Commas part them, but may be in one as well: then what is known decides."""
    ids = re.findall(r"\d+", told.id) if len(told.id) <= _LONGEST and _IDS.fullmatch(told.id) else []
    if not ids:
        return None if told.id or "," in told.text else [told.text]
    parts = [told.text] if len(ids) == 1 else [part.strip() for part in told.text.split(",")]
    then = parts if len(parts) == len(ids) else [""] * len(ids)
    names = [known.name(field.id, id_, name) for id_, name in zip(ids, then, strict=True)]
    return names if all(names) else None


def _words(told: Told, field: Tracked, known: Known) -> Texts:
    del field, known
    return told.text.split()


def _number(told: Told, field: Tracked, known: Known) -> Texts:
    del field, known
    try:
        number = float(told.text or told.id)
    except ValueError:
        return None
    return values.texts(number) if isfinite(number) else None


def _hours(told: Told, field: Tracked, known: Known) -> Texts:
    del field, known
    seconds = told.id or told.text
    return values.hours(int(seconds)) if _SECONDS.fullmatch(seconds) else None


def _day(told: Told, field: Tracked, known: Known) -> Texts:
    del field, known
    day = _DAY.match(told.id)
    return [day[0]] if day else None


def _person(told: Told, field: Tracked, known: Known) -> Texts:
    """Somebody who cannot be made out is left out: who came after them is known all the same."""
    del field
    person = known.person(told.id, told.text) if told.id else None
    return [person] if person else []


def _cascade(told: Told, field: Tracked, known: Known) -> Texts:
    del known
    found = _CASCADE.fullmatch(told.text.strip()[:_LONGEST])
    if not found:
        return None
    parent, child = found["parent"].strip(), (found["child"] or "").strip()
    return [f"{parent} / {child}" if child and field.form is Form.CASCADE else parent]


_READERS: Mapping[Form, Callable[[Told, Tracked, Known], Texts]] = {
    Form.ONE: _one,
    Form.LIST: _listed,
    Form.WORDS: _words,
    Form.NUMBER: _number,
    Form.HOURS: _hours,
    Form.DAY: _day,
    Form.PERSON: _person,
    Form.CASCADE: _cascade,
    Form.CASCADE_PARENT: _cascade,
}
