"""Brings a store up to date with the CMS's record of changes."""

from collections.abc import Callable

import httpx

from press.errors import RecordLost
from press.read import read
from press.store import Store


def gather(
    store: Store, client: httpx.Client, url: str, progress: Callable[[str, int, int], None]
) -> int:
    """Read what is new, and return how much that is; what was read before a failure stays read.

    Raises Unreachable, Refused, and RecordLost when it has to be read from its start.
    """
    count = 0
    for changes in read(client, url, store.get("cursor")):
        number = int(store.get("number") or 0)
        if changes.number < number:
            raise RecordLost(
                f"The record of {url} went back from {number} to {changes.number}, "
                "as after a restored backup; it has to be read from its start."
            )
        store.feed(changes.nodes, changes.cursor, changes.number)
        count += len(changes.nodes)
        progress("Reading", count, 0)
    store.sweep()
    return count
