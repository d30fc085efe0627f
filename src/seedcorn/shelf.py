"""A shelf is a package whose files are its members: rules, connectors, formats. Nowhere is there a list."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules


def names(package: str) -> tuple[str, ...]:
    """The ids on a shelf, sorted, without importing any member: "rules/seed/reserve.py" is "seed.reserve"."""
    return _names(package, tuple(import_module(package).__path__))


def take(package: str, name: str, constant: str) -> object:
    """The one constant a member exposes. Raises KeyError when the shelf has no such member."""
    if name not in names(package):
        raise KeyError(name)
    return getattr(import_module(f"{package}.{name.replace('-', '_')}"), constant)


@cache
def _names(package: str, _places: tuple[str, ...]) -> tuple[str, ...]:
    """As `names`; the folders are read once, since nobody puts a member on a shelf while it is in use."""
    return tuple(sorted(name.replace("_", "-") for name in _modules(package, "")))


def _modules(package: str, prefix: str) -> Iterator[str]:
    for module in iter_modules(import_module(package).__path__):
        if module.ispkg:
            yield from _modules(f"{package}.{module.name}", f"{prefix}{module.name}.")
        elif not module.name.startswith("_"):
            yield prefix + module.name
