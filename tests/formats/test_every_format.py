"""What all formats have in common: the same report is the same bytes."""

import subprocess
import sys
from pathlib import Path

import pytest

import seedcorn.formats
from sample_report import empty_report, incomplete_report, sample_report
from seedcorn.format import Format, Look
from seedcorn.shelf import names, take

FORMATS = names(seedcorn.formats.__name__)
DIGESTS = """
from hashlib import sha256
from sample_report import sample_report
from seedcorn.format import Look
from seedcorn.shelf import names, take
for name in names("seedcorn.formats"):
    text = take("seedcorn.formats", name, "FORMAT").render(sample_report(), Look())
    print(name, sha256(text.encode()).hexdigest())
"""


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_a_format_and_the_same_report_is_the_same_text(name: str) -> None:
    member = take(seedcorn.formats.__name__, name, "FORMAT")
    assert isinstance(member, Format)
    assert member.title
    for make in (sample_report, incomplete_report, empty_report):
        text = member.render(make(), Look())
        assert text == member.render(make(), Look())
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        text.encode("utf-8")


def test_the_order_of_hashes_changes_no_byte() -> None:
    here = Path(__file__).parents[1]
    said = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}:{here.parent / 'src'}"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert len(said.pop().splitlines()) == len(FORMATS)
