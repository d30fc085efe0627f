"""Where `customers` and `init` look for names: wherever a tracker tells them at little further cost."""

from collections.abc import Iterable

from seedcorn.cli._reading import EVERY_FIELD, tells

# They come with the issues, or for a request more for each hundred of them.
_BESIDE = frozenset({EVERY_FIELD, "heading:*", "organization"})
# What stands on a repository stands on all its issues: it tells customers apart where several are read.
_ON_REPOSITORIES = frozenset({"topic", "property:*"})


def searched(sources: Iterable[str]) -> frozenset[str]:
    """The places to look at in these sources. Raises UsageError for what is no source."""
    return frozenset(place for source in sources for place in _wanted(source) if tells(source, place))


def _wanted(source: str) -> frozenset[str]:
    target = source.partition(":")[2]
    is_one = "/" in target and not set("*?[") & set(target)
    return _BESIDE if is_one else _BESIDE | _ON_REPOSITORIES
