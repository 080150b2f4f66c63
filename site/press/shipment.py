"""Keeps account of what a bucket holds, and of what is to go there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from press.store import Store

Tags = dict[str, str]

# Every path that the bucket is to hold: a printed file, where a moved page stood, a file of the
# CMS; each with what tells that it changed.
_WANTED = """
  SELECT p.path, coalesce(
    f.stamp,
    (SELECT 'moved to ' || url FROM formers o WHERE o.path = p.path LIMIT 1),
    (SELECT 'media' FROM media m WHERE m.path = p.path LIMIT 1)
  ) AS stamp, s.leaf, u.stamp AS sent, u.tags
  FROM pending p LEFT JOIN files f ON f.path = p.path LEFT JOIN sheets s ON s.path = p.path
  LEFT JOIN uploads u ON u.path = p.path
"""


@dataclass(frozen=True)
class Parcel:
    """A path that is to go out: leaf as in a sheet, None for what is no sheet; tags of what the
    bucket holds there, by the suffixes of packed doubles and "", None where it holds nothing."""

    path: str
    stamp: str
    leaf: int | None
    tags: Tags | None

    @property
    def moved(self) -> str:
        """Where the page that stood here is now, or ""."""
        return self.stamp.removeprefix("moved to ") if self.stamp.startswith("moved to ") else ""

    @property
    def is_media(self) -> bool:
        return self.stamp == "media"


class Shipment:
    """The store's account of one bucket."""

    def __init__(self, store: Store) -> None:
        self._store, self._db = store, store.db

    def is_empty(self) -> bool:
        """Return whether the bucket holds all it should, as far as is known."""
        return self._db.execute("SELECT 1 FROM pending LIMIT 1").fetchone() is None

    def outward(self) -> list[Parcel]:
        """Return what is to go out."""
        rows = self._db.execute(
            f"SELECT path, stamp, leaf, tags FROM ({_WANTED})"
            " WHERE stamp IS NOT NULL AND sent IS NOT stamp ORDER BY path"
        )
        return [
            Parcel(path, stamp, leaf, orjson.loads(tags) if tags else None)
            for path, stamp, leaf, tags in rows
        ]

    def doomed(self) -> dict[str, Tags]:
        """Return what is to go from the bucket."""
        rows = self._db.execute(
            f"SELECT path, tags FROM ({_WANTED}) WHERE stamp IS NULL AND tags IS NOT NULL"
        )
        return {path: orjson.loads(tags) for path, tags in rows}

    def sent(self, parcels: Iterable[tuple[Parcel, Tags]]) -> None:
        """Enter what the bucket holds by now."""
        with self._store.changing():
            for parcel, tags in parcels:
                row = (parcel.path, parcel.stamp, orjson.dumps(tags).decode())
                self._db.execute("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)", row)

    def deleted(self, paths: Iterable[str]) -> None:
        """Enter what the bucket holds no more."""
        with self._store.changing():
            self._db.executemany("DELETE FROM uploads WHERE path = ?", ((p,) for p in paths))

    def settle(self) -> None:
        """Forget what was pending: all of it is as it should be."""
        with self._store.changing():
            self._db.execute("DELETE FROM pending")

    def take_stock(self, found: Mapping[str, Tags]) -> None:
        """Take in what the bucket holds; what differs from what is known is pending."""
        rows = self._db.execute("SELECT path, tags FROM uploads").fetchall()
        known = {path: orjson.loads(tags) for path, tags in rows}
        differing = [path for path in {**known, **found} if known.get(path) != found.get(path)]
        with self._store.changing():
            for path in differing:
                self._db.execute("INSERT OR IGNORE INTO pending VALUES (?)", (path,))
                self._db.execute("DELETE FROM uploads WHERE path = ?", (path,))
                if path in found:
                    row = (path, "", orjson.dumps(found[path]).decode())
                    self._db.execute("INSERT INTO uploads VALUES (?, ?, ?)", row)
            # What a press without a bucket printed, or one that died, was never sent.
            self._db.execute(
                "INSERT OR IGNORE INTO pending SELECT f.path FROM files f LEFT JOIN uploads u"
                " ON u.path = f.path WHERE u.stamp IS NOT f.stamp"
            )
            self._db.execute(
                "INSERT OR IGNORE INTO pending SELECT path FROM uploads WHERE tags = '{}'"
            )
