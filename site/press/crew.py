"""Plans, renders and packs sheets: a few here, many on all cores."""

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from press.errors import CrewLost
from press.pack import digest_of, pack
from press.plan import Planner
from press.render import render
from press.sheets import File, Order, Pressed, Stage, mark
from press.shelves import key_of
from press.store import Store

# A process to itself pays for so many sheets and more.
MANY = 400
BATCH = 50
PARENT_SECONDS = 1


def press(planner: Planner, orders: Iterable[Order], *, bare: bool = False) -> Iterator[Pressed]:
    """Yield what becomes of each order; bare: packed later. Raises AddressClash, BadSheet."""
    for order in orders:
        planned = planner.plan(order.address)
        asked = tuple((key_of(shelf), low, high) for shelf, low, high in planned.asked)
        if planned.sheet is None:
            yield Pressed(order.address, Stage.LIST, "", None, "", asked, (), ())
            continue
        (print_,) = render([planned.sheet])
        digest, file = digest_of(print_.body), None
        if digest != order.digest:
            packed = {} if bare else pack(print_.path, print_.body)
            file = File(print_.path, print_.body, packed)
        sheet = planned.sheet
        yield Pressed(
            *(order.address, sheet.stage, digest, file, mark(print_.body), asked),
            *(sheet.wants, tuple(filter(None, sheet.leads))),
        )


class Crew:
    """Presses orders in this process, or when there are many, in processes that end with it."""

    def __init__(self, store: Store, assets: Mapping[str, str], origin: str) -> None:
        self._store, self._assets, self._origin = store, assets, origin
        self._pool: ProcessPoolExecutor | None = None
        self.planner = Planner(store, assets, origin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def press(self, orders: Sequence[Order], *, bare: bool = False) -> Iterator[Pressed]:
        """Yield what becomes of the orders, in any order; bare: packed later.

        Raises AddressClash, BadSheet.
        """
        if self._store.path is None or (len(orders) < MANY and not self._pool):
            yield from press(self.planner, orders, bare=bare)
            return
        self._pool = self._pool or self._hire(self._store.path)
        batches = iter(_batches(orders))
        # No more at once than keeps all at work: what is done waits in memory.
        under_way = [
            self._pool.submit(_press, batch, bare) for batch in islice(batches, 2 * _cores())
        ]
        while under_way:
            done = self._result(under_way.pop(0))
            under_way += [self._pool.submit(_press, batch, bare) for batch in islice(batches, 1)]
            yield from done

    def _result(self, under_way: Future[list[Pressed]]) -> list[Pressed]:
        try:
            return under_way.result()
        except BrokenProcessPool as error:
            raise CrewLost(
                "A process of the press was ended from outside, as when memory runs out. Run this "
                "again; what was printed stands."
            ) from error

    def _hire(self, path: Path) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            _cores(),
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(path, dict(self._assets), self._origin, os.getpid()),
        )


def _batches(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    for start in range(0, len(orders), BATCH):
        yield orders[start : start + BATCH]


def _cores() -> int:
    return os.cpu_count() or 1


_planner: Planner | None = None


def _begin(path: Path, assets: Mapping[str, str], origin: str, parent: int) -> None:
    """Make a worker ready: whoever started it handles signals, and takes it along when it dies."""
    global _planner  # noqa: PLW0603  # A worker's own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _planner = Planner(Store(path, to_read=True), assets, origin)


def _press(orders: Sequence[Order], bare: bool) -> list[Pressed]:
    assert _planner is not None  # noqa: S101
    return list(press(_planner, orders, bare=bare))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)
