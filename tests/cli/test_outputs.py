"""Where answers go: several at once, files whole or not at all, standard output that closes or is full."""

import os
import stat
from pathlib import Path

import pytest

from cli.conftest import Run
from seedcorn.cli._outputs import write_file
from seedcorn.errors import OutputError


def test_several_outputs_in_one_run(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--output", "json=report.json", "--output", "markdown=report.md", "--output", "text")
    assert done.exit_code == 0
    assert (tmp_path / "report.json").read_text(encoding="utf-8").startswith("{")
    assert "Haldervane" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "Haldervane" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "report.md"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output", "json", "--output", "text"), "cannot both go to standard output"),
        (("--output", "json=x", "--output", "text=./x"), "the same file"),
        (("--output", "jsn"), 'did you mean "json"?'),
        (("--output", "json="), "names no file"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_at_once(
    run: Run, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = run("demo", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_written_exits_4_and_the_others_are_written(
    run: Run, tmp_path: Path
) -> None:
    wishes = ("json=no/such/folder.json", "markdown=no/such/folder.md", "text")
    done = run("demo", *(word for wish in wishes for word in ("--output", wish)))
    assert done.exit_code == 4
    assert "Haldervane" in done.stdout
    assert "no/such/folder.json could not be written: No such file" in done.stderr
    assert "no/such/folder.md could not be written: No such file" in done.stderr


def test_a_symbolic_link_and_what_is_no_file_are_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("link", "symbolic link"), ("folder", "not a file"), ("pipe", "not a file")):
        with pytest.raises(OutputError, match=said):
            write_file(tmp_path / name, "new")
    assert (tmp_path / "target").read_text(encoding="utf-8") == "old"


def test_the_old_file_stays_when_the_new_one_cannot_be_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_file(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_file(tmp_path / "report", "text\n")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("other", "report")}
    assert len(modes) == 1


def test_a_public_place_sees_no_names_and_no_money(run: Run, tmp_path: Path) -> None:
    from_story = ("audit", "--policy", "p.yml", "--as-of", "2025-12-22")
    done = run("demo")
    assert "Haldervane" in done.stdout
    text = "sources: ['export:x.json']\n"
    (tmp_path / "p.yml").write_text(text, encoding="utf-8")
    labels = '[{"name": "customer: Verysecret"}]'
    issues = ",".join(
        f'{{"number": {number}, "title": "t", "state": "open", "created_at": "2025-01-01T00:00:00Z",'
        f' "labels": {labels}}}'
        for number in range(1, 31)
    )
    (tmp_path / "x.json").write_text(f"[{issues}]", encoding="utf-8")
    private = run(*from_story, GITHUB_ACTIONS="false")
    public = run(*from_story, GITHUB_ACTIONS="true", GITHUB_REPOSITORY="acme/app")
    assert "Verysecret" in private.stdout
    assert "Verysecret" not in public.output
    assert (private.exit_code, public.exit_code) == (1, 1)


def test_a_name_that_would_slip_out_stops_everything(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedcorn.cli._outputs.masked", lambda report, register, **_: report)
    (tmp_path / "customers.yml").write_text("customers: [{id: acme, name: Acme}]\n", encoding="utf-8")
    issue = '{"number": 1, "title": "t", "state": "open", "created_at": "2025-01-01T00:00:00Z", "labels": '
    lines = "\n".join(issue.replace("1", str(n), 1) + '["customer: Acme"]}' for n in range(1, 31))
    (tmp_path / "x.jsonl").write_text(lines, encoding="utf-8")
    words = ("audit", "export:x.jsonl", "--register", "customers.yml", "--audience", "public")
    done = run(*words, "--output", "json=out.json", "--output", "text")
    assert (done.exit_code, done.stdout) == (4, "")
    assert "Acme" not in done.stderr
    assert not (tmp_path / "out.json").exists()
