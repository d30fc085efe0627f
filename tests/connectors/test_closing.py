"""What titles, bodies and branches say about the issues that a change will close, hostile ones among them."""

import time

import pytest

from seedcorn.connectors._closing import distinct, keywords, numbers, tracker_keys, visible

SITE = "https://github.com"

KEYWORDS: list[tuple[str, list[str]]] = [
    *((f"{word} #3", ["acme/app#3"]) for word in ("close", "closes", "closed", "fix", "fixes", "fixed")),
    *((f"{word} #3", ["acme/app#3"]) for word in ("resolve", "resolves", "resolved")),
    ("FIXES #3", ["acme/app#3"]),
    ("Fixes: #3", ["acme/app#3"]),
    ("Fixes:#3", ["acme/app#3"]),
    ("This fixes #3, closes #4 and #5.", ["acme/app#3", "acme/app#4"]),
    ("fixes acme/other#3", ["acme/other#3"]),
    ("fixes ACME/App#3", ["acme/app#3"]),
    ("fixes https://github.com/acme/other/issues/3", ["acme/other#3"]),
    ("fixes https://GitHub.com/acme/app/issues/3#issuecomment-9", ["acme/app#3"]),
    ("- [x] fixes #3\r\n- [ ] fixes #4\r\n", ["acme/app#3", "acme/app#4"]),
    ("> fixes #3", ["acme/app#3"]),
    # Said of something else, or not at all.
    ("#3", []),
    ("see #3", []),
    ("fixes", []),
    ("fixing #3", []),
    ("fixes#3", []),
    ("prefix #3", []),
    ("hot-fix #3", []),
    ("fixes #3rd", []),
    ("fixes #0", []),
    ("fixes #03", []),
    ("fixes #12345678901", []),
    ("fixes\n#3", []),
    ("fixes https://evil.example/acme/app/issues/3", []),
    ("fixes https://github.com@evil.example/acme/app/issues/3", []),
    ("fixes https://github.com.evil.example/acme/app/issues/3", []),
    ("fixes https://github.com/acme/app/pull/3", []),
    ("fixes http://github.com/acme/app/issues/3", []),
    # Hidden, or code.
    ("`fixes #3`", []),
    ("``a ` fixes #3``", []),
    ("`fixes\n#9` fixes #3", ["acme/app#3"]),
    ("a lone ` fixes #3", ["acme/app#3"]),
    ("a ` lone\n\nfixes #3 `", ["acme/app#3"]),
    ("`` fixes #3 `", ["acme/app#3"]),
    ("```\nfixes #3\n```\nfixes #4", ["acme/app#4"]),
    ("```text\r\nfixes #3\r\n```\r\nfixes #4", ["acme/app#4"]),
    ("````\n```\nfixes #3\n````\nfixes #4", ["acme/app#4"]),
    ("~~~\nfixes #3\n```\nfixes #4", []),
    ("- ```\n  fixes #3\n  ```\n- fixes #4", ["acme/app#4"]),
    ("```\nfixes #3", []),
    ("<!-- fixes #3 -->fixes #4", ["acme/app#4"]),
    ("<!--\nfixes #3\n\n-->\nfixes #4", ["acme/app#4"]),
    ("<!-- fixes #3", []),
    ("<!-- ` -->fixes #3<!-- ` -->", ["acme/app#3"]),
    ("`<!--` fixes #3", ["acme/app#3"]),
    ("fixes <!-- x --> #3", ["acme/app#3"]),
    ("fix`x`es #3", []),
]


@pytest.mark.parametrize(("text", "keys"), KEYWORDS)
def test_closing_keywords(text: str, keys: list[str]) -> None:
    assert list(keywords(text, repository="acme/app", site=SITE)) == keys


def test_an_address_counts_at_the_site_that_is_asked() -> None:
    text = "fixes https://git.acme.example:8443/acme/app/issues/3"
    assert list(keywords(text, repository="acme/app", site="https://git.acme.example:8443")) == ["acme/app#3"]
    assert list(keywords(text, repository="acme/app", site="")) == []


BRANCHES: list[tuple[str, list[str]]] = [
    ("123-fix-it", ["123"]),
    ("123", ["123"]),
    ("fix/123-x", ["123"]),
    ("issue-123", ["123"]),
    ("ISSUE-123", ["123"]),
    ("gh-123", ["123"]),
    ("GH-123-export", ["123"]),
    ("ada/fix_123_export", ["123"]),
    ("fix#123", ["123"]),
    ("12-and-34", ["12"]),
    ("999999-x", ["999999"]),
    ("1000000-x", []),
    ("1000000-x-7", ["7"]),
    ("007-x", []),
    ("0-x", []),
    ("main", []),
    ("", []),
    ("python3.12", []),
    ("lodash-4.17.21", []),
    ("v2-api", []),
    ("fix12", []),
    ("١٢-x", []),
    # A key of another tracker, a date, and what hosts and bots number by themselves.
    ("APP-12-export", []),
    ("feature/APP-12-34", ["34"]),
    ("2026-01-21-export", []),
    ("2026_01_21-fix-12", ["12"]),
    ("patch-1", []),
    ("ada-patch-12", []),
    ("revert-12-fix-it", []),
    ("revert-12-34-fix-it", ["34"]),
    ("pr-12", []),
    ("utf-8", ["8"]),
    ("UTF-8-names", []),
    ("CVE-2024-1234-fix", []),
    ("release/12", []),
    ("dependabot/npm/node-20", []),
    ("renovate/node-20", []),
]


@pytest.mark.parametrize(("branch", "found"), BRANCHES)
def test_numbers_in_branches(branch: str, found: list[str]) -> None:
    assert list(numbers(branch)) == found


TRACKER_KEYS: list[tuple[str, list[str]]] = [
    ("APP-12: export to PDF", ["APP-12"]),
    ("[APP-12] [CRM2-7] export", ["APP-12", "CRM2-7"]),
    ("feature/APP-12-export", ["APP-12"]),
    ("feature_APP-12", ["APP-12"]),
    ("fix-APP-12-export", ["APP-12"]),
    ("MY_APP-12", ["MY_APP-12"]),
    ("APP-12.", ["APP-12"]),
    ("app-12", []),
    ("App-12", []),
    ("A-12", []),
    ("APP-0", []),
    ("APP-012", []),
    ("APP-12a", []),
    ("APP-1.2", []),
    ("APP-1234567890", []),
    ("xAPP-12", []),
    ("CVE-2024-1234", []),
    ("UTF-8 and SHA-256, RFC-2119", []),
    ("GH-12", []),
    ("", []),
]


@pytest.mark.parametrize(("line", "keys"), TRACKER_KEYS)
def test_keys_of_other_trackers(line: str, keys: list[str]) -> None:
    assert list(tracker_keys(line)) == keys


def test_each_key_is_kept_once_as_it_was_first_and_the_change_itself_never() -> None:
    keys = ["acme/app#3", "Acme/App#3", "APP-1", "acme/app#12", "APP-1", "acme/app#2"]
    assert distinct(keys, besides="ACME/app#12") == ("acme/app#3", "APP-1", "acme/app#2")


MEGABYTE = 1_000_000
HOSTILE = {
    "letters": "A" * MEGABYTE,
    "keywords": "fixes " * (MEGABYTE // 6),
    "colons": "fix: " + ":" * MEGABYTE,
    "spaces": "fixes" + " " * MEGABYTE,
    "a long line of a quote": ">" * MEGABYTE,
    "indented": " " * MEGABYTE + "`",
    "backticks": "`" * MEGABYTE,
    "lone backticks": "` " * (MEGABYTE // 2),
    "backticks that never meet": "".join("`" * length + " " for length in range(1, 1_400)),
    "paragraphs": "`\n\n" * (MEGABYTE // 3),
    "fences": "```\n" * (MEGABYTE // 4),
    "fences of two kinds": "```\n~~~\n" * (MEGABYTE // 8),
    "comments": "<!--" * (MEGABYTE // 4),
    "addresses": "fixes https://" * (MEGABYTE // 14),
    "an endless address": "fixes https://" + "a" * MEGABYTE,
    "an endless name": "fixes " + "a-" * (MEGABYTE // 2),
    "keys": "A_" * (MEGABYTE // 2),
    "dashes": "APP-" * (MEGABYTE // 4),
    "digits": "1" * MEGABYTE,
    "separators": "-" * MEGABYTE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_malice_is_read_at_once(name: str) -> None:
    text = HOSTILE[name]
    start = time.process_time()
    found = [*keywords(text, repository="acme/app", site=SITE), *numbers(text), *tracker_keys(text)]
    assert time.process_time() - start < 1
    assert found == []


def test_what_hides_is_left_out_and_all_else_stays() -> None:
    assert visible("a `b` c\n<!-- d -->e") == "a   c\n e"
    assert visible("nothing hidden") == "nothing hidden"
