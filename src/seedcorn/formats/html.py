"""The report as a page of its own: for whoever decides what is built, read in a browser or on paper."""

from typing import Any

from seedcorn.acceptance_words import notices
from seedcorn.acceptance_words import title as let_be_title
from seedcorn.certainty import certainty
from seedcorn.drawing import INSTALL, can_draw
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats import _page_findings as cards
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._page_charts import FIRST, figures
from seedcorn.formats._page_customers import customers, kinds
from seedcorn.formats._page_template import filled
from seedcorn.headline import headline
from seedcorn.report import Reading, Report, Verdict
from seedcorn.unread import lacking, waiting
from seedcorn.words import count, plain, shorten

_MOST_NOTES = 200
_MOST_FINDINGS = 200
_SAID = {
    Verdict.FAIL: ("fail", "✖", "Fails"),
    Verdict.OPEN: ("open", "?", "Undecided"),
    Verdict.PASS: ("pass", "✔", "Passes"),
}


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a page has its own look
    """The report as one file that asks for nothing else: no script, no address is followed on its own."""
    return filled({**_answer(report), **_shown(report), **_found(report), **_judged(report)})


FORMAT = Format(title="HTML: a page with charts, in one file", render=render, is_entire=True)


def _answer(report: Report) -> dict[str, Any]:
    kind, sign, word = _SAID[report.verdict]
    first, *changes = report.since or ("",)
    return {
        "title": shorten(plain(report.policy.title), 80) or "Whose roadmap is it?",
        "day": f"{report.as_of:%Y-%m-%d}",
        "verdict": {"kind": kind, "sign": sign, "word": word},
        "headline": headline(report),
        "certainty": certainty(report),
        "incomplete": f"Incomplete: {lacking(report)}." if report.gaps else "",
        "since": {"first": first, "changes": changes},
    }


def _shown(report: Report) -> dict[str, Any]:
    drawn = figures(report)
    return {
        "picture": next((one for one in drawn if one.name == FIRST), None),
        "figures": tuple(one for one in drawn if one.name != FIRST),
        "install": "" if can_draw() else INSTALL,
        "kinds": kinds(report),
        "kinds_line": phrases.kinds_line(report),
        "customers": customers(report),
        "requested_line": phrases.requested_line(report),
        "concentration_line": phrases.concentration_line(report),
    }


def _found(report: Report) -> dict[str, Any]:
    passed, silent = (cards.quiet(report, kind) for kind in (Verdict.PASS, Verdict.NOT_APPLICABLE))
    return {
        **_findings(report),
        "waiting": waiting(report),
        "let_be": cards.let_be(report),
        "let_be_title": let_be_title(report),
        "notices": notices(report),
        "passed": passed,
        "passed_title": f"{count(len(passed), 'check')} passed",
        "silent": silent,
        "silent_title": f"{count(len(silent), 'check')} had nothing to say",
    }


def _findings(report: Report) -> dict[str, Any]:
    """What decides is in the open, the rest to be unfolded; where nothing decides, all is in the open."""
    blocks = findings.blocks(report)
    told = blocks[:_MOST_FINDINGS]
    loud = tuple(block for block in told if findings.is_loud(report, block))
    shown = () if report.partial else loud or told
    folded = tuple(block for block in told if block not in shown)
    left = sum(map(len, blocks[_MOST_FINDINGS:]))
    return {
        "findings": cards.told(report, shown),
        "more_findings": cards.told(report, folded),
        "more_title": findings.tally(folded),
        "findings_title": count(sum(map(len, blocks)), "finding"),
        "left_out": f"and {count(left, 'more finding')}; all are in the JSON report." if left else "",
    }


def _judged(report: Report) -> dict[str, Any]:
    *notes, read = phrases.counting_lines(report)
    left = len(notes) - _MOST_NOTES
    return {
        "gaps": phrases.gap_lines(report),
        "read": read,
        "notes": (*notes[:_MOST_NOTES], *([f"and {left} more"] if left > 0 else [])),
        "readings": tuple(map(_reading, report.attribution.readings)),
        "decision": phrases.decision_line(report),
        "policy": phrases.policy_line(report),
        "version": report.version,
    }


def _reading(one: Reading) -> tuple[str, str, int]:
    """Where from, how sure that is, and of how many issues."""
    return ", ".join(shorten(plain(place), 60) for place in one.places), one.confidence.value, one.issues
