"""Lets one press at a time publish into a bucket: an object that is written under conditions."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any, Protocol

import orjson

from press.errors import Busy

SECONDS = 60


class Objects(Protocol):
    """What a lease needs of a bucket; `put` gives None where the condition does not hold."""

    name: str

    def get(self, key: str) -> tuple[bytes, Mapping[str, Any]] | None: ...

    def put(self, key: str, body: bytes, was: str | None) -> str | None: ...

    def delete(self, keys: list[str]) -> None: ...


class Lease:
    """Held by a holder for a minute, and for as long as check() is called in time.

    A holder that comes back takes its own lease again: whoever it is, is told apart from others by
    its machine and its folder, and that folder is held by one press at a time.
    """

    def __init__(self, objects: Objects, key: str, holder: str) -> None:
        self._objects, self._key, self._holder = objects, key, holder
        self._tag: str | None = None
        self._renew_at = 0.0
        self._lock = Lock()

    def take(self) -> None:
        """Take the lease; raises Busy where another press holds it."""
        found = self._objects.get(self._key)
        self._tag = None
        if found:
            body, said = found
            told = _read(body)
            if told.get("holder") != self._holder and _age(said) < SECONDS:
                raise Busy(
                    f"Another press is publishing to {self._objects.name} "
                    f"({told.get('holder')}, since {told.get('since')}). Let it finish or stop it; "
                    f"if it died, its claim ends within {SECONDS} seconds."
                )
            self._tag = str(said["ETag"]).strip('"')
        self._write()

    def check(self, *, surely: bool = False) -> None:
        """Make sure that the lease is held still; raises Busy where another press has taken it.

        surely: ask the bucket, whatever the clock says: it stands still while a machine sleeps.
        """
        with self._lock:
            if surely or time.monotonic() >= self._renew_at:
                self._write()

    def give_back(self) -> None:
        """Give the lease back, if it is ours still."""
        found = self._objects.get(self._key) if self._tag else None
        if found and str(found[1]["ETag"]).strip('"') == self._tag:
            self._objects.delete([self._key])
        self._tag = None

    def _write(self) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        body = orjson.dumps({"holder": self._holder, "since": since, "at": time.time_ns()})
        begun = time.monotonic()
        tag = self._objects.put(self._key, body, self._tag)
        if tag is None:
            self._tag = None
            raise Busy(
                f"Another press has taken over publishing to {self._objects.name}. "
                "This one stops; what it had not yet published is left to the other."
            )
        # Early enough that nobody can have taken it meanwhile.
        self._tag, self._renew_at = tag, begun + SECONDS / 3


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _age(said: Mapping[str, Any]) -> float:
    """Return how old an object is by the clock of the bucket itself, in seconds."""
    now = parsedate_to_datetime(said["ResponseMetadata"]["HTTPHeaders"]["date"])
    written: datetime = said["LastModified"]
    return (now - written).total_seconds()
