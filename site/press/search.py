"""Keeps the index of the site's own search, which Pagefind makes from the printed pages."""

from collections.abc import Iterator
from math import inf
from pathlib import Path

import orjson

from press.index import ENTRY, FOLDER, Part, Run
from press.ledger import Ledger
from press.pack import pack
from press.sheets import File

QUIET_SECONDS = 120
LATEST_SECONDS = 600
# The press's own notes in the output, and what tells readers how old the index is.
NOTES = ".search.json"
TOLD = f"{FOLDER}/made.json"


class Search:
    """When the index is to be made anew, and what of it stands; the ledger knows its pages.

    Of the index before, what has a name for good stays for readers who still have that one open.
    """

    def __init__(self, ledger: Ledger, quiet: float, latest: float = LATEST_SECONDS) -> None:
        self._ledger = ledger
        self._quiet, self._latest = quiet, latest
        self._files: set[str] = set()
        self._earlier: set[str] = set()
        self._made: set[str] = set()
        self._found: dict[str, str] = {}
        self._outdated: set[str] = set()
        self._changed: set[str] | None = None
        self._first: float | None = None
        self._last: float = 0

    def remember(self, notes: bytes | None) -> None:
        """Take up what enter() told; without that nothing of the index stands."""
        self._files, self._earlier, _ = read_notes(notes)
        if not (self._ledger.is_open() and self._ledger.is_all_searched()):
            self._first = self._last = -inf

    def hear(self, now: float) -> None:
        """Take in that the ledger's pages may have changed."""
        heard, self._ledger.heard = self._ledger.heard, set()
        if self._changed is not None:
            self._changed |= heard
        if heard:
            # Where the index leads to no page, nobody is served by waiting.
            self._last = now if self._ledger.is_searched() else -inf
            first = now if self._first in {None, -inf} else self._first
            self._first = None if self._ledger.is_all_searched() else first

    def standing(self) -> set[str]:
        """Return the paths of the index's files but for the pages' fragments."""
        return self._files | self._earlier

    def is_due(self, now: float) -> bool:
        """Return whether it is time: it grew quiet after a change, or late."""
        if self._first is None:
            return False
        return now - self._last >= self._quiet or now - self._first >= self._latest

    def put_off(self, now: float) -> None:
        """Wait as after a change, and try again then."""
        self._first = self._last = now

    def start(self, folder: Path) -> Run:
        """Let Pagefind read a folder as it stands; raises NoSearch where it cannot."""
        self._first, self._changed = None, set()
        return Run(folder)

    def take(self, run: Run) -> Iterator[File]:
        """Yield what a run made, one by one, to be put beside the old: the ways in come after."""
        self._made = set()
        self._found = {}
        for part in run.parts():
            if not part.page:
                self._made.add(part.path)
            elif part.page not in (self._changed or ()):
                self._found[part.page] = part.path
            else:
                continue
            yield File(part.path, part.body)

    def enter(self) -> bytes:
        """Enter what was taken, and return what a press without a store needs to know.

        A page that changed or went while Pagefind read is left out: the next run has it.
        """
        left_out = self._changed or set()
        found = {page: part for page, part in self._found.items() if page not in left_out}
        self._outdated = self._ledger.search(found) | (self._earlier - self._files - self._made)
        self._outdated |= set(self._found.values()) - set(found.values())
        self._earlier = self._files - self._made
        self._files = self._made | {*ENTRY, TOLD}
        self._changed, self._found = None, {}
        told = {"files": sorted(self._files), "earlier": sorted(self._earlier)}
        return orjson.dumps(told | {"fragments": self._ledger.fragments()})

    def open(self, run: Run) -> Iterator[File]:
        """Yield the ways into what was taken, to be swapped in when all of it stands."""
        told = orjson.dumps({"at": run.started.isoformat(timespec="seconds")})
        for part in (*run.entry(), Part(TOLD, told)):
            yield File(part.path, part.body, pack(part.path, part.body))
        self._ledger.opened(self._outdated)


def read_notes(notes: bytes | None) -> tuple[set[str], set[str], dict[str, tuple[str, str]]]:
    """Return what notes tell: the files of the index, those of the one before, and of each page
    the fragment and its mark; nothing where they are none."""
    try:
        told = orjson.loads(notes or b"{}")
        pages = {page: (fragment, mark) for page, (fragment, mark) in told["fragments"].items()}
        return set(told["files"]), set(told["earlier"]), pages
    except (LookupError, TypeError, ValueError):
        return set(), set(), {}
