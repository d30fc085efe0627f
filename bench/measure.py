"""What every measure shares: two things beside each other, in turns, and what it comes to.

Absolute times say little of another machine; the ratio of two things that took turns on the same one does.
"""

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from inspect import getfile
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from generate import generate

HERE = Path(__file__).parent
Clock = Callable[[], float]  # does the work once; what it took, in the measure's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large things are and how often they are done; `slow_runs` where one takes many seconds."""

    name: str
    issues: int
    large: int
    fetched: int
    by_client: int
    runs: int
    slow_runs: int


FULL = Scale(
    name="full", issues=1_000_000, large=10_000_000, fetched=10_000, by_client=1_000, runs=5, slow_runs=3
)
QUICK = Scale(name="quick", issues=50_000, large=500_000, fetched=1_000, by_client=300, runs=3, slow_runs=1)


class Bench:
    """Where measures work: a scale, and snapshots that are generated when one first asks for them."""

    def __init__(self, scale: Scale, scratch: Path) -> None:
        self.scale, self.scratch = scale, scratch

    def snapshot(self, issues: int, *, more: str = "") -> Path:
        """A snapshot of so many issues, with what these statements add."""
        folder = self.scratch / f"{issues}-{sha256(more.encode()).hexdigest()[:8]}"
        if not folder.exists():
            generate(issues, folder, more=more)
        return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two clocks, ready to run; whatever they find out besides they append to `notes`."""

    ours: Clock
    beside: Clock
    notes: Mapping[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Medians of both, and the median of the ratios of neighbouring runs: less is better in all three."""

    ours: float
    beside: float
    ratio: float
    unit: str
    runs: int
    notes: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing beside another. `pair` makes both ready and clears up; nothing runs before `taken`."""

    name: str
    what: str
    against: str
    pair: Callable[[], AbstractContextManager[Pair]]
    runs: int
    unit: str = "s"

    def taken(self, times: int = 1) -> Figure:
        """Run both in turns, so many times as often as usual."""
        with self.pair() as pair:
            found = list(_turns(pair, self.runs * times))
        return Figure(
            ours=exact(median(ours for ours, _ in found)),
            beside=exact(median(beside for _, beside in found)),
            ratio=exact(median(ours / beside for ours, beside in found)),
            unit=self.unit,
            runs=len(found),
            notes={name: exact(median(values)) for name, values in pair.notes.items()},
        )


def _turns(pair: Pair, runs: int) -> Iterator[tuple[float, float]]:
    """Each run both; who begins changes, so that what only the first of two pays for is shared."""
    for run in range(runs):
        if run % 2:
            ours = pair.ours()
            yield ours, pair.beside()
        else:
            beside = pair.beside()
            yield pair.ours(), beside


def exact(value: float) -> float:
    """Three significant digits."""
    return float(f"{value:.3g}")


def ready(ours: Clock, beside: Clock) -> Callable[[], AbstractContextManager[Pair]]:
    """A pair that needs nothing made ready."""

    @contextmanager
    def pair() -> Iterator[Pair]:
        yield Pair(ours=ours, beside=beside)

    return pair


def seconds(call: Callable[[], object]) -> Clock:
    """A clock of a call."""

    def clock() -> float:
        start = time.perf_counter()
        call()
        return time.perf_counter() - start

    return clock


def whole(*words: str | Path, codes: tuple[int, ...] = (0,)) -> Clock:
    """A clock of a whole process, which has to end with one of these codes.

    It finds byte code as an installed program does, also where a shell wants none to be written.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run() -> None:
        done = subprocess.run(words, capture_output=True, check=False, env=environ)
        if done.returncode not in codes:
            sys.exit(f"{words[0]} ended with {done.returncode}: {done.stderr.decode()}")

    return seconds(run)


def peak(call: Callable[[Path], object], folder: Path) -> Clock:
    """Megabytes that a process of its own needs at most for a call of one of the scripts here."""
    module = Path(getfile(call)).stem
    code = (
        f"import sys, pathlib; sys.path.insert(0, {str(HERE)!r}); import measure, {module}\n"
        f"{module}.{call.__name__}(pathlib.Path(sys.argv[1])); print('peak', measure.own_peak_megabytes())"
    )

    def clock() -> float:
        words = [sys.executable, "-c", code, str(folder)]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        return float(said.rpartition("peak ")[2])  # after a bar, which the table engine draws where it waits

    return clock


def own_peak_megabytes() -> int:
    """Of this program alone: getrusage would tell the parent's, which a child inherits at its start."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def alone(measures: Callable[[Bench], Iterable[Measure]], about: str | None) -> None:
    """What each script does when it is run by itself: its own measures, one a line, as JSON."""
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, fewer runs")
    parser.add_argument("--times", type=int, default=1, help="so many times the usual runs")
    words = parser.parse_args()
    with TemporaryDirectory() as scratch:
        for each in measures(Bench(QUICK if words.quick else FULL, Path(scratch))):
            print(json.dumps({"name": each.name, **as_json(each, each.taken(words.times))}), flush=True)


def as_json(measure: Measure, figure: Figure) -> dict[str, object]:
    """A figure with what it is of."""
    return {
        "what": measure.what,
        "against": measure.against,
        "ours": figure.ours,
        "beside": figure.beside,
        "ratio": figure.ratio,
        "unit": figure.unit,
        "runs": figure.runs,
        **({"notes": dict(figure.notes)} if figure.notes else {}),
    }
