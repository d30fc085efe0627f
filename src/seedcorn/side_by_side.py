"""Reads several streams side by side, each in a thread of its own, and hands on one piece at a time."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile
from queue import SimpleQueue
from threading import Event, Semaphore
from typing import Generic, TypeVar

LONGEST = 256  # items in a piece: what a stream that never says where to go on keeps in memory
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Generic[Item]):
    """Some of what the stream of that number gave, in its order; `is_last` where the stream ended."""

    number: int
    items: tuple[Item, ...]
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Generic[Item]):
    """How streams are read: by so many threads at most, in pieces that end with an item that `ends` one.

    `stop` lets whatever a stream waits for end at once: it is called when nobody wants the rest of them.
    """

    threads: int
    ends: Callable[[Item], bool]
    stop: Callable[[], None] = lambda: None


Streams = Mapping[int, Generator[Item]]


def side_by_side(streams: Streams[Item], way: Way[Item]) -> Generator[Piece[Item]]:
    """The pieces of all streams, which begin in the order of the mapping.

    A stream goes on when its piece before was taken: nobody is further ahead than one piece, which bounds
    memory, and what is lost where a run is cut off. With one thread they are read one after another, by the
    caller itself.

    Raises:
        Exception: what a stream raised, of several the one of the first; none begins after it, and those
            that are being read come to their end before. An interruption is raised at once.
    """
    if way.threads == 1 or len(streams) == 1:
        for number, stream in streams.items():
            yield from pieces_of(number, stream, way.ends)
        return
    crew = _Crew(streams, way)
    try:
        yield from crew.pieces()
    finally:
        crew.leave()


def pieces_of(
    number: int, stream: Iterable[Item], ends: Callable[[Item], bool] = lambda item: False
) -> Iterator[Piece[Item]]:
    """One stream in pieces, each until an item that `ends` it, and none very long."""
    items: list[Item] = []
    for item in stream:
        items.append(item)
        if ends(item) or len(items) == LONGEST:
            yield Piece(number=number, items=tuple(items))
            items = []
    yield Piece(number=number, items=tuple(items), is_last=True)


class _Crew(Generic[Item]):
    """The threads, and what they have ready."""

    def __init__(self, streams: Streams[Item], way: Way[Item]) -> None:
        self._streams = streams
        self._way = way
        self._left = len(streams)
        self._stopped = Event()
        self._failed = Event()
        self._taken = {number: Semaphore(0) for number in streams}
        self._ready: SimpleQueue[Piece[Item] | Future[None]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(min(way.threads, len(streams)), thread_name_prefix="source")

    def pieces(self) -> Iterator[Piece[Item]]:
        """What they bring, until all have ended."""
        reading = [self._begun(number, stream) for number, stream in self._streams.items()]
        while self._left:
            brought = self._ready.get()
            if isinstance(brought, Piece):
                yield brought
                self._taken[brought.number].release()
                continue
            self._left -= 1
            if not isinstance(brought.exception() or Exception(), Exception):
                brought.result()
        for future in reading:
            future.result()

    def leave(self) -> None:
        """Nobody wants more: let them end, and wait until they have."""
        self._stopped.set()
        if self._left:
            self._way.stop()
        for taken in self._taken.values():
            taken.release()
        self._pool.shutdown(cancel_futures=True)

    def _begun(self, number: int, stream: Generator[Item]) -> Future[None]:
        future = self._pool.submit(self._read, number, stream)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, future: Future[None]) -> None:
        if not future.cancelled() and future.exception():
            self._failed.set()
        self._ready.put(future)

    def _read(self, number: int, stream: Generator[Item]) -> None:
        if self._failed.is_set() or self._stopped.is_set():
            return
        wanted = takewhile(lambda item: not self._stopped.is_set(), stream)
        with closing(stream):
            for piece in pieces_of(number, wanted, self._way.ends):
                self._ready.put(piece)
                self._taken[number].acquire()
                if self._stopped.is_set():
                    return
