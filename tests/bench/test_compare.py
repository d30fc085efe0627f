"""What `make bench` says of a ratio beside the one that was kept, and of one real measure."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
# The scripts lie beside each other, in no package. Their folder does not stay on the path: some are called as
# folders of tests are.
sys.path.insert(0, str(BENCH))
from compare import State, change, missing  # noqa: E402 - see above
from measure import Measure, ready  # noqa: E402 - see above

sys.path.remove(str(BENCH))


def never(times: int) -> float:
    pytest.fail(f"measured again {times} times, for nothing")


@pytest.mark.parametrize(
    ("now", "kept", "state"),
    [
        (2.0, None, State.NEW),
        (2.0, 2.0, State.SAME),
        (2.5, 2.0, State.SAME),
        (1.61, 2.0, State.SAME),
        (1.59, 2.0, State.BETTER),
    ],
)
def test_what_is_not_a_quarter_worse_is_measured_once(now: float, kept: float | None, state: State) -> None:
    found = change("start", now, kept, never)
    assert (found.state, found.now, found.fails) == (state, now, False)


def again(*ratios: float) -> tuple[list[int], Callable[[int], float]]:
    asked: list[int] = []
    left = iter(ratios)

    def measure(times: int) -> float:
        asked.append(times)
        return next(left)

    return asked, measure


@pytest.mark.parametrize(
    ("later", "state", "runs"),
    [
        ([2.4], State.NOISY, [2]),
        ([2.6, 2.5], State.NOISY, [2, 3]),
        ([2.6, 2.51], State.WORSE, [2, 3]),
    ],
)
def test_what_seems_worse_is_measured_again_with_more_runs(
    later: list[float], state: State, runs: list[int]
) -> None:
    asked, measure = again(*later)
    found = change("start", 2.6, 2.0, measure)
    assert (found.state, found.now, found.fails) == (state, later[-1], state is State.WORSE)
    assert asked == runs


def test_a_measure_that_is_gone_fails() -> None:
    (gone,) = missing({"start": 2.0, "history": 3.0}, {"start", "other"})
    assert (gone.name, gone.state, gone.now, gone.fails) == ("history", State.MISSING, None, True)
    assert str(gone) == "history: missing (nothing, kept is 3)"


def test_runs_take_turns_and_neighbours_are_compared() -> None:
    """A machine that is twice as slow for a while changes no ratio."""
    order: list[str] = []

    def clock(name: str, *values: float) -> Callable[[], float]:
        left = iter(values)

        def taken() -> float:
            order.append(name)
            return next(left)

        return taken

    pair = ready(clock("a", 3.0, 6.0, 3.0), clock("b", 1.0, 2.0, 1.0))
    measure = Measure(name="x", what="a", against="b", pair=pair, runs=3)
    found = measure.taken()
    assert order == ["b", "a", "a", "b", "b", "a"]
    assert (found.ours, found.beside, found.ratio, found.runs) == (3.0, 1.0, 3.0, 3)


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, str(BENCH / "run.py"), "--quick", "--only", "start.help", *map(str, words)]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def test_one_measure_in_earnest(tmp_path: Path) -> None:
    figures, results = tmp_path / "figures.json", tmp_path / "results"
    first = run("--figures", figures, "--results", results, "--keep")
    assert (first.returncode, first.stdout.partition(":")[0]) == (0, "start.help"), first.stderr
    kept = json.loads(figures.read_text(encoding="utf-8"))
    found = kept["quick"]["figures"]["start.help"]
    assert found["beside"] > 0
    assert 0.5 < found["ratio"] < 10
    assert json.loads(next(results.iterdir()).read_text(encoding="utf-8"))["figures"] == {"start.help": found}
    found["ratio"] /= 100
    figures.write_text(json.dumps(kept), encoding="utf-8")
    second = run("--figures", figures, "--results", results)
    assert (second.returncode, ": worse (" in second.stdout) == (1, True), second.stderr
    assert json.loads(figures.read_text(encoding="utf-8")) == kept
