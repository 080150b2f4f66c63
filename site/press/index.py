"""Runs Pagefind over the printed folder, in a process of its own, into a hidden folder."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile

import orjson

from press.errors import NoSearch
from press.sheets import path_of

try:
    from pagefind_bin_extended import get_executable
except ImportError:  # The wheel is made for the usual machines only.
    get_executable = None

FOLDER = "pagefind"
SCRATCH = ".pagefind"
# Of what Pagefind writes: what has a name for good, and by which readers come in. Its own ways to
# show results are left out.
HASHED = ("fragment/*", "index/*", "filter/*", "*.pf_meta")
ENTRY = tuple(
    f"{FOLDER}/{name}"
    for name in (
        *("wasm.unknown.pagefind", "pagefind-worker.js", "pagefind.js"),
        "pagefind-entry.json",
    )
)
_SEAL = b"pagefind_dcd"


@dataclass(frozen=True)
class Part:
    """A file of the index; page: the path of the page whose fragment it is, or ""."""

    path: str
    body: bytes
    page: str = ""


class Run:
    """Pagefind at work. Raises NoSearch when it is not installed or cannot be started."""

    def __init__(self, folder: Path) -> None:
        self.started = datetime.now(UTC)
        # A name of its own: the program of a press that was killed may still be at work.
        self._scratch = folder / f"{SCRATCH}-{os.getpid()}"
        for earlier in folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(earlier, ignore_errors=True)
        self._words = TemporaryFile()  # noqa: SIM115  # closed with the run
        try:
            self._process = subprocess.Popen(  # noqa: S603  # the program of our own wheel
                [_program(), "--site", folder, "--output-path", self._scratch, "--silent"],
                stdin=subprocess.DEVNULL,
                stdout=self._words,
                stderr=self._words,
            )
        except OSError as error:
            raise NoSearch(f"Pagefind cannot be started ({error}).") from error

    def has_ended(self) -> bool:
        """Return whether all is made; raises NoSearch when Pagefind gave up."""
        code = self._process.poll()
        if code:
            self._words.seek(0)
            words = self._words.read(500).decode(errors="replace").strip()
            raise NoSearch(f"Pagefind gave up with exit code {code}: {words}")
        return code == 0

    def parts(self) -> Iterator[Part]:
        """Yield the files of the index but for the ways in."""
        for pattern in HASHED:
            for file in sorted(self._scratch.glob(pattern)):
                body = file.read_bytes()
                page = _page(body) if pattern == "fragment/*" else ""
                yield Part(f"{FOLDER}/{file.relative_to(self._scratch).as_posix()}", body, page)

    def entry(self) -> Iterator[Part]:
        """Yield the ways in, the one that names all others last."""
        for path in ENTRY:
            yield Part(path, (self._scratch / path.removeprefix(f"{FOLDER}/")).read_bytes())

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._words.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _program() -> Path:
    if get_executable is None:
        raise NoSearch("Pagefind is not installed.")
    program: Path = get_executable()
    return program


def _page(fragment: bytes) -> str:
    return path_of(orjson.loads(gzip.decompress(fragment).removeprefix(_SEAL))["url"])
