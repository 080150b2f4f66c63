"""Brings a printed folder to what the CMS publishes, by work in proportion to what changed."""

import logging
import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Self

import httpx
import orjson

from press.behind import Behind
from press.config import HOME, Config
from press.crew import MANY, Crew
from press.errors import PageFailure
from press.gather import gather
from press.ledger import ASSETS, GRACE_SECONDS, Ledger
from press.pack import digest_of, is_packed
from press.publish import Publisher
from press.read import read_assets
from press.search import NOTES, Search, read_notes
from press.sheets import File, Order, Pressed, Stage
from press.store import Store
from press.write import Output

# What waits to be written is kept in memory up to here, and beyond on the disk.
IN_MEMORY = 64_000_000
# So many files are written before the store is told of them.
BATCH = 200

Progress = Callable[[str, int, int], None]

log = logging.getLogger("press")


@dataclass
class Turn:
    """What one turn did, and why: for each planned address what made it necessary."""

    number: int
    planned: int = 0
    rendered: int = 0
    written: int = 0
    deleted: int = 0
    seconds: float = 0
    why: dict[str, str] = field(default_factory=dict)


class Spool:
    """What was pressed and waits to be written, in memory or when it is much, on the disk."""

    def __init__(self, folder: Path) -> None:
        self._kept = SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115  # closed with the spool
        self._places: dict[Stage, list[int]] = {Stage.LEAF: [], Stage.LIST: []}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def add(self, pressed: Pressed) -> None:
        self._places[pressed.stage].append(self._kept.tell())
        pickle.dump(pressed, self._kept, pickle.HIGHEST_PROTOCOL)

    def all(self) -> Iterator[Pressed]:
        """Yield what waits, leaves before lists."""
        for place in (*self._places[Stage.LEAF], *self._places[Stage.LIST]):
            self._kept.seek(place)
            yield pickle.load(self._kept)  # noqa: S301  # what add() put there


class Edition:
    """One printed folder, with what the press remembers of it and of the CMS."""

    def __init__(
        self,
        settings: Config,
        output: Output,
        store: Store,
        publisher: Publisher | None,
        quiet: float,
    ) -> None:
        self._settings = settings
        self._output, self._store, self.publisher = output, store, publisher
        fresh = store.get("common") is None
        if publisher and (fresh or not output.files()):
            publisher.restore(output)
        notes = output.noted(NOTES)
        self._ledger = Ledger(store, read_notes(notes)[2] if fresh else {})
        self._search = Search(self._ledger, quiet)
        self._search.remember(notes)
        self.behind = Behind(output, self._ledger, self._search)
        self._assets = read_assets()
        self._addresses = {name: file.address for name, file in self._assets.items()}
        self._ledger.compare(output.files())
        self._compared = False

    @property
    def number(self) -> int:
        """The number of the publication up to which the record is read."""
        return int(self._store.get("number") or 0)

    @property
    def files(self) -> int:
        return self._ledger.number_of_sheets() + len(self._assets)

    def gather(self, client: httpx.Client, progress: Progress) -> int:
        """Read what is new, and return how much that is; see press.gather."""
        return gather(self._store, client, self._settings.graphql_url, progress)

    def forget(self) -> None:
        """Read the record from its start the next time."""
        self._store.restart()

    def is_due(self) -> bool:
        """Return whether a turn has anything to do."""
        news = self.number != self._store.get("printed")
        return news or not self._compared or self._ledger.has_orders(time.time())

    def turn(self, progress: Progress, *, to_explain: bool = False) -> Turn:
        """Bring the folder to what was read; see _turn.

        A page that cannot be made is left out, as if it were not public, until it changes. Raises
        AddressClash, BadSheet where the site cannot do without, CrewLost, OutputError.
        """
        blamed: dict[str, PageFailure] = {}
        doubted: list[str] = []
        while True:
            try:
                done = self._turn(progress, to_explain=to_explain)
            except PageFailure as error:
                if not (identity := self._store.set_aside(error.address)):
                    # It is more than a page: none of them is to blame.
                    for each in blamed:
                        self._store.take_back(each)
                    raise
                if identity not in blamed:
                    # Who was blamed before may only have shown what is wrong with this one.
                    doubted = [*blamed]
                blamed[identity] = error
            else:
                if doubted:
                    self._store.take_back(doubted.pop())
                    continue
                for identity in self._store.aside():
                    if identity in blamed:
                        log.warning("%s The site goes on without that page.", blamed[identity])
                return done

    @property
    def left_out(self) -> list[str]:
        """The ids of pages that are public, but cannot be made."""
        return self._store.aside()

    def _turn(self, progress: Progress, *, to_explain: bool) -> Turn:
        """Bring the folder to what was read.

        Assets first; then pages that are new, to which nothing leads as yet; then those that
        change, leaves before lists; deletions, and then the number. An end at any point leaves
        every link whole, and the next turn finishes the work. Raises AddressClash, BadSheet,
        OutputError.
        """
        started, done = time.monotonic(), Turn(self.number)
        with Crew(self._store, self._addresses, self._settings.origin) as crew:
            self._ledger.order(crew.planner.fixed, _common(crew.planner.site))
            if to_explain:
                done.why = self._ledger.why()
            if not self._compared:
                done.written += self._write(self._assets.values())
            with Spool(self._settings.store.parent) as spool:
                self._press(crew, spool, done, progress)
                self._settle(spool.all(), done)
        self._clear(done)
        self._output.save(number=done.number, cursor=self._store.get("cursor"))
        self._store.set(printed=done.number)
        self._search.hear(time.monotonic())
        self.behind.look_round()
        done.seconds = round(time.monotonic() - started, 3)
        return done

    @property
    def delivered(self) -> int:
        """The number of the publication up to which readers see the site."""
        if self.publisher and self.publisher.is_due():
            return self.publisher.number
        return int(self._store.get("printed") or 0)

    def publish(self, progress: Progress) -> None:
        """Bring the bucket, where there is one, to the folder; raises Busy, BucketTrouble."""
        if self.publisher and self.publisher.is_due():
            self.publisher.publish(int(self._store.get("printed") or 0), progress)

    def work(self, seconds: float, progress: Progress) -> int:
        """Let a slice be made of what stands behind, and what refers to it be printed again."""
        made = self.behind.work(seconds)
        if self.behind.has_news():
            with self._store.changing():
                for address in self.behind.news():
                    self._store.touch(f"made {address}", 0, address)
            self.turn(progress)
        return made

    def _press(self, crew: Crew, spool: Spool, done: Turn, progress: Progress) -> None:
        """Write the sheets that are new, and put those that change on the spool."""
        new, changed = self._ledger.new(), self._ledger.changed()
        seen = {order.address for order in (*new, *changed)}
        while new or changed:
            orders, fresh = (new, True) if new else (changed, False)
            led: list[Order] = []
            # Of many new pages the packed doubles are made behind: nothing stands in their place.
            bare = fresh and len(orders) >= MANY
            results = self._led(crew.press(orders, bare=bare), led, seen, done)
            counted = _counted(results, len(orders), progress)
            if fresh:
                self._settle(counted, done, bare=bare)
                new = []
            else:
                for pressed in counted:
                    spool.add(pressed)
                changed = []
            # What a press without its store finds standing changes, if anything.
            new += [order for order in led if not self._ledger.stands(order.address)]
            changed += [order for order in led if self._ledger.stands(order.address)]

    def _led(
        self, results: Iterator[Pressed], led: list[Order], seen: set[str], done: Turn
    ) -> Iterator[Pressed]:
        """Pass results on, and collect the orders of what they lead to and that is not printed."""
        for pressed in results:
            done.planned += 1
            done.rendered += bool(pressed.digest)
            for address in pressed.leads:
                if address not in seen:
                    seen.add(address)
                    if not self._ledger.has(address):
                        led.append(Order(address))
            yield pressed

    def _settle(self, results: Iterator[Pressed], done: Turn, *, bare: bool = False) -> None:
        """Write what was pressed and enter it, some at a time."""
        while waiting := list(islice(results, BATCH)):
            done.written += self._write((each.file for each in waiting if each.file), bare=bare)
            self._ledger.settle(waiting)

    def _write(self, files: Iterable[File], *, bare: bool = False) -> int:
        """Put files into the folder, and return how many differed.

        Those before one that fails are entered too: the ledger knows what stands.
        """
        count = 0
        put: dict[str, list[tuple[str, str, str]]] = {"bare": [], "coarse": []}
        try:
            for file in files:
                written, stamp = self._output.put(file)
                pack = "bare" if bare and is_packed(file.path, len(file.body)) else "coarse"
                put[pack].append((file.path, digest_of(file.body), stamp))
                count += written
        finally:
            for pack, files_put in put.items():
                self._ledger.put(files_put, pack)
        return count

    def _clear(self, done: Turn) -> None:
        """Delete what is withdrawn; at the first turn also what nobody knows of."""
        if not self._compared:
            claimed = {*self._search.standing(), *(file.path for file in self._assets.values())}
            for path in self._ledger.unclaimed(claimed):
                self._ledger.doom([path], time.time() + GRACE_SECONDS if _is_asset(path) else 0)
            self._compared = True
        paths = self._ledger.doomed(time.time())
        done.deleted = self._output.delete(paths)
        self._ledger.gone(paths)


def _common(site: dict[str, Any]) -> str:
    """Return what changes when every page may: what all share, the templates, the press."""
    shown = {name: value for name, value in site.items() if name != "sections"}
    told = orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)
    return sha256(told + _code()).hexdigest()


@cache
def _code() -> bytes:
    files = [file for folder in ("templates", "press") for file in (HOME / folder).glob("*.*")]
    return b"".join(file.read_bytes() for file in sorted(files))


def _is_asset(path: str) -> bool:
    return path.startswith(ASSETS)


def _counted(results: Iterable[Pressed], total: int, progress: Progress) -> Iterator[Pressed]:
    for count, pressed in enumerate(results, 1):
        progress("Printing", count, total)
        yield pressed
