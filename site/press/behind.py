"""Makes behind the printing, in slices, what a page can stand without for a moment."""

import logging
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from press import posters
from press.codes import encode
from press.errors import NoSearch, OutputError
from press.ledger import Ledger
from press.pack import CLOSEST, PACKERS, digest_of, pack
from press.search import NOTES, Search
from press.sheets import Code, File, Poster, path_of
from press.write import Output

# So many codes or posters are made at most before the pages that may refer to them are printed.
BATCH = 500

log = logging.getLogger("press")


class Behind:
    """Codes, posters and the search index of one output folder.

    Whoever drives it prints again when has_news() says that pages may refer to more.
    """

    def __init__(
        self, output: Output, ledger: Ledger, search: Search, fonts: Path = posters.FONTS
    ) -> None:
        self.search = search
        self._fonts = fonts
        self._output, self._ledger = output, ledger
        self._waiting: list[Code] | list[Poster] = []
        self._made: list[str] = []
        self._indexing: Generator[File | None] | None = None
        self._told: set[str] = set()

    def look_round(self) -> None:
        """See what pages want that is not made: codes, and posters when no code is wanted."""
        self._waiting = self._ledger.wanted(Code, BATCH) or self._drawable()

    def has_news(self) -> bool:
        return bool(self._made and not self._waiting)

    def news(self) -> list[str]:
        """Return the addresses of what was made since the last call."""
        made, self._made = self._made, []
        return made

    def is_idle(self, now: float) -> bool:
        """Return whether there is nothing to do at a moment."""
        under_way = self._waiting or self._made or self._indexing or self.search.is_due(now)
        return not (under_way or self._ledger.bare() or self._ledger.coarse())

    def work(self, seconds: float) -> int:
        """Make one thing after the other for a while; return how many files stand by that.

        Ends early when there is news, or nothing to do but to wait. Raises OutputError.
        """
        until, made = time.monotonic() + seconds, 0
        try:
            made += self._pack_bare(until)
            for file in self._steps() if not self._ledger.bare() else ():
                _, stamp = self._output.put(file)
                self._ledger.put([(file.path, digest_of(file.body), stamp)])
                made += 1
                if self.has_news() or time.monotonic() >= until:
                    break
            else:
                made += self._pack_closer(until)
        except OutputError:
            self.close()
            self.search.put_off(time.monotonic())
            raise
        return made

    def _pack_bare(self, until: float) -> int:
        """Pack what many new pages at once left unpacked: readers get it as it is until then."""
        made = 0
        while path := self._ledger.bare():
            self._ledger.packed(path, self._output.repack(path, PACKERS), "coarse")
            made += 1
            if time.monotonic() >= until:
                break
        return made

    def _pack_closer(self, until: float) -> int:
        """Pack closer what was packed in a hurry."""
        made = 0
        while time.monotonic() < until and (path := self._ledger.coarse()):
            self._ledger.packed(path, self._output.repack(path, {".br": CLOSEST}), "fine")
            made += 1
        return made

    def close(self) -> None:
        """End what runs beside the press."""
        if self._indexing:
            self._indexing.close()
        self._indexing = None

    def _steps(self) -> Iterator[File]:
        yield from self._index_steps()
        while self._waiting:
            want = self._waiting[-1]
            body = encode(want) if isinstance(want, Code) else posters.draw(want, self._fonts)
            self._waiting.pop()
            self._made.append(want.address)
            path = path_of(want.address)
            yield File(path, body, pack(path, body))

    def _index_steps(self) -> Iterator[File]:
        """Yield what there is to put in place of the index by now, starting on it when it is time.

        Not before the codes stand: the pages are printed with them once more.
        """
        codes = bool(self._waiting) and isinstance(self._waiting[0], Code)
        if self._indexing is None and not codes and self.search.is_due(time.monotonic()):
            self._indexing = self._index()
        try:
            for file in self._indexing or ():
                if file is None:
                    return
                yield file
        except NoSearch as error:
            self._tell(f"The search is not renewed: {error}")
        self._indexing = None

    def _index(self) -> Generator[File | None]:
        """Yield None while Pagefind is at work, then the index's files in their order."""
        run = self.search.start(self._output.folder)
        try:
            while not run.has_ended():
                yield None
            yield from self.search.take(run)
            # Known before the ways in change, so that a press killed here keeps both indexes.
            self._output.note(NOTES, self.search.enter())
            yield from self.search.open(run)
        finally:
            run.close()
        log.info("the search knows %d pages", len(self._ledger.fragments()))

    def _drawable(self) -> list[Poster]:
        wanted = self._ledger.wanted(Poster, BATCH)
        if not wanted or posters.can_draw(self._fonts):
            return wanted
        self._tell(f"No posters are drawn: fonts-noto-cjk is not in {self._fonts}.")
        return []

    def _tell(self, trouble: str) -> None:
        if trouble not in self._told:
            log.warning(trouble)
        self._told.add(trouble)
