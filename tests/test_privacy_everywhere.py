"""No name, alias or amount in anything that is public, in any encoding; and all names in what is private."""

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_string, policy
from functools import lru_cache
from itertools import product
from unicodedata import normalize
from urllib.parse import quote, quote_plus, unquote_plus

import pytest

import seedcorn.formats
from nasty_customers import (
    CUSTOMERS,
    HOME,
    NEUTRAL,
    ORDINARY,
    REGISTER,
    Cast,
    cast,
    compared_by,
    told_by,
)
from seedcorn.cli._outputs import refuse_leaks
from seedcorn.comparison import About, Comparison
from seedcorn.errors import OutputError
from seedcorn.format import Format, Look
from seedcorn.model import Customer
from seedcorn.privacy import leaks, masked, masked_comparison
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.shelf import names, take

KEY = "a key for tests, of more than sixteen"
FORMATS = names(seedcorn.formats.__name__)
TELLS_NOBODY = "badge"  # not even in private: everybody sees it
LOOKS = (Look(verbose=True), Look(width=64, color=True, unicode=False))
ELSEWHERE = (HOME, "jira:HIDDEN")
# Masking is measured by tests of its own; here some two thousand outputs are made and searched.
pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("drawn_once")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How many are in a report, what was read, whether there is a gap, and whether a key."""

    size: int = 8
    sources: tuple[str, ...] = (HOME,)
    is_whole: bool = True
    key: str = ""

    @property
    def leads(self) -> range:
        """The customers whom a report is about, one after the other: all in the first scene."""
        place = SCENES.index(self)
        return range(place % 2, len(CUSTOMERS), 2 if place else 1)


SCENES = (
    Scene(),
    Scene(size=2),
    Scene(sources=ELSEWHERE, key=KEY),
    Scene(is_whole=False),
    Scene(size=1, key=KEY),
)


# The checker of this test knows nothing of how the product looks for names: it is simple and slow.


def spellings(name: str) -> Iterator[str]:
    yield from (name, name.casefold(), name.upper(), normalize("NFKD", name), normalize("NFC", name))
    yield "".join(name.split())
    yield re.sub(r"[\W_]+", "", name)


def needles(customer: Customer) -> frozenset[str]:
    """Every way in which an encoding could write one of the names, those too short to search for left out."""
    found: set[str] = set()
    for name in (customer.id, customer.name, *customer.aliases, *customer.domains):
        if name not in ORDINARY:
            for said in spellings(name):
                found |= {said, quote(said, safe=""), quote_plus(said), html.escape(said)}
                found |= {json.dumps(said)[1:-1], *in_base64(said)}
    return frozenset(one for one in found if len(one) > 3)


def in_base64(said: str) -> Iterator[str]:
    """What base64 makes of a text at each of three places in a longer one, without what is not its own."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + said.encode(errors="surrogatepass")).decode()
        yield coded[(0, 2, 3)[before] :].rstrip("=")[:-1]


def amounts(customer: Customer) -> Iterator[str]:
    paid = int(customer.revenue or 0)
    for between in ("", ",", ".", " ", "\u00a0", "\u202f", "'", "_"):
        yield f"{paid:,}".replace(",", between)
    yield f"{paid // 1000}k"


def by_beginning() -> dict[str, list[tuple[int, str]]]:
    """All needles and amounts of all customers under their first four characters."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, customer in enumerate(CUSTOMERS):
        for said in (*needles(customer), *amounts(customer)):
            found.setdefault(said[:4], []).append((number, said))
    return found


NEEDLES = by_beginning()


def said_in(text: str) -> str:
    """The text; of a mail what it says beside itself, without the letters that its pictures are sent as."""
    if not text.startswith("From: "):
        return text
    message = message_from_string(text, policy=policy.default)
    pictures = [part for part in message.walk() if part.get_content_maintype() == "image"]
    for picture in pictures:
        assert picture.get_content().startswith(b"\x89PNG")
        before, letters, after = text.partition(str(picture.get_payload()).strip())
        assert letters
        text = before + after
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join((text, *map(str, message.values()), *parts))


def decoded(text: str) -> frozenset[str]:
    """The text as simple decoders read it."""
    text = said_in(text)
    bare = text.translate(dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\u00ad\ufeff\ufe0f")))
    read = {text, bare, html.unescape(bare), unquote_plus(bare)}
    read |= {re.sub(r"\\(.)", r"\1", bare), re.sub(r"\\u([0-9a-f]{4})", lambda it: chr(int(it[1], 16)), bare)}
    read |= {normalize("NFKD", each) for each in read} | {each.casefold() for each in read}
    return frozenset(read | {re.sub(r"[\W_]+", "", bare)})


@lru_cache(100_000)
def beginnings_in(line: str) -> frozenset[str]:
    """Those of all needles, with which any four characters agree."""
    return frozenset(line[start : start + 4] for start in range(len(line))) & NEEDLES.keys()


def lines_of(text: str) -> Iterator[str]:
    """Each line and the three characters after it, so that any four stand together in one of them."""
    start = 0
    for line in text.split("\n"):
        yield text[start : start + len(line) + 4]
        start += len(line) + 1


def told_in(text: str) -> list[int]:
    """The customers of whom something stands in a text, by number."""
    found: set[int] = set()
    for each in decoded(text):
        beginnings = frozenset[str]().union(*map(beginnings_in, lines_of(each)))
        found |= {number for one in beginnings for number, said in NEEDLES[one] if said in each}
    return sorted(found)


def renderings(shown: Report | Comparison) -> Iterator[tuple[str, str]]:
    """What every format on the shelf, and every look, makes of it."""
    for name, look in product(FORMATS, LOOKS):
        if look is LOOKS[0] or name == "text":
            member = take(seedcorn.formats.__name__, name, "FORMAT")
            assert isinstance(member, Format)
            if isinstance(shown, Report):
                yield name, member.render(shown, look)
            elif member.compare is not None:
                yield name, member.compare(shown, look)


def scene_report(people: Cast, scene: Scene) -> Report:
    made = told_by(people, sources=scene.sources)
    return replace(made, gaps=()) if scene.is_whole else made


def check(
    shown: Report | Comparison, twin: Report | Comparison, made: Report | Comparison, scene: Scene
) -> None:
    """Nothing can be read; without a key even a twin with other names is the same, byte by byte."""
    texts = list(renderings(shown))
    others = [text for _, text in texts] if scene.key else [text for _, text in renderings(twin)]
    for number, ((name, text), other) in enumerate(zip(texts, others, strict=True)):
        assert told_in(text) == [], name
        assert text == other, name
        if number == len(text) % len(texts):  # one of them, whichever: the scan is slower than the rest
            assert leaks(text, made, REGISTER, place=HOME, key=scene.key) == (), name


NEUTRAL_REGISTER = Register(customers=NEUTRAL, currency="EUR", period="year")


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_reports_in_public_say_nothing_of_anybody(scene: Scene) -> None:
    for lead in scene.leads:
        made, other = (scene_report(cast(who, lead, scene.size), scene) for who in (CUSTOMERS, NEUTRAL))
        shown = masked(made, REGISTER, place=HOME, key=scene.key)
        twin = masked(other, NEUTRAL_REGISTER, place=HOME, key=scene.key)
        check(shown, twin, made, scene)


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.is_whole], ids=str)
def test_comparisons_in_public_say_nothing_of_anybody(scene: Scene) -> None:
    for lead in scene.leads[::2]:
        about = list(About)[lead % len(About)]
        made, other = (
            compared_by(cast(who, lead, scene.size), about, sources=scene.sources)
            for who in (CUSTOMERS, NEUTRAL)
        )
        shown = masked_comparison(made, REGISTER, place=HOME, key=scene.key)
        twin = masked_comparison(other, NEUTRAL_REGISTER, place=HOME, key=scene.key)
        check(shown, twin, made, scene)


def test_names_that_only_few_see_are_hidden_without_a_register() -> None:
    for lead, customer in enumerate(CUSTOMERS):
        if customer.name not in ORDINARY:
            people = cast(tuple(replace(one, aliases=(one.name, one.name)) for one in CUSTOMERS), lead, 5)
            made = replace(told_by(people), gaps=(), names_at=("organization",))
            for name, text in renderings(masked(made, None, place=HOME)):
                assert told_in(text) == [], name


def test_a_refusal_names_nobody() -> None:
    made = replace(told_by(cast(CUSTOMERS, 0, 8)), gaps=())
    for customer in CUSTOMERS:
        for said in (customer.aliases[0], quote(customer.aliases[1]), f"{int(customer.revenue or 0):,}"):
            with pytest.raises(OutputError) as refused:
                refuse_leaks(f"first\nit is {said} here\n", made, REGISTER, place=HOME)
            text = f"{refused.value} {refused.value.hint}"
            assert told_in(text) == []
            assert "in line 2" in text


def test_these_are_more_than_two_thousand_outputs() -> None:
    people = cast(NEUTRAL, 0, 2)
    reports = sum(len(scene.leads) for scene in SCENES) + len(CUSTOMERS) - len(ORDINARY)
    compared = sum(len(scene.leads[::2]) for scene in SCENES if scene.is_whole)
    comparison = compared_by(people, About.ISSUE)
    made = reports * len(list(renderings(told_by(people)))) + compared * len(list(renderings(comparison)))
    assert made + 3 * len(CUSTOMERS) > 2000


def test_private_reports_still_have_every_name() -> None:
    for lead, customer in enumerate(CUSTOMERS):
        made = replace(told_by(cast(CUSTOMERS, lead, 8)), gaps=())
        for name, text in renderings(made):
            if name == TELLS_NOBODY:
                continue
            if name == "json":
                told = json.loads(text)["attribution"]["customers"]
                assert [one["name"] for one in told] == [
                    one.name for one in cast(CUSTOMERS, lead, 8).customers
                ]
            elif len(customer.name) < 20 and customer.name.isascii() and customer.name.isalnum():
                assert customer.name in said_in(text).replace("\u200b", ""), name


def test_the_checker_finds_what_leaks() -> None:
    for lead in range(0, len(CUSTOMERS), 5):
        made = replace(told_by(cast(CUSTOMERS, lead, 8)), gaps=())
        for name, text in renderings(made):
            if name == TELLS_NOBODY:
                assert told_in(text) == []
                continue
            assert lead in told_in(text), name
            assert leaks(text, made, REGISTER, place=HOME) != (), name
