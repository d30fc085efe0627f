"""One report whose every text comes from somebody who means harm, and the calm ones beside it."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from sample_waivers import let_be, notices, waived
from seedcorn.background import PolicyStamp
from seedcorn.confidence import Confidence
from seedcorn.model import Gap, Interval
from seedcorn.report import (
    Attribution,
    Bound,
    CustomerShare,
    Facts,
    Finding,
    Level,
    Reading,
    Report,
    Unit,
    Verdict,
)

NOW = datetime(2026, 1, 21, tzinfo=UTC)

HOSTILE = (
    "pipe | in | name",
    "`code` ``two``",
    "@everyone @acme/team",
    "<!-- hidden --> </details>",
    "<script>alert(1)</script>",
    "\u202etxt.exe\u202c rtl \u2066x\u2069",
    "🦄👨\u200d👩\u200d👧 emoji",
    "株式会社シードコーン",
    "::error::pwned",
    '=cmd()|" /C calc"!A0',
    "two\nlines\r\n::stop-commands::x",
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07link",
    "long " * 60,
    "[link](https://evil.example) ![img](http://evil.example/x.png)",
    "https://evil.example www.evil.example me@evil.example",
    "acme/app#12 #34 GH-56 !78 fixes #9",
    "*bold* _em_ ~~gone~~ **",
    "deadbeefcafe1234 &#64;root &lt;b&gt;",
    "##[add-mask]x %0A::warning::y",
    "zalgo e\u0301\u0302\u0303\u0304\u0305\u0306\u0307 \ud800 \u200b\ufeff",
    "$x^2$ :tada: \\",
    "",
)


def interval(value: str, low: str, high: str) -> Interval:
    return Interval(value=Fraction(value), low=Fraction(low), high=Fraction(high))


def _customer(name: str, number: int, *, issues: int, all_issues: int, silent: int) -> CustomerShare:
    return CustomerShare(
        id=f"c{number}-{name}",
        name=name,
        issues=issues,
        bugs=issues // 3,
        demand=Fraction(issues),
        share=Interval(
            value=Fraction(issues, all_issues),
            low=Fraction(issues, all_issues + silent),
            high=Fraction(issues + silent, all_issues + silent),
        ),
    )


def sample_report(names: tuple[str, ...] = HOSTILE) -> Report:
    """Every verdict and level there is, told in the names given."""
    weights = [60, 20, 9, *([1] * len(names))]
    total = sum(weights[: len(names)])
    customers = tuple(
        _customer(name, index, issues=weights[index], all_issues=total, silent=40)
        for index, name in enumerate(names)
    )
    text = "; ".join(names)
    keys = tuple(f"acme/app#{1000 + index}" for index in range(20))
    first = customers[0].id
    return Report(
        version="0.1.0",
        policy=PolicyStamp(
            name=names[-2], origin=names[3], title=names[4], decision=text, review_by="2027-02-01"
        ),
        sources=("github:acme/app", names[8]),
        collected_at=NOW,
        as_of=NOW,
        attribution=Attribution(
            open_issues=total + 60,
            requested_issues=total,
            nameless_issues=2,
            own_issues=15,
            seed_corn_issues=5,
            unknown_issues=40,
            ignored_issues=3,
            customers=customers,
            readings=(
                Reading(places=("label", "past-label"), confidence=Confidence.RECORDED, issues=9),
                Reading(places=("parent",), confidence=Confidence.INHERITED, issues=2),
            ),
        ),
        facts=Facts(
            hhi=Fraction(61150, 10),
            effective_customers=Fraction(1000, 611),
            absence_factor=1,
            gini=Fraction(3, 4),
            top_three=Fraction(9, 10),
        ),
        findings=(
            Finding(
                rule="concentration.top-share",
                kind=Verdict.FAIL,
                level=Level.ERROR,
                scope="open backlog",
                subject=first,
                message="share of the requested work",
                measured=customers[0].share,
                limit=Fraction(3, 10),
                evidence=keys,
                evidence_total=60,
                defer=(*keys, names[15]),
                defer_total=34,
                remedy="Decide which matter to others too: #1 #2. " + text,
                details=((keys[0], f"field {names[1]} says {names[0]} (counts), label says {names[4]}"),),
            ),
            Finding(
                rule="concentration.hhi",
                kind=Verdict.FAIL,
                level=Level.WARNING,
                scope="milestone: " + names[10],
                message=text,
                measured=interval("6115", "1900", "8159"),
                limit=Fraction(1800),
                unit=Unit.POINTS,
                open_level=Level.ERROR,
                lean=Verdict.FAIL,
                settle=(names[0], names[15], "#7"),
                settle_total=30,
                evidence=(names[1], names[2], names[8], "acme/app#5"),
                evidence_total=4,
            ),
            Finding(
                rule="attribution.unknown-customer",
                kind=Verdict.FAIL,
                level=Level.NOTE,
                scope="register",
                subject=names[4],
                message="ask for work and are not in the register",
                measured=Interval.exactly(1),
                limit=Fraction(0),
                unit=Unit.NAMES,
            ),
            *let_be(names, customers[1].id, text),
            Finding(
                rule="seed.reserve",
                kind=Verdict.OPEN,
                level=Level.ERROR,
                open_level=Level.ERROR,
                scope="open backlog",
                message="is seed corn",
                measured=interval("0", "0", "2/5"),
                limit=Fraction(1, 10),
                bound=Bound.FLOOR,
                lean=Verdict.FAIL,
                settle=keys,
                settle_total=31,
            ),
            Finding(
                rule="breadth.per-iteration",
                kind=Verdict.PASS,
                scope="milestone: 2.0",
                message="served by the current iteration",
                measured=Interval.exactly(6),
                limit=Fraction(3),
                bound=Bound.FLOOR,
                unit=Unit.CUSTOMERS,
            ),
            Finding(
                rule="revenue.top-share",
                kind=Verdict.NOT_APPLICABLE,
                scope="register",
                message="no register: " + text,
            ),
        ),
        notes=("Issues asked for by several customers are split equally.", text),
        notices=notices(names, first, text),
    )


def incomplete_report() -> Report:
    """The sample with two parts that could not be read."""
    gaps = (
        Gap(source="github:acme/" + HOSTILE[2], what="issues from page 4", why=HOSTILE[10]),
        Gap(source=HOSTILE[13], what=HOSTILE[4], why=HOSTILE[8]),
    )
    sample = sample_report()
    opened = tuple(
        replace(found, kind=Verdict.OPEN, open_level=found.level or Level.ERROR, lean=None, accepted=None)
        if found.kind in (Verdict.FAIL, Verdict.PASS)
        else found
        for found in sample.findings
    )
    return replace(sample, gaps=gaps, findings=opened, notices=())


def empty_report() -> Report:
    """A backlog without an issue: every check abstains."""
    return Report(
        version="0.1.0",
        policy=PolicyStamp(name="balanced"),
        sources=("github:acme/app",),
        collected_at=NOW,
        as_of=NOW,
        attribution=Attribution(),
        facts=Facts(),
        findings=(
            Finding(
                rule="concentration.top-share",
                kind=Verdict.NOT_APPLICABLE,
                scope="open backlog",
                message="fewer than 10 requested issues",
            ),
        ),
    )


def healthy_report() -> Report:
    """Nobody leads, and a good part of the backlog is seed corn."""
    names = (
        "Acme",
        "Globex",
        "Initech",
        "Umbrella",
        "Hooli",
        "Soylent",
        "Stark",
        "Wayne",
        "Tyrell",
        "Vandelay",
    )
    shares = (12, 11, 11, 10, 10, 10, 9, 9, 9, 9)
    customers = tuple(
        CustomerShare(
            id=name.lower(),
            name=name,
            issues=share,
            bugs=share // 4,
            demand=Fraction(share),
            share=interval(f"{share}/100", f"{share}/112", f"{share + 12}/112"),
        )
        for name, share in zip(names, shares, strict=True)
    )
    return Report(
        version="0.1.0",
        policy=PolicyStamp(name="balanced"),
        sources=("github:acme/app",),
        collected_at=NOW,
        as_of=NOW,
        attribution=Attribution(
            open_issues=250,
            requested_issues=100,
            own_issues=83,
            seed_corn_issues=55,
            unknown_issues=12,
            customers=customers,
        ),
        facts=Facts(
            hhi=Fraction(1010),
            effective_customers=Fraction(1000, 101),
            absence_factor=5,
            top_three=Fraction(34, 100),
        ),
        findings=(
            Finding(
                rule="concentration.top-share",
                kind=Verdict.PASS,
                scope="open backlog",
                subject="acme",
                message="share of the requested work",
                measured=customers[0].share,
                limit=Fraction(3, 10),
            ),
            Finding(
                rule="seed.reserve",
                kind=Verdict.PASS,
                scope="open backlog",
                message="is seed corn",
                measured=Interval.exactly(Fraction(22, 100)),
                limit=Fraction(1, 10),
                bound=Bound.FLOOR,
            ),
        ),
    )


def waived_report() -> Report:
    """One customer leads, and somebody lets that be; seed corn is no less than in the baseline."""
    return waived(healthy_report())


def unlabelled_report() -> Report:
    """Most of the backlog does not say whose it is: nothing is decided."""
    healthy = healthy_report()
    keys = tuple(f"acme/app#{number}" for number in range(1, 21))
    customers = (
        replace(
            healthy.attribution.customers[0],
            issues=8,
            demand=Fraction(8),
            share=interval("2/3", "2/75", "49/50"),
        ),
        replace(
            healthy.attribution.customers[1],
            issues=4,
            demand=Fraction(4),
            share=interval("1/3", "1/75", "73/75"),
        ),
    )
    top = replace(
        healthy.findings[0],
        kind=Verdict.OPEN,
        level=Level.ERROR,
        open_level=Level.ERROR,
        measured=customers[0].share,
        lean=Verdict.FAIL,
        settle=keys,
        settle_total=136,
    )
    counts = replace(
        healthy.attribution,
        open_issues=300,
        requested_issues=12,
        own_issues=0,
        seed_corn_issues=0,
        unknown_issues=288,
        customers=customers,
    )
    return replace(healthy, attribution=counts, findings=(top,))


def captured_report() -> Report:
    """One customer holds most of what was asked for: the numbers of a real public record."""
    rows = (("Google", 99, "193/2"), ("Microsoft", 24, "23"), ("Igalia", 4, "7/2"), ("Intel", 4, "3"))
    customers = tuple(
        CustomerShare(
            id=name.lower(),
            name=name,
            issues=issues,
            bugs=0,
            demand=Fraction(demand),
            share=Interval(
                value=Fraction(demand) / 127, low=Fraction(demand) / 305, high=(Fraction(demand) + 178) / 305
            ),
        )
        for name, issues, demand in (*rows, ("Adobe", 1, "1/2"), ("Apple", 1, "1/2"))
    )
    keys = tuple(
        f"WebKit/standards-positions#{number}" for number in (12, 31, 44, 58, 61, 70, 77, 80, 91, 93)
    )
    return Report(
        version="0.1.0",
        policy=PolicyStamp(name="balanced"),
        sources=("github:WebKit/standards-positions",),
        collected_at=NOW,
        as_of=NOW,
        attribution=Attribution(
            open_issues=305, requested_issues=127, unknown_issues=178, customers=customers
        ),
        facts=Facts(
            hhi=Fraction(611507, 100),
            effective_customers=Fraction(10000 * 100, 611507),
            absence_factor=1,
            gini=Fraction(3, 4),
            top_three=Fraction(123, 127),
        ),
        findings=(
            Finding(
                rule="concentration.top-share",
                kind=Verdict.FAIL,
                level=Level.ERROR,
                scope="open backlog",
                subject="google",
                message="share of the requested work",
                measured=customers[0].share,
                limit=Fraction(3, 10),
                evidence=keys,
                evidence_total=99,
                defer=keys,
                defer_total=84,
                remedy="Decide which of these issues matter to others too, and put those names on them.",
            ),
            Finding(
                rule="concentration.hhi",
                kind=Verdict.FAIL,
                level=Level.WARNING,
                scope="open backlog",
                message="concentration of the requested work (10,000 is one customer alone)",
                measured=interval("611507/100", "106023/100", "8159"),
                limit=Fraction(1800),
                unit=Unit.POINTS,
            ),
            Finding(
                rule="seed.reserve",
                kind=Verdict.OPEN,
                level=Level.ERROR,
                open_level=Level.ERROR,
                scope="open backlog",
                message="is seed corn; nothing carries its mark",
                measured=interval("0", "0", "178/305"),
                limit=Fraction(1, 10),
                bound=Bound.FLOOR,
                lean=Verdict.FAIL,
                settle=keys,
                settle_total=31,
            ),
            *(
                Finding(rule=rule, kind=Verdict.NOT_APPLICABLE, scope="open backlog", message=missing)
                for rule, missing in (
                    ("revenue.top-share", "no register"),
                    ("attribution.unknown-customer", "no register"),
                    ("concentration.milestone", "no milestones"),
                )
            ),
            Finding(
                rule="seed.wish-list",
                kind=Verdict.PASS,
                scope="open backlog",
                message="was asked for by existing customers",
                measured=interval("127/305", "127/305", "1"),
                limit=Fraction(1),
            ),
        ),
        notes=("Issues asked for by several customers are split equally.",),
    )
