"""One number before and after, in words: whose or what it is, from where to where, of what, and its limit."""

from seedcorn.acceptance_words import in_short
from seedcorn.comparison import About, Comparison, Shift
from seedcorn.figures import could_be_as_if, figure, limit_of
from seedcorn.headline import OPEN_BACKLOG, REVENUE, customer_name, possessive
from seedcorn.report import Finding, Unit, Verdict
from seedcorn.words import plain, sentence, shorten

LEADS = {About.ISSUE: "Saying yes to this", About.CHANGE: "Merging this"}
SUPPOSED = "If all this were so,"
MOST_PLACES = 3
MOST_TEXT = 200
_COMPLETED = "completed "
_SEED_CORN = "is seed corn"
_REQUESTED = "the requested work"


def said(comparison: Comparison, shift: Shift) -> str:
    """One shift as a sentence without its end: "Saying yes to this takes Acme from 24 % to 31 % of ..."."""
    lead = LEADS.get(comparison.about)
    what, after = thing(comparison, shift.now), shift.after
    if after is None or after.measured is None:
        if after is not None and after.kind is Verdict.FAIL:
            return f"{lead or 'This'} breaks a limit: {fact(after)}"
        return f"{lead} leaves too little to judge {what}" if lead else f"There is too little to judge {what}"
    was, is_now = _ends(shift)
    rest = f"{whole(after)}{note(after)}"
    if not was:
        return _one_way(lead, what, "brings", "come", f"to {is_now}{rest}")
    if was == is_now and shift.is_crossing:  # of ranges no more may be told
        return _one_way(lead, what, "takes", "go", f"across its limit, at {is_now}{rest}")
    if was == is_now:
        return _one_way(lead, what, "leaves", "stay", f"at {is_now}{rest}")
    return _one_way(lead, what, "takes", "go", f"from {was} to {is_now}{rest}")


def _one_way(lead: str | None, what: str, doing: str, going: str, rest: str) -> str:
    return f"{lead} {doing} {what} {rest}" if lead else f"{SUPPOSED} {what} would {going} {rest}"


def would(comparison: Comparison, shift: Shift) -> str:
    """The same of something beside: "Seed corn would go from 18 % to 14 % of Sprint 12 (at least 15 %)"."""
    after = shift.now
    was, is_now = _ends(shift)
    rest = f"{whole(after)}{note(after)}"
    what = sentence(thing(comparison, after))
    if not was or was == is_now or not is_now:
        return f"{what} {'stays at' if was == is_now else 'is'} {is_now or was}{rest}"
    return f"{what} would go from {was} to {is_now}{rest}"


def in_brief(comparison: Comparison, shift: Shift) -> str:
    """Only whose or what it is, from where to where: "Acme 41 % to 29 %"."""
    was, is_now = _ends(shift)
    way = f"stays at {is_now}" if was == is_now else " to ".join(filter(None, (was, is_now)))
    return f"{thing(comparison, shift.now)} {way}"


def pair(shift: Shift, *, places: int = 0) -> tuple[str, str]:
    """Both numbers, each on its side of its own limit, with as many places as tell them apart; "" is none."""
    shown = ("", "")
    for more in range(places, MOST_PLACES + 1):
        shown = _figure(shift.before, more), _figure(shift.after, more)
        if all(shown) and (shown[0] != shown[1] or not shift.is_moved) and _is_alike(shown):
            return shown
        if not all(shown):
            return shown
    return shown if shown[0] != shown[1] else (_figure(shift.before, places), _figure(shift.after, places))


def _is_alike(shown: tuple[str, str]) -> bool:
    """Whether both have decimals or none; "0 %" and "100 %" are exact as they are."""
    fine = ["." in each or each in ("0 %", "100 %") for each in shown]
    plain_ones = ["." not in each for each in shown]
    return all(fine) or all(plain_ones)


def _ends(shift: Shift) -> tuple[str, str]:
    """Both numbers inside a sentence; an index in customers of one size."""
    as_if = "as if by " if shift.now.unit is Unit.POINTS else ""
    was, is_now = pair(shift)
    return f"{as_if}{was}" if was else "", f"{as_if}{is_now}" if is_now else ""


def thing(comparison: Comparison, finding: Finding) -> str:
    """Whose or what the number is, inside a sentence: "Acme", "seed corn", "what was requested"."""
    if finding.subject is not None:
        name = name_of(comparison, finding.subject)
        return name if _is_part(finding) else f"{_asked(finding)} ({name})"
    if is_seed_corn(finding):
        return "seed corn"
    match finding.unit:
        case Unit.POINTS:
            return "the requests"
        case Unit.SHARE | Unit.INDEX | Unit.TIMES | Unit.DAYS | Unit.MONTHS:
            return _asked(finding)
        case Unit.PERCENTAGE_POINTS | Unit.INDEX_POINTS:
            return _asked(finding)
    return f"the number of {_counted(finding)}"


def _is_part(finding: Finding) -> bool:
    """Whether it is one customer's share of something."""
    return (
        finding.subject is not None and finding.unit is Unit.SHARE and fact(finding).startswith("share of ")
    )


def _asked(finding: Finding) -> str:
    """What a number is of, as one would ask for it: "how much of the backlog is for prospects"."""
    said = fact(finding)
    if finding.unit is not Unit.SHARE:
        return said
    return f"how much {said}" if said.startswith("of ") else f"what {said}"


def _counted(finding: Finding) -> str:
    """What is counted: "customers served by Sprint 12", "issues that carry the seed-corn mark"."""
    if finding.unit is Unit.INDEX:
        return fact(finding)
    that = " that" if finding.unit is Unit.ISSUES else ""
    named = part(finding.scope) if ": " in finding.scope else "the current iteration"
    return f"{finding.unit.value}{that} {fact(finding).replace('the current iteration', named)}"


def label(comparison: Comparison, finding: Finding) -> str:
    """Whose or what the number is, at the head of a row: "Acme's share", "seed corn in Sprint 12"."""
    where = "" if is_of_all(comparison, finding) else f" in {part(finding.scope)}"
    if _is_part(finding):
        of_all = " of all work" if fact(finding) == "share of all work" else ""
        return f"{possessive(name_of(comparison, finding.subject or ''))} share{of_all}{where}"
    if finding.subject is not None:
        return f"{thing(comparison, finding)}{where}"
    if finding.unit is Unit.POINTS:
        is_money = finding.scope == REVENUE
        return f"{'revenue is' if is_money else f'requests{where} are'} as concentrated as if by"
    if finding.unit is not Unit.SHARE:
        return _counted(finding)
    return f"{thing(comparison, finding)}{where}"


def is_of_all(comparison: Comparison, finding: Finding) -> bool:
    """Whether it is of what this comparison is about, which nobody needs to be told."""
    if comparison.about is About.CHANGE:
        return finding.scope.startswith(_COMPLETED)
    return finding.scope == OPEN_BACKLOG


def whole(finding: Finding) -> str:
    """What a share is a part of, after its number: " of the requested work"; empty of what is no share."""
    if finding.unit is not Unit.SHARE or finding.measured is None:
        return ""
    where = part(finding.scope)
    if not _is_part(finding):
        return "" if fact(finding).startswith("of ") else f" of {where}"
    of = fact(finding).removeprefix("share of ")
    kind, named, _ = finding.scope.partition(": ")
    if finding.scope.startswith(_COMPLETED) and of == _REQUESTED:
        return f" of {where.replace('completed', 'completed for customers', 1)}"
    if named and f"the {kind}" in of:
        return f" of {of.replace(f'the {kind}', where)}"
    told = finding.scope in (OPEN_BACKLOG, of)
    return f" of {of}" if told else f" of {of} ({where})"


def part(scope: str) -> str:
    """Which part of the backlog, inside a sentence: "the open backlog", "Sprint 12", "milestone 2.0"."""
    kind, named, name = (shorten(plain(each), 60) for each in scope.partition(": "))
    if named:
        return name if name.casefold().startswith(kind.casefold()) else f"{kind} {name}"
    if scope.startswith(_COMPLETED):
        return f"what was {kind}"
    return kind if kind == "revenue" else f"the {kind}"


def note(finding: Finding) -> str:
    """The limit, what else could be true where the verdict is open, and who lets it be if somebody does.

    As it follows on a number: " (limit 30 %; could be 20-45 %)".
    """
    unsure = could_be_as_if(finding) if finding.kind is Verdict.OPEN else ""
    told = "; ".join(filter(None, (limit_of(finding), unsure, in_short(finding))))
    return f" ({told})" if told else ""


def fact(finding: Finding) -> str:
    """The finding's own phrase without what it says beside."""
    return shorten(plain(finding.message).partition("; ")[0].rstrip("."), MOST_TEXT)


def name_of(comparison: Comparison, customer: str) -> str:
    """The name of a customer, who may be known only before or only after."""
    after = comparison.after
    known = {one.id for one in after.attribution.customers} | {one for one, _ in after.names}
    return customer_name(after if customer in known else comparison.before, customer)


def is_share(shift: Shift) -> bool:
    """Whether it is how much one customer has of something."""
    now = shift.now
    return _is_part(now) and now.measured is not None


def is_seed_corn(finding: Finding) -> bool:
    """Whether it is how much of something is seed corn."""
    return finding.subject is None and finding.unit is Unit.SHARE and fact(finding) == _SEED_CORN


def _figure(finding: Finding | None, places: int) -> str:
    """The number; what is counted is said beside it."""
    if finding is None:
        return ""
    shown = figure(finding, places=places)
    return shown if finding.unit in (Unit.SHARE, Unit.POINTS, Unit.INDEX) else shown.rpartition(" ")[0]
