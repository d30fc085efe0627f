"""Where a test's snapshot is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from seedcorn.snapshot import columns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "january"


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets leaves hold so many issues."""
    return lambda issues: monkeypatch.setattr(columns, "ISSUES_A_LEAF", issues)
