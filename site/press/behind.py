"""Makes behind the printing, in slices, what a page can stand without for a moment."""

import logging
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from press import posters
from press.codes import encode
from press.errors import NoSearch, OutputError
from press.search import NOTES, Search
from press.sheets import Code, Poster, Print, Stage, path_of
from press.write import Output

# So many codes or posters are made at most before the pages that may refer to them are printed.
BATCH = 500

log = logging.getLogger("press")


class Behind:
    """Codes, posters and the search index of one output folder.

    Whoever drives it prints again when has_news() says that pages may refer to more, and forgets
    its prints when a step fails: what was under way is then wanted anew.
    """

    def __init__(self, output: Output, search: Search, fonts: Path = posters.FONTS) -> None:
        self.search = search
        self._fonts = fonts
        self._output = output
        self._waiting: list[Code] | list[Poster] = []
        self._news = 0
        self._indexing: Generator[Print | None] | None = None
        self._told: set[str] = set()

    def want(self, wanted: Iterable[Code | Poster]) -> None:
        """Set what is to be made, in place of what was: codes, and posters when no code is."""
        wants = list(wanted)
        codes = [want for want in wants if isinstance(want, Code)]
        self._waiting = codes or self._drawable(
            [want for want in wants if isinstance(want, Poster)]
        )
        self._news = 0

    def has_news(self) -> bool:
        return self._news >= BATCH or bool(self._news and not self._waiting)

    def is_idle(self, now: float) -> bool:
        """Return whether there is nothing to do at a moment."""
        return not (self._waiting or self._indexing or self.search.is_due(now))

    def work(self, seconds: float) -> set[str]:
        """Make one thing after the other for a while; return the paths of what stands by that.

        Ends early when there is news, or nothing to do but to wait. Raises OutputError.
        """
        until, paths = time.monotonic() + seconds, set()
        try:
            for print_ in self._steps():
                self._output.add(print_)
                paths.add(path_of(print_.address))
                if self.has_news() or time.monotonic() >= until:
                    break
        except OutputError:
            self.close()
            self.search.put_off(time.monotonic())
            raise
        return paths

    def close(self) -> None:
        """End what runs beside the press."""
        if self._indexing:
            self._indexing.close()
        self._indexing = None

    def _steps(self) -> Iterator[Print]:
        yield from self._index_steps()
        while self._waiting:
            want = self._waiting.pop()
            self._news += 1
            body = encode(want) if isinstance(want, Code) else posters.draw(want, self._fonts)
            yield Print(want.address, body, Stage.ASSET)

    def _index_steps(self) -> Iterator[Print]:
        """Yield what there is to put in place of the index by now, starting on it when it is time.

        Not before the codes stand: the pages are printed with them once more.
        """
        codes = bool(self._waiting) and isinstance(self._waiting[0], Code)
        if self._indexing is None and not codes and self.search.is_due(time.monotonic()):
            self._indexing = self._index()
        try:
            for print_ in self._indexing or ():
                if print_ is None:
                    return
                yield print_
        except NoSearch as error:
            self._tell(f"The search is not renewed: {error}")
        self._indexing = None

    def _index(self) -> Generator[Print | None]:
        """Yield None while Pagefind is at work, then the index's files in their order."""
        run = self.search.start()
        try:
            while not run.has_ended():
                yield None
            yield from self.search.take(run)
            # Known before the ways in change, so that a press killed here keeps both indexes.
            self._output.note(NOTES, self.search.notes())
            yield from self.search.open(run)
        finally:
            run.close()
        log.info("the search knows %d pages", len(self.search.pages))

    def _drawable(self, wanted: list[Poster]) -> list[Poster]:
        if not wanted or posters.can_draw(self._fonts):
            return wanted
        self._tell(f"No posters are drawn: fonts-noto-cjk is not in {self._fonts}.")
        return []

    def _tell(self, trouble: str) -> None:
        if trouble not in self._told:
            log.warning(trouble)
        self._told.add(trouble)
