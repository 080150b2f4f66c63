"""Drafts handed to the press: a page as publishing it would make it, frozen, under an aging token.

Only the token's hash is kept. What is frozen reaches nobody but through the press's own door
(schema.press), and neither the page nor anything else can be asked of with the token.
"""

import datetime
import secrets
from hashlib import sha256
from typing import Any, Self

import orjson
from django.conf import settings
from django.db import models
from wagtail.models import Page

from cms.core import clock

from .documents import Face, Identity, face_of, finished

# How long the press may take to come for a draft.
LOOK = datetime.timedelta(minutes=1)
# A page not public yet stands before all others of its kind; GraphQL knows no larger number.
NEWEST = 2**31 - 1
# No page can have this slug: a draft's address is in nobody's way.
NO_SLUG = "~"


class DraftQuerySet(models.QuerySet):
    """Questions about what is handed out."""

    def open(self) -> Self:
        """What can still be looked at."""
        return self.filter(expires_at__gt=clock.now())

    def shared_of(self, page: Page) -> Self:
        """The links to drafts of a page that still lead anywhere, newest first."""
        return self.open().filter(page_id=page.pk, once=False).order_by("-made_at")

    def opened_by(self, token: str) -> Self:
        """The draft that a token opens, if any."""
        return self.open().filter(digest=_digest(token))


class Draft(models.Model):
    """One page frozen. once: gone after a single look; else whoever has the link may look again.

    documents: JSON, a list of public documents: those of the pages above that are not public
    themselves, and last the page's own.
    """

    digest = models.CharField(max_length=64, unique=True)
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    documents = models.TextField()
    once = models.BooleanField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()


def hand_over(page: Any) -> str:
    """Freeze a page, saved or not, for one look within a minute; returns the token."""
    return _keep(page, once=True, expires_at=clock.now() + LOOK)


def share(*, page: Any, user: Any, expires_at: datetime.datetime) -> str:
    """Freeze a saved page for whoever is given the link, until then or until it is revoked."""
    return _keep(page, once=False, expires_at=expires_at, made_by=user, page_id=page.pk)


def redeem(token: str) -> list[dict[str, Any]]:
    """The documents that a token opens; empty when it opens nothing, or not any more."""
    draft = Draft.objects.opened_by(token).first()
    if draft is None:
        return []
    if draft.once and not Draft.objects.filter(pk=draft.pk).delete()[0]:
        # Somebody has just had the one look.
        return []
    documents: list[dict[str, Any]] = orjson.loads(draft.documents)
    return documents


def forget_expired(now: datetime.datetime) -> int:
    """Delete what nobody can look at any more; returns how many."""
    return Draft.objects.filter(expires_at__lte=now).delete()[0]


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _keep(page: Any, **columns: Any) -> str:
    token = secrets.token_urlsafe(32)
    documents = orjson.dumps(_documents(page)).decode()
    Draft.objects.create(digest=_digest(token), documents=documents, **columns)
    return token


def missing(page: Any) -> list[str]:
    """What a page, or one above it that is not public, lacks to be shown: 类别, 上级“X”的类别."""
    above = [f"上级“{each.title}”的{name}" for each in _hidden_above(page) for name in _lacks(each)]
    return [*above, *_lacks(page)]


def _lacks(page: Any) -> list[str]:
    asked = (each for each in page._meta.fields if each.editable and not each.auto_created)
    return [
        str(field.verbose_name)
        for field in asked
        if not field.blank and field.value_from_object(page) in field.empty_values
    ]


def _line_above(page: Any) -> Any:
    return page.get_ancestors().filter(depth__gt=1).specific()


def _is_public(page: Any) -> bool:
    entry = getattr(page, "entry", None)
    return bool(entry and not entry.deleted)


def _hidden_above(page: Any) -> list[Any]:
    return [each for each in _line_above(page) if not _is_public(each)]


def _documents(page: Any) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = []
    face = None
    for above in _line_above(page):
        if _is_public(above):
            face = face_of(above.entry)
            continue
        documents.append(_finished(above, face, NEWEST - above.depth, above.slug))
        face = Face(
            page_id=above.pk,
            kind=above.kind,
            title=above.title,
            url=documents[-1]["url"],
            breadcrumb=documents[-1]["breadcrumb"],
            places=face.places_below() if face else {},
            filters=above.public_filters(face),
        )
    return [*documents, _finished(page, face, NEWEST, NO_SLUG)]


def _finished(page: Any, parent: Face | None, ordinal: int, slug: str) -> dict[str, Any]:
    """The page's document as the publication would write it, for a page that may not be saved.

    ordinal, slug: of one that never was public.
    """
    entry = getattr(page, "entry", None) if page.pk else None
    url = entry.url if entry and page.slug == entry.slug else page.address_for(slug)
    identity = Identity(
        url=url,
        former_urls=[],
        ordinal=entry.ordinal if entry else ordinal,
        published_at=entry.published_at if entry else page.first_published_at or clock.now(),
    )
    now = clock.stamp(clock.now())
    return {**finished(page, parent, _Shown(), identity), "updatedAt": now}


class _Shown:
    """The public side as a draft may ask it (cms.pages.documents.Public), with nothing noted."""

    def address(self, page_id: int) -> str | None:
        public = Page.objects.filter(pk=page_id, entry__deleted=False)
        return public.values_list("entry__url", flat=True).first()

    def page(self, page_id: int | None) -> int | None:
        return page_id if page_id and self.address(page_id) else None

    def hangs_on(self, thing: str) -> None:
        """A frozen draft is never written anew."""

    def picture(self, image: Any) -> dict[str, Any] | None:
        return image.public()

    def file(self, document: Any) -> dict[str, Any] | None:
        return document.public()

    def video(self, video: Any) -> dict[str, Any] | None:
        return video.public()
