"""Composing a page's finished public document, and remembering what was read for it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from cms.core import clock
from cms.core.words import cut
from cms.pages.documents import PLACES, Face, Identity, finished
from cms.pages.models import ContentPage
from media.storage import names_in

from .models import Entry

# Texts longer than this are found by what stands before it; PostgreSQL's vectors end at 1 MB.
SEARCHED_CHARACTERS = 40_000


@dataclass(frozen=True)
class Composed:
    """A finished document: the entry's columns, and the things that were read for it."""

    columns: dict[str, Any]
    things: frozenset[str]


class Witness:
    """The public side as documents may ask it (cms.pages.documents.Public); notes each question."""

    def __init__(self) -> None:
        self.things: set[str] = set()

    def address(self, page_id: int) -> str | None:
        self.things.add(f"page:{page_id}")
        return Entry.objects.public().filter(page_id=page_id).values_list("url", flat=True).first()

    def page(self, page_id: int | None) -> int | None:
        return page_id if page_id and self.address(page_id) else None

    def hangs_on(self, thing: str) -> None:
        self.things.add(thing)

    def picture(self, image: Any) -> dict[str, Any] | None:
        return self._seen("image", image)

    def file(self, document: Any) -> dict[str, Any] | None:
        return self._seen("document", document)

    def video(self, video: Any) -> dict[str, Any] | None:
        return self._seen("video", video)

    def _seen(self, kind: str, thing: Any) -> dict[str, Any] | None:
        self.things.add(f"{kind}:{thing.pk}")
        return thing.public()


def files_shown() -> Iterator[str]:
    """The names of the files that public documents lead to."""
    documents = Entry.objects.public().values_list("document", flat=True)
    for document in documents.iterator():
        yield from names_in(document)


def compose(page: ContentPage, parent: Face | None, identity: Identity) -> Composed:
    """The columns of the page's entry, all but its number.

    The digest covers everything but `updatedAt`: publishing the same again is no change.
    """
    witness = Witness()
    if parent:
        witness.things.add(f"page:{parent.page_id}")
    document = finished(page, parent, witness, identity)
    places = parent.places_below() if parent else {}
    columns = {
        "kind": page.kind,
        "ordinal": identity.ordinal,
        "deleted": False,
        "url": identity.url,
        "slug": page.slug,
        "title": page.title,
        "published_at": identity.published_at,
        "owner_id": parent.page_id if parent else None,
        **{f"{place.lower()}_id": places.get(place.lower()) for place in PLACES},
        **page.public_filters(parent),
        "title_words": cut(page.title),
        "text_words": cut(page.public_words(parent)[:SEARCHED_CHARACTERS]),
    }
    digest = hashlib.sha256(orjson.dumps([document, columns], option=orjson.OPT_SORT_KEYS))
    document["updatedAt"] = clock.stamp(page.last_published_at or identity.published_at)
    columns |= {
        "document": orjson.dumps(document).decode(),
        "digest": digest.hexdigest(),
        "revision_id": page.live_revision_id,
    }
    return Composed(columns, frozenset(witness.things))
