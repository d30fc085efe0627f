"""seedcorn audit: sources, options that change the answer, the exit codes, the one question --why."""

import gzip
import json
from pathlib import Path

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from connectors.github_server import TOKEN, GithubServer, github_issue
from connectors.tracker_server import Fault, on_page

RECORD = Path(__file__).parents[2] / "../shared/data/webkit-standards-positions/issues.api.2026-01-21.json.gz"
CALM = [
    *(
        github_issue(number, labels=[{"name": f"customer: C{number % 20}"}], body="")
        for number in range(1, 61)
    ),
    *(github_issue(number, labels=[], body="") for number in range(61, 71)),
]


def story_audit(*words: str) -> tuple[str, ...]:
    return ("audit", STORY, "--policy", STORY_POLICY, "--as-of", "2025-12-22T09:00Z", *words)


def answer(text: str) -> dict[str, object]:
    parsed = json.loads(text)
    assert isinstance(parsed, dict)
    return parsed


def test_the_answer_is_on_stdout_and_the_talk_on_stderr(run: Run) -> None:
    done = run(*story_audit())
    assert done.exit_code == 1
    assert "Haldervane Group" in done.stdout
    said = "judged by today's seedcorn.yml: git has none of 2025-12-22\n"
    assert done.stderr == f"{said}export:issues.jsonl: 300 issues\n"


def test_json_says_the_exit_code_it_exits_with(run: Run) -> None:
    done = run(*story_audit("--output", "json"))
    said = answer(done.stdout)
    assert (said["verdict"], said["exit_code"], done.exit_code) == ("fail", 1, 1)
    policy = said["policy"]
    assert isinstance(policy, dict)
    assert {line["path"] for line in policy.pop("lines")} == {"seedcorn.yml"}
    assert policy | {"title": "", "decision": "", "review_by": ""} == {
        "name": "seedcorn.yml",
        "origin": "seedcorn.yml",
        "extends": "balanced",
        "title": "",
        "decision": "",
        "review_by": "",
    }


def test_a_policy_in_the_folder_counts_and_its_sources_too(run: Run, tmp_path: Path) -> None:
    text = f"title: Ours\nsources: ['{STORY}']\nrules: {{concentration.top-share: false}}\n"
    (tmp_path / "seedcorn.yml").write_text(text, encoding="utf-8")
    said = answer(run("audit", "--output", "json").stdout)
    assert said["sources"] == ["export:issues.jsonl"]
    rules = {finding["rule"] for finding in said["findings"]}  # type: ignore[attr-defined]  # JSON
    assert "concentration.top-share" not in rules


def test_sources_on_the_command_line_replace_those_of_the_policy(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text("sources: ['export:not-there.json']\n", encoding="utf-8")
    done = run("audit", STORY, STORY, "--output", "json")
    assert answer(done.stdout)["sources"] == ["export:issues.jsonl"]


def test_a_snapshot_is_judged_as_of_when_it_was_taken(run: Run, story_snapshot: Path) -> None:
    manifest = json.loads((story_snapshot / "manifest.json").read_text(encoding="utf-8"))
    said = answer(run("audit", "--from", str(story_snapshot), "--output", "json").stdout)
    assert str(said["as_of"])[:19] == str(said["collected_at"])[:19] == manifest["collected_at"][:19]
    dated = ("--as-of", "2025-12-22", "--output", "json")
    assert answer(run("audit", "--from", str(story_snapshot), *dated).stdout)["as_of"] == (
        "2025-12-22T23:59:59.999999Z"
    )


def test_a_snapshot_and_sources_at_once_are_refused(run: Run, story_snapshot: Path) -> None:
    done = run("audit", STORY, "--from", str(story_snapshot))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "leave one of them out" in done.stderr


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("acme/app", "did you mean github:acme/app?"),
        ("gihub:acme/app", "did you mean github:acme/app?"),
        ("here.json", "did you mean export:here.json?"),
        ("nonsense", "there are export:issues.json, github:owner/repo, "),
        ("trac:APP", "there are export:issues.json, github:owner/repo, "),
    ],
)
def test_what_is_no_source_is_told_what_would_be(run: Run, tmp_path: Path, source: str, hint: str) -> None:
    (tmp_path / "here.json").write_text("[]", encoding="utf-8")
    done = run("audit", source)
    assert done.exit_code == 2
    assert done.stderr.startswith(f'error: "{source}" is not a source\nhint: {hint}')
    assert done.stderr.count("\n") == 2


def test_without_a_source_there_is_an_example(run: Run) -> None:
    done = run("audit", GITHUB_REPOSITORY="acme/app")
    assert done.exit_code == 2
    assert "seedcorn audit github:owner/repo" in done.stderr


@pytest.mark.parametrize("word", ["2026-13-01", "yesterday", "1969-01-01", "9999-12-31", ""])
def test_what_is_no_date_is_refused(run: Run, word: str) -> None:
    done = run("audit", STORY, "--as-of", word)
    assert done.exit_code == 2
    assert "--as-of" in done.stderr


def test_a_naive_time_is_in_utc_and_a_zone_is_heeded(run: Run) -> None:
    for written, meant in (
        ("2025-12-22T09:00", "2025-12-22T09:00:00Z"),
        ("2025-12-22T09:00+02:00", "2025-12-22T07:00:00Z"),
    ):
        done = run("audit", STORY, "--as-of", written, "--output", "json")
        assert answer(done.stdout)["as_of"] == meant


def test_fail_on_and_strict_make_the_exit_code(run: Run) -> None:
    with GithubServer(issues=CALM) as server:
        codes = {
            words: run("audit", "github:acme/app", *words, **server.environ).exit_code
            for words in ((), ("--strict",), ("--fail-on", "warning"), ("--fail-on", "note", "--strict"))
        }
    assert codes[()] == 0
    assert codes["--strict",] == 1  # nothing carries the mark of seed corn, so that verdict is open
    assert codes["--fail-on", "warning"] == 1  # most of it was asked for by existing customers
    assert codes["--fail-on", "note", "--strict"] == 1


def test_a_backlog_that_is_not_whole_exits_3_and_accuses_nobody(run: Run) -> None:
    refused = on_page(2, Fault(status=404))
    with GithubServer(issues=[github_issue(number) for number in range(1, 151)], fault=refused) as server:
        done = run("audit", "github:acme/app", "--output", "json", **server.environ)
    said = answer(done.stdout)
    assert (done.exit_code, said["exit_code"], said["complete"]) == (3, 3, False)
    assert "fail" not in {finding["kind"] for finding in said["findings"]}  # type: ignore[attr-defined]  # JSON
    assert "not read: github:acme/app" in done.stderr


def test_reading_from_github_tells_requests_and_never_the_token(run: Run) -> None:
    with GithubServer(issues=[github_issue(number) for number in range(1, 31)]) as server:
        done = run("audit", "github:acme/app", **server.environ)
    assert done.stderr == "github:acme/app: 30 issues, 1 request\n"
    assert TOKEN not in done.output


def test_why_explains_one_issue_instead(run: Run) -> None:
    done = run(*story_audit("--why", "#134"))
    assert done.exit_code == 0
    assert "Requested work." in done.stdout
    assert 'label "customer: Haldervane Group": asked for by Haldervane Group' in done.stdout
    assert "Under this policy these say nothing: " in done.stdout


def test_why_of_an_issue_that_is_not_there(run: Run) -> None:
    done = run(*story_audit("--why", "#99999"))
    assert (done.exit_code, done.stdout) == (2, "")


def test_why_is_not_told_in_public(run: Run) -> None:
    done = run(*story_audit("--why", "#134", "--audience", "public"))
    assert (done.exit_code, done.stdout) == (4, "")


@pytest.mark.skipif(not RECORD.exists(), reason="the real record is not beside this checkout")
def test_the_real_record_says_what_is_known_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_bytes(gzip.decompress(RECORD.read_bytes()))
    words = ("--customer-label", "from: *", "--as-of", "2026-01-21", "--output", "json")
    said = answer(run("audit", "export:record.json", *words).stdout)
    counts = said["attribution"]
    assert isinstance(counts, dict)
    assert (counts["open_issues"], counts["requested_issues"], counts["unknown_issues"]) == (305, 128, 177)
    assert counts["customers"][0]["share"]["value"] == "195/256"
