"""The lines of a policy that say where customers are named: one entry a family, the surest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import fullmatch

from seedcorn.families import Family
from seedcorn.newcomers import scalar
from seedcorn.words import plain, sentence

_KEYS = {"heading": "form-heading"}  # where a policy's key is another word than the place's
_MOST_EXCEPTED = 12  # of values that are no names; where there are more, a list of them helps nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry under `from` or `prospects`: "label" and "customer: *", with a remark and names to except."""

    key: str
    what: str
    remark: str = ""
    except_: tuple[str, ...] = ()


def entry_of(family: Family, remark: str) -> Entry:
    """How a policy names a family."""
    kind, _, title = family.place.partition(":")
    excepted = family.to_except if len(family.to_except) <= _MOST_EXCEPTED else ()
    return Entry(
        key=_KEYS.get(kind, kind),
        what=titled(title) if title else plain(family.glob),
        remark=remark,
        except_=tuple(filter(None, map(plain, excepted))),
    )


def entry_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as YAML, to stand under `from:`."""
    listed = [(f"    - {each.key}: {scalar(each.what)}", each) for each in entries]
    width = max((len(text) for text, each in listed if each.remark), default=0)
    for text, each in listed:
        yield f"{text:<{width}}  # {each.remark}" if each.remark else text
        if each.except_:
            yield f"      except: [{', '.join(map(scalar, each.except_))}]"


def titled(name: str) -> str:
    """The name of a field as people write it, as far as one can tell; case does not matter in a policy."""
    return sentence(plain(name)) if fullmatch(r"[^\W_]+([ ,'/()-]+[^\W_]+)*[?.!)]*", name) else plain(name)
