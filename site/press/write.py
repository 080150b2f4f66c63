"""Writes prints beside the output and swaps them in, so that no reader sees half a page."""

import errno
import fcntl
import gzip
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import brotli
import orjson

from press.errors import Busy, NotOurs, OutputError, Unwritable
from press.sheets import Print, path_of

STATE = ".ruyi.json"
LOCK = ".ruyi.lock"
# What a server hands out in a file's place to who asks for it packed. Brotli at 5 takes a third of
# a millisecond a page; at 11 it takes eight times that.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".br": partial(brotli.compress, quality=5),
    ".gz": partial(gzip.compress, compresslevel=6, mtime=0),
}
PACKED = {".html", ".css", ".js", ".json", ".xml", ".svg", ".ics", ".txt", ".webmanifest"}
WORTH_PACKING = 1024
# A file on its way. Names with a dot are shown by no server of ours and counted as no page.
PART = ".part"


@dataclass(frozen=True)
class Written:
    """How many files changed."""

    written: int
    deleted: int


class Output:
    """The folder the site stands in, held by one press at a time.

    Entering it raises NotOurs when it holds something the press did not print, Busy when another
    press is at work in it, Unwritable when it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._refuse_what_is_not_ours()
            self._lock = self._take_lock()
            # Marked before the first page, so that a press that dies in its first run may return.
            if not (self.folder / STATE).exists():
                self._save(number=0, cursor=None)
        except OSError as error:
            self.close()
            raise _unwritable(self.folder, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def files(self) -> set[str]:
        """Return the printed files by their paths, and clear away what a killed press left half.

        A packed double is part of its file. Raises NotOurs for a symbolic link: writing through it
        would leave the folder.
        """
        found = set()
        for entry in _walk(self.folder):
            if entry.is_symlink():
                raise NotOurs(
                    f"{entry.path} is a symbolic link. The press prints into real folders only: "
                    "remove the link and run it again."
                )
            if entry.name.startswith("."):
                if entry.name.endswith(PART):
                    os.unlink(entry)
            elif entry.name.endswith(tuple(PACKERS)):
                if not os.path.exists(os.path.splitext(entry.path)[0]):
                    os.unlink(entry)
            else:
                found.add(Path(entry.path).relative_to(self.folder).as_posix())
        return found

    def write(
        self,
        prints: Iterable[Print],
        withdrawn: Collection[str],
        *,
        number: int,
        cursor: str | None,
    ) -> Written:
        """Bring the folder to the given publication number.

        Assets first, then leaf pages, lists, the withdrawn paths' deletion, the number last: an
        end at any point leaves every link whole, and the next run finishes the work. A file is
        touched only when its bytes differ. Raises NotOurs for a path that leaves the folder,
        Unwritable when the disk refuses.
        """
        ordered = sorted(prints, key=lambda print_: print_.stage)
        targets = [(self._target(path_of(print_.address)), print_.body) for print_ in ordered]
        doomed = [self._target(path) for path in sorted(withdrawn)]
        try:
            written = sum([_print_in(target, body) for target, body in targets])
            deleted = sum([self._delete(target) for target in doomed])
            self._save(number=number, cursor=cursor)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return Written(written, deleted)

    def add(self, print_: Print) -> None:
        """Put one more file beside the pages; raises as write() does."""
        target = self._target(path_of(print_.address))
        try:
            _print_in(target, print_.body)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def note(self, name: str, body: bytes) -> None:
        """Keep a hidden file in the folder for the press itself; raises Unwritable."""
        try:
            _swap_in({self.folder / name: body})
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def _refuse_what_is_not_ours(self) -> None:
        names = set(os.listdir(self.folder)) - {LOCK}
        if names and STATE not in names:
            raise NotOurs(
                f"{self.folder} holds files that the press did not print (such as "
                f"{min(names)}), and it would delete them. Empty the folder, or set RUYI_VAR."
            )

    def _take_lock(self) -> IO[str]:
        # Appending neither empties nor claims the file before the lock is ours.
        lock = (self.folder / LOCK).open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise Busy(
                f"Another press is printing into {self.folder} ({holder}). "
                "Let it finish or stop it, then run this again."
            ) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {_now()}\n")
        lock.flush()
        return lock

    def _target(self, path: str) -> Path:
        parts = path.split("/")
        if "\\" in path or "\0" in path or any(not part or part[0] == "." for part in parts):
            raise NotOurs(
                f"The path {path!r} leads out of {self.folder} or to a hidden file in it."
            )
        return self.folder.joinpath(*parts)

    def _delete(self, target: Path) -> bool:
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        for double in _doubles(target):
            double.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.folder or any(parent.iterdir()):
                break
            parent.rmdir()
        return True

    def _save(self, *, number: int, cursor: str | None) -> None:
        state = {"number": number, "cursor": cursor, "builtAt": _now()}
        _swap_in({self.folder / STATE: orjson.dumps(state) + b"\n"})


def _walk(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yield every file and symbolic link below a folder; hidden folders are not ours to enter."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif not entry.name.startswith("."):
                yield from _walk(entry.path)


def _doubles(target: Path) -> list[Path]:
    return [target.with_name(target.name + suffix) for suffix in PACKERS]


def _print_in(target: Path, body: bytes) -> bool:
    """Give a file its bytes and its packed doubles; return whether anything differed.

    The doubles first: an old one beside a new page would be shown in its place.
    """
    doubles = _doubles(target)
    wanted = target.suffix in PACKED and len(body) >= WORTH_PACKING
    if all(double.exists() == wanted for double in doubles) and _holds(target, body):
        return False
    if wanted:
        packed = (pack(body) for pack in PACKERS.values())
        _swap_in(dict(zip(doubles, packed, strict=True)) | {target: body})
    else:
        for double in doubles:
            double.unlink(missing_ok=True)
        _swap_in({target: body})
    return True


def _holds(target: Path, body: bytes) -> bool:
    try:
        return target.read_bytes() == body
    except (FileNotFoundError, NotADirectoryError):
        return False


def _swap_in(files: Mapping[Path, bytes]) -> None:
    """Give files of one folder their bytes, each all at once, in the given order.

    Nothing is swapped in before all is on the disk: a full one leaves everything as it was.
    """
    parts = {target: target.with_name(f".{target.name}{PART}") for target in files}
    try:
        for target, body in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            parts[target].write_bytes(body)
        for target, part in parts.items():
            os.replace(part, target)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


def _unwritable(folder: Path, error: OSError) -> OutputError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Unwritable(
            f"The disk of {folder} is full. Make room and run this again; until then the site "
            "stands as it was, with no half page."
        )
    return Unwritable(
        f"Cannot write {error.filename or folder}: {error.strerror}. "
        "See who owns the folder, or set RUYI_VAR to another."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
