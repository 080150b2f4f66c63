"""Keeps the index of the site's own search, which Pagefind makes from the printed pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path

import orjson

from press.index import ENTRY, FOLDER, Part, Run
from press.sheets import Print, Stage

QUIET_SECONDS = 120
LATEST_SECONDS = 600
# The press's own notes in the output, and what tells readers how old the index is.
NOTES = ".search.json"
TOLD = f"{FOLDER}/made.json"


def mark(page: bytes) -> str:
    """Return what tells a page's searched text from any other, "" where nothing is searched."""
    _, found, rest = page.partition(b"data-pagefind-body")
    return sha256(rest.rpartition(b"</article>")[0]).hexdigest()[:16] if found else ""


@dataclass
class Search:
    """What the index holds, and when it is to be made anew; marks are those of `mark`.

    pages: for each page's path its fragment's path and the mark it was made from.
    files: what else stands of the index; earlier: of the one before, for readers who still have
    that one open.
    """

    folder: Path
    quiet: float
    latest: float = LATEST_SECONDS
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    _printed: dict[str, str] = field(default_factory=dict)
    _first: float | None = None
    _last: float = 0

    def remember(self) -> None:
        """Take up what the notes in the folder tell; without notes the index holds nothing."""
        try:
            notes = orjson.loads((self.folder / NOTES).read_bytes())
            pages = {page: (fragment, made) for page, (fragment, made) in notes["pages"].items()}
            files, earlier = set(notes["files"]), set(notes["earlier"])
        except (OSError, AttributeError, LookupError, TypeError, ValueError):
            return
        # A fragment goes with its page at once, and the notes are not written for that.
        self.pages = {page: it for page, it in pages.items() if (self.folder / it[0]).exists()}
        self.files, self.earlier = files, earlier

    def notes(self) -> bytes:
        return orjson.dumps(
            {"pages": self.pages, "files": sorted(self.files), "earlier": sorted(self.earlier)}
        )

    def hear(self, marks: Mapping[str, str], now: float) -> None:
        """Take in the marks of all pages about to stand, and forget what they make untrue.

        A fragment that is forgotten is in standing() no more: with the page's old words it goes.
        """
        printed = {path: made for path, made in marks.items() if made}
        kept = self.pages.items()
        self.pages = {path: it for path, it in kept if printed.get(path) == it[1]}
        if printed != self._printed:
            self._printed = printed
            # Where the index leads to no page, nobody is served by waiting.
            self._last = now if self.pages else -inf
            first = now if self._first is None else self._first
            self._first = None if self._is_true() else first

    def standing(self) -> set[str]:
        """Return the paths of the index's files; any other in its folder is to go."""
        return {fragment for fragment, _ in self.pages.values()} | self.files | self.earlier

    def is_due(self, now: float) -> bool:
        """Return whether it is time: it grew quiet after a change, or late."""
        if self._first is None:
            return False
        return now - self._last >= self.quiet or now - self._first >= self.latest

    def put_off(self, now: float) -> None:
        """Wait as after a change, and try again then."""
        self._first = self._last = now

    def start(self) -> Run:
        """Let Pagefind read the folder as it stands; raises NoSearch where it cannot."""
        self._first = None
        return Run(self.folder, self._printed)

    def take(self, run: Run) -> Iterator[Print]:
        """Yield what a run made, one by one, to be put beside the old: the ways in come after.

        A page that changed or went while Pagefind read is left out: the next run has it.
        """
        before, self.files = self.files, set()
        self.earlier |= before
        for part in run.parts():
            if not part.page:
                self.files.add(part.path)
            elif run.marks.get(part.page) == self._printed.get(part.page):
                self.pages[part.page] = (part.path, run.marks[part.page])
            else:
                continue
            yield _print(part)
        self.files |= {*ENTRY, TOLD}
        self.earlier = before - self.files

    def open(self, run: Run) -> Iterator[Print]:
        """Yield the ways into what was taken, to be swapped in when all of it stands."""
        told = orjson.dumps({"at": run.started.isoformat(timespec="seconds")})
        yield from map(_print, [*run.entry(), Part(TOLD, told)])

    def _is_true(self) -> bool:
        return {path: made for path, (_, made) in self.pages.items()} == self._printed


def _print(part: Part) -> Print:
    return Print(f"/{part.path}", part.body, Stage.ASSET)
