"""Opens the file that the press's own memory is kept in, or makes it anew."""

import sqlite3
from hashlib import sha256
from pathlib import Path

from press.config import HOME
from press.errors import NoStore

_TABLES = (HOME / "press" / "store.sql").read_text("utf-8")


def _version() -> int:
    """Return what tells a store that this code has filled: any other is thrown away."""
    filled_by = ("store.sql", "store.py", "shelves.py", "facets.py", "documents.py")
    files = [HOME / "press" / name for name in filled_by]
    files.append(HOME / "queries" / "changes.graphql")
    told = sha256(b"".join(file.read_bytes() for file in files)).digest()
    return int.from_bytes(told[:4]) >> 1


VERSION = _version()


def opened(path: Path | None, to_read: bool) -> sqlite3.Connection:
    """Return a connection to a store, empty if there was none of use. Raises NoStore."""
    try:
        if path is None:
            db = sqlite3.connect(":memory:", isolation_level=None)
        elif to_read:
            return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = _usable(path)
        db.execute("PRAGMA synchronous = NORMAL")
        if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT")
    except (OSError, sqlite3.Error) as error:
        raise NoStore(
            f"The press's own memory {path} cannot be opened ({error}). See who owns it, or "
            "delete it: the next run makes it anew."
        ) from error
    return db


def _usable(path: Path) -> sqlite3.Connection:
    """Return a connection to the store at a path, without the one there if that is of no use."""
    for again in (True, False):
        db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            if db.execute("PRAGMA user_version").fetchone()[0] in {0, VERSION} or not again:
                return db
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) or not again:
                raise
        db.close()
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
    raise AssertionError
