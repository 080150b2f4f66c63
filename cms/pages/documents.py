"""What a page may know of the public side while its document is written."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from cms.core import ids


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


class Public(Protocol):
    """The public side, as far as a document may ask; every question is remembered.

    A document is written anew when an answer it got changes.
    """

    def address(self, page_id: int) -> str | None:
        """The public URL of a page, None while it is not public."""

    def page(self, page_id: int | None) -> int | None:
        """The page's number for a reference to it, None while it is not public."""

    def picture(self, image: Any) -> dict[str, Any] | None:
        """A picture as the public sees it (media.models.Image.public); None if it does not."""

    def file(self, document: Any) -> dict[str, Any] | None:
        """A file as the public gets it (media.models.Document.public); None if it does not."""

    def video(self, video: Any) -> dict[str, Any] | None:
        """A video as the public gets it (media.models.Video.public); None if it does not."""
