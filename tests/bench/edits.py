"""One edit among 1,000, 10,000 and 100,000 pages: what it takes the press, and its memory.

`python -m tests.bench.edits [PAGES ...]`: a whole build from a store that is filled, then edits of
a text, of a summary and of a title; the CMS's answer is not waited for.
"""

import os
import statistics
import subprocess
import sys
import time
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from press.config import Config
from press.edition import Edition
from press.store import Store
from press.write import Output
from rich.console import Console
from rich.table import Table

from tests.bench.district import documents
from tests.site.press.documents import Document, paragraph
from tests.site.press.planning import change

EDITS = 21
MEMORY = Path("/dev/shm")


def main(counts: list[int]) -> int:
    table = Table(
        *("pages", "filling s", "whole s", "peak MB", "store MB"),
        *("text ms", "summary ms", "title ms", "sheets planned", "written"),
        title="One edit: median of 21, in a memory disk",
    )
    for pages in counts:
        with TemporaryDirectory(dir=MEMORY) as folder:
            table.add_row(f"{pages:,}", *_measured(Path(folder), pages))
    Console(width=120).print(table)
    return 0


def _measured(folder: Path, pages: int) -> list[str]:
    settings = Config("", folder / "site", folder / "press.sqlite3", "https://ruyi.example")
    with Output(settings.output) as output, closing(Store(settings.store)) as store:
        numbers, started, last = count(1), time.perf_counter(), {}
        waiting = documents(pages)
        while batch := list(islice(waiting, 100)):
            store.feed(map(change, batch), "here", next(numbers))
            last = batch[-1]
        filled = time.perf_counter()
        edition = Edition(settings, output, store, None, quiet=0)
        peak = 0

        def look(_step: str, done: int, _total: int) -> None:
            nonlocal peak
            if done % 1000 == 0:
                peak = max(peak, _memory())

        edition.turn(look)
        built = time.perf_counter()
        row = [filled - started, built - filled, peak, settings.store.stat().st_size / 1e6]
        told = [f"{each:.0f}" if each > 100 else f"{each:.1f}" for each in row]
        for name in ("body", "summary", "title"):
            taken = []
            for number in range(EDITS):
                last = _edited(last, name, number)
                began = time.perf_counter()
                store.feed([change(last)], "here", next(numbers))
                done = edition.turn(look)
                taken.append(time.perf_counter() - began)
            told.append(f"{statistics.median(taken) * 1000:.0f}")
        return [*told, str(done.planned), str(done.written)]


def _edited(document: Document, name: str, number: int) -> Document:
    if name == "body":
        return {**document, "body": [paragraph(f"<p>第{number}稿</p>")]}
    return {**document, name: f"第{number}稿的{name}"}


def _memory() -> int:
    """The most that this process and its children have held, in MB."""
    children = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True)
    total = 0
    for number in (str(os.getpid()), *children.stdout.split()):
        status = Path("/proc", number, "status")
        lines = status.read_text().splitlines() if status.exists() else []
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return total // 1024


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1000, 10_000, 100_000]))
