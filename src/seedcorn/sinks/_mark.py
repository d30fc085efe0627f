"""The mark by which a sink knows its own text again: whose it is, of which run, and what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

DAY = 86_400_000  # milliseconds: a run that far ahead has a clock that is wrong
_LONGEST_ID = 40
_DIGITS = 8  # of a fingerprint's hash: enough to tell a few hundred apart
_MORE = "*"
_PLAIN = re.compile(r"[0-9A-Za-z]{1,128}")
_LINE = re.compile(
    r"seedcorn:v1 id=(?P<id>[a-z0-9-]{1,60}) run=(?P<run>[0-9]{1,15}) hash=(?P<hash>[0-9A-Za-z]{1,128})"
    rf"(?: failing=(?P<failing>\*|(?:[0-9a-f]{{{_DIGITS}}}(?:,[0-9a-f]{{{_DIGITS}}})*)?))?"
)
_HIDDEN = re.compile(r"<!-- (.{1,9000}) -->")
_SMALL = re.compile(r"~(.{1,9000})~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a mark says; `failing` are short hashes of fingerprints, None where there are too many to keep."""

    id: str
    run: int
    digest: str
    failing: frozenset[str] | None = frozenset()

    @property
    def line(self) -> str:
        """On one line, of plain letters and signs that no syntax acts on."""
        known = _MORE if self.failing is None else ",".join(sorted(self.failing))
        end = f" failing={known}" if known else ""
        return f"seedcorn:v1 id={self.id} run={self.run} hash={self.digest}{end}"


def slug(name: str) -> str:
    """A name as an id; where letters were lost, with a hash of the whole, so that no two are the same."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if plain and plain == name and len(plain) <= _LONGEST_ID:
        return plain
    return f"{plain[:_LONGEST_ID].strip('-')}-{_hash(name)}".strip("-")


def digest_of(digest: str) -> str:
    """A digest that a mark can hold: the same where it is of letters and digits."""
    return digest if _PLAIN.fullmatch(digest) else sha256(_bytes(digest)).hexdigest()


def shortened(fingerprints: Iterable[str], most: int) -> frozenset[str] | None:
    """Short hashes of fingerprints; None where there are more than `most`."""
    found = frozenset(_hash(each) for each in fingerprints)
    return found if len(found) <= most else None


def hidden(mark: Mark, text: str) -> str:
    """A text in Markdown under its mark, which nobody sees."""
    return f"<!-- {mark.line} -->\n{text}"


def small(mark: Mark, text: str) -> str:
    """A text in Jira's wiki syntax above its mark, which is small."""
    return f"{text.rstrip()}\n\n~{mark.line}~"


def of_markdown(body: str, id_: str) -> Mark | None:
    """The mark of that id on the first line; None where there is none, or it stands anywhere else."""
    return _within(_HIDDEN, body.partition("\n")[0], id_)


def of_wiki(body: str, id_: str) -> Mark | None:
    """The mark of that id on the last line; None where there is none, or it stands anywhere else."""
    return _within(_SMALL, body.rstrip("\r\n").rpartition("\n")[2], id_)


def of_line(line: str, id_: str) -> Mark | None:
    """The mark of that id that a line is; None where it is none."""
    found = _LINE.fullmatch(line)
    if found is None or found["id"] != id_:
        return None
    known = found["failing"] or ""
    failing = None if known == _MORE else frozenset(filter(None, known.split(",")))
    return Mark(id=id_, run=int(found["run"]), digest=found["hash"], failing=failing)


def _within(frame: re.Pattern[str], line: str, id_: str) -> Mark | None:
    found = frame.fullmatch(line.removesuffix("\r"))
    return of_line(found[1], id_) if found else None


def _hash(text: str) -> str:
    return sha256(_bytes(text)).hexdigest()[:_DIGITS]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
