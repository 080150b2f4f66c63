"""Reads off one public document what others need to know of it."""

import re
from collections.abc import Callable
from typing import Any

import orjson

from press.sheets import Document

AREAS = "/areas/"
# What only a document's own page, feeds and sitemaps show; the rest is its face.
OWN = frozenset({"body", "updatedAt", "formerUrls"})

# What the CMS serves of its own files. Where they lie in a bucket their addresses are whole.
_MEDIA = re.compile(rb'/media/[^"\\\s<>]+')
_BEFORE_MEDIA = re.compile(rb"[\w.:-]/media/")

# Gives the face of the document with an id, or None where that is not public.
Look = Callable[[str], Document | None]


def face_of(document: Document) -> Document:
    """Return what pages other than its own may show of a document."""
    return {name: value for name, value in document.items() if name not in OWN}


def rest_of(document: Document) -> Document:
    """Return what of a document is not its face."""
    return {name: value for name, value in document.items() if name in OWN}


def media_of(document: Document) -> set[str]:
    """Return the addresses of the CMS's own files that a document shows."""
    told = _BEFORE_MEDIA.sub(b"", orjson.dumps(document))
    return {found.decode() for found in _MEDIA.findall(told)}


def link(document: Document) -> dict[str, Any]:
    """Return what it takes to point at a document, and no more, so that little changes with it."""
    return {"title": document["title"], "url": document["url"]}


def slug_of(document: Document) -> str:
    """Return the last part of a page's address."""
    return str(document["url"].rstrip("/").rpartition("/")[2])


def area_of(document: Document) -> Document | None:
    """Return the link to the area a document lies in; a breadcrumb names only what is public."""
    return next((step for step in document["breadcrumb"] if step["url"].startswith(AREAS)), None)


def building_of(document: Document, look: Look) -> Document | None:
    """Return the public tower a document lies in; a vacancy's is its owner."""
    return referred(document, "owner" if document["kind"] == "VACANCY" else "building", look)


def enterprise_of(document: Document, look: Look) -> Document | None:
    """Return the public enterprise of a job."""
    return referred(document, "enterprise", look)


def referred(document: Document, field: str, look: Look) -> Document | None:
    """Return the public document that a field refers to."""
    reference = document.get(field)
    return look(reference["id"]) if reference else None
