"""Several streams at once: all of each, in its order, nobody far ahead, errors and leaving as with one."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from random import Random

import pytest

from seedcorn.side_by_side import LONGEST, Piece, Way, side_by_side

MARK = -1  # the item that ends a piece


def ends(item: int) -> bool:
    return item == MARK


def way(threads: int = 8, stop: Callable[[], None] = lambda: None) -> Way[int]:
    return Way(threads=threads, ends=ends, stop=stop)


def pages(number: int, of: int, chance: Random | None = None) -> Generator[int]:
    """So many pages of three items, each with its mark."""
    for page in range(of):
        if chance:
            time.sleep(chance.random() / 500)
        yield from (number * 1000 + page * 3 + each for each in range(3))
        yield MARK


def ours() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("source")]


@pytest.mark.parametrize("threads", [1, 2, 8, 50])
def test_each_stream_comes_whole_and_in_its_order(threads: int) -> None:
    streams = {number: pages(number, number % 7, Random(number)) for number in range(40)}
    came: dict[int, list[int]] = {}
    last = dict.fromkeys(streams, 0)
    for piece in side_by_side(streams, way(threads)):
        assert not last[piece.number]
        came.setdefault(piece.number, []).extend(piece.items)
        assert MARK not in piece.items[:-1]
        last[piece.number] += piece.is_last
    assert came == {number: list(pages(number, number % 7)) for number in streams}
    assert set(last.values()) == {1}
    assert ours() == []


def test_they_begin_in_their_order_and_no_more_than_so_many_at_once() -> None:
    begun, lock, open_now, most = list[int](), threading.Lock(), 0, 0
    order = [5, 3, 9, *range(20, 40)]
    together = threading.Barrier(4)

    def stream(number: int) -> Generator[int]:
        nonlocal open_now, most
        with lock:
            begun.append(number)
            open_now += 1
            most = max(most, open_now)
        if number in order[:4]:
            together.wait(60)
        yield number
        with lock:
            open_now -= 1

    assert len(list(side_by_side({number: stream(number) for number in order}, way(4)))) == len(order)
    assert sorted(begun) == sorted(order)
    # Of those that begin at the same time any may be the first to say so.
    assert all(number in order[: place + 4] for place, number in enumerate(begun))
    assert most == 4


def test_nobody_is_further_ahead_than_one_piece() -> None:
    given, taken = [0] * 4, [0] * 4

    def stream(number: int) -> Generator[int]:
        for _ in range(50):
            given[number] += 1
            assert given[number] <= taken[number] + 1
            yield MARK

    for piece in side_by_side({number: stream(number) for number in range(4)}, way()):
        taken[piece.number] += len(piece.items)
        time.sleep(0.0005)
    assert taken == [50] * 4


def test_what_never_says_where_to_go_on_comes_in_pieces_too() -> None:
    streams: dict[int, Generator[int]] = {n: (each for each in range(1000)) for n in range(3)}
    pieces: list[Piece[int]] = list(side_by_side(streams, way()))
    assert max(len(piece.items) for piece in pieces) == LONGEST
    for number in range(3):
        items = [item for piece in pieces if piece.number == number for item in piece.items]
        assert items == list(range(1000))


class LostError(Exception):
    """Something went wrong in one stream."""


def failing(
    number: int, wait: Callable[[], object] = lambda: None, error: type[BaseException] = LostError
) -> Generator[int]:
    wait()
    yield number
    raise error(number)


def test_an_error_is_raised_when_those_that_were_being_read_are_at_their_end() -> None:
    came: list[int] = []
    begun: list[int] = []
    is_read = threading.Event()

    def whole() -> Generator[int]:
        is_read.set()
        yield from pages(0, 30, Random(0))

    def late(number: int) -> Generator[int]:
        begun.append(number)
        yield number

    streams = {0: whole(), 1: failing(1, lambda: is_read.wait(60)), **{n: late(n) for n in range(2, 40)}}
    reading = side_by_side(streams, way(2))
    with pytest.raises(LostError, match="1"):
        came.extend(item for piece in reading for item in piece.items)
    assert [item for item in came if item // 1000 == 0 and item not in (MARK, 1, *begun)] == [
        item for item in pages(0, 30) if item not in (MARK, 1, *begun)
    ]
    assert len(begun) < 38
    assert ours() == []


def test_of_several_errors_that_of_the_first_stream_is_raised() -> None:
    for _ in range(5):
        together = threading.Barrier(3)

        def wait(together: threading.Barrier = together) -> None:
            together.wait(60)

        def wait_longer(wait: Callable[[], None] = wait) -> None:
            wait()
            time.sleep(0.02)

        streams = {7: failing(7, wait_longer), 2: failing(2, wait), 4: failing(4, wait)}
        with pytest.raises(LostError, match="7"):
            list(side_by_side(streams, way(3)))


def test_an_interruption_in_a_stream_is_raised_at_once() -> None:
    endless: dict[int, Generator[int]] = {n: pages(n, 10_000, Random(n)) for n in range(3)}
    reading = side_by_side({**endless, 3: failing(3, error=KeyboardInterrupt)}, way())
    with pytest.raises(KeyboardInterrupt):
        list(reading)
    assert ours() == []


@pytest.mark.parametrize("taken", [0, 1, 2, 30])
def test_whoever_leaves_leaves_nothing_behind_and_ends_every_wait(taken: int) -> None:
    stopped, begun, closed = threading.Event(), list[int](), list[int]()

    def waiting(number: int) -> Iterator[int]:
        begun.append(number)
        try:
            yield from pages(number, 10)
            stopped.wait(60)
            yield MARK
        finally:
            closed.append(number)

    def stream(number: int) -> Generator[int]:
        yield from waiting(number)

    started = time.monotonic()
    reading = side_by_side({number: stream(number) for number in range(6)}, way(stop=stopped.set))
    for _ in range(taken):
        next(reading)
    reading.close()
    assert time.monotonic() - started < 10
    assert ours() == []
    assert sorted(closed) == sorted(begun)
    assert bool(begun) == bool(taken)


def test_one_thread_is_the_callers_own() -> None:
    def stream() -> Generator[int]:
        yield threading.get_ident()

    for streams, threads in (({0: stream(), 1: stream()}, 1), ({0: stream()}, 8)):
        found = {item for piece in side_by_side(streams, way(threads)) for item in piece.items}
        assert found == {threading.get_ident()}
