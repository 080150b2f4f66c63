"""Cuts a facet's list into pages that keep their place, whatever comes and goes."""

from dataclasses import dataclass

from press.catalogue import Catalogue
from press.store import ALL

# How many rows a page holds at most.
FULL = 40
# How many the front page holds at least, where there are as many.
FRONT = 20


@dataclass(frozen=True)
class Run:
    """A stretch of ordinals that one page holds."""

    first: int
    last: int


class Runs:
    """The runs of a shelf.

    A run covers a stretch of ordinals whose length is a power of two, and is halved while it holds
    more than a page: what comes or goes touches its own run and at most the one beside it. The
    newest runs are drawn together until they make a front page.
    """

    def __init__(self, catalogue: Catalogue, shelf: str) -> None:
        self._catalogue = catalogue
        self._shelf = shelf

    def front(self) -> Run:
        """Return what the front page holds."""
        first, found = ALL, 0
        while found < FRONT and (newest := self._catalogue.beneath(self._shelf, first)):
            run = self._around(newest[0])
            found += self._catalogue.count(self._shelf, run.first, run.last, FULL)
            first = run.first
        self._catalogue.read(self._shelf, 0 if first == ALL else first, ALL)
        return Run(0 if first == ALL else first, ALL)

    def at(self, first: int) -> Run | None:
        """Return the run of a page of its own that begins with an ordinal, if there is one."""
        run = self._around(first)
        holds = self._catalogue.count(self._shelf, run.first, run.last, 1)
        return run if run.first == first and holds and not self._in_front(run) else None

    def older(self, run: Run) -> Run | None:
        below = self._catalogue.beneath(self._shelf, run.first)
        return self._around(below[0]) if below else None

    def newer(self, run: Run) -> Run | None:
        """Return the next newer run that has a page of its own."""
        above = self._catalogue.above(self._shelf, run.last)
        found = self._around(above[0]) if above else None
        return found if found and not self._in_front(found) else None

    def _in_front(self, run: Run) -> bool:
        return len(self._catalogue.above(self._shelf, run.last, FRONT)) < FRONT

    def _around(self, ordinal: int) -> Run:
        """Return the run around an ordinal: the longest stretch that fits a page.

        A longer one holds no less, so that the length is found by halving the lengths in question.
        """
        fits, too_long = 0, 48
        while too_long - fits > 1:
            tried = (fits + too_long) // 2
            run = _stretch(ordinal, tried)
            if self._catalogue.count(self._shelf, run.first, run.last, FULL + 1) <= FULL:
                fits = tried
            else:
                too_long = tried
        within = _stretch(ordinal, too_long)
        self._catalogue.read(self._shelf, within.first, within.last)
        return _stretch(ordinal, fits)


def _stretch(ordinal: int, power: int) -> Run:
    first = ((ordinal - 1) >> power << power) + 1
    return Run(first, first + (1 << power) - 1)
