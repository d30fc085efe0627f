"""Some sixty customers whose names are hard to hide: short, ordinary, of every script, inside one another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sample_report import NOW, interval
from seedcorn.acceptance import Accepted, By, Notice, State
from seedcorn.background import PolicyStamp
from seedcorn.comparison import About, Comparison, Exposure, Move, Shift
from seedcorn.model import Customer, Gap, Interval
from seedcorn.register import Register
from seedcorn.report import (
    Attribution,
    Bound,
    CustomerShare,
    Facts,
    Finding,
    Level,
    Report,
    Unit,
    Verdict,
)

HOME = "github:orchard/tree"
# What our own reports say too: no text can be searched for these alone.
ORDINARY = ("Open", "issues", "Customer", "Limit", "requested", "Share of Work", "X", "42")
NAMES = (
    *ORDINARY,
    *("3M", "HP", "Zq", "IKO", "Vexel", "Quux-9", "Blorbo", "Gazprom"),
    *("Nordwind", "Nordwind Energie", "Nordwind Energie Holding", "Nordwind Energie Holding Nord GmbH & Co"),
    *(
        "株式会社シード",
        "Ünïcødé Ægir",
        "Łódźwik",
        "Ελληνικά Πλοία",
        "Рогакопыта",
        "İstanbulçelik",
        "Großstraßen",
    ),
    *(
        "ﬁneligature",
        "Ｗｉｄｅｃｏ",
        "شركةالنفط",
        "חברתחשמל",
        "\u202eoverride\u202c Zebra",
        "Zalgoe\u0301\u0302x",
    ),
    *("🦄", "🦄 Unicornix", "👨\u200d👩\u200d👧 Familiar", "Zero\u200bwidthOy", "soft\u00adhyphenate"),
    *("a|b<!-- @everyone", "<script>zorp(7)</script>", "`tickle` & “quotient”", "=cmd()|'/C kalk'!A0"),
    *("[linkage](https://zorble.example)", "C:\\zorbpath\\nim", "50%zoff %41", "semicolumn;\nnextrow"),
    *(
        "tab\tbedlam",
        "::error::zwned",
        "*boldly* _emu_",
        "$quuz$ ##[zask]",
        "O'Mallex & Sonns",
        '"Quotedfirm"',
    ),
    *("sales@vexel.example", "https://vexel2.example/x", "vexel-3.example", "customer:label", "acme/zapp#12"),
    *("Extraordinarily long name of a company that does not fit into any column at all", "xn--bcher-kva"),
    *("Smith  Twospace", "ÀÉÎÕÜ", "&amp;entitle", "\\u0041slashu", "deadbeefcafe77", "Trailing. "),
)


def _customer(number: int, name: str) -> Customer:
    return Customer(
        id=f"zid{number}q",
        name=name,
        aliases=(f"Alias {number} of Wumpus", f"wumpus{number}zz"),
        domains=(f"mail{number}.wumpus.example",),
        revenue=Fraction(431_017 + 7_919 * number),
    )


CUSTOMERS = tuple(_customer(number, name) for number, name in enumerate(NAMES))
REGISTER = Register(customers=CUSTOMERS, currency="EUR", period="year")
NEUTRAL = tuple(
    Customer(
        id=f"nid{number}n",
        name=f"Neutralfirm{number}",
        aliases=(f"Neutral alias{number}", f"neutralalso{number}"),
        domains=(f"neutral{number}.example",),
        revenue=Fraction(917_017 + 7_919 * number),
    )
    for number in range(len(NAMES))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Those in a report, the one it is about first."""

    customers: tuple[Customer, ...]

    @property
    def lead(self) -> Customer:
        """Whom the findings are about."""
        return self.customers[0]


def cast(everybody: tuple[Customer, ...], lead: int, size: int) -> Cast:
    """So many customers of all, from one on."""
    return Cast(customers=tuple(everybody[(lead + step) % len(everybody)] for step in range(size)))


def told_by(people: Cast, *, sources: tuple[str, ...] = (HOME,), lead_issues: int = 30) -> Report:
    """A report that has its customers' names wherever one could stand."""
    lead = people.lead
    asked = lead_issues + 5 * (len(people.customers) - 1)
    customers = tuple(_share(one, lead_issues if one is lead else 5, asked) for one in people.customers)
    return Report(
        version="0.1.0",
        policy=PolicyStamp(
            name="ours", title=f"What we owe {lead.aliases[0]}", decision=f"{lead.aliases[1]} comes first."
        ),
        sources=sources,
        collected_at=NOW,
        as_of=NOW,
        attribution=Attribution(
            open_issues=asked + 20,
            requested_issues=asked,
            own_issues=8,
            seed_corn_issues=2,
            unknown_issues=10,
            customers=customers,
        ),
        facts=Facts(hhi=Fraction(2222), effective_customers=Fraction(9, 2), absence_factor=2),
        findings=tuple(_findings(lead, customers[0].share)),
        gaps=(Gap(source=sources[0], what="page 2", why=f"it said, {lead.aliases[0]} may not"),),
        notes=(f"Found nothing in: label {lead.aliases[1]}.", "Everything counts as one."),
        names=((lead.id, lead.name),),
        names_at=("label",),
        notices=tuple(_notices(lead)),
    )


def _notices(lead: Customer) -> Iterator[Notice]:
    """Waivers for the lead by its id, by a name that nobody has, and for what it pays."""
    past = Notice(state=State.ENDED, rule="concentration.top-share", subject=lead.id, until=date(2026, 1, 2))
    yield replace(past, owner=f"who looks after {lead.aliases[1]}", scope="open backlog")
    yield replace(past, state=State.ENDING, subject="", scope=f"milestone: {lead.aliases[0]} live")
    yield replace(past, state=State.UNUSED, subject=f"{lead.name} Holding", scope=f"sprint {lead.name}")
    yield replace(past, state=State.LOOSE, rule="revenue.top-share", owner=f"{lead.revenue}", private=True)


def _share(one: Customer, issues: int, asked: int) -> CustomerShare:
    return CustomerShare(
        id=one.id,
        name=one.name,
        issues=issues,
        bugs=1,
        demand=Fraction(issues),
        share=interval(f"{issues}/{asked}", f"{issues}/{asked + 10}", f"{issues + 10}/{asked + 10}"),
    )


def _findings(lead: Customer, share: Interval) -> tuple[Finding, ...]:
    keys = tuple(f"orchard/tree#{number}" for number in range(1, 9))
    top = Finding(
        rule="concentration.top-share",
        kind=Verdict.FAIL,
        level=Level.ERROR,
        scope="open backlog",
        subject=lead.id,
        message="share of the requested work",
        measured=share,
        limit=Fraction(3, 10),
        evidence=keys,
        evidence_total=30,
        remedy="Let the rest compete.",
        details=((keys[0], f"label says {lead.name}"),),
    )
    milestone = replace(
        top,
        rule="concentration.milestone",
        level=Level.WARNING,
        scope=f"milestone: {lead.aliases[0]} live",
        accepted=Accepted(
            by=By.WAIVER,
            owner=f"who looks after {lead.aliases[1]}",
            reason=f"{lead.name} pays for all of it.",
            until=date(2026, 1, 30),
        ),
    )
    index = replace(
        top,
        rule="concentration.hhi",
        subject=None,
        message="concentration of the requested work",
        measured=Interval.exactly(2222),
        limit=Fraction(1800),
        unit=Unit.POINTS,
        details=(),
    )
    names = replace(
        top,
        rule="attribution.unknown-customer",
        unit=Unit.NAMES,
        subject=None,
        remedy=f"Add an entry for {lead.name}.",
    )
    paid = replace(top, rule="revenue.top-share", scope="revenue", message=f"of {lead.revenue} is paid")
    seed = replace(
        top,
        rule="seed.reserve",
        subject=None,
        kind=Verdict.PASS,
        level=None,
        measured=Interval.exactly(Fraction(1, 10)),
        limit=Fraction(1, 20),
        bound=Bound.FLOOR,
        message="is seed corn",
    )
    return top, milestone, index, names, paid, seed


def compared_by(people: Cast, about: About, *, sources: tuple[str, ...] = (HOME,)) -> Comparison:
    """Two such reports side by side, with names in all that lies between them."""
    lead = people.lead
    before = replace(told_by(people, sources=sources), gaps=())
    after = replace(told_by(people, sources=sources, lead_issues=33), gaps=())
    pairs = zip(before.findings, after.findings, strict=True)
    return Comparison(
        about=about,
        before=before,
        after=after,
        shifts=tuple(Shift(before=was, after=now) for was, now in pairs),
        key="orchard/tree#77",
        title=f"Report for {lead.aliases[0]}",
        kind="requested",
        asked_by=(lead.id,),
        exposed=(Exposure(customer=lead.id, others=4, revenue=Fraction(1, 3)),),
        moves=(Move(said=f"Losing {lead.aliases[0]}", keys=("orchard/tree#5",), total=9),),
        notes=(f"Nothing of {lead.aliases[1]} counted.", "It is closed now."),
    )
