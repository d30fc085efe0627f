"""--query: a part of the JSON, where the JSON goes, and what is said of expressions that are none."""

import json
from pathlib import Path

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from seedcorn.cli._query import Query
from seedcorn.errors import UsageError

AUDIT = ("audit", STORY, "--policy", STORY_POLICY)
PUBLIC = ("--audience", "public")


def test_alone_it_answers_on_standard_output_and_the_exit_code_stays(run: Run) -> None:
    whole = run(*AUDIT, "--output", "json")
    part = run(*AUDIT, "--query", "attribution.customers[0]")
    assert part.exit_code == whole.exit_code == 1
    assert json.loads(part.stdout) == json.loads(whole.stdout)["attribution"]["customers"][0]
    assert part.stdout.endswith("}\n")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("verdict", '"fail"\n'),
        ("nothing.there", "null\n"),
        ("exit_code", "1\n"),
        ("length(findings[?kind=='nosuch'])", "0\n"),
        ("{v: verdict}", '{\n  "v": "fail"\n}\n'),
        ("'株 ##['", '"\\u682a \\u0023\\u0023["\n'),
    ],
)
def test_what_it_prints_is_json_with_one_line_end(expression: str, expected: str) -> None:
    text = '{"verdict": "fail", "exit_code": 1, "findings": [{"kind": "pass"}]}'
    assert Query(expression=expression).answer(text) == expected


def test_it_is_for_the_json_alone_of_several_outputs(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--query", "verdict", "--output", "json=part.json", "--output", "markdown=all.md")
    assert done.exit_code == 0
    assert (tmp_path / "part.json").read_text("utf-8") == '"fail"\n'
    assert "Haldervane" in (tmp_path / "all.md").read_text("utf-8")


def test_where_no_output_is_json_it_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--query", "verdict", "--output", "markdown=all.md")
    assert done.exit_code == 2
    assert "--query takes a part of JSON" in done.stderr
    assert "--output json" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("findings[", "at character 10: "),
        ("a.b ^ c", "at character 5: Unknown token ^"),
        ("'abc", "at character 1: Unclosed ' delimiter"),
        ("", "it is empty"),
        ("(" * 5000, "nested too deeply"),
        ("missing[].lenght(@)", 'there is no function "lenght": did you mean "length"?'),
    ],
)
def test_what_is_no_expression_is_said_before_anything_is_read(run: Run, expression: str, said: str) -> None:
    done = run("audit", "export:there-is-no-such-file.json", "--query", expression)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "jmespath.org" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "expression",
    [
        "length(version)",
        "length(@, @)",
        "findings[::0]",
        "contains(verdict, version)",
        "&verdict",
        "to_number('nan')",
        "|".join(["@"] * 5000),
    ],
)
def test_what_does_not_fit_the_answer_is_said(expression: str) -> None:
    text = '{"verdict": "fail", "version": 1, "findings": []}'
    with pytest.raises(UsageError, match=r"--query does not fit this answer: ."):
        Query(expression=expression).answer(text)


def test_where_it_does_not_fit_nothing_is_written(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--query", "length(version)", "--output", "json=part.json")
    assert done.exit_code == 2
    assert "--query does not fit this answer: In function length()" in done.stderr
    assert not list(tmp_path.iterdir())


def test_numbers_stay_as_they_are() -> None:
    text = '{"a": 0.316393, "b": 12345678901234567890, "c": "1/3"}'
    assert json.loads(Query(expression="@").answer(text)) == json.loads(text)
    with pytest.raises(UsageError):
        Query(expression="abs(c)").answer(text)


def test_in_public_it_sees_what_the_public_sees(run: Run) -> None:
    expression = "attribution.customers[].name"
    private = json.loads(run(*AUDIT, "--query", expression).stdout)
    public = json.loads(run(*AUDIT, *PUBLIC, "--query", expression).stdout)
    assert "Haldervane" in " ".join(private)
    assert len(public) == len(private)
    assert not set(public) & set(private)


def test_in_public_no_expression_puts_a_name_together(run: Run, tmp_path: Path) -> None:
    done = run(
        *AUDIT, *PUBLIC, "--query", "join('', ['Halder', 'vane', ' Group'])", "--output", "json=p.json"
    )
    assert done.exit_code == 4
    assert not list(tmp_path.iterdir())


def test_comparisons_have_it_too(run: Run, story_snapshot: Path) -> None:
    done = run(
        "whatif",
        "--from",
        str(story_snapshot),
        "--policy",
        STORY_POLICY,
        "--lose-largest-tenth",
        "--query",
        "about",
    )
    assert json.loads(done.stdout) == "what-if", done.output
