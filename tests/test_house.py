"""The house's own conventions as tests: what a reader may rely on in every file."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedcorn import shelf

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "seedcorn"
PRUNED = {
    ".venv",
    "node_modules",
    "dist",
    "build",
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
}
SHELVES = tuple(
    name
    for name in ("rules", "connectors", "charts", "formats", "chronicles", "listings", "sinks", "engines")
    if (PACKAGE / name / "__init__.py").exists()
)
HEAVY = ("duckdb", "narwhals", "github", "gitlab", "jira")
# Written in two halves so that this file does not name them either.
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape(".".join(host))
        for host in (
            ("pypi", "org"),
            ("files.pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("deb.debian", "org"),
        )
    ),
    re.IGNORECASE,
)


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of the checkout that is ours: what git would take; without git, all but the pruned."""
    if (ROOT / ".git").exists():
        listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
        found = [ROOT / name for name in sorted(set(names)) if name]
    else:
        found = [path for path in sorted(ROOT.rglob("*")) if not PRUNED & set(path.relative_to(ROOT).parts)]
    return (path for path in found if path.is_file() and (not suffixes or path.name.endswith(suffixes)))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


SOURCES = sorted(PACKAGE.rglob("*.py"))
PYTHON = sorted(files(".py"))


def test_there_is_a_house() -> None:
    assert len(SOURCES) > 20
    assert set(SHELVES) >= {"rules", "connectors", "formats"}


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_a_file_is_short_and_says_first_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    limit = 300 if PACKAGE in path.parents else 450  # a table of cases may be long, a noun may not
    assert text.count("\n") < limit, "is there a second noun inside?"
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    assert first.rstrip('"').endswith((".", "?")), "a module starts with one sentence on what it is"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of each function, its docstring left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_functions_are_short(path: Path) -> None:
    limit = 30 if path.relative_to(PACKAGE).parts[0] in ("rules", "metrics") else 40
    assert [found for found in functions(path) if found[1] > limit] == []


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_an_ignore_names_its_code_and_its_reason(path: Path) -> None:
    exception = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no\s*(?:cover|branch))(?P<rest>.*)")
    codes_and_reason = re.compile(
        r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w, -]+\])?\s*(?:#|-|;|\()\s*\w.{3,}"
    )
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        found = exception.search(line)
        if found and path != Path(__file__):
            assert codes_and_reason.match(found["rest"]), f"line {number}: why?"


def test_every_ruff_ignore_and_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pyproject = tomllib.loads(text)
    lint = pyproject["tool"]["ruff"]["lint"]
    wanted = [*lint["ignore"], *(code for codes in lint["per-file-ignores"].values() for code in codes)]
    wanted += pyproject["project"]["dependencies"]
    for entry in wanted:
        lines = [line for line in text.splitlines() if line.strip().startswith(f'"{entry}"')]
        assert lines, entry
        assert all(re.search(r'",\s+# \S', line) for line in lines), f"{entry}: why?"


def test_no_file_names_a_registry_host_or_a_place_on_this_machine() -> None:
    """A lock or a page with a host or a path of one machine fails on others, or leads them astray."""
    places = tuple(str(place) for place in (ROOT, Path.home()) if len(place.parts) > 1)
    guilty = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if REGISTRY_HOSTS.search(text) or any(f"{place}/" in text for place in places):
            guilty.append(relative(path))
    assert guilty == []


def test_only_the_top_of_the_command_line_may_catch_everything() -> None:
    catching = [
        relative(path)
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    ]
    assert len(catching) <= 1
    assert all(path.startswith("src/seedcorn/cli") for path in catching)


def test_names_are_words_of_the_field() -> None:
    """A command's file is called as people call it, who expect `info` of anything that is kept."""
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|info)(_|$)")
    found = [relative(path) for path in SOURCES if vague.search(path.stem)]
    assert found == ["src/seedcorn/cli/commands/snapshot/info.py"]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{name.name}" for name in names)
            case _:
                pass


def members(name: str) -> dict[str, str]:
    """The members of a shelf: module to id."""
    package = f"seedcorn.{name}"
    return {f"{package}.{member.replace('-', '_')}": member for member in shelf.names(package)}


@pytest.mark.parametrize("name", SHELVES)
def test_members_of_a_shelf_never_import_each_other(name: str) -> None:
    modules = set(members(name))
    assert modules
    for module in modules:
        path = PACKAGE.parent / (module.replace(".", "/") + ".py")
        assert not modules & (set(imports(path)) - {module}), module


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_list_of_members_exists(path: Path) -> None:
    """A member is found on its shelf. A second list of them would have to be kept, and would be forgotten."""
    room = path.relative_to(PACKAGE).parts[0]
    imported, told = set(imports(path)), list(collections(parsed(path)))
    for name in SHELVES:
        known = members(name)
        assert room == name or len(imported & set(known)) < 2
        if room not in SHELVES:
            for words in told:
                assert len(words & set(known.values())) < 2, f"{sorted(words)}: ask shelf.names"


def collections(tree: ast.Module) -> Iterator[set[str]]:
    """The string constants of each literal list, tuple, set or dictionary."""
    for node in ast.walk(tree):
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                yield {str(element.value) for element in elements if isinstance(element, ast.Constant)}
            case ast.Dict(keys=keys):
                yield {str(key.value) for key in keys if isinstance(key, ast.Constant)}
            case _:
                pass


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/make_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr


LIGHT = """
import json, sys
from seedcorn.cli import main
sys.argv = ["seedcorn", *sys.argv[1:]]
try:
    code = main()
except SystemExit as stop:
    code = stop.code
print()
print(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["rules"],
        ["explain", "concentration.top-share"],
        ["policy", "check", "policies/balanced.yml"],
        ["policy", "diff", "balanced", "enterprise"],
    ],
    ids=" ".join,
)
def test_what_needs_no_backlog_starts_light(words: list[str]) -> None:
    """Neither the table engine nor a tracker's client is imported: together they cost most of a second."""
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code in (0, None)
    assert [name for name in HEAVY if name in modules] == []
