"""Keeps account of what is printed: each sheet, what it hangs on, and what is still to be done."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TypeVar

import orjson

from press.sheets import MADE, Code, Order, Poster, Pressed, Stage, path_of
from press.store import Store

# Assets of before stay for readers whose page refers to them still.
GRACE_SECONDS = 24 * 3600
ASSETS = "assets/"

# The sheet and the file of an ordered address.
_OF_DIRTY = """
  LEFT JOIN sheets s ON s.address = d.address LEFT JOIN files f ON f.path =
  substr(d.address, 2) || CASE WHEN d.address LIKE '%/' THEN 'index.html' ELSE '' END
"""

Made = TypeVar("Made", Code, Poster)


class Ledger:
    """The store's account of one printed folder.

    noted: the fragment of each page and the mark of what it holds, as the folder told them to a
    press that lost its store.
    heard: the paths of the pages whose searched text changed, came or went since it was emptied.
    """

    def __init__(self, store: Store, noted: Mapping[str, tuple[str, str]]) -> None:
        self._store, self._db = store, store.db
        self._noted = noted
        self.heard: set[str] = set()

    # What is to be done.

    def order(self, fixed: Iterable[str], common: str) -> None:
        """Turn what changed into orders; all sheets are ordered when what is common to all did."""
        with self._store.changing():
            if self._store.get("common") != common:
                why = "what all pages share"
                self._db.executemany(
                    "INSERT OR IGNORE INTO dirty VALUES (?, ?)", ((each, why) for each in fixed)
                )
                self._db.execute(
                    "INSERT OR IGNORE INTO dirty SELECT address, ? FROM sheets", (why,)
                )
                self._store.set(common=common)
            self._db.execute(
                "INSERT OR IGNORE INTO dirty SELECT s.address, t.why FROM touched t"
                " CROSS JOIN reads r CROSS JOIN sheets s WHERE r.shelf = t.shelf"
                " AND r.high >= t.ordinal AND r.low <= t.ordinal AND s.id = r.sheet"
            )
            self._db.execute("DELETE FROM touched")

    def has_orders(self, now: float) -> bool:
        """Return whether a turn at a moment has anything to do."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM dirty) OR EXISTS (SELECT 1 FROM touched)"
            " OR EXISTS (SELECT 1 FROM doomed WHERE after <= ?)",
            (now,),
        ).fetchone()
        return bool(row[0])

    def new(self) -> list[Order]:
        """Return the orders of sheets of which nothing stands, the documents' own first."""
        rows = self._db.execute(
            f"SELECT d.address FROM dirty d {_OF_DIRTY} LEFT JOIN documents o ON o.url = d.address"
            " WHERE s.id IS NULL AND f.path IS NULL AND d.address != '/'"
            " GROUP BY d.address ORDER BY min(o.id IS NULL), d.address"
        )
        return [Order(address) for (address,) in rows]

    def changed(self) -> list[Order]:
        """Return the orders of sheets whose file stands, and of the front: what leads to all.

        The documents' own first: where one of them cannot be made, what lists it cannot either.
        """
        rows = self._db.execute(
            f"SELECT d.address, coalesce(f.digest, '') FROM dirty d {_OF_DIRTY}"
            " LEFT JOIN documents o ON o.url = d.address"
            " WHERE s.id IS NOT NULL OR f.path IS NOT NULL OR d.address = '/'"
            " GROUP BY d.address ORDER BY d.address = '/', min(o.id IS NULL), s.id, d.address"
        )
        return [Order(*row) for row in rows]

    def why(self) -> dict[str, str]:
        """Return for each ordered address what changed."""
        return dict(self._db.execute("SELECT address, why FROM dirty"))

    def has(self, address: str) -> bool:
        """Return whether a sheet is printed at an address."""
        row = self._db.execute("SELECT 1 FROM sheets WHERE address = ?", (address,)).fetchone()
        return row is not None

    def stands(self, address: str) -> bool:
        """Return whether a file answers at an address, whoever put it there."""
        return self._store.stands(path_of(address))

    # What is done.

    def settle(self, done: Iterable[Pressed]) -> None:
        """Enter what stands by now, and withdraw what is not to be."""
        with self._store.changing():
            for pressed in done:
                self._db.execute("DELETE FROM dirty WHERE address = ?", (pressed.address,))
                if pressed.digest:
                    self._enter(pressed)
                else:
                    self._withdraw(pressed.address)
                # Should the press die before it comes to them.
                self._db.executemany(
                    "INSERT OR IGNORE INTO dirty SELECT ?, ? WHERE NOT EXISTS"
                    " (SELECT 1 FROM sheets WHERE address = ?)",
                    ((lead, pressed.address, lead) for lead in pressed.leads),
                )

    def put(self, files: Iterable[tuple[str, str, str]], pack: str = "coarse") -> None:
        """Enter files that stand, each with its digest and the folder's stamp.

        pack: "bare" where their packed doubles are still to be made.
        """
        rows = list(files)
        made = ((f"/{row[0]}",) for row in rows if row[0].startswith(MADE[1:]))
        with self._store.changing():
            self._db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET"
                " pack = CASE stamp WHEN excluded.stamp THEN pack ELSE excluded.pack END,"
                " digest = excluded.digest, stamp = excluded.stamp",
                ((*row, pack) for row in rows),
            )
            self._db.executemany("DELETE FROM doomed WHERE path = ?", ((row[0],) for row in rows))
            self._db.executemany("UPDATE wants SET stands = 1 WHERE address = ?", made)

    def doom(self, paths: Iterable[str], after: float = 0) -> None:
        """Enter files that are to go, at the end of a turn after a moment."""
        self._db.executemany(
            "INSERT OR IGNORE INTO doomed VALUES (?, ?)", ((path, after) for path in paths)
        )

    def doomed(self, now: float) -> list[str]:
        """Return the files whose time has come."""
        rows = self._db.execute("SELECT path FROM doomed WHERE after <= ? ORDER BY path", (now,))
        return [path for (path,) in rows]

    def gone(self, paths: Iterable[str]) -> None:
        """Enter that files are deleted."""
        rows = [(path,) for path in paths]
        with self._store.changing():
            self._db.executemany("DELETE FROM doomed WHERE path = ?", rows)
            self._db.executemany("DELETE FROM files WHERE path = ?", rows)
            self._db.executemany("UPDATE wants SET stands = 0 WHERE address = '/' || ?", rows)

    def compare(self, standing: Mapping[str, str]) -> None:
        """Take in what stands in the folder, by path and stamp: what differs is ordered anew."""
        known = dict(self._db.execute("SELECT path, stamp FROM files"))
        differ = [(path,) for path, stamp in known.items() if standing.get(path) != stamp]
        lost = [(path,) for (path,) in differ if path not in standing]
        found = [(path, "", it) for path, it in standing.items() if known.get(path) != it]
        with self._store.changing():
            self._db.executemany("DELETE FROM files WHERE path = ?", lost)
            self._db.executemany(
                "INSERT OR REPLACE INTO files (path, digest, stamp) VALUES (?, ?, ?)", found
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO dirty SELECT address, 'the folder differs' FROM sheets"
                " WHERE path = ?",
                differ,
            )
            self._db.executemany("UPDATE sheets SET digest = '' WHERE path = ?", differ)
            self._db.executemany("UPDATE wants SET stands = 0 WHERE address = '/' || ?", lost)
            self._db.executemany("UPDATE sheets SET fragment = '' WHERE fragment = ?", lost)
            self._db.executemany("DELETE FROM doomed WHERE path = ?", lost)

    def unclaimed(self, claimed: Iterable[str]) -> list[str]:
        """Return the files that belong to no sheet, no want, and not to what else is claimed."""
        rows = self._db.execute(
            "SELECT path FROM files WHERE path NOT IN (SELECT path FROM sheets)"
            " AND path NOT IN (SELECT substr(address, 2) FROM wants)"
            " AND path NOT IN (SELECT fragment FROM sheets) AND path NOT IN"
            " (SELECT path FROM doomed)"
        )
        kept = set(claimed)
        return [path for (path,) in rows if path not in kept]

    def number_of_sheets(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM sheets").fetchone()
        return int(count)

    # What is made behind.

    def wanted(self, of: type[Made], count: int) -> list[Made]:
        """Return some of the codes, or of the posters, that pages want and that do not stand."""
        rows = self._db.execute(
            "SELECT address, said FROM wants WHERE poster = ? AND NOT stands"
            " GROUP BY address LIMIT ?",
            (of is Poster, count),
        )
        return [of(**orjson.loads(said)) for _, said in rows]

    def bare(self) -> str:
        """Return one of the files whose packed doubles are to be made, or ""."""
        return self._one("SELECT path FROM files WHERE pack = 'bare' LIMIT 1")

    def coarse(self) -> str:
        """Return one of the files that could be packed closer, or ""."""
        return self._one(
            "SELECT path FROM files WHERE pack = 'coarse' AND stamp LIKE '%.br%' LIMIT 1"
        )

    def packed(self, path: str, stamp: str, pack: str) -> None:
        """Enter how a file is packed: "coarse", or "fine" where that is as close as can be."""
        self._db.execute("UPDATE files SET pack = ?, stamp = ? WHERE path = ?", (pack, stamp, path))

    def _one(self, question: str) -> str:
        row = self._db.execute(question).fetchone()
        return str(row[0]) if row else ""

    # What the search knows.

    def is_searched(self) -> bool:
        """Return whether any page is in the index."""
        row = self._db.execute("SELECT 1 FROM sheets WHERE fragment != '' LIMIT 1").fetchone()
        return row is not None

    def is_all_searched(self) -> bool:
        """Return whether the index leaves out no page, and has none that went."""
        if self._store.get("index_outdated"):
            return False
        row = self._db.execute(
            "SELECT 1 FROM sheets WHERE mark != '' AND fragment = '' LIMIT 1"
        ).fetchone()
        return row is None

    def search(self, found: Mapping[str, str]) -> set[str]:
        """Enter by which fragment each page is found; return the fragments that are no more."""
        with self._store.changing():
            before = {fragment for fragment, _ in self.fragments().values()}
            rows = ((fragment, page) for page, fragment in found.items())
            self._db.executemany(
                "UPDATE sheets SET fragment = ? WHERE path = ? AND mark != ''", rows
            )
            self._store.set(index_open=0, index_outdated=0)
            now = {fragment for fragment, _ in self.fragments().values()}
            return (before | set(found.values())) - now

    def opened(self, outdated: Iterable[str]) -> None:
        """Enter that the index leads to what was entered, and that of before may go."""
        with self._store.changing():
            self._store.set(index_open=1)
            self.doom(outdated)

    def is_open(self) -> bool:
        """Return whether the ways into the index are those of what was entered."""
        return self._store.get("index_open") != 0

    def fragments(self) -> dict[str, tuple[str, str]]:
        """Return of each searched page, by its path, its fragment and that one's mark."""
        rows = self._db.execute("SELECT path, fragment, mark FROM sheets WHERE fragment != ''")
        return {path: (fragment, mark) for path, fragment, mark in rows}

    def _enter(self, pressed: Pressed) -> None:
        asked = orjson.dumps(sorted(pressed.asked))
        path = path_of(pressed.address)
        row = self._db.execute(
            "SELECT id, asked, mark, fragment FROM sheets WHERE address = ?", (pressed.address,)
        ).fetchone()
        number, known, mark, fragment = row or (None, b"", "", "")
        if mark != pressed.mark:
            self.heard.add(path)
            self.doom({fragment} - {""})
            noted, of = self._noted.get(path, ("", ""))
            fragment = noted if of == pressed.mark else ""
        (number,) = self._db.execute(
            "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                *(number, pressed.address, path, pressed.stage == Stage.LEAF, pressed.digest),
                *(asked, pressed.mark, fragment),
            ),
        ).fetchone()
        if known != asked:
            self._db.execute("DELETE FROM reads WHERE sheet = ?", (number,))
            rows = ((shelf, high, low, number) for shelf, low, high in pressed.asked)
            self._db.executemany("INSERT INTO reads VALUES (?, ?, ?, ?)", rows)
        self._want(number, pressed.wants)

    def _want(self, sheet: int, wants: Iterable[Code | Poster]) -> None:
        wanted = {want.address: want for want in wants}
        rows = self._db.execute("SELECT address FROM wants WHERE sheet = ?", (sheet,)).fetchall()
        known = {address for (address,) in rows}
        new = (
            (
                *(address, sheet, isinstance(want, Poster), orjson.dumps(asdict(want))),
                self._store.stands(path_of(address)),
            )
            for address, want in wanted.items()
            if address not in known
        )
        self._db.executemany("INSERT INTO wants VALUES (?, ?, ?, ?, ?)", new)
        # It may have been wanted by another page, and given up in the same turn.
        kept = ((path_of(address),) for address in wanted)
        self._db.executemany("DELETE FROM doomed WHERE path = ?", kept)
        for address in known - wanted.keys():
            self._db.execute("DELETE FROM wants WHERE address = ? AND sheet = ?", (address, sheet))
            self._db.execute(
                "INSERT OR IGNORE INTO doomed SELECT path, 0 FROM files WHERE path = ?"
                " AND NOT EXISTS (SELECT 1 FROM wants WHERE address = ?)",
                (path_of(address), address),
            )

    def _withdraw(self, address: str) -> None:
        row = self._db.execute(
            "SELECT id, path, mark, fragment FROM sheets WHERE address = ?", (address,)
        ).fetchone()
        if row:
            number, path, mark, fragment = row
            if mark:
                self.heard.add(path)
                # Its words are found no more, but the index counts them still.
                self._store.set(index_outdated=1)
            self.doom({path, fragment} - {""})
            self._want(number, ())
            self._db.execute("DELETE FROM reads WHERE sheet = ?", (number,))
            self._db.execute("DELETE FROM sheets WHERE id = ?", (number,))
