"""What was not read, in words: of which source, why, what to do about it, and how much waits for it."""

import re
from collections.abc import Iterator

from seedcorn.model import Gap
from seedcorn.report import Report, Verdict
from seedcorn.words import count, listed, plain, sentence, shorten

FEW = 3
_ADDRESS = "://"
_ANSWERED = re.compile(r"\(\d{3}\)")


def is_partly(report: Report) -> bool:
    """Whether shares are only of what was read: then what else could be true is not known."""
    silent = any(found.unread and found.rule.startswith("concentration.") for found in report.findings)
    return report.partial or silent


def lacking(report: Report) -> str:
    """How much is missing: "1 source was not read whole, 2 places could not be read"."""
    sources = len(_sources(report))
    places = len({(gap.source, gap.place) for gap in report.gaps if gap.place})
    said = (
        [f"{count(sources, 'source')} {'was' if sources == 1 else 'were'} not read whole"] if sources else []
    )
    return ", ".join([*said, *([f"{count(places, 'place')} could not be read"] if places else [])])


def subjects(report: Report, *, ellipsis: str = "…") -> str:
    """What is missing, by name, the first few: "github:us/app and field client of jira:APP"."""
    named = list(dict.fromkeys(subject(gap, ellipsis=ellipsis) for gap in _first(report)))
    left = len(named) - FEW
    return listed([*named[:FEW], *([f"{left} more"] if left > 0 else [])])


def subject(gap: Gap, *, ellipsis: str = "…") -> str:
    """A source, or a place of it."""
    source = shorten(plain(gap.source), 60, ellipsis=ellipsis) or "a source"
    where = shorten(plain(gap.place.replace(":", " ", 1)), 60, ellipsis=ellipsis)
    return f"{where} of {source}" if where else source


def reason(gap: Gap, *, verbose: bool = False, ellipsis: str = "…") -> str:
    """Why, in few words; which part it is of, unless that is an address and nobody wants to know."""
    what = shorten(plain(gap.what), 200, ellipsis=ellipsis)
    told = verbose or (_ADDRESS not in what and not gap.place)
    why = shorten(plain(gap.why).partition("; ")[0].rstrip("."), 200, ellipsis=ellipsis)
    return ": ".join(filter(None, (what if told else "", why))) or "no reason given"


def way_out(report: Report, gap: Gap, *, ellipsis: str = "…") -> str:
    """What to do about it, as a sentence without its end; empty where nothing is known to help."""
    hint = shorten(plain(gap.why).partition("; ")[2].rstrip("."), 300, ellipsis=ellipsis)
    asked = not report.public and _ANSWERED.search(gap.why) is not None and "doctor" not in hint
    doctor = f"seedcorn doctor {shorten(plain(gap.source), 100, ellipsis=ellipsis)}" if asked else ""
    steps = "; then ".join(filter(None, (hint, doctor)))
    if gap.place and gap.place in report.names_at and steps:
        steps = f"{steps}{' Or' if steps.endswith('?') else '; or'} take {_place(gap)} out of customers: from"
    return sentence(steps)


def waiting(report: Report) -> str:
    """How many checks wait for what is missing, and which way they lean; empty where none does."""
    if not report.partial:
        return ""
    undecided = report.of_kind(Verdict.OPEN)
    if not undecided:
        return ""
    verb = "is" if len(undecided) == 1 else "are"
    lead = f"{count(len(undecided), 'check')} {verb} undecided until all is read"
    leaning = [found.rule for found in undecided if found.lean is Verdict.FAIL]
    named = list(dict.fromkeys(leaning))
    if not named:
        return lead
    more = [f"{len(named) - FEW} more"] if len(named) > FEW else []
    fail = "fails" if len(leaning) == 1 else "fail"
    return f"{lead}; in what was read {len(leaning)} {fail}: {listed([*named[:FEW], *more])}"


def silenced(report: Report, *, ellipsis: str = "…") -> str:
    """How many checks need a place that could not be read: "14 checks need organization of gitlab:us"."""
    silent = [found for found in report.findings if found.unread]
    if not silent:
        return ""
    missing = {found.unread for found in silent}
    gaps = dict.fromkeys(subject(gap, ellipsis=ellipsis) for gap in report.gaps if gap.place in missing)
    need = "needs" if len(silent) == 1 else "need"
    return f"{count(len(silent), 'check')} {need} {listed(list(gaps)[:FEW])}"


def read_from(report: Report, *, ellipsis: str = "…") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that were read whole, and those that were not, as the gaps call them."""
    missing = _sources(report)
    whole = (source for source in report.sources if not any(_is_same(source, one, report) for one in missing))
    shown = (tuple(shorten(plain(one), 80, ellipsis=ellipsis) for one in each) for each in (whole, missing))
    read, unread = shown
    return read, unread


def _first(report: Report) -> Iterator[Gap]:
    """Missing issues matter more than missing places."""
    yield from sorted(report.gaps, key=lambda gap: bool(gap.place))


def _sources(report: Report) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gap.source for gap in report.gaps if not gap.place))


def _is_same(source: str, missing: str, report: Report) -> bool:
    """Whether a gap is of this source; a query may go by its project, where no other could be meant."""
    if source.casefold() == missing.casefold():
        return True
    scheme = f"{missing.partition(':')[0]}:"
    of_scheme = [one for one in report.sources if one.startswith(scheme)]
    return of_scheme == [source]


def _place(gap: Gap) -> str:
    return plain(gap.place.replace(":", " ", 1))
