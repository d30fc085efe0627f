"""Which of a Jira's fields are asked for: by id or by name, and never by a guess between two of one name."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from seedcorn.connectors._record import Record
from seedcorn.errors import UsageError
from seedcorn.model import HISTORY, Gap
from seedcorn.words import plain

_SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
_EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
_ORGANIZATIONS = "com.atlassian.servicedesk:sd-customer-organizations"
_ASSETS = (":cmdb-object-cftype", ":insight-object-field", ":rlabs-customfield-default-object")
# What the machinery keeps for itself: ranks, development panels, clocks of a service desk.
_TECHNICAL = ("com.pyxis.greenhopper.jira:gh-", "com.atlassian.jira.plugins.jira-development-integration")
_CLOCKS = "com.atlassian.servicedesk:sd-"
_HOURS = frozenset({"timeoriginalestimate", "timeestimate", "timespent"})
_OTHER_NAMES = {
    "original estimate": "timeoriginalestimate",
    "time estimate": "timeoriginalestimate",
    "remaining estimate": "timeestimate",
    "time spent": "timespent",
}
POINTS = ("story points", "story point estimate")
_OFFERED = frozenset({"priority", "environment", "security", "duedate", *_HOURS})  # besides the site's own
_PARENT = ".parent"
_BASE = (
    *("summary", "status", "resolution", "resolutiondate", "statuscategorychangedate"),
    *("created", "updated", "labels", "issuetype", "fixVersions", "components"),
    *("assignee", "reporter", "project", "parent"),
)
_BY_ID = "name one of them by its id beside the name, for example `field: {id}`: then the name means that one"
OFFER = "; did you mean "


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as Jira lists it. `names`, casefolded, are what it may be called; `project` is its owner."""

    id: str
    name: str
    type: str
    custom: str
    names: frozenset[str]
    project: str

    @classmethod
    def of(cls, record: Record) -> "Field":
        """From an entry of the list. Raises DataError for one without an id or a name."""
        schema, scope = record.record("schema"), record.record("scope")
        owner = scope.record("project") if scope else None
        called = [record.text("name"), record.text("untranslatedName")]
        return cls(
            id=record.needed_text("id"),
            name=record.needed_text("name"),
            type=(schema.text("type") if schema else None) or "unknown",
            custom=(schema.text("custom") if schema else None) or "",
            names=frozenset(name.strip().casefold() for name in called if name),
            project=str(owner.get("id") or owner.get("key") or "") if owner else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A field that goes into `Issue.fields`: under which name, from which id, read how, for which project.

    `how` is "text", "hours", "asset" or "parent"; without `project` it is for all.
    """

    name: str
    id: str
    how: str = "text"
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a field is, for whoever reads how it changed: an older Jira tells its name, and not its id.

    `names`, casefolded, are those that no other field has. `type` and `custom` are as of `Field`.
    """

    id: str
    names: tuple[str, ...]
    type: str
    custom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for and what it is: everything about fields that a reading has to know.

    `kinds` are those of the fields whose past somebody looks at.
    """

    fields: tuple[Named, ...] = ()
    sprints: tuple[str, ...] = ()
    epics: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    description: bool = True
    kinds: tuple[Kind, ...] = ()

    @property
    def ids(self) -> list[str]:
        """The ids to ask for, each once."""
        more = (*self.sprints, *self.epics, *self.organizations, *(named.id for named in self.fields))
        return list(dict.fromkeys((*_BASE, *(["description"] if self.description else ()), *more)))


class Catalogue:
    """The fields of one Jira, asked by the places that somebody looks at."""

    def __init__(self, fields: Iterable[Field], source: str) -> None:
        self._fields = tuple(fields)
        self._source = source
        self._by_id = {name: field for field in self._fields for name in _ids(field)}

    def candidates(self, name: str) -> tuple[Field, ...]:
        """The fields that a name, casefolded, may mean: the one of that id, else all that are called so."""
        name = _OTHER_NAMES.get(name, name)
        if name in self._by_id:
            return (self._by_id[name],)
        called = POINTS if name in POINTS else (name,)
        return tuple(field for field in self._fields if field.names.intersection(called))

    def wanted(
        self, places: frozenset[str] | None, chosen: Mapping[str, Mapping[str, str]]
    ) -> tuple[Wanted, tuple[Gap, ...]]:
        """What to ask for where these places are looked at, and a gap for every field that is not there.

        Args:
            places: as `Collecting.places`.
            chosen: by the name of an ambiguous field, its id by project ("" for all).

        Raises:
            UsageError: two fields have a name that is asked for, and none of them is chosen.
        """
        names = _names_in(places)
        every = places is None or "*" in names
        named, gaps = list[Named](), list[Gap]()
        for name in names:
            if name == "*":
                continue
            found = list(self._named(name, chosen, names))
            named += found
            if not found:
                gaps.append(self._missing(name))
        if every:
            taken = {each.id for each in named}
            named += [each for each in self._all() if each.id not in taken]
        sprints = self._of_kind(_SPRINT)
        wanted = Wanted(
            fields=tuple(named),
            sprints=sprints,
            epics=self._of_kind(_EPIC_LINK),
            organizations=self._of_kind(_ORGANIZATIONS),
            description=places is None or any(place.startswith("heading:") for place in places),
            kinds=self._kinds({*sprints, *(each.id for each in named)}) if HISTORY in (places or ()) else (),
        )
        return wanted, tuple(gaps)

    def ambiguous_points(self, places: frozenset[str] | None) -> tuple[str, tuple[Field, ...]]:
        """The name by which story points are asked for and the fields they may be in, if several."""
        for name in POINTS:
            found, names = self.candidates(name), _names_in(places)
            if name in names and len(found) > 1 and len(_by_id(found, names)) != 1:
                return name, found
        return "", ()

    def _named(
        self, name: str, chosen: Mapping[str, Mapping[str, str]], names: Collection[str]
    ) -> Iterator[Named]:
        if name in chosen:
            yield from (Named(name=name, id=id_, project=project) for project, id_ in chosen[name].items())
            return
        found, how = self.candidates(name), ""
        if not found and name.endswith(_PARENT):
            found, how = self.candidates(name.removesuffix(_PARENT)), "parent"
        owners = [field.project for field in found]
        if len(owners) > len(set(owners)) or (name in POINTS and len(found) > 1):
            settled = _by_id(found, names)  # beside them the name may be there for another tracker
            if not settled or (name in POINTS and len(settled) > 1):
                raise ambiguous(name, found, self._source)
            found = settled
        for field in found:
            yield Named(name=name, id=field.id, how=how or _how(field))

    def _all(self) -> Iterator[Named]:
        """All fields that may say something, by their names; those that share one by their ids."""
        names = [next(iter(sorted(field.names)), "") for field in self._fields]
        for field, name in zip(self._fields, names, strict=True):
            own = field.custom and not field.custom.startswith((*_TECHNICAL, _CLOCKS))
            if own or field.id in _OFFERED:
                alone = names.count(name) == 1
                yield Named(name=field.name if alone else field.id, id=field.id, how=_how(field))

    def _of_kind(self, custom: str) -> tuple[str, ...]:
        return tuple(field.id for field in self._fields if field.custom == custom)

    def _kinds(self, ids: Collection[str]) -> tuple[Kind, ...]:
        called = Counter(name for field in self._fields for name in field.names)
        return tuple(
            Kind(
                id=field.id,
                names=tuple(sorted(name for name in field.names if called[name] == 1)),
                type=field.type,
                custom=field.custom,
            )
            for field in self._fields
            if field.id in ids
        )

    def _missing(self, name: str) -> Gap:
        known = {called: called for field in self._fields for called in field.names}
        known |= {field.name.strip().casefold(): field.name for field in self._fields}
        near = get_close_matches(name, sorted(known), n=1)
        offer = (
            f'{OFFER}"{plain(known[near[0]])}"?'
            if near
            else f", among the {len(self._fields)} that are visible"
        )
        why = f'it has no field "{plain(name)}"{offer}'
        return Gap(source=self._source, what=f"field {name}", why=why, place=f"field:{name}", absent=True)


def ambiguous(name: str, found: Iterable[Field], source: str) -> UsageError:
    """The refusal to choose between fields of one name."""
    listed = list(found)
    called = listed[0].name if name in listed[0].names else name
    fields = ", ".join(f"{field.id} ({_told_apart(field, called)})" for field in listed[:8])
    how_many = "two" if len(listed) == 2 else len(listed)
    return UsageError(
        f'{source} has {how_many} fields "{plain(called)}": {plain(fields)}',
        hint=_BY_ID.format(id=listed[0].id),
    )


def _told_apart(field: Field, name: str) -> str:
    """What kind of field it is: every kind of a site's own has its name, where Jira's type may be "any"."""
    kind = field.custom.rpartition(":")[2] or field.type
    return kind if name.casefold() in field.names else f"{field.name}, {kind}"


def _by_id(found: Iterable[Field], names: Collection[str]) -> tuple[Field, ...]:
    """Those that are also named by their ids."""
    return tuple(field for field in found if any(id_ in names for id_ in _ids(field)))


def _names_in(places: frozenset[str] | None) -> list[str]:
    """The names of fields that are looked at, in a fixed order."""
    return sorted(place[6:] for place in places or () if place.startswith("field:"))


def unread(places: frozenset[str] | None, source: str, why: str) -> tuple[Wanted, tuple[Gap, ...]]:
    """What can be asked for where the fields cannot be listed: those named by id; and gaps for the rest."""
    names = [place[6:] for place in places or () if place.startswith("field:")]
    ids = {name: _id_in(name) for name in names}
    wanted = Wanted(fields=tuple(Named(name=name, id=id_) for name, id_ in sorted(ids.items()) if id_))
    lost = sorted(f"field:{name}" for name, id_ in ids.items() if not id_)
    gaps = (
        Gap(source=source, what=f"{place}: the fields cannot be listed", why=why, place=place)
        for place in ("sprint", "organization", *lost)
    )
    return wanted, tuple(gaps)


def _ids(field: Field) -> Iterator[str]:
    yield field.id.casefold()
    if field.id.startswith("customfield_"):
        yield f"cf[{field.id.removeprefix('customfield_')}]"


def _id_in(name: str) -> str:
    number = name.removeprefix("customfield_") if name.startswith("customfield_") else name[3:-1]
    is_id = name in {f"customfield_{number}", f"cf[{number}]"} and number.isascii() and number.isdigit()
    return f"customfield_{number}" if is_id else ""


def _how(field: Field) -> str:
    if field.id in _HOURS:
        return "hours"
    return "asset" if field.custom.endswith(_ASSETS) else "text"
