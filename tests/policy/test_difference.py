"""What one policy says otherwise than another, and whether that is looser or stricter."""

from itertools import pairwise
from pathlib import Path

import pytest

from seedcorn.policy import Policy, load_policy, preset_names
from seedcorn.policy.difference import Changed, Way, What, differences
from seedcorn.policy.difference_words import SAME, headline, in_order, told

WAIVER = "{rule: seed.reserve, until: 2027-01-01, owner: po, reason: Launch}"
OWN = "own.a: {measure: share, title: A, where: {label: a}, WHAT}"


def made(folder: Path, text: str) -> Policy:
    (folder / "seedcorn.yml").write_text(text, encoding="utf-8")
    return load_policy(folder=folder)


def differing(folder: Path, old: str, new: str) -> list[tuple[str, Way, What]]:
    found = differences(made(folder, old), made(folder, new))
    return [(str(each), each.way, each.what) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "said", "what"),
    [
        (
            *(
                "rules: {concentration.top-share: {error: 30%}}",
                "rules: {concentration.top-share: {error: 40%}}",
            ),
            *("concentration.top-share error: 30% to 40%", What.LIMIT),
        ),
        (
            *("rules: {seed.reserve: {error: 10%}}", "rules: {seed.reserve: {error: 5%}}"),
            *("seed.reserve error: 10% to 5%", What.LIMIT),
        ),
        (
            *("rules: {breadth.per-iteration: {warning: 4}}", "rules: {breadth.per-iteration: {warning: 3}}"),
            *("breadth.per-iteration warning: 4 to 3", What.LIMIT),
        ),
        (
            *("rules: {seed.reserve: {error: 10%}}", "rules: {seed.reserve: {error: null}}"),
            *("seed.reserve error: 10% to off", What.LIMIT),
        ),
        (
            *("rules: {concentration.hhi: {}}", "rules: {concentration.hhi: {error: null, warning: 1900}}"),
            *("concentration.hhi warning: 1800 to 1900", What.LIMIT),
        ),
        (
            *("rules: {breadth.fresh-pipeline: {}}", "rules: {breadth.fresh-pipeline: {warning-days: 120}}"),
            *("breadth.fresh-pipeline warning-days: 90 to 120", What.LIMIT),
        ),
        (
            "rules: {resilience.lose-ten-percent: {warning-multiple: 2}}",
            "rules: {resilience.lose-ten-percent: {warning-multiple: 3}}",
            *("resilience.lose-ten-percent warning-multiple: 2 to 3", What.LIMIT),
        ),
        (
            "title: x",
            "title: x\nrules: {seed.reserve: false}",
            "seed.reserve: on to off",
            What.RULE,
        ),
        (
            *("title: x", f"title: x\nwaivers: [{WAIVER}]"),
            *("waivers seed.reserve: nothing to until 2027-01-01", What.WAIVER),
        ),
        (
            *(f"waivers: [{WAIVER}]", f"waivers: [{WAIVER.replace('2027', '2028')}]"),
            *("waivers seed.reserve: until 2027-01-01 to until 2028-01-01", What.WAIVER),
        ),
        ("title: x", "title: x\nbaseline: b.json", "baseline: nothing to b.json", What.WAIVER),
        (
            *(
                f"rules: {{{OWN.replace('WHAT', 'error: 10%')}}}",
                f"rules: {{{OWN.replace('WHAT', 'error: 20%')}}}",
            ),
            *("own.a error: 10% to 20%", What.LIMIT),
        ),
        (
            f"rules: {{{OWN.replace('WHAT', 'keep: at-least, error: 20%')}}}",
            f"rules: {{{OWN.replace('WHAT', 'keep: at-least, error: 10%')}}}",
            *("own.a error: 20% to 10%", What.LIMIT),
        ),
    ],
)
def test_what_is_looser_one_way_is_stricter_the_other(
    tmp_path: Path, old: str, new: str, said: str, what: What
) -> None:
    assert differing(tmp_path, old, new) == [(said, Way.LOOSER, what)]
    ((_, other, same),) = differing(tmp_path, new, old)
    assert (other, same) == (Way.STRICTER, what)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("capacity: 40", "capacity: {default: 40, Sprint 1: 30}", "capacity: 40 to nothing"),
        ("title: a", "title: b", "title: a to b"),
        ("work: {unlabelled: unknown}", "work: {unlabelled: own}", "work unlabelled: unknown to own"),
        ("baseline: a.json", "baseline: b.json", "baseline: a.json to b.json"),
        (
            f"waivers: [{WAIVER}]",
            f"waivers: [{WAIVER.replace('Launch', 'GA')}]",
            "waivers seed.reserve: po: Launch to po: GA",
        ),
        (
            f"rules: {{{OWN.replace('WHAT', 'error: 10%')}}}",
            f"rules: {{{OWN.replace('WHAT', 'keep: at-least, error: 20%')}}}",
            "own.a error: 10% to 20%",
        ),
    ],
)
def test_what_goes_neither_way(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = differing(tmp_path, old, new)
    assert said in [each for each, _, _ in found]
    assert {way for _, way, _ in found} == {Way.OTHER}


def test_a_limit_that_is_written_otherwise_is_the_same(tmp_path: Path) -> None:
    old, new = (
        "rules: {seed.reserve: {error: 10%}}",
        "rules: {seed.reserve: {error: 10.0%, warning: 20.00 %}}",
    )
    assert differing(tmp_path, old, new) == []


@pytest.mark.parametrize("name", preset_names())
def test_a_policy_does_not_differ_from_itself(name: str) -> None:
    assert differences(load_policy(name), load_policy(name)) == ()
    assert headline(()) == SAME


def test_from_flat_to_enterprise_every_limit_of_a_share_gets_looser() -> None:
    names = ("flat-smb", "balanced", "enterprise")
    for old, new in pairwise(map(load_policy, names)):
        shares = [each for each in differences(old, new) if each.where.startswith("concentration.top-share")]
        assert [each.way for each in shares] == [Way.LOOSER, Way.LOOSER]


def test_the_answer_comes_first_and_the_looser_before_the_stricter(tmp_path: Path) -> None:
    old = made(tmp_path, "title: x")
    new = made(
        tmp_path,
        f"waivers: [{WAIVER}]\nrules:\n  concentration.hhi: false\n"
        "  seed.reserve: {warning: 15%, error: 15%}\n  concentration.top-share: {error: 25%}\n",
    )
    found = in_order(differences(old, new))
    assert headline(found) == (
        "1 rule is off, 1 limit is looser, 1 waiver is new or longer, 2 limits are stricter and "
        "1 other value is different."
    )
    assert [told(each) for each in found] == [
        "concentration.hhi: off",
        "seed.reserve warning: at least 15% (was 20%)",
        "waivers seed.reserve: until 2027-01-01 (new)",
        "concentration.top-share error: at most 25% (was 30%)",
        "seed.reserve error: at least 15% (was 10%)",
        "title: Balanced (was x)",
    ]
    assert headline(in_order(differences(new, old))).startswith("2 limits are looser, 1 rule is on, ")


def test_what_is_told_is_short_and_moves_no_cursor() -> None:
    said = told(Changed(where="title", old="\x1b[2J" + "x" * 1000, new=""))
    assert "\x1b" not in said
    assert said.startswith("title: gone (was xxx")
    assert len(said) < 200
