"""What gets installed: wheel and editable install bring presets and story, and the locks are current."""

import json
import re
import site
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]

LOOK = """
import importlib.resources, json, pathlib, seedcorn
from seedcorn import shelf
package = importlib.resources.files("seedcorn")
inside = package / "policies"
print(json.dumps({
    "package": str(pathlib.Path(seedcorn.__file__).parent),
    "inside": sorted(entry.name for entry in inside.iterdir()) if inside.is_dir() else [],
    "story": sorted(entry.name for entry in (package / "story").iterdir() if entry.name[0] != "_"),
    "rules": shelf.names("seedcorn.rules"),
}))
"""


def run(*words: object, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


class Environment:
    """A fresh environment that sees the dependencies of this one, but not the seedcorn installed here."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.bin = folder / "bin"
        self.folder = folder
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
        # A path in a .pth file is searched, but the .pth files there (an editable install's) are not read.
        (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")

    def install(self, *words: object) -> None:
        pip = (sys.executable, "-m", "pip", "--python", self.bin / "python", "--disable-pip-version-check")
        offline = ("install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
        run(*pip, *offline, *words, cwd=self.folder)

    def python(self, code: str) -> str:
        return run(self.bin / "python", "-I", "-c", code, cwd=self.folder)

    def seedcorn(self, *words: str) -> str:
        return run(self.bin / "seedcorn", *words, cwd=self.folder)


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module", params=["wheel", "editable"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp(request.param))
    if request.param == "wheel":
        environment.install(next(request.getfixturevalue("distributions").glob("*.whl")))
    else:
        environment.install("--editable", ROOT)
    return environment


def presets() -> list[str]:
    return sorted(path.name for path in (ROOT / "policies").glob("*.yml"))


def test_package_story_and_presets_are_all_there(installed: Environment) -> None:
    found = json.loads(installed.python(LOOK))
    editable = Path(found["package"]) == ROOT / "src" / "seedcorn"
    assert editable or Path(found["package"]).is_relative_to(installed.folder)
    assert found["inside"] == ([] if editable else presets())
    assert len(presets()) >= 5
    assert len(found["rules"]) >= 12
    assert found["story"] == sorted(
        path.name for path in (ROOT / "src" / "seedcorn" / "story").iterdir() if path.name[0] != "_"
    )


def test_every_preset_loads_where_it_is_installed(installed: Environment) -> None:
    for preset in presets():
        assert installed.seedcorn("policy", "show", preset.removesuffix(".yml")).strip()


def test_help_is_ready_where_it_is_installed(installed: Environment) -> None:
    words = ["policy", "diff", "--help"]
    page = installed.python(f"from seedcorn.cli._ready import ready; print(ready({words}), end='')")
    assert page.startswith("Usage: seedcorn policy diff ")
    assert page == installed.seedcorn(*words)


def test_the_story_runs_where_it_is_installed(installed: Environment) -> None:
    assert installed.seedcorn("demo").strip()


def test_a_page_is_made_where_it_is_installed(installed: Environment) -> None:
    page = installed.folder / "page.html"
    installed.seedcorn("demo", "--output", f"html={page}")
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")


def requirements(name: str) -> dict[str, str]:
    """Package to locked version, of one of the lock files; each must carry hashes and no address."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    without_hashes = re.sub(r"^    --hash=sha256:[0-9a-f]{64}.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"^\s*-", without_hashes, flags=re.MULTILINE), "an option of pip"
    pins = re.findall(r"^([\w.-]+)==(\S+) \\\n    --hash=sha256:", text, flags=re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z]", text, flags=re.MULTILINE)), "a line without a hash"
    return {canonicalize_name(package): version for package, version in pins}


def test_the_locks_are_current() -> None:
    """Every dependency is locked, to a version that pyproject.toml allows; if not: make lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run_lock, dev_lock = requirements("run.txt"), requirements("dev.txt")
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    for lock, words in (
        (run_lock, wanted),
        (dev_lock, wanted + project["project"]["optional-dependencies"]["dev"]),
    ):
        for requirement in map(Requirement, words):
            version = lock.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement}: not locked"
            assert Version(version) in requirement.specifier, f"{requirement}: locked to {version}"
    assert run_lock.items() <= dev_lock.items(), "tested with other versions than users get"


def test_the_version_is_in_the_changelog(distributions: Path) -> None:
    version = next(distributions.glob("*.whl")).name.split("-")[1]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (distributions / f"seedcorn-{version}.tar.gz").exists()
