"""The bundled story: two years of an invented tracker, its register, its policy, and the day of the audit."""

from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

FIRST_DAY = datetime(2024, 1, 2, 8, tzinfo=UTC)
NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)
SOURCE = "stallkeep/stallkeep"


def issues() -> Traversable:
    """The tracker as saved from its REST interface: one JSON object a line, pull requests among them."""
    return files(__name__) / "issues.jsonl"


def register() -> Traversable:
    """The register of customers, in YAML."""
    return files(__name__) / "customers.yml"


def policy() -> Traversable:
    """The policy that the story is judged by, in YAML; it extends the built-in `balanced`."""
    return files(__name__) / "seedcorn.yml"
