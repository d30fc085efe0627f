"""What stands in a terminal, at every width from 60 to 200: nothing too wide, nothing torn, nothing lost."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import pairwise, product
from pathlib import Path

import pytest
from rich.cells import cell_len

from builders import asked_by, issues, report, together
from formats.test_chronicles import LEADERS, sample
from hostile_texts import TEXTS
from sample_backtest import growing
from sample_comparison import HOSTILE_NAMES, every
from sample_report import empty_report, sample_report
from seedcorn import story
from seedcorn.chronicle_words import headline as course_said
from seedcorn.chronicles.text import render as chronicle
from seedcorn.comparison_words import headline as compared
from seedcorn.connector import Collecting
from seedcorn.connectors.export import CONNECTOR
from seedcorn.entire import entire
from seedcorn.format import Look
from seedcorn.formats._backtest import document
from seedcorn.formats._backtest_pair import document as beside
from seedcorn.formats.text import FORMAT
from seedcorn.headline import headline
from seedcorn.hindsight_words import compared as both
from seedcorn.hindsight_words import headline as looked_back
from seedcorn.impact import Seen
from seedcorn.policy import load_policy
from seedcorn.privacy import masked
from seedcorn.register import load_register
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

Sheet = Callable[[Look], str]
WIDTHS = tuple(
    sorted({*range(60, 202, 7), *range(68, 72), *range(88, 92), *range(122, 142, 3), 100, 124, 125, 200})
)
# Each way to write at widths at which something changes or once did; in full only the usual one.
EDGES = (60, 69, 70, 89, 90, 100, 124, 125, 139, 140, 200)
SGR = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"\d(?:[\d.,:-]*\d)?")
NAMES = (
    "株式会社シードコーン・ホールディングス",
    "🦄👨\u200d👩\u200d👧 emoji & 🏳️\u200d🌈 Söhne",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "مؤسسة البذور",
    "A company with a name of so many words that no column was ever made for it",
    "long " * 60,
    "Żółć é̂̃ ＦＵＬＬＷＩＤＴＨ",
)
LEGEND = re.compile(r" *[━─┈┃=.|-] (?:certain|by the|if all|limit)")
CUSTOMERS = re.compile(r"requested issues? by ")


@cache
def story_report() -> Report:
    """The bundled story with its course, as a report issue tells it."""
    items = CONNECTOR.collect(str(story.issues()), Collecting())
    with Snapshot.collect(items, sources=("export:issues.jsonl",), collected_at=story.NOW) as facts:
        case = Case(
            snapshot=facts,
            policy=load_policy(str(story.policy())),
            register=load_register(Path(str(story.register()))),
            now=story.NOW,
        )
        return entire(Seen(case=case), public=False, weeks=26)


@cache
def reports() -> Mapping[str, Report]:
    """Reports that are as different as they come."""
    asking = [asked_by(f"customer{number}", 1500 if number == 7 else 1) for number in range(2000)]
    few = report(issues(acme=30, globex=6, own=9, unknown=4))
    banded = masked(few, None, place="github:acme/elsewhere")
    assert banded.banded
    return {
        "story": story_report(),
        "many": report(together(issues(own=9, unknown=40), *asking)),
        "banded": banded,
        "names": sample_report((*NAMES, *NAMES, *NAMES, "Z")),
        "hostile": sample_report(TEXTS),
        "empty": empty_report(),
    }


@cache
def sheets() -> Mapping[str, tuple[Sheet, str]]:
    """Everything that the terminal shows, each with the sentence that is its answer."""
    write, compare = FORMAT.write, FORMAT.compare
    assert write
    assert compare
    found: dict[str, tuple[Sheet, str]] = {
        name: (partial(FORMAT.render, each), headline(each)) for name, each in reports().items()
    }
    for kind, all_of_it in (("", every()), ("hostile ", every(HOSTILE_NAMES)), ("named ", every(NAMES))):
        for name, one in all_of_it.items():
            found[f"{kind}{name}"] = (partial(compare, one), compared(one))
    first, other = growing(), growing(name="loose", error="40%", warning="20%")
    found["backtest"] = (lambda look: write(document(first, look), look), looked_back(first))
    found["backtests"] = (lambda look: write(beside((first, other), look), look), both((first, other)))
    for points, people in product((1, 12, 53), (LEADERS, NAMES[:5])):
        course = sample(people, points=points)
        answer = course_said(course, ellipsis="…")
        found[f"history {points} {people[0]}"] = (partial(chronicle, course, empty_report()), answer)
    return found


SHEETS = tuple(sheets())
# The texts are measured by their own tests; here each is written in some fifty widths.
pytestmark = pytest.mark.no_cover


@cache
def told(name: str, **look: int) -> str:
    return sheets()[name][0](Look(**look))  # type: ignore[arg-type] # bools are ints


def letters(text: str) -> str:
    return "".join(text.split())


def paragraphs(text: str) -> list[list[str]]:
    return [block.split("\n") for block in text.removesuffix("\n").split("\n\n")]


def customers_of(text: str) -> list[str]:
    """The table of customers, its title first and without the legend."""
    found = [lines for lines in paragraphs(text) if CUSTOMERS.search(lines[0])]
    return [line for line in found[0] if not LEGEND.match(line)] if found else []


def beside_the_table(text: str) -> list[list[str]]:
    return [lines for lines in paragraphs(text) if not CUSTOMERS.search(lines[0])]


@pytest.mark.parametrize("name", SHEETS)
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    for width in WIDTHS:
        lines = told(name, width=width).split("\n")
        assert [line for line in lines if cell_len(line) > width] == [], width


@pytest.mark.parametrize("name", SHEETS)
def test_colour_adds_and_takes_nothing_and_without_there_is_no_escape(name: str) -> None:
    for width, unicode in product(EDGES, (False, True)):
        plain = told(name, width=width, unicode=unicode)
        colored = told(name, width=width, unicode=unicode, color=True)
        assert "\x1b" not in plain
        assert [line.rstrip() for line in SGR.sub("", colored).split("\n")] == plain.split("\n")


@pytest.mark.parametrize("name", SHEETS)
def test_without_unicode_all_is_ascii_and_fits(name: str) -> None:
    for width in WIDTHS[::7]:
        text = told(name, width=width, unicode=False)
        assert text.isascii()
        assert all(len(line) <= width for line in text.split("\n"))


@pytest.mark.parametrize("name", SHEETS)
def test_the_first_lines_are_the_answer(name: str) -> None:
    answer = letters(sheets()[name][1])
    for width in EDGES:
        first = letters("".join(paragraphs(told(name, width=width))[0]))
        assert first.startswith(answer)
        assert first


@pytest.mark.parametrize("name", [name for name in SHEETS if "hostile" not in name])
def test_every_number_stands_whole_at_every_width(name: str) -> None:
    """Beside the table of customers, whose last columns go first; but numbers in names are cut with them."""
    usual = numbers(told(name, width=100))
    for width in WIDTHS:
        assert numbers(told(name, width=width)) == usual, width


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall("\n".join("\n".join(lines) for lines in beside_the_table(text))))


@pytest.mark.parametrize("name", reports())
def test_every_finding_stands_at_every_width(name: str) -> None:
    """The same words in the same order, wherever the lines end; but the course, which a narrow one folds."""
    usual = words_beside(told(name, width=100))
    for width in WIDTHS:
        assert words_beside(told(name, width=width)) == usual, width


def words_beside(text: str) -> list[str]:
    kept = [lines for lines in beside_the_table(text) if "week by week" not in lines[0]]
    return [letters("".join(lines)) for lines in kept]


@pytest.mark.parametrize("name", reports())
def test_narrow_terminals_lose_the_last_columns_of_the_customers_first(name: str) -> None:
    rows = {width: [figures(line) for line in customers_of(told(name, width=width))[1:]] for width in WIDTHS}
    for narrow, wide in pairwise(WIDTHS):
        assert len(rows[narrow]) == len(rows[wide])
        for few, many in zip(rows[narrow], rows[wide], strict=True):
            assert few == many[: len(few)]
            assert not many or few


def figures(row: str) -> list[str]:
    """The numbers behind a bar, or all of them where there is none."""
    behind = re.split(r"[━─┈┃]", row)[-1]
    return re.findall(r"(?:\d[\d.,-]*(?: %)?)", behind if behind != row else row[26:])


@pytest.mark.parametrize("name", reports())
def test_the_limit_is_marked_in_the_same_column_of_all_rows_and_the_figures_end_alike(name: str) -> None:
    for width, unicode in product(WIDTHS, (False, True)):
        rows = customers_of(told(name, width=width, unicode=unicode))[1:]
        rows = [row for row in rows if not row.lstrip().startswith("and ")]
        mark = "┃" if unicode else "|"
        at = {cell_len(row[: row.rindex(mark)]) for row in rows if mark in row}
        assert len(at) <= 1, width
        assert len({cell_len(row) for row in rows}) <= 1, width


def test_the_reports_show_what_is_looked_for() -> None:
    assert all(customers_of(told(name, width=100)) for name in reports() if name != "empty")
    assert "┃" in told("many", width=60)
    assert "and 199" in told("many", width=60)
    assert re.search(r"\d+-\d+ %", told("banded", width=60))
    assert "week by week" in told("story", width=60)
