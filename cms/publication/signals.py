"""The doors by which Wagtail tells of a change; each marks, none reads what it was handed.

What was handed may be a draft: `post_save` of a live page whose draft was saved carries the
draft's title. So only numbers are taken from it.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction

from media.models import Image, picture_changed

from .services import mark, mark_readers

# A save of only these fields is a draft's: nothing the public sees.
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    }
)


def page_saved(instance: Any, update_fields: frozenset[str] | None, **_: Any) -> None:
    if isinstance(instance, Page) and not (update_fields and update_fields <= DRAFT_FIELDS):
        mark([instance.pk])


def page_deleted(instance: Page, **_: Any) -> None:
    mark([instance.pk])


def restriction_changed(instance: PageViewRestriction, **_: Any) -> None:
    mark([instance.page_id])


def image_changed(instance: Image, **_: Any) -> None:
    mark_readers(f"image:{instance.pk}")


def connect() -> None:
    """Listen, once, from the app's start."""
    post_save.connect(page_saved, dispatch_uid="publication.page_saved")
    post_delete.connect(page_deleted, sender=Page, dispatch_uid="publication.page_deleted")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction)
    picture_changed.connect(image_changed)
    post_delete.connect(image_changed, sender=Image)
