"""Keeps the public documents between runs, sorted for what sheets ask, and notes what changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from press.documents import face_of, media_of, rest_of
from press.facets import Value
from press.memory import opened
from press.sheets import Document, path_of
from press.shelves import SORTS, key_of, shelves, under

ALL = 2**62
FACES = 20_000
# When more cannot be printed, it is the press that is at fault.
MOST_ASIDE = 10


class Store:
    """A database of the press's own under `path`, or in memory; `db` is for whoever keeps more.

    It holds nothing that cannot be had again. Raises NoStore where it cannot be opened.
    """

    def __init__(self, path: Path | None = None, *, to_read: bool = False) -> None:
        self.path = path
        self.db = opened(path, to_read)
        self._faces: dict[str, Document | None] = {}
        self._supposed = False

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Take what is changed inside for one change: all of it, or at an exception nothing."""
        if self._supposed:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    @contextmanager
    def supposing(self) -> Iterator[None]:
        """Let what is changed inside be true inside, and nowhere else."""
        self.db.execute("BEGIN IMMEDIATE")
        self._supposed = True
        try:
            yield
        finally:
            self._supposed = False
            self.db.rollback()
            self._faces.clear()

    def get(self, name: str) -> Any:
        """Return what was set last under a name, None before that."""
        row = self.db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set(self, **values: str | int | None) -> None:
        self.db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", values.items())

    # What the documents say.

    def look(self, identity: str) -> Document | None:
        """Return the face of a document."""
        if identity not in self._faces:
            if len(self._faces) >= FACES:
                self._faces.clear()
            row = self._row("SELECT face FROM documents WHERE id = ?", identity)
            self._faces[identity] = orjson.loads(row[0]) if row else None
        return self._faces[identity]

    def at(self, url: str) -> list[Document]:
        """Return the documents, whole, that claim an address."""
        rows = self.db.execute("SELECT face, rest FROM documents WHERE url = ?", (url,))
        return [orjson.loads(face) | orjson.loads(rest) for face, rest in rows]

    def rest(self, identity: str) -> Document:
        """Return what of a document is not its face."""
        (rest,) = self._row("SELECT rest FROM documents WHERE id = ?", identity)
        found: Document = orjson.loads(rest)
        return found

    def on(self, shelf: str, kind: str, low: int, high: int, count: int) -> list[Document]:
        """Return the faces of what stands on a shelf between two ordinals, newest first."""
        rows = self.db.execute(
            # The shelf first, and by itself: it is short, its kind is not.
            "SELECT d.id, d.face FROM (SELECT ordinal FROM places WHERE shelf = ?"
            " AND ordinal BETWEEN ? AND ? ORDER BY ordinal DESC LIMIT ?) p"
            " CROSS JOIN documents d WHERE d.kind = ? AND d.ordinal = p.ordinal"
            " ORDER BY p.ordinal DESC",
            (key_of(shelf), low, high, count, kind),
        )
        return [self._faces.get(identity) or orjson.loads(face) for identity, face in rows]

    def newest(self, shelf: str, high: int, count: int) -> list[int]:
        """Return the highest ordinals of a shelf up to one, from there down."""
        rows = self.db.execute(
            "SELECT ordinal FROM places WHERE shelf = ? AND ordinal <= ?"
            " ORDER BY ordinal DESC LIMIT ?",
            (key_of(shelf), high, count),
        )
        return [ordinal for (ordinal,) in rows]

    def oldest(self, shelf: str, low: int, count: int) -> list[int]:
        """Return the lowest ordinals of a shelf from one on, from there up."""
        rows = self.db.execute(
            "SELECT ordinal FROM places WHERE shelf = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?",
            (key_of(shelf), low, count),
        )
        return [ordinal for (ordinal,) in rows]

    def count(self, shelf: str, low: int, high: int, most: int) -> int:
        """Return how many stand on a shelf between two ordinals, at most so many."""
        row = self._row(
            "SELECT count(*) FROM (SELECT 1 FROM places WHERE shelf = ?"
            " AND ordinal BETWEEN ? AND ? LIMIT ?)",
            *(key_of(shelf), low, high, most),
        )
        return int(row[0])

    def answers(self, kind: str, facet: str) -> list[Value]:
        """Return the answers that documents of a kind give to a facet, as a reader expects them."""
        rows = self.db.execute(
            "SELECT slug, title, rank, word FROM answers WHERE kind = ? AND facet = ?"
            " ORDER BY rank, word, slug",
            (kind, facet),
        )
        return [Value(slug, title, (rank, word)) for slug, title, rank, word in rows]

    def answer(self, kind: str, facet: str, slug: str) -> Value | None:
        """Return one of them."""
        row = self._row(
            "SELECT title, rank, word FROM answers WHERE kind = ? AND facet = ? AND slug = ?",
            *(kind, facet, slug),
        )
        return Value(slug, row[0], (row[1], row[2])) if row else None

    def answered(self, kind: str, low: int, high: int) -> dict[str, list[list[str]]]:
        """Return by id how each document of a kind between two ordinals answers: [facet, slug]."""
        rows = self.db.execute(
            "SELECT id, shelves FROM documents WHERE kind = ? AND ordinal BETWEEN ? AND ?",
            (kind, low, high),
        )
        return {
            identity: [name.split(" ", 3)[2:] for name in orjson.loads(names) if name[:3] == "by "]
            for identity, names in rows
        }

    def reached(self, kind: str) -> int:
        """Return the highest ordinal given in a kind, to what left the public as well."""
        row = self._row("SELECT ordinal FROM reached WHERE kind = ?", kind)
        return int(row[0]) if row else 0

    def updates(self, kind: str, low: int, high: int) -> list[tuple[str, str]]:
        """Return the addresses of a kind between two ordinals, and when each changed."""
        rows = self.db.execute(
            "SELECT url, updated FROM documents WHERE kind = ? AND ordinal BETWEEN ? AND ?"
            " ORDER BY ordinal DESC",
            (kind, low, high),
        )
        return list(rows)

    def last_update(self, kind: str, low: int, high: int) -> str:
        """Return when a document of a kind between two ordinals last changed."""
        row = self._row(
            "SELECT max(updated) FROM documents WHERE kind = ? AND ordinal BETWEEN ? AND ?",
            *(kind, low, high),
        )
        return str(row[0])

    def stands(self, path: str) -> bool:
        """Return whether a file stands."""
        return self._row("SELECT 1 FROM files WHERE path = ?", path) is not None

    # How they change.

    def feed(self, nodes: Iterable[dict[str, Any]], cursor: str, number: int) -> None:
        """Take in a stretch of the record of changes, and note what of it anyone may have read."""
        with self.changing():
            self._read = bool(self._row("SELECT 1 FROM sheets LIMIT 1"))
            sorting: dict[str, str] = {}
            for node in nodes:
                self._take(node, sorting)
            for identity, kind in sorting.items():
                self._sort_anew(identity, kind)
            self.set(cursor=cursor, number=number)
        self._read = True

    def restart(self) -> None:
        """Forget how far the record was read; at its end sweep() takes what it told of no more."""
        with self.changing():
            self.db.execute("UPDATE documents SET seen = 0 WHERE seen")
            self.db.execute("DELETE FROM reached")
            self.set(cursor=None, number=0)

    def sweep(self) -> None:
        """Take away what a record read from its start did not tell of."""
        rows = self.db.execute("SELECT id, kind, ordinal FROM documents WHERE NOT seen").fetchall()
        gone = [{"id": i, "kind": k, "ordinal": o, "deleted": True} for i, k, o in rows]
        if gone:
            self.feed(gone, self.get("cursor"), self.get("number"))

    def set_aside(self, address: str) -> str:
        """Take the latest document that claims an address for not public, until it changes.

        Return its id; "" where none can be spared: the district, or more than a few.
        """
        claim = [document for document in self.at(address) if document["kind"] != "DISTRICT"]
        if not claim or len(self.aside()) >= MOST_ASIDE:
            return ""
        last = max(claim, key=lambda document: (document["updatedAt"], document["id"]))
        node = {name: last[name] for name in ("id", "kind", "ordinal")}
        kept = orjson.dumps({**node, "deleted": False, "content": last}).decode()
        self.feed(
            [{**node, "deleted": True, "aside": kept}], self.get("cursor"), self.get("number")
        )
        return str(last["id"])

    def take_back(self, identity: str) -> None:
        """Take a document that was set aside for public again."""
        row = self._row("SELECT node FROM aside WHERE id = ?", identity)
        if row:
            self.feed([orjson.loads(row[0])], self.get("cursor"), self.get("number"))

    def aside(self) -> list[str]:
        """Return the ids of what is set aside."""
        return [identity for (identity,) in self.db.execute("SELECT id FROM aside ORDER BY id")]

    def touch(self, shelf: str, ordinal: int, why: str) -> None:
        """Note that what a sheet read of a shelf at an ordinal may be true no more."""
        if self._read:
            self.db.execute(
                "INSERT OR IGNORE INTO touched VALUES (?, ?, ?)", (key_of(shelf), ordinal, why)
            )

    # Whether there may be a sheet that read anything: before the first print there is none.
    _read = True

    def _row(self, question: str, *values: str | int) -> Any:
        return self.db.execute(question, values).fetchone()

    def _take(self, node: dict[str, Any], sorting: dict[str, str]) -> None:
        identity, kind, ordinal = node["id"], node["kind"], node["ordinal"]
        self.db.execute("DELETE FROM aside WHERE id = ?", (identity,))
        if kept := node.get("aside"):
            self.db.execute("INSERT INTO aside VALUES (?, ?)", (identity, kept))
        if ordinal > self.reached(kind):
            # Whoever asked whether it has reached a number has to look again when it passes that.
            self.touch(f"reached {kind}", self.reached(kind) + 1, "a new number")
            self.db.execute("INSERT OR REPLACE INTO reached VALUES (?, ?)", (kind, ordinal))
        row = self._row("SELECT face, rest, shelves FROM documents WHERE id = ?", identity)
        old = (orjson.loads(row[0]), orjson.loads(row[1])) if row else None
        stood: list[str] = orjson.loads(row[2]) if row else []
        self._faces.pop(identity, None)
        why = (node["content"] if not node["deleted"] else old[0] if old else {}).get("url", "")
        if node["deleted"]:
            if old:
                self.db.execute("DELETE FROM documents WHERE id = ?", (identity,))
                self._stand(kind, old[0]["ordinal"], stood, [], why)
                self._name_paths(identity, None)
                self._tell(old, None, sorting)
            return
        self._give_way(identity, kind, ordinal, sorting)
        document = {**node["content"], "kind": kind}
        new = face_of(document), rest_of(document)
        if old and old[0]["ordinal"] != ordinal:
            self._stand(kind, old[0]["ordinal"], stood, [], why)
            stood = []
        names = self._stand(kind, ordinal, stood, shelves(document, self.look), why)
        self.db.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (
                *(identity, kind, ordinal, document["url"], document["updatedAt"]),
                *(orjson.dumps(new[0]), orjson.dumps(new[1]), orjson.dumps(names)),
            ),
        )
        self._name_paths(identity, document)
        self._tell(old, new, sorting)

    def _give_way(self, identity: str, kind: str, ordinal: int, sorting: dict[str, str]) -> None:
        """Take away who held a document's number: a restored CMS may have given it anew."""
        rows = self.db.execute(
            "SELECT id FROM documents WHERE kind = ? AND ordinal = ? AND id != ?",
            (kind, ordinal, identity),
        ).fetchall()
        for (other,) in rows:
            gone = {"id": other, "kind": kind, "ordinal": ordinal, "deleted": True}
            self._take(gone, sorting)

    def _name_paths(self, identity: str, document: Document | None) -> None:
        """Enter the files a document shows, and where it stood before."""
        for table in ("media", "formers"):
            self.db.execute(f"DELETE FROM {table} WHERE document = ?", (identity,))
        if document:
            media = ((path_of(url), identity) for url in media_of(document))
            self.db.executemany("INSERT INTO media VALUES (?, ?)", media)
            url = document["url"]
            formers = ((path_of(former), identity, url) for former in document["formerUrls"])
            self.db.executemany("INSERT OR IGNORE INTO formers VALUES (?, ?, ?)", formers)

    def _tell(
        self,
        old: tuple[Document, Document] | None,
        new: tuple[Document, Document] | None,
        sorting: dict[str, str],
    ) -> None:
        """Touch what reads of a document that comes, goes or changes."""
        face = new[0] if new else old[0] if old else {}
        identity, kind, url = face["id"], face["kind"], face["url"]
        if new and not (old and old[0]["url"] == url):
            self.db.execute("INSERT OR IGNORE INTO dirty VALUES (?, ?)", (url, url))
        for ordinal in {each[0]["ordinal"] for each in (old, new) if each}:
            if old != new:
                self.touch(f"whole {kind}", ordinal, url)
            if not old or not new or old[0] != new[0]:
                self.touch(f"face {kind}", ordinal, url)
        if not old or not new:
            self.touch(f"id {identity}", 0, url)
        if kind in SORTS and (not old or not new or old[0] != new[0]):
            sorting[identity] = kind

    def _sort_anew(self, identity: str, kind: str) -> None:
        """Put what refers to a document on the shelves that follow from its face."""
        for below in SORTS[kind]:
            rows = self.db.execute(
                "SELECT d.id, d.ordinal, d.face, d.shelves FROM places p CROSS JOIN documents d"
                " WHERE p.shelf = ? AND d.kind = ? AND d.ordinal = p.ordinal",
                (key_of(under(identity, below)), below),
            ).fetchall()
            for own, ordinal, face, stood in rows:
                names = shelves(orjson.loads(face), self.look)
                now = self._stand(
                    below, ordinal, orjson.loads(stood), names, orjson.loads(face)["url"]
                )
                self.db.execute(
                    "UPDATE documents SET shelves = ? WHERE id = ?", (orjson.dumps(now), own)
                )

    def _stand(
        self,
        kind: str,
        ordinal: int,
        stood: Iterable[str],
        stands: Iterable[tuple[str, Value | None, str]],
        why: str,
    ) -> list[str]:
        """Move a document from shelves to shelves, and return the names of those."""
        now = {name: (value, facet) for name, value, facet in stands}
        for name in set(stood) - now.keys():
            self.db.execute(
                "DELETE FROM places WHERE shelf = ? AND ordinal = ?", (key_of(name), ordinal)
            )
            self.touch(name, ordinal, why)
            if name.startswith("by ") and not self.newest(name, ALL, 1):
                self._forget_answer(name, why)
        for name in now.keys() - set(stood):
            self.db.execute("INSERT OR IGNORE INTO places VALUES (?, ?)", (key_of(name), ordinal))
            self.touch(name, ordinal, why)
        for value, facet in now.values():
            if value:
                self._learn_answer(kind, facet, value, why)
        if any(name.startswith("by ") for name in set(stood) ^ now.keys()):
            self.touch(f"answered {kind}", ordinal, why)
        return list(now)

    def _learn_answer(self, kind: str, facet: str, value: Value, why: str) -> None:
        known = self.answer(kind, facet, value.slug)
        if known and (known.title, tuple(known.order)) == (value.title, value.order):
            return
        row = (kind, facet, value.slug, value.title, *value.order)
        self.db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
        self.touch(f"answers {kind} {facet}", 0, why)
        self.touch(f"answer {kind} {facet} {value.slug}", 0, why)

    def _forget_answer(self, shelf: str, why: str) -> None:
        _, kind, facet, slug = shelf.split(" ", 3)
        self.db.execute(
            "DELETE FROM answers WHERE kind = ? AND facet = ? AND slug = ?", (kind, facet, slug)
        )
        self.touch(f"answers {kind} {facet}", 0, why)
        self.touch(f"answer {kind} {facet} {slug}", 0, why)
