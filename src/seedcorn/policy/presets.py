"""The ready-made policies: files of `policies/`, inside the package once it is built."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
ROOT = "balanced"  # what a policy extends that does not say


def preset_names() -> tuple[str, ...]:
    """The names of the presets, sorted."""
    return tuple(sorted(file.stem for file in _folder().glob("*.yml")))


def preset_text(name: str) -> str:
    """The YAML of a preset, with its comments. Raises KeyError when there is none of this name."""
    if name not in preset_names():
        raise KeyError(name)
    return (_folder() / f"{name}.yml").read_text(encoding="utf-8")


def preset_path(name: str) -> str:
    """How a preset's file is called in messages."""
    return f"policies/{name}.yml"


def _folder() -> Path:
    """`seedcorn/policies` in a wheel, `policies` at the root of a checkout."""
    packaged = _PACKAGE / "policies"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "policies"
