"""What the Action's step makes of an event and of inputs: what is measured, which words say it."""

import json
from pathlib import Path
from typing import Any

import pytest

from action.step_runner import ALL, OPENED, Runner, step


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def mode(tmp_path: Path, name: str, event: object, *, post: str = ALL) -> Any:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    return step.mode_of(
        {
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REPOSITORY": "acme/app",
            "SEEDCORN_ACTION_POST": post,
        }
    )


def pull(action: str, **more: object) -> dict[str, object]:
    return {"action": action, "pull_request": {"number": 12, "labels": [], **more}}


@pytest.mark.parametrize(
    "action",
    ["opened", "reopened", "edited", "labeled", "unlabeled", "milestoned", "demilestoned", "typed"],
)
def test_an_issue_that_changes_is_measured(tmp_path: Path, action: str) -> None:
    found = mode(tmp_path, "issues", {**OPENED, "action": action})
    assert (found.subject, found.is_change, found.posts) == ("github:acme/app#7", False, ("comment",))
    assert found.forgives


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
@pytest.mark.parametrize("action", ["opened", "synchronize", "ready_for_review", "labeled", "edited"])
def test_a_pull_request_that_changes_is_measured(tmp_path: Path, event: str, action: str) -> None:
    found = mode(tmp_path, event, pull(action))
    assert (found.subject, found.is_change) == ("github:acme/app#12", True)
    assert found.posts == ("comment", "check")
    assert not found.forgives


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("schedule", {"schedule": "17 6 * * 1"}),
        ("workflow_dispatch", {"inputs": None}),
        ("push", {"ref": "refs/heads/main"}),
        ("discussion_comment", {"action": "created", "issue": {"number": 7}}),
        ("issues", {"action": "opened"}),
        ("issues", ["no event"]),
        ("", None),
    ],
)
def test_anything_else_is_an_audit_with_a_report_issue(tmp_path: Path, name: str, event: object) -> None:
    assert mode(tmp_path, name, event) == step.Mode(posts=("report",))


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("issues", {**OPENED, "action": "closed"}),
        ("issues", {**OPENED, "action": "deleted"}),
        ("pull_request", pull("closed")),
        ("pull_request", pull("milestoned", number="12; touch x")),
        ("issues", {"action": "opened", "issue": {"number": True}}),
    ],
)
def test_what_changes_no_number_is_an_audit_that_posts_nothing(
    tmp_path: Path, name: str, event: object
) -> None:
    assert mode(tmp_path, name, event) == step.Mode()


@pytest.mark.parametrize("name", ["issues", "pull_request"])
def test_an_event_of_our_own_report_is_left_alone(tmp_path: Path, name: str, runner: Runner) -> None:
    item = {"number": 7, "labels": [{"name": "bug"}, {"name": "seedcorn-report"}]}
    event = {"action": "labeled", "issue": item, "pull_request": item}
    assert mode(tmp_path, name, event) is None
    done = runner.run(name, event)
    assert done.returncode == 0
    assert done.stdout.startswith("::notice title=seedcorn::This is seedcorn's own report")
    assert sorted(path.name for path in runner.folder.iterdir()) == [
        "event.json",
        "said.json",
        "seedcorn",
        "temp",
    ]


@pytest.mark.parametrize(
    ("post", "on_issue", "on_pull", "else_where"),
    [
        ("none", (), (), ()),
        ("", (), (), ()),
        ("comment", ("comment",), ("comment",), ()),
        ("check\nreport", (), ("check",), ("report",)),
        ("report,comment,check", ("comment",), ("comment", "check"), ("report",)),
    ],
)
def test_what_is_posted_can_be_chosen(
    tmp_path: Path, post: str, on_issue: object, on_pull: object, else_where: object
) -> None:
    assert mode(tmp_path, "issues", OPENED, post=post).posts == on_issue
    assert mode(tmp_path, "pull_request", pull("opened"), post=post).posts == on_pull
    assert mode(tmp_path, "schedule", {}, post=post).posts == else_where


def test_inputs_become_options_and_sources_come_last(tmp_path: Path) -> None:
    environ = {
        "SEEDCORN_ACTION_BIN": "/bin",
        "SEEDCORN_ACTION_SOURCE": "github:acme/app\n\n  jira:project = APP AND text ~ '$(touch x)'\n--help",
        "SEEDCORN_ACTION_POLICY": "balanced",
        "SEEDCORN_ACTION_REGISTER": "customers.yml",
        "SEEDCORN_ACTION_CUSTOMER_LABEL": "from: *\nasked by *",
        "SEEDCORN_ACTION_FAIL_ON": "warning",
        "SEEDCORN_ACTION_AUDIENCE": "private",
        "SEEDCORN_ACTION_STRICT": "true",
        "GITHUB_REPOSITORY": "acme/app",
    }
    shared = [
        f"--output=markdown={tmp_path}/report.md",
        f"--output=json={tmp_path}/report.json",
        "--output=github",
        "--max-wait=300",
        "--posting=may",
        "--policy=balanced",
        "--register=customers.yml",
        "--customer-label=from: *",
        "--customer-label=asked by *",
        "--fail-on=warning",
        "--audience=private",
        "--strict",
    ]
    sources = ["github:acme/app", "jira:project = APP AND text ~ '$(touch x)'", "--help"]
    pages = [f"--output=html={tmp_path}/roadmap.html", f"--output=sarif={tmp_path}/roadmap.sarif"]
    audit = step.command(step.Mode(posts=("report",)), environ, tmp_path)
    assert audit == ["/bin/seedcorn", "audit", *pages, *shared, "--post=github:acme/app", "--", *sources]
    asked = step.Mode(subject="github:acme/app#7", is_change=True, posts=("comment", "check"))
    posts = ["--post=comment", "--post=check", "--at-base"]
    named = [f"--source={source}" for source in sources]
    change = ["/bin/seedcorn", "impact", *shared, *posts, *named, "--", "github:acme/app#7"]
    assert step.command(asked, environ, tmp_path) == change
    issue = step.command(step.Mode(subject="github:acme/app#7"), environ, tmp_path)
    assert issue == ["/bin/seedcorn", "impact", *shared, *named, "--", "github:acme/app#7"]


EMPTY = {
    "SEEDCORN_ACTION_BIN": "/bin",
    "SEEDCORN_ACTION_SOURCE": "\n",
    "SEEDCORN_ACTION_STRICT": "false",
    "GITHUB_REPOSITORY": "acme/app",
}


def audited(environ: dict[str, str], folder: Path) -> list[str]:
    """What follows on the options that are always there."""
    words: list[str] = step.command(step.Mode(), environ, folder)
    return words[9:]


@pytest.mark.parametrize("said", ["", "extends: balanced\n"])
def test_without_a_source_anywhere_it_is_the_repository_that_this_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if said:
        (tmp_path / "seedcorn.yml").write_text(said)
    assert audited(EMPTY, tmp_path) == ["--", "github:acme/app"]


@pytest.mark.parametrize("file", ["seedcorn.yml", ".github/seedcorn.yml", "ours.yml"])
def test_the_sources_of_the_policy_count_before_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".github").mkdir()
    (tmp_path / file).write_text("sources: [gitlab: {group: acme}, jira: APP]\n")
    named = {"SEEDCORN_ACTION_POLICY": file} if file == "ours.yml" else {}
    options = ["--policy=ours.yml"] if named else []
    assert audited(EMPTY | named, tmp_path) == [*options, "--"]
    asked = EMPTY | named | {"SEEDCORN_ACTION_SOURCE": "github:acme/web"}
    assert audited(asked, tmp_path) == [*options, "--", "github:acme/web"]


def test_a_broken_policy_is_left_to_the_audit_to_explain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seedcorn.yml").write_text("sources: {")
    assert audited(EMPTY, tmp_path) == ["--"]


@pytest.mark.parametrize("action", ["created", "edited", "deleted"])
def test_a_comment_may_say_who_asks_for_an_issue_or_a_pull_request(tmp_path: Path, action: str) -> None:
    told = {"action": action, "issue": {"number": 7, "labels": []}}
    found = mode(tmp_path, "issue_comment", told)
    assert (found.subject, found.is_change, found.posts) == ("github:acme/app#7", False, ("comment",))
    told["issue"] = {"number": 7, "labels": [], "pull_request": {}}
    assert mode(tmp_path, "issue_comment", told).is_change


@pytest.mark.parametrize(
    ("source", "asked", "looks_back"),
    [
        ("", "", True),
        ("github:acme/app", "auto", True),
        ("github:acme/app\nexport:more.json", "auto", True),
        ("export:more.json", "auto", True),
        ("github:acme/app\ngithub:acme/web", "auto", False),
        ("github:acme/api-*", "auto", False),
        ("github:acme", "auto", False),
        ("gitlab:acme/app", "auto", False),
        ("gitlab:acme/app", "true", True),
        ("github:acme/app", "false", False),
        ("github:acme/app", "$(touch x)", False),
    ],
)
def test_the_report_reads_the_past_where_that_is_one_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, asked: str, looks_back: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = EMPTY | {"SEEDCORN_ACTION_SOURCE": source, "SEEDCORN_ACTION_HISTORY": asked}
    report = step.command(step.Mode(posts=("report",)), environ, tmp_path)
    assert ("--history" in report) is looks_back
    assert "--history" not in step.command(step.Mode(), environ, tmp_path)
    assert "--history" not in step.command(step.Mode(subject="github:acme/app#7"), environ, tmp_path)


@pytest.mark.parametrize(
    ("policy", "looks_back"),
    [
        ("sources: [gitlab: {group: acme}]", False),
        ("sources: [github: acme/app]", True),
        ("sources: {", False),
    ],
)
def test_the_policy_s_sources_decide_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, looks_back: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seedcorn.yml").write_text(policy)
    assert ("--history" in step.command(step.Mode(posts=("report",)), EMPTY, tmp_path)) is looks_back
