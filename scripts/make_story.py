"""Writes the tracker of the bundled story from its plot: python scripts/make_story.py [FOLDER].

The plot (story.txt) says what is asked for, by whom, roughly when, and what becomes of it. Dates, spellings,
people and numbers come from a generator with a fixed seed, so that the same plot gives the same bytes. What
happened to each issue on the way (story_events.py) comes from one of its own.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from story_events import Tracked, record

from seedcorn import story

SEED = 1859
PLOT = Path(__file__).with_name("story.txt")
WEB = f"https://tracker.example/{story.SOURCE}"
NO_ANSWER = "_No response_"
OUTCOMES = {"d": "completed", "n": "not_planned", "o": None}
CORE = ("tove", "marek", "ines", "bashir")
OTHERS = ("lotte", "sunil", "greta", "dewi")
DESK = ("amara", "pavel")
CAPTURE = datetime(2025, 1, 1, tzinfo=UTC)
STRANGERS = {"typo": "Brambelcup Bakery", "stranger": "Tansywick Looms"}
AREAS = {
    "calendar": ("book", "calendar", "class", "slot", "lesson", "reminder", "plan"),
    "payments": ("invoice", "deposit", "price", "pay", "refund", "discount", "tax", "voucher"),
    "shop": ("shop", "product", "order", "stock", "basket", "picture"),
}
OWN_LABELS = {"seed": "seed-corn", "bug": "bug", "chore": "chore", "crowd": "customer: crowd"}
MARK_LABELS = {
    "bug": "bug",
    "seed": "seed-corn",
    "on-hold": "on hold",
    "branch": "branch: haldervane",
}
GO_LIVES = (
    ("Haldervane go-live", datetime(2025, 3, 31, 8, tzinfo=UTC)),
    ("Haldervane spa rollout", datetime(2025, 9, 30, 8, tzinfo=UTC)),
    ("Haldervane resorts go-live", datetime(2026, 2, 27, 8, tzinfo=UTC)),
)
PLANNED = {
    "december": "December 2025",
    "january": "January 2026",
    "resorts": "Haldervane resorts go-live",
    "core": "Platform 3 (on hold)",
}
REMARKS = {
    "seed": ("Nobody asked. We think shops we do not know yet will want it.", "From the spring workshop."),
    "bug": ("Seen in production.", "Happens about once a day.", "Steps are in the log."),
    "chore": ("It keeps us fast.", "Nobody will notice, and that is the point."),
    "crowd": ("Comes up at nearly every fair.", "Several people wrote this in the survey."),
    "nobody": ("", "Please look at this.", "See the mail of last week."),
    "haldervane": ("From the weekly steering call.", "In the contract, annex 4.", "Needed by go-live."),
    "small": ("They asked on the telephone.", "Second time this season.", "Would spare an hour a day."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the plot, with the stretch of days that it stands in."""

    outcome: str
    askers: tuple[str, ...]
    title: str
    marks: tuple[str, ...]
    begins: datetime
    ends: datetime

    @property
    def by_the_whale(self) -> bool:
        """Whether the big customer is among those who ask."""
        return any(asker.startswith("haldervane") for asker in self.askers)


def lines(plot: str) -> Iterator[Line]:
    """The plot's lines; a stretch ends where the next heading begins, the last one two weeks early."""
    rows = [row.strip() for row in plot.splitlines() if row.strip() and not row.startswith("#")]
    headings = [datetime.fromisoformat(row[3:]).replace(tzinfo=UTC) for row in rows if row.startswith("== ")]
    stretches = iter(zip(headings, [*headings[1:], story.NOW - timedelta(days=14)], strict=True))
    begins = ends = story.FIRST_DAY
    for row in rows:
        if row.startswith("== "):
            begins, ends = next(stretches)
            continue
        who, title, marks = [part.strip() for part in f"{row} | ".split("|")][:3]
        outcome, askers = who.split(" ")
        yield Line(
            outcome=outcome,
            askers=tuple(askers.split("+")),
            title=title,
            marks=tuple(marks.split()),
            begins=begins,
            ends=ends,
        )


class Teller:
    """Turns lines into issues; holds the generator and the register's names."""

    def __init__(self, register: dict[str, Any]) -> None:
        self._random = Random(SEED)
        self._names = {entry["id"]: entry for entry in register["customers"]}
        entries = enumerate(self._names.items())
        self._labels = {name: self._label(entry, turn) for turn, (name, entry) in entries}

    def tell(self, plot: list[Line]) -> list[dict[str, Any]]:
        """All issues and pull requests, oldest first, numbered as the tracker would have."""
        dated = [(self._created(line), line) for line in plot]
        dated.sort(key=lambda pair: (pair[0], pair[1].title))
        told = [self._issue(number, created, line) for number, (created, line) in enumerate(dated, start=1)]
        of_issues = [
            Tracked(
                issue=issue, asker=line.askers[0], marks=line.marks, random=Random(f"{SEED} {line.title}")
            )
            for issue, (_, line) in zip(told, dated, strict=True)
            if line.askers[0] != "pull"
        ]
        record(of_issues, _ends(told))
        return told

    def _label(self, entry: dict[str, Any], turn: int) -> str:
        """How this customer's label happens to be spelled: nobody ever tidied them."""
        if entry["status"] == "prospect":
            return f"prospect: {entry['name']}"
        name = str(entry["name"])
        beginnings = ("customer: ", "customer: ", "customer:", "Customer: ")
        if entry["status"] == "internal":
            return "customer: internal"
        return beginnings[turn % 4] + (name.lower() if turn % 4 == 1 else name)

    def _created(self, line: Line) -> datetime:
        """A working hour in the line's stretch; of late, what gets done was asked for early in it."""
        days = (line.ends - line.begins).days
        early = line.outcome == "d" and line.begins.year == story.NOW.year
        day = line.begins + timedelta(days=self._random.randrange(days * 2 // 3 if early else days))
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day.replace(hour=8, minute=0) + timedelta(minutes=self._random.randrange(9 * 60))

    def _closed(self, line: Line, created: datetime) -> datetime | None:
        """Quick in the good days; later, small customers wait and the big one does not."""
        if line.outcome == "o":
            return None
        usual = (20, 110) if created >= CAPTURE else (8, 80)
        shortest, longest = (4, 42) if line.by_the_whale else usual
        closed = created + timedelta(days=self._random.randrange(shortest, longest))
        while closed.weekday() > 4:
            closed += timedelta(days=1)
        if closed >= story.NOW:
            left = (story.NOW - created).days
            closed = created + timedelta(days=1 + self._random.randrange(left))
        return min(closed, story.NOW - timedelta(hours=14)) + timedelta(minutes=self._random.randrange(60))

    def _issue(self, number: int, created: datetime, line: Line) -> dict[str, Any]:
        closed = self._closed(line, created)
        labels, prefix, heading = self._asked(line)
        labels += [MARK_LABELS[mark] for mark in line.marks if mark in MARK_LABELS]
        title = f"{prefix}{line.title}"
        pull = {"pull_request": {"html_url": f"{WEB}/pull/{number}"}} if line.askers[0] == "pull" else {}
        return {
            "number": number,
            "title": title,
            "state": "closed" if closed else "open",
            "state_reason": OUTCOMES[line.outcome],
            "html_url": pull["pull_request"]["html_url"] if pull else f"{WEB}/issues/{number}",
            "user": self._person(DESK + CORE + OTHERS if "haldervane" not in line.askers else DESK),
            "labels": [{"name": label} for label in [*dict.fromkeys(labels), *self._areas(line)]],
            "milestone": None if pull else self._milestone(line, closed),
            "assignees": self._assignees(line, created),
            "created_at": _stamp(created),
            "updated_at": _stamp(self._updated(created, closed)),
            "closed_at": _stamp(closed) if closed else None,
            "body": self._body(line, heading),
        } | pull

    def _asked(self, line: Line) -> tuple[list[str], str, str]:
        """Where the tracker says who asks: labels, a prefix of the title, an answer in a form."""
        names = [asker for asker in line.askers if asker in self._names]
        if line.askers[0] in STRANGERS:
            return [f"customer: {STRANGERS[line.askers[0]]}"], "", ""
        if not names:
            return [OWN_LABELS[asker] for asker in line.askers if asker in OWN_LABELS], "", ""
        entry = self._names[names[0]]
        way = self._random.randrange(100)
        if len(names) > 1 or entry["status"] in ("prospect", "internal") or "seed" in line.marks or way < 62:
            chores = ["chore"] if entry["status"] == "internal" else []
            return [self._labels[name] for name in names] + chores, "", ""
        alias = entry["aliases"][self._random.randrange(len(entry["aliases"]))]
        if way < 76:
            return [f"customer: {alias}"], "", ""
        return ([], f"[{alias}] ", "") if way < 85 else ([], "", entry["name"])

    def _body(self, line: Line, heading: str) -> str:
        kind = "haldervane" if line.by_the_whale else line.askers[0]
        choices = REMARKS.get(kind, REMARKS["small"])
        remark = choices[self._random.randrange(len(choices))]
        if not heading and not (kind == "nobody" and self._random.randrange(2)):
            return remark
        return "\n\n".join(["### Customer", heading or NO_ANSWER, "### Why now?", remark or NO_ANSWER])

    def _areas(self, line: Line) -> list[str]:
        title = line.title.lower()
        found = [area for area, words in AREAS.items() if any(word in title for word in words)]
        return [f"area: {found[0]}"] if found and self._random.randrange(3) else []

    def _milestone(self, line: Line, closed: datetime | None) -> dict[str, Any] | None:
        """The month it was closed in, one of the big customer's dates, or where an open one is planned."""
        planned = next((PLANNED[mark] for mark in line.marks if mark in PLANNED), None)
        if closed is None or planned:
            return milestone(planned) if planned else None
        if line.outcome == "n" or line.askers == ("nobody",):
            return None
        if line.by_the_whale and closed.month % 2 and closed < GO_LIVES[1][1]:
            return milestone(next(name for name, due in GO_LIVES if closed < due))
        return milestone(f"{closed:%B %Y}")

    def _assignees(self, line: Line, created: datetime) -> list[dict[str, str]]:
        """The core team builds the platform, until it is lent to the big customer."""
        if line.outcome == "n" or (line.outcome == "o" and not set(line.marks) & {"december", "january"}):
            return []
        core = line.askers[0] == "seed" or (line.by_the_whale and created >= CAPTURE)
        return [self._person(CORE if core else OTHERS)]

    def _person(self, group: tuple[str, ...]) -> dict[str, str]:
        return {"login": f"{group[self._random.randrange(len(group))]}-stallkeep", "type": "User"}

    def _updated(self, created: datetime, closed: datetime | None) -> datetime:
        if closed:
            return closed
        minutes = (story.NOW - created) // timedelta(minutes=1)
        return created + timedelta(minutes=self._random.randrange(minutes // 2, minutes))


def milestone(title: str) -> dict[str, Any]:
    """A milestone as an issue shows it: months end on their last day, the platform's never."""
    due = dict(GO_LIVES).get(title)
    if due is None and not title.startswith("Platform"):
        month = datetime.strptime(f"1 {title}", "%d %B %Y").replace(tzinfo=UTC, hour=8)
        due = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    state = "closed" if due and due < story.NOW else "open"
    return {"title": title, "due_on": _stamp(due) if due else None, "state": state}


def _ends(told: list[dict[str, Any]]) -> dict[str, datetime | None]:
    """When each milestone that anything stands in is due."""
    found = {
        issue["milestone"]["title"]: issue["milestone"]["due_on"] for issue in told if issue["milestone"]
    }
    return {title: datetime.fromisoformat(due) if due else None for title, due in found.items()}


def write(folder: Path) -> Path:
    """Write the story's issues into a folder and return the file."""
    register = yaml.safe_load(story.register().read_text(encoding="utf-8"))
    told = Teller(register).tell(list(lines(PLOT.read_text(encoding="utf-8"))))
    path = folder / story.issues().name
    rows = (json.dumps(issue, ensure_ascii=False, separators=(",", ":")) for issue in told)
    path.write_bytes("".join(f"{row}\n" for row in rows).encode())
    return path


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(story.__file__).parent
    print(write(target))
