"""What the tests open pages and sheets with is installed where that may be done, and else missed aloud."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts/install_browsers.sh"
VIEWERS = ("chromium", "soffice", "pdftotext", "java")
SAY = '#!/bin/sh\necho "$(basename $0) $*" >>"$RAN"\n'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The programs of a bare machine of root's; those put beside them write in `ran` that they ran."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "env", "mktemp", "rm", "tail", "basename"):
        (programs / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("RAN", str(tmp_path / "ran"))
    for name, does in {
        "id": "echo 0",
        "fc-list": "echo DejaVu",
        "timeout": 'shift; exec "$@"',
    }.items():
        put(programs, name, f"#!/bin/sh\n{does}\n")
    return programs


def put(programs: Path, name: str, text: str = SAY) -> None:
    (programs / name).write_text(text)
    (programs / name).chmod(0o755)


def said() -> str:
    done = subprocess.run([SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_is_there_is_not_installed(machine: Path) -> None:
    for name in (*VIEWERS, "apt-get"):
        put(machine, name)
    assert said() == ""
    assert not (machine.parent / "ran").exists()


def test_what_is_missing_is_installed(machine: Path) -> None:
    put(machine, "google-chrome")
    put(machine, "apt-get")
    assert (
        said() == "Installing libreoffice-calc poppler-utils openjdk-17-jre-headless, a minute or two ...\n"
    )
    update, install = (machine.parent / "ran").read_text().splitlines()
    assert update.endswith(" update")
    assert install.endswith(
        " install --no-install-recommends libreoffice-calc poppler-utils openjdk-17-jre-headless"
    )


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ({}, "there is no apt-get here"),
        ({"apt-get": SAY, "id": "#!/bin/sh\necho 1000\n"}, "that takes root, or sudo without a password"),
        ({"apt-get": "#!/bin/sh\necho E: no; exit 100\n"}, "apt-get could not"),
    ],
    ids=["no apt-get", "not root", "no mirror"],
)
def test_what_cannot_be_installed_is_said_and_fails_nothing(
    machine: Path, programs: dict[str, str], why: str
) -> None:
    for name, text in programs.items():
        put(machine, name, text)
    last = said().splitlines()[-1]
    assert last == (
        f"Not installed: chromium libreoffice-calc poppler-utils openjdk-17-jre-headless ({why}). "
        "The tests that need them will be skipped."
    )
