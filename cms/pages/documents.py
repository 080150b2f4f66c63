"""What a page may know of the public side while its document is written, and what it gets there."""

import datetime
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from cms.core import clock, ids


@dataclass(frozen=True)
class Face:
    """What other documents may show of a public page.

    places: the ids of the nearest area, building and enterprise above the page (itself left out);
    filters: what lists of its kind can be narrowed by (ContentPage.public_filters).
    """

    page_id: int
    kind: str
    title: str
    url: str
    breadcrumb: list[dict[str, str]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    filters: dict[str, Any] = field(default_factory=dict)

    def as_owner(self) -> dict[str, str]:
        return {
            "id": ids.encode(self.kind, self.page_id),
            "title": self.title,
            "url": self.url,
            "kind": self.kind,
        }

    def as_link(self) -> dict[str, str]:
        return {"title": self.title, "url": self.url}

    def places_below(self) -> dict[str, int]:
        """`places` of a page that stands under this one."""
        own = {self.kind.lower(): self.page_id} if self.kind in PLACES else {}
        return {**self.places, **own}


PLACES = ("AREA", "BUILDING", "ENTERPRISE")
FILTERS = ("industry", "education", "monthly_max_yuan")


@dataclass(frozen=True)
class Identity:
    """What a page keeps once it is public: where it is, where it was, its place in its kind."""

    url: str
    former_urls: list[str]
    ordinal: int
    published_at: datetime.datetime


class Public(Protocol):
    """The public side, as far as a document may ask; every question is remembered.

    A document is written anew when an answer it got changes.
    """

    def address(self, page_id: int) -> str | None:
        """The public URL of a page, None while it is not public."""

    def page(self, page_id: int | None) -> int | None:
        """The page's number for a reference to it, None while it is not public."""

    def hangs_on(self, thing: str) -> None:
        """The document also shows something of this; whoever changes it marks its readers."""

    def picture(self, image: Any) -> dict[str, Any] | None:
        """A picture as the public sees it (media.models.Image.public); None if it does not."""

    def file(self, document: Any) -> dict[str, Any] | None:
        """A file as the public gets it (media.models.Document.public); None if it does not."""

    def video(self, video: Any) -> dict[str, Any] | None:
        """A video as the public gets it (media.models.Video.public); None if it does not."""


def face_of(entry: Any) -> Face:
    """What other documents may show of a page, from its row in the publication."""
    numbers = {place.lower(): getattr(entry, f"{place.lower()}_id") for place in PLACES}
    return Face(
        page_id=entry.page_id,
        kind=entry.kind,
        title=entry.title,
        url=entry.url,
        breadcrumb=orjson.loads(entry.document)["breadcrumb"],
        places={place: number for place, number in numbers.items() if number},
        filters={name: getattr(entry, name) for name in FILTERS},
    )


def finished(page: Any, parent: Face | None, public: Public, identity: Identity) -> dict[str, Any]:
    """The whole document of a ContentPage, but for the time of its last change."""
    return {
        **page.public_document(parent, public),
        "url": identity.url,
        "slug": identity.url.strip("/").rpartition("/")[2],
        "ordinal": identity.ordinal,
        "formerUrls": identity.former_urls,
        "publishedAt": clock.stamp(identity.published_at),
    }
