"""What the Action's step makes of an answer: summary, outputs, notices; no text in it is run."""

from pathlib import Path

import pytest

from action.step_runner import ANSWER, COMMENT, COMPARED, OPENED, REFUSED, Runner, read_back, step

LIMIT = step.SUMMARY_LIMIT_BYTES
HOSTILE = (
    "$(touch x)",
    "`touch x`",
    "; touch x",
    "| touch x",
    "&& touch x #",
    '"; touch x; echo "',
    "'; touch x; echo '",
    "${{ github.token }}",
    "$GITHUB_TOKEN ${GITHUB_TOKEN}",
    "a\nEOF\nverdict<<EOF\npass\nEOF",
    "a\r\nEOF\r\nverdict=pass",
    "verdict=pass\nexit-code=0",
    "seedcorn_00000000000000000000000000000000",
    "::set-output name=verdict::pass",
    "\n::set-output name=verdict::pass",
    "\r::set-output name=verdict::pass",
    "::add-mask::fail",
    "\n::add-mask::fail",
    "::error title=seedcorn::said a title",
    "\n::error::said a title",
    "%0A::error::said a title",
    "%0D%0A::stop-commands::x",
    "##[error]said a title",
    "\n##[set-output name=verdict]pass",
    "\u202e::error::\u2028::error::\x1b[31m\x00",
)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.parametrize("exit_code", [0, 1, 3])
def test_an_answer_reaches_summary_and_outputs(runner: Runner, exit_code: int) -> None:
    done = runner.run(exit=exit_code)
    assert done.returncode == exit_code, done.stdout
    assert runner.summary == "# Whose?\n"
    said = runner.outputs
    assert (said["verdict"], said["failing"], said["undecided"]) == ("fail", "1", "1")
    assert (said["worse"], said["exit-code"]) == ("", str(exit_code))
    assert Path(said["report"]).read_text() == "# Whose?\n"
    assert Path(said["json"]).parent.parent == runner.folder / "temp"
    assert [Path(said[page]).read_text() for page in ("html", "sarif")] == ["html", "sarif"]


def test_an_answer_about_an_issue_counts_the_whole_backlog_and_what_gets_worse(runner: Runner) -> None:
    runner.run("issues", OPENED, answer=COMPARED, posted=[COMMENT])
    said = runner.outputs
    assert (said["verdict"], said["failing"], said["undecided"], said["worse"]) == ("pass", "2", "0", "1")
    assert said["comment"] == COMMENT["where"]
    assert runner.words[0] == "impact"


@pytest.mark.parametrize(
    ("name", "exit_code", "expected"),
    [
        *(("issues", code, 0 if code == 1 else code) for code in (0, 1, 2, 3, 4, 5, 130)),
        *(("pull_request", code, code) for code in (0, 1, 2, 3)),
        *(("schedule", code, code) for code in (0, 1)),
    ],
)
def test_findings_are_forgiven_on_issues_only(
    runner: Runner, name: str, exit_code: int, expected: int
) -> None:
    event = {"action": "opened", "issue": {"number": 7}, "pull_request": {"number": 7}}
    done = runner.run(name, event, exit=exit_code)
    assert done.returncode == expected
    assert runner.outputs["exit-code"] == str(exit_code), "what seedcorn itself said"


@pytest.mark.parametrize(
    ("exit_code", "reason"),
    [(2, "cannot be used"), (4, "could not be written"), (5, "inside seedcorn"), (130, "it stopped")],
)
def test_without_an_answer_the_summary_says_why(runner: Runner, exit_code: int, reason: str) -> None:
    done = runner.run(exit=exit_code)
    assert done.returncode == exit_code
    assert reason in runner.summary
    said = {name: value for name, value in runner.outputs.items() if value}
    assert said == {"exit-code": str(exit_code)}


def test_what_was_not_permitted_is_a_notice_and_a_line_of_the_summary(runner: Runner) -> None:
    done = runner.run("issues", OPENED, answer=COMPARED, posted=[COMMENT, REFUSED])
    todo = 'Next: write "checks: write" below "permissions:".'
    note = f"The check run was not posted: access refused (403). {todo}"
    assert f"::notice title=seedcorn::{note}" in done.stdout.splitlines()
    assert runner.summary == f"# Whose?\n\n> {note}\n"
    assert done.returncode == 0
    assert (runner.outputs["check-run"], runner.outputs["comment"]) == ("", COMMENT["where"])


def test_a_note_stays_on_its_line() -> None:
    """Else what follows would stand in the summary as Markdown of its own."""
    (note,) = step.posting_notes([{**REFUSED, "why": "it says\n\n# Pass\r\n", "hint": ""}])
    assert note == "The check run was not posted: it says # Pass."


@pytest.mark.parametrize("posted", [None, [], [COMMENT], {"not": "a list"}])
def test_without_a_refusal_nothing_is_noted(posted: object) -> None:
    assert list(step.posting_notes(posted)) == []


def test_an_audit_and_a_comparison_as_outputs() -> None:
    audit = step.outputs_of(ANSWER, None, 1)
    assert audit == {"verdict": "fail", "failing": "1", "undecided": "1", "worse": "", "exit-code": "1"}
    compared = step.outputs_of(COMPARED, [REFUSED, {**COMMENT, "kind": "report issue"}], 0)
    assert compared == {
        "verdict": "pass",
        "failing": "2",
        "undecided": "0",
        "worse": "1",
        "exit-code": "0",
        "check-run": "",
        "report-issue": COMMENT["where"],
    }
    nothing = {"verdict": "", "failing": "", "undecided": "", "worse": "", "exit-code": "2"}
    assert step.outputs_of(None, None, 2) == nothing
    assert step.outputs_of(["no report"], None, 2) == nothing


def test_what_is_let_be_is_not_counted_as_failing() -> None:
    waived = {"kind": "fail", "accepted": {"by": "waiver"}}
    told = step.outputs_of(
        {"verdict": "fail", "findings": [waived, {"kind": "fail", "accepted": None}]}, None, 1
    )
    assert told["failing"] == "1"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notice_is_one_command_and_no_other(text: str) -> None:
    command = step.notice(text)
    assert command.startswith("::notice title=seedcorn::")
    assert not {"\n", "\r"} & set(command)
    told = command.removeprefix("::notice title=seedcorn::")
    back = told.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert back == text, "as the runner unescapes it"


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_is_run_or_ends_an_output(runner: Runner, title: str) -> None:
    """Whatever people write in a tracker, through the event, the answer and what was posted."""
    event = {"action": "opened", "issue": {"number": 7, "title": title, "labels": [{"name": title}]}}
    note = {**REFUSED, "why": title}
    comment = {**COMMENT, "where": f"https://github.example/#{title}"}
    done = runner.run(
        "issues",
        event,
        stderr=title,
        answer={**COMPARED, "title": title},
        posted=[comment, note],
        report=title,
    )
    assert done.returncode == 0, done.stdout
    assert not list(runner.folder.rglob("x"))
    said = runner.outputs
    assert (said["verdict"], said["exit-code"], said["worse"]) == ("pass", "0", "1")
    assert said["comment"].splitlines() == comment["where"].splitlines()
    assert set(said) == {
        *("verdict", "failing", "undecided", "worse", "exit-code"),
        *("comment", "check-run", "json", "report"),
    }
    assert obeyed(done.stdout) == ["::notice"]


def obeyed(log: str) -> list[str]:
    """The commands that a runner takes from a log: lines that begin so, outside of what is fenced off."""
    found, fence = [], ""
    for line in log.replace("\r", "\n").split("\n"):
        if fence:
            fence = "" if line == f"::{fence}::" else fence
        elif line.startswith("::stop-commands::"):
            fence = line.removeprefix("::stop-commands::")
            assert len(fence) == 32
        elif line.startswith(("::", "##[")):
            found.append(line.partition(" ")[0])
    return found


def test_only_the_answer_can_hold_workflow_commands(runner: Runner) -> None:
    shown = "::warning title=concentration.top-share::over its limit"
    done = runner.run(stdout=shown, stderr="::error::said a title on the way")
    assert obeyed(done.stdout) == ["::warning"]
    assert shown in done.stdout.splitlines()
    assert "::error::said a title on the way" in done.stdout


def test_a_value_cannot_end_its_own_output(tmp_path: Path) -> None:
    hostile = "x\nEOF\nverdict<<EOF\npass\nseedcorn_0\n"
    step.write_outputs(tmp_path / "output", {"json": hostile, "verdict": "fail"})
    assert read_back(tmp_path / "output") == {"json": hostile, "verdict": "fail"}


@pytest.mark.parametrize("notes", [[], ["The comment was not posted: a naïve reason."] * 5])
def test_a_long_report_is_cut_between_lines_to_what_the_summary_holds(
    tmp_path: Path, notes: list[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_text("a line with a naïve name\n" * 100_000, encoding="utf-8")
    assert report.stat().st_size > LIMIT
    text = step.summary(report, 0, notes, LIMIT)
    assert len(text) <= LIMIT
    whole, _, note = text.decode("utf-8").partition("\n\n")
    assert set(whole.splitlines()) == {"a line with a naïve name"}
    assert "the output `report`" in note
    assert note.count("\n> The comment was not posted") == len(notes)


def test_a_report_that_just_fits_is_whole(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("x" * 100, encoding="utf-8")
    assert step.summary(report, 0, ["y"], 105) == b"x" * 100 + b"\n> y\n"
    assert len(step.summary(report, 0, ["y"], 104)) <= 104
