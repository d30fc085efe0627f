"""What is asked of Jira: a JQL, understood well enough to know that it is bounded and what it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seedcorn.connectors._jira_spans import Span, written
from seedcorn.errors import UsageError

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")
_WORD = re.compile(
    r"""\s+ | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | [()\[\],] | && | \|\| | !(?![=~])
    | [=<>!~]+ | [^\s"'()\[\],=<>!~&|]+ | [&|]""",
    re.VERBOSE,
)
_LONGEST = 8_000
_DEEPEST = 50
# What names a place of its own, so that the whole site is never read by accident.
_SCOPES = frozenset(
    {
        *("project", "category", "filter", "request", "savedfilter", "searchrequest"),
        *("issue", "issuekey", "key", "id", "parent", "epic link", "sprint", "labels", "component"),
        *("fixversion", "affectedversion", "organizations", "customer request type"),
    }
)
# What an issue never loses but by moving, so that what has changed since is all that there is to ask for.
_STEADY = frozenset({"project", "issue", "issuekey", "key", "id"})
_FUNCTION = "()"  # stands among the fields of a clause whose values a function finds
_ORDER = " ORDER BY created ASC, key ASC"
_ADVICE = (
    'write jira:APP, "jira:project = APP" or another JQL that names a project, filter, sprint or version'
)
# JQL reads times to the minute and by the user's clock, whose hour may come twice or never in a night.
_SLACK = timedelta(minutes=5)
_CLOCK_CHANGE = timedelta(hours=2)
_ANYWHERE = timedelta(hours=15)
_BEFORE_ALL = "0001-01-01 00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A bounded JQL without its order. `projects` are the keys or names that it asks for.

    `steady` says that an issue leaves it only by being moved or deleted.
    """

    source: str
    jql: str
    projects: tuple[str, ...]
    steady: bool

    @classmethod
    def of(cls, target: str) -> "Query":
        """From a project's key or any JQL.

        Raises:
            UsageError: it is no JQL, or could be the whole site: no clause of it names a place.
        """
        text = target.strip()
        if _KEY.fullmatch(text):
            return cls(source=f"jira:{text}", jql=f'project = "{text}"', projects=(text,), steady=True)
        words = list(_without_order(_words(text)))
        clause = _Reading([word for word in words if not word.isspace()]).whole()
        if not clause.bounded:
            raise UsageError(f"jira:{_shown(text)} could be every issue of the site", hint=_ADVICE)
        projects = tuple(dict.fromkeys(clause.projects))
        is_project = clause.fields == {"project"} and len(projects) == 1 and _KEY.fullmatch(projects[0])
        return cls(
            source=f"jira:{projects[0] if is_project else text}",
            jql="".join(words).strip(),
            projects=projects,
            steady=clause.fields <= _STEADY,
        )

    @property
    def whole(self) -> str:
        """The JQL of all that it finds."""
        return f"({self.jql})"

    def since(self, minute: str) -> str:
        """The JQL of what was updated since then."""
        return f'{self.whole} AND updated >= "{minute}"'

    def within(self, spans: Iterable[Span]) -> str:
        """The JQL of what was created in any of the spans."""
        limits = [span.jql() for span in spans]
        if not all(limits):
            return self.whole
        return (
            f"{self.whole} AND {limits[0]}" if len(limits) == 1 else f"{self.whole} AND ({_either(limits)})"
        )


def _either(limits: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in limits)


def oldest_first(jql: str) -> str:
    """A JQL in the order in which nothing moves while it is read: by creation, which never changes."""
    return jql + _ORDER


def minute_before(moment: datetime, zone: str) -> str:
    """A time to give to JQL that is surely not after a moment, for a user whose time zone is named.

    Where the zone is not known here, so much earlier that it is right for any.
    """
    try:
        local = (moment - _SLACK).astimezone(ZoneInfo(zone))
    except OverflowError:  # a date that somebody mistyped, of the first days that there are
        return _BEFORE_ALL
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return written(moment.astimezone(UTC) - _SLACK - _ANYWHERE)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return written(local - _CLOCK_CHANGE if comes_twice else local)


def is_zone(name: str) -> bool:
    """Whether a time zone is known here."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """What is known of a part of a JQL: whether it names a place, by which fields, and which projects."""

    bounded: bool
    fields: frozenset[str]
    projects: tuple[str, ...] = ()


def _words(text: str) -> Iterator[str]:
    """The words, signs and spaces of a JQL. Raises UsageError where it cannot be one."""
    if len(text) > _LONGEST:
        raise UsageError(f"a JQL of more than {_LONGEST:,} characters", hint="save it as a filter in Jira")
    place = 0
    while place < len(text):
        found = _WORD.match(text, place)
        if found is None:
            raise _broken(text, "a quotation mark is never closed")
        yield found[0]
        place = found.end()


def _without_order(words: Iterator[str]) -> Iterator[str]:
    """What stands before ORDER BY: the order is ours."""
    held: list[str] = []
    for word in words:
        if word.casefold() == "by" and held and held[0].casefold() == "order":
            return
        if held and not word.isspace():
            yield from held
            held = []
        if held or word.casefold() == "order":
            held.append(word)
        else:
            yield word
    yield from held


class _Reading:
    """Reads a JQL by its AND, OR, NOT and brackets; the inside of a clause is Jira's business."""

    def __init__(self, words: list[str]) -> None:
        self._text = " ".join(words)
        self._words = words
        self._place = 0
        self._depth = 0

    def whole(self) -> _Clause:
        """What is known of all of it. Raises UsageError where brackets or clauses do not close."""
        if not self._words:
            raise UsageError("jira: names no issues", hint=_ADVICE)
        clause = self._any()
        if self._place < len(self._words):
            raise _broken(self._text, "a bracket is closed that was never opened")
        return clause

    def _next(self) -> str:
        return self._words[self._place].casefold() if self._place < len(self._words) else ""

    def _any(self) -> _Clause:
        clauses = [self._all()]
        while self._next() in {"or", "||", "|"}:
            self._place += 1
            clauses.append(self._all())
        return _joined(clauses, bounded=all(clause.bounded for clause in clauses))

    def _all(self) -> _Clause:
        clauses = [self._one()]
        while self._next() in {"and", "&&", "&"}:
            self._place += 1
            clauses.append(self._one())
        return _joined(clauses, bounded=any(clause.bounded for clause in clauses))

    def _one(self) -> _Clause:
        if self._next() in {"not", "!"}:
            self._place += 1
            return _Clause(bounded=False, fields=self._one().fields)
        if self._next() == "(":
            return self._inside()
        return self._plain()

    def _inside(self) -> _Clause:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _broken(self._text, f"more than {_DEEPEST} brackets, one inside another")
        self._place += 1
        clause = self._any()
        if self._next() != ")":
            raise _broken(self._text, "a bracket is never closed")
        self._place += 1
        self._depth -= 1
        return clause

    def _plain(self) -> _Clause:
        """One clause: a field, an operator and values, up to the next AND, OR or closing bracket."""
        words: list[str] = []
        open_brackets = 0
        while self._next() and (
            open_brackets or self._next() not in {"and", "or", "&&", "||", "&", "|", ")"}
        ):
            open_brackets += (self._next() == "(") - (self._next() == ")")
            words.append(self._words[self._place])
            self._place += 1
        if open_brackets:
            raise _broken(self._text, "a bracket is never closed")
        if len(words) < 2:
            raise _broken(self._text, "a clause is missing")
        return _clause(words)


def _clause(words: list[str]) -> _Clause:
    operator = next((place for place, word in enumerate(words) if _is_operator(word)), 1)
    field = " ".join(_bare(word) for word in words[:operator]).casefold()
    positive = words[operator] in {"=", "~"} or words[operator].casefold() == "in"
    values = tuple(_bare(word) for word in words[operator + 1 :] if word not in {"(", ")", ","})
    named = bool(values) and values[0].casefold() not in {"empty", "null"}
    computed = "(" in words[operator + 2 :]
    return _Clause(
        bounded=field in _SCOPES and positive and named,
        fields=frozenset({field, _FUNCTION} if computed else {field}),
        projects=values if field == "project" and positive and not computed else (),
    )


def _is_operator(word: str) -> bool:
    return word[0] in "=<>!~" or word.casefold() in {"in", "not", "is", "was", "changed"}


def _bare(word: str) -> str:
    quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if quoted else word


def _joined(clauses: list[_Clause], *, bounded: bool) -> _Clause:
    return _Clause(
        bounded=bounded,
        fields=frozenset[str]().union(*(clause.fields for clause in clauses)),
        projects=tuple(project for clause in clauses for project in clause.projects),
    )


def _broken(text: str, why: str) -> UsageError:
    return UsageError(f"jira:{_shown(text)} is no JQL: {why}", hint=_ADVICE)


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 60 else f"{text[:57]}...")[1:-1]
