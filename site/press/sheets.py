"""The plain values the stages hand to each other: documents in, sheets planned, prints out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from urllib.parse import unquote

# A public document as `queries/changes.graphql` asks for it, with its `kind` beside its fields.
Document = dict[str, Any]
# Every public document by its id.
Documents = Mapping[str, Document]


class Stage(IntEnum):
    """The order of writing: what is linked to stands before what links to it."""

    ASSET = 0
    LEAF = 1
    LIST = 2


def path_of(address: str) -> str:
    """Return the file, relative to the output folder, that answers at an address."""
    path = unquote(address).removeprefix("/")
    return f"{path}index.html" if path == "" or path.endswith("/") else path


@dataclass(frozen=True)
class Sheet:
    """One page decided: equal sheets print equal bytes."""

    address: str
    template: str
    data: Mapping[str, Any]
    stage: Stage
    name: str


@dataclass(frozen=True)
class Print:
    """One file finished: the bytes that answer at an address."""

    address: str
    body: bytes
    stage: Stage
