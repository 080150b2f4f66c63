"""Writes files beside those of the output and swaps them in, so that no reader sees half a page."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import orjson

from press.errors import Busy, NotOurs, OutputError, Unwritable
from press.pack import PACKERS
from press.sheets import File

STATE = ".ruyi.json"
LOCK = ".ruyi.lock"
# A file on its way. Names with a dot are shown by no server of ours and counted as no page.
PART = ".part"


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
                self.save(number=0, cursor=None)
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

    def files(self) -> dict[str, str]:
        """Return the files by their paths, each with a stamp that changes when it is written.

        A packed double is part of its file. What a killed press left half is cleared away. Raises
        NotOurs for a symbolic link: writing through it would leave the folder.
        """
        found, doubles = {}, []
        for entry in _walk(self.folder):
            if entry.is_symlink():
                raise NotOurs(
                    f"{entry.path} is a symbolic link. The press prints into real folders only: "
                    "remove the link and run it again."
                )
            path = os.path.relpath(entry.path, self.folder)
            if entry.name.startswith("."):
                if entry.name.endswith(PART):
                    os.unlink(entry)
            elif entry.name.endswith(tuple(PACKERS)):
                doubles.append((path, entry.stat().st_size))
            else:
                found[path] = _stamp(entry.stat())
        for path, size in sorted(doubles):
            file, suffix = os.path.splitext(path)
            if file in found:
                found[file] += f"{suffix}{size}"
            else:
                (self.folder / path).unlink()
        return found

    def put(self, file: File) -> tuple[bool, str]:
        """Give a file its bytes; return whether they differed, and its stamp.

        Raises NotOurs for a path that leaves the folder, Unwritable when the disk refuses.
        """
        target = self._target(file.path)
        try:
            return _put(target, file), _stamp_with_doubles(target)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def repack(self, path: str, packers: Mapping[str, Callable[[bytes], bytes]]) -> str:
        """Make packed doubles of a file anew, and return its stamp; raises as put() does."""
        target = self._target(path)
        try:
            body = target.read_bytes()
            _swap_in({target.with_name(target.name + s): pack(body) for s, pack in packers.items()})
            return _stamp_with_doubles(target)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def delete(self, paths: Iterable[str]) -> int:
        """Delete files with their doubles, and return how many there were; raises as put() does."""
        doomed = [self._target(path) for path in paths]
        try:
            return sum([self._delete(target) for target in doomed])
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def save(self, *, number: int, cursor: str | None) -> None:
        """Tell that the folder shows a number of the publication; raises Unwritable."""
        state = {"number": number, "cursor": cursor, "builtAt": _now()}
        self.note(STATE, orjson.dumps(state) + b"\n")

    def noted(self, name: str) -> bytes | None:
        """Return what note() kept under a name."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

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


def _stamp(stat: os.stat_result) -> str:
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _stamp_with_doubles(target: Path) -> str:
    doubles = ((suffix, target.with_name(target.name + suffix)) for suffix in sorted(PACKERS))
    sizes = (f"{suffix}{double.stat().st_size}" for suffix, double in doubles if double.exists())
    return _stamp(target.stat()) + "".join(sizes)


def _put(target: Path, file: File) -> bool:
    """Give a file its bytes and its packed doubles; return whether anything differed.

    The old doubles go first: beside a new page they would be shown in its place. Whatever the
    moment at which the press is killed, the file's stamp tells.
    """
    doubles = {target.with_name(target.name + suffix): suffix for suffix in PACKERS}
    stand = all(double.exists() == (suffix in file.packed) for double, suffix in doubles.items())
    if stand and _holds(target, file.body):
        return False
    packed = {d: file.packed[suffix] for d, suffix in doubles.items() if suffix in file.packed}
    _swap_in({target: file.body} | packed, without=doubles)
    return True


def _holds(target: Path, body: bytes) -> bool:
    try:
        return target.read_bytes() == body
    except (FileNotFoundError, NotADirectoryError):
        return False


def _swap_in(files: Mapping[Path, bytes], without: Iterable[Path] = ()) -> None:
    """Give files of one folder their bytes, each all at once, in the given order.

    Nothing is swapped in before all is on the disk: a full one leaves everything as it was. Others
    are deleted before the first.
    """
    parts = {target: target.with_name(f".{target.name}{PART}") for target in files}
    try:
        for target, body in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            parts[target].write_bytes(body)
        for old in without:
            old.unlink(missing_ok=True)
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
