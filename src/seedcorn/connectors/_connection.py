"""A connection to one tracker and the threads that ask it, which end when the reading does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from seedcorn.connector import Collecting, Progress
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits, Transport

Connect = Callable[[Site, Patience, Limits], Transport]


@contextmanager
def connection(
    connect: Connect, site: Site, source: str, collecting: Collecting, limits: Limits
) -> Iterator[tuple[Transport, ThreadPoolExecutor]]:
    """A transport and as many threads as it may have connections; waits are told as progress."""

    def tell(message: str) -> None:
        collecting.progress(Progress(source=source, message=message))

    host = collecting.allowance.host(site.host, limits.connections)
    patience = Patience(allowance=collecting.allowance, clock=limits.clock, tell=tell, host=host)
    transport = connect(site, patience, limits)
    pool = ThreadPoolExecutor(limits.connections, thread_name_prefix=source.partition(":")[0])
    try:
        yield transport, pool
    finally:
        patience.stop()
        pool.shutdown(cancel_futures=True)
        transport.close()
