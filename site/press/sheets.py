"""The plain values the stages hand to each other: documents in, sheets planned, prints out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
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


# Where codes and pictures stand, all of them made behind the printing.
MADE = "/made/"


@dataclass(frozen=True)
class Code:
    """A QR code of a public address, at an address of its own that changes with what it says."""

    text: str

    @property
    def address(self) -> str:
        return f"{MADE}code.{_told_apart('code 1', self.text)}.svg"


@dataclass(frozen=True)
class Poster:
    """The picture a page is shared with, at an address that changes with what it shows."""

    title: str
    kind: str
    owner: str
    site: str

    @property
    def address(self) -> str:
        shown = ("poster 1", self.title, self.kind, self.owner, self.site)
        return f"{MADE}share.{_told_apart(*shown)}.png"


def _told_apart(*shown: str) -> str:
    return sha256("\0".join(shown).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Sheet:
    """One page decided: equal sheets print equal bytes.

    wants: what is to be made behind, for this page to refer to once it stands.
    leads: addresses of further sheets that the documents alone do not tell of.
    """

    address: str
    template: str
    data: Mapping[str, Any]
    stage: Stage
    name: str
    wants: tuple[Code | Poster, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Print:
    """One sheet finished: the bytes that answer at its address."""

    address: str
    body: bytes
    stage: Stage

    @property
    def path(self) -> str:
        return path_of(self.address)


@dataclass(frozen=True)
class File:
    """One file of the site; packed: its doubles for who takes them packed, by their suffixes."""

    path: str
    body: bytes
    packed: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"/{self.path}"


@dataclass(frozen=True)
class Order:
    """A sheet to be pressed, and the digest of what stands in its place, or ""."""

    address: str
    digest: str = ""


@dataclass(frozen=True)
class Pressed:
    """What became of an order.

    digest: "" where there is to be no sheet. file: None where what stands is as it should be.
    asked: what the sheet hangs on, by the store's keys. mark: of its searched text.
    """

    address: str
    stage: Stage
    digest: str
    file: File | None
    mark: str
    asked: tuple[tuple[int, int, int], ...]
    wants: tuple[Code | Poster, ...]
    leads: tuple[str, ...]


def mark(page: bytes) -> str:
    """Return what tells a page's searched text from any other, "" where nothing is searched."""
    _, found, rest = page.partition(b"data-pagefind-body")
    return sha256(rest.rpartition(b"</article>")[0]).hexdigest()[:16] if found else ""
