"""Reading files: every form in which issues are saved, and what is said of those that hold something else."""

import gzip
import io
import json
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.github_server import GH_ISSUE, github_issue
from seedcorn.connector import Collecting
from seedcorn.connectors.export import collect
from seedcorn.errors import DataError, UsageError
from seedcorn.model import Issue, Iteration

ISSUES = [github_issue(number) for number in (1, 2, 3)]
KEYS = ["acme/app#1", "acme/app#2", "acme/app#3"]


def read(path: Path | str) -> list[Issue]:
    items = list(collect(str(path), Collecting()))
    assert all(isinstance(item, Issue) for item in items)
    return [item for item in items if isinstance(item, Issue)]


def saved(folder: Path, content: str | bytes, name: str = "issues.json") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


LIST = json.dumps(ISSUES)
FORMS = {
    "a list": LIST,
    "a list for people": json.dumps(ISSUES, indent=2),
    "pages one after another": json.dumps(ISSUES[:2]) + json.dumps(ISSUES[2:]),
    "pages in a list": json.dumps([ISSUES[:2], ISSUES[2:], []]),
    "pages that overlap": json.dumps(ISSUES[:2]) + "\n" + json.dumps(ISSUES[1:]),
    "JSON Lines": "".join(json.dumps(issue) + "\n" for issue in ISSUES),
    "JSON Lines of Windows": "\r\n".join(json.dumps(issue) for issue in ISSUES),
    "a JSON text sequence": "".join(f"\x1e{json.dumps(issue)}\n" for issue in ISSUES),
    "a mark before it": "\ufeff" + LIST,
    "space around it": f"\n\n {LIST} \n",
    "with a pull request": json.dumps([*ISSUES, github_issue(4, pull_request={})]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "pack", [str.encode, lambda text: gzip.compress(text.encode())], ids=["plain", "gzip"]
)
def test_every_form_of_json(form: str, pack: Callable[[str], bytes], tmp_path: Path) -> None:
    """The name says nothing: what counts is what is inside."""
    issues = read(saved(tmp_path, pack(FORMS[form]), "backlog.txt"))
    assert [issue.key for issue in issues] == KEYS
    assert {issue.source for issue in issues} == {"export:backlog.txt"}


def test_what_powershell_saves(tmp_path: Path) -> None:
    assert [issue.key for issue in read(saved(tmp_path, LIST.encode("utf-16")))] == KEYS


def test_what_gh_saves(tmp_path: Path) -> None:
    (issue,) = read(saved(tmp_path, json.dumps([GH_ISSUE])))
    assert issue.key == "acme/app#12"
    assert issue.state == "closed"
    assert issue.iterations == (Iteration(name="2.0", end=datetime(2025, 7, 1, 7, tzinfo=UTC)),)
    assert issue.headings == (("Customer", "Acme"),)


def test_no_issues_are_no_error(tmp_path: Path) -> None:
    assert read(saved(tmp_path, "[]")) == []


@pytest.mark.parametrize("content", [LIST.encode(), gzip.compress(LIST.encode())], ids=["plain", "gzip"])
def test_standard_input(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", stdin)
    issues = read("-")
    assert [issue.key for issue in issues] == KEYS
    assert {issue.source for issue in issues} == {"export:-"}
    assert not stdin.closed
    assert not stdin.buffer.closed


NOT_ISSUES: list[tuple[str | bytes, str]] = [
    ("", "is empty"),
    ("\n\n", "is empty"),
    ("[", "breaks off"),
    (LIST[:-1], "after 3 items"),
    (LIST[:-5], "breaks off or is not JSON after 2 items"),
    (f"[{json.dumps(ISSUES[0])} {json.dumps(ISSUES[1])}]", "comma is missing, after 1 items"),
    (f"[{json.dumps(ISSUES[0])},]", "not JSON after 1 items"),
    ("[,]", "not JSON"),
    ("[]]", "not JSON"),
    ("{]", "not JSON"),
    ("[NaN]", "not JSON"),
    ("[" + '{"a":' * 200_000, "nested too deeply"),
    ("[[[[1]]]]", "item 1 is a list, not an issue"),
    ('{"message": "Not Found"}', "item 1: state is missing"),
    ("[7]", "item 1 is a number"),
    (json.dumps([ISSUES[0], github_issue(2, labels=7)]), "issues.json, item 2: labels is a number"),
    ("[" + " " * 10 + '"' + "x" * (1 << 24), "more than 16 million characters"),
    ("Ünïcode;".encode("latin-1"), "not text in UTF-8"),
    (b"[\xff]", "not text in UTF-8"),
    (gzip.compress(LIST.encode())[:-20], "damaged or cut"),
    (b"\x1f\x8bnot gzip at all", "damaged or cut"),
    (gzip.compress(LIST.encode())[:20] + b"\xff" * 60, "damaged or cut"),
]


@pytest.mark.parametrize(("content", "words"), NOT_ISSUES, ids=[words for _, words in NOT_ISSUES])
def test_what_is_not_issues_is_refused_with_advice(content: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read(saved(tmp_path, content))
    assert words in str(refused.value)
    assert str(refused.value).startswith("issues.json")
    assert refused.value.hint
    assert str(tmp_path) not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere.json cannot be read: No such file"):
        read(tmp_path / "nowhere.json")


def test_a_folder_is_one_source_of_all_its_files(tmp_path: Path) -> None:
    """By their names, whatever form each has; hidden files and folders inside are none of ours."""
    folder = tmp_path / "tracker"
    (folder / "older").mkdir(parents=True)
    saved(folder, json.dumps(ISSUES[2]), "c.json")
    saved(folder, gzip.compress(json.dumps(ISSUES[:2]).encode()), "b.json.gz")
    saved(folder, "key,title,state,created_at\nAPP-1,a,open,2025-01-01\n", "a.csv")
    saved(folder, "nothing of ours", ".DS_Store")
    issues = read(f"{folder}/")
    assert [issue.key for issue in issues] == ["APP-1", *KEYS]
    assert {issue.source for issue in issues} == {"export:tracker"}


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, LIST)
    saved(tmp_path, "Read me first", "README")
    with pytest.raises(DataError, match="README has neither a column key"):
        read(tmp_path)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"{tmp_path.name} holds no file"):
        read(tmp_path)


@pytest.mark.parametrize("target", ["", "  ", "a\0b"])
def test_no_name_of_a_file(target: str) -> None:
    with pytest.raises(UsageError) as refused:
        collect(target, Collecting())
    assert "export:-" in refused.value.hint


def test_two_issues_of_one_key_are_refused(tmp_path: Path) -> None:
    """Numbers alone do not tell the issues of two repositories apart, and none may be lost silently."""
    path = saved(tmp_path, "number,title,state,created_at\n1,a,open,2025-01-01\n1,b,open,2025-01-02\n")
    with pytest.raises(DataError, match="two issues '#1'"):
        read(path)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Ten times the lines take hardly more: only the keys are kept."""
    body = "x" * 2_000

    def peak(lines: int) -> int:
        path = tmp_path / f"{lines}.jsonl"
        with path.open("w") as file:
            for number in range(1, lines + 1):
                file.write(json.dumps(github_issue(number, body=body)) + "\n")
        tracemalloc.start()
        count = sum(1 for _ in collect(str(path), Collecting()))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == lines
        return size

    assert peak(400) < 2 * peak(40) + 200_000


CSV = """Key,Title,State,Created At,Closed At,Labels,Milestone,Type,URL,Body,Assignees,Author,Customer,Points,
APP-1,"Export, to PDF",open,2025-03-01T12:00:00Z,,bug;customer: Acme; ,2.0,Bug,https://x/1,"### Plan

Gold",ada,grace,Acme,3,7
APP-2,Later,CLOSED,2025-03-02,2025-04-01,"bug,chore",,,,,,,,,
"""


def test_a_table(tmp_path: Path) -> None:
    first, second = read(saved(tmp_path, CSV, "issues.csv"))
    assert first == Issue(
        source="export:issues.csv",
        key="APP-1",
        title="Export, to PDF",
        state="open",
        created_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
        url="https://x/1",
        type="Bug",
        labels=("bug", "customer: Acme"),
        fields=(("Customer", "Acme"), ("Points", "3")),
        headings=(("Plan", "Gold"),),
        iterations=(Iteration(name="2.0"),),
        assignees=("ada",),
        author="grace",
    )
    assert second.labels == ("bug", "chore")
    assert second.closed_at == datetime(2025, 4, 1, tzinfo=UTC)
    assert second.fields == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_of_a_table(separator: str, tmp_path: Path) -> None:
    lines = [["number", "title", "state", "createdAt", "closedAt", "Label", "label"]]
    lines += [["#12", "a", "open", "2025-01-01", "", "x", "y"], [""] * 7]
    (issue,) = read(saved(tmp_path, "\r\n".join(separator.join(line) for line in lines), "t.csv"))
    assert (issue.key, issue.labels) == ("#12", ("x", "y"))


def test_a_table_with_addresses_names_the_repository(tmp_path: Path) -> None:
    table = "number,title,state,created_at,url\n"
    table += "1,a,open,2025-01-01,https://github.com/acme/app/issues/1\n"
    table += "1,b,open,2025-01-01,https://github.com/acme/web/issues/1\n"
    table += "2,c,open,2025-01-01,https://github.com/acme/web/pull/2\n"
    assert [issue.key for issue in read(saved(tmp_path, table))] == ["acme/app#1", "acme/web#1"]


HEAD = "number,title,state,created_at\n"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("title,state,created_at\n", "neither a column key nor a column number"),
        ("number,state,created_at\n", "has no column title"),
        ("number,title,created_at\n", "has no column state"),
        ("number,title,state\n", "has no column created_at"),
        ("number,title,state,created_at,createdAt\n", "two columns that say created_at"),
        (HEAD + "1,a,open\n", "line 2: 3 values where the header has 4 columns"),
        (HEAD + "1,a,open,2025-01-01,x\n", "line 2: 5 values"),
        (HEAD + "one,a,open,2025-01-01\n", "line 2: number is text, not a whole number"),
        (HEAD + ",a,open,2025-01-01\n", "line 2: number is missing"),
        (HEAD + "1,a,Done,2025-01-01\n", "line 2: state is 'done'"),
        (HEAD + "1,a,,2025-01-01\n", "line 2: state is ''"),
        (HEAD + "1,a,open,01/02/2025\n", "line 2: created_at is '01/02/2025'"),
        (HEAD + "1,a,closed,2025-01-01\n", "line 2: closed_at or closedAt is missing"),
        (HEAD + '1,"a,open,2025-01-01\n', "line 2: unexpected end of data"),
        (HEAD + f"1,{'a' * 200_000},open,2025-01-01\n", "line 2: field larger than field limit"),
    ],
)
def test_a_table_that_makes_no_sense(table: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read(saved(tmp_path, table))
    assert words in str(refused.value)
    assert refused.value.hint
