"""seedcorn chart: each picture as SVG and PNG, in private and in public, and where there is none."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.shell_completion import ShellComplete
from click.testing import Result

from cli.conftest import STORY, STORY_POLICY, Run
from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Fault, on_page
from seedcorn.chart import CHARTS, Chart, Picture, charts
from seedcorn.cli._group import seedcorn as main
from seedcorn.cli.commands import chart as command
from seedcorn.document import Table
from seedcorn.drawing import DARK, LIGHT
from seedcorn.report import Report
from seedcorn.shelf import names

NAMES = names(CHARTS)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def story_chart(run: Run, *words: str, name: str = "static", **environ: str) -> Result:
    return run("chart", name, STORY, "--policy", STORY_POLICY, *words, **environ)


def size(drawn: bytes) -> tuple[int, int]:
    assert drawn.startswith(PNG_HEAD)
    width, height = struct.unpack(">II", drawn[16:24])
    return width, height


def words_of(drawn: str) -> tuple[str, str]:
    """The title and the description of an SVG."""
    found = {child.tag.rpartition("}")[2]: child.text or "" for child in ET.fromstring(drawn)}  # noqa: S314 - ours
    return found["title"], found["desc"]


def looking_back() -> Chart:
    """A chart of what happened, that draws nothing but says how many weeks it was told of."""

    def draw(report: Report) -> Picture | None:
        if not report.traces:
            return None
        spec = {"$schema": "https://vega.github.io/schema/vega/v5.json", "width": 9, "height": 9}
        said = f"{len(report.traces[0].shares)} weeks."
        return Picture(said=said, twin=Table(head=("weeks",), rows=()), spec=lambda _: spec)

    return Chart(title="Weeks", place=0, draw=draw, needs="some weeks", needs_history=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_on_standard_error_and_in_the_svg_what_it_shows(
    run: Run, name: str, tmp_path: Path
) -> None:
    done = story_chart(run, "-o", "x.svg", name=name)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    title, said = words_of((tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert title == dict(charts())[name].title
    assert done.stderr.splitlines()[-1] == f"x.svg: {said}"
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"]


@pytest.mark.parametrize("words", [(), ("-o", "-")])
def test_without_a_file_the_svg_goes_to_standard_output_in_letters_that_all_can_write(
    run: Run, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = story_chart(run, *words)
    assert done.exit_code == 0, done.output
    assert story_chart(run, "-o", "x.svg").exit_code == 0
    assert done.stdout.isascii()
    filed = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert ET.canonicalize(done.stdout) == ET.canonicalize(filed)
    assert done.stderr.splitlines()[-1].startswith("static: ")


def test_a_png_has_as_many_pixels_as_asked_for(run: Run, tmp_path: Path) -> None:
    sizes = {}
    for scale in ("1", "2", "4"):
        assert story_chart(run, "-o", f"{scale}.PNG", "--scale", scale).exit_code == 0
        sizes[scale] = size((tmp_path / f"{scale}.PNG").read_bytes())
    assert story_chart(run, "-o", "default.png").exit_code == 0
    assert size((tmp_path / "default.png").read_bytes()) == sizes["2"]
    width, height = sizes["1"]
    assert sizes["2"] == (2 * width, 2 * height)
    assert sizes["4"] == (4 * width, 4 * height)


def test_dark_is_in_other_colours(run: Run) -> None:
    light, dark = story_chart(run).stdout, story_chart(run, "--dark").stdout
    assert LIGHT.whale in light
    assert DARK.whale not in light
    assert DARK.whale in dark
    assert LIGHT.whale not in dark


def test_a_snapshot_is_drawn_as_its_source_is(run: Run, story_snapshot: Path) -> None:
    done = run("chart", "static", "--from", str(story_snapshot), "--policy", STORY_POLICY)
    assert done.stdout == story_chart(run).stdout


def test_without_a_source_those_of_the_policy_are_drawn(run: Run, tmp_path: Path) -> None:
    source = STORY.removeprefix("export:")
    (tmp_path / "seedcorn.yml").write_text(f"sources: ['export:{source}']\n", encoding="utf-8")
    done = run("chart", "static")
    assert done.exit_code == 0, done.output
    assert "Haldervane" in done.stderr
    (tmp_path / "seedcorn.yml").unlink()
    assert run("chart", "static").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("statik",), 'there is no chart "statik": did you mean "static"?'),
        (("static", "-o", "x.gif"), "ends in .svg or .png"),
        (("static", "-o", "svg"), "ends in .svg or .png"),
        (("static", "-o", "x.svg", "--scale", "2"), "--scale is for PNG"),
        (("static", "--scale", "2"), "--scale is for PNG"),
        (("static", "-o", "x.png", "--scale", "5"), "is not in the range"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_read(
    run: Run, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = run("chart", *words, "--from", "no/such/folder")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_the_extra_it_says_how_to_get_it_before_anything_is_read(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "can_draw", lambda: False)
    with GithubServer(issues=[github_issue(1)]) as server:
        done = run("chart", "static", "github:acme/app", **server.environ)
        assert not server.requests
    assert done.exit_code == 2
    assert "pip install 'seedcorn[charts]'" in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_where_there_is_nothing_to_draw_it_says_what_is_needed(run: Run, name: str, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    done = run("chart", name, "export:none.json", "-o", "x.svg")
    assert done.exit_code == 2
    assert f"nothing to draw: {name} needs {dict(charts())[name].needs}" in done.stderr
    assert "hint: " in done.stderr
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["x.svg", "x.png", "-"])
def test_in_public_there_are_no_names(run: Run, name: str, file: str, tmp_path: Path) -> None:
    done = story_chart(run, "-o", file, "--audience", "public", name=name)
    assert done.exit_code == 0, done.output
    written = [path.read_bytes().decode("utf-8", "replace") for path in tmp_path.iterdir()]
    for secret in ("Haldervane", "haldervane", "Saltmarrow", "issues.jsonl"):
        assert all(secret not in text for text in (done.output, *written))


def test_a_picture_that_would_show_a_name_in_public_is_not_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "masked", lambda report, *_, **__: report)
    for file in ("x.svg", "x.png", "-"):
        done = story_chart(run, "-o", file, CI="1")
        assert done.exit_code == 4
        assert "it would show the name of" in done.stderr
        assert "Haldervane" not in done.output
    assert not list(tmp_path.iterdir())


def test_coordinates_are_no_amounts_of_money(run: Run, tmp_path: Path) -> None:
    register = "customers: [{{id: acme, name: Acme, revenue: {}}}]\n"
    words = ("--register", "who.yml", "--audience", "public")
    (tmp_path / "who.yml").write_text(register.format(1), encoding="utf-8")
    found = re.search(r"translate\((?:\d+\.)?([1-9]\d*),(\d{3})\b", story_chart(run, *words).stdout)
    assert found
    (tmp_path / "who.yml").write_text(register.format(found[1] + found[2]), encoding="utf-8")
    done = story_chart(run, *words)
    assert done.exit_code == 0, done.output
    assert found[0] in done.stdout


def test_a_backlog_that_is_not_whole_is_not_drawn(run: Run, tmp_path: Path) -> None:
    refused = on_page(2, Fault(status=404))
    named = [github_issue(number, labels=[{"name": "customer: Acme"}]) for number in range(1, 151)]
    with GithubServer(issues=named, fault=refused) as server:
        done = run("chart", "static", "github:acme/app", "-o", "x.svg", **server.environ)
        again = run("chart", "static", "github:acme/app", CI="1", **server.environ)
    assert (done.exit_code, again.exit_code) == (3, 3)
    assert "not read: github:acme/app" in done.stderr
    assert "so nothing is drawn" in done.stderr
    assert "acme" not in again.output
    assert not list(tmp_path.iterdir())


def test_history_is_read_for_a_chart_that_needs_it_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    named = [github_issue(number, labels=[{"name": "customer: Acme"}]) for number in range(1, 41)]
    with GithubServer(issues=named) as server:
        assert run("chart", "static", "github:acme/app", **server.environ).exit_code == 0
        assert not any("events" in request.path for request in server.requests)
        monkeypatch.setattr(command, "charts", lambda: (("weeks", looking_back()),))
        run("chart", "weeks", "github:acme/app", **server.environ)
        assert any("events" in request.path for request in server.requests)


def test_a_chart_of_what_happened_needs_a_history(
    run: Run, story_snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "charts", lambda: (("weeks", looking_back()),))
    with_history = story_chart(run, name="weeks")
    assert with_history.exit_code == 0, with_history.output
    assert with_history.stderr.splitlines()[-1] == "weeks: 105 weeks."
    without = run("chart", "weeks", "--from", str(story_snapshot), "--policy", STORY_POLICY)
    assert without.exit_code == 2
    assert "weeks needs some weeks" in without.stderr
    assert "seedcorn snapshot SOURCE -o FOLDER --history" in without.stderr


def test_a_shell_completes_the_names() -> None:
    shell = ShellComplete(main, {}, "seedcorn", "_SEEDCORN_COMPLETE")
    assert [each.value for each in shell.get_completions(["chart"], "sta")] == ["static"]
    assert {each.value for each in shell.get_completions(["chart"], "")} == set(NAMES)


def test_the_help_tells_each_chart_by_its_title(run: Run) -> None:
    told = run("chart", "--help").stdout
    for name, each in charts():
        assert f"{name} " in told
        assert each.title in told
