"""Where `customers` and `init` look for names: wherever a tracker tells them at little further cost."""

from collections.abc import Iterable

from seedcorn.cli._reading import EVERY_FIELD
from seedcorn.cli._sources import connector_of
from seedcorn.connector import COMMON, Connector

# They come with the issues, or for a request more for each hundred of them.
_BESIDE = frozenset({EVERY_FIELD, "heading:*", "organization"})
# What stands on a repository stands on all its issues: it tells customers apart where several are read.
_ON_REPOSITORIES = frozenset({"topic", "property:*"})


def searched(sources: Iterable[str]) -> frozenset[str]:
    """The places to look at in these sources. Raises UsageError for what is no source."""
    places = frozenset[str]()
    for connector, target in map(connector_of, sources):
        wanted = _BESIDE | (_ON_REPOSITORIES if _is_of_several(connector, target) else frozenset())
        told = COMMON | connector.tells
        places |= {place for place in wanted if place.partition(":")[0] in told}
    return places


def _is_of_several(connector: Connector, target: str) -> bool:
    return "topic" in connector.tells and ("/" not in target or bool(set("*?[") & set(target)))
