"""The doors by which Wagtail tells of a change; each marks, none reads what it was handed.

What was handed may be a draft: `post_save` of a live page whose draft was saved carries the
draft's title. So only numbers are taken from it.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from treebeard.mp_tree import path_updated
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from media.models import Document, Image, Video, media_changed

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


def branch_moved(new_path: str, **_: Any) -> None:
    """All that lies in it: who reads a page and then what is above it by the old place, errs."""
    mark(Page.objects.filter(path__startswith=new_path).values_list("pk", flat=True))


def page_deleted(instance: Page, **_: Any) -> None:
    mark([instance.pk])


def restriction_changed(instance: PageViewRestriction, **_: Any) -> None:
    mark([instance.page_id])


def collection_restricted(instance: CollectionViewRestriction, **_: Any) -> None:
    """All that lies in the collection or below it."""
    at = Collection.objects.filter(pk=instance.collection_id).first()
    inside = Collection.objects.descendant_of(at, inclusive=True) if at else []
    for model in (Image, Document, Video):
        found = model.objects.filter(collection__in=inside).values_list("pk", flat=True)
        mark_readers(*(_thing(model, pk) for pk in found))


def media_has_changed(instance: Image | Document | Video, **_: Any) -> None:
    mark_readers(_thing(type(instance), instance.pk))


def _thing(model: type[Model], pk: int) -> str:
    return f"{model._meta.model_name}:{pk}"


def connect() -> None:
    """Listen, once, from the app's start."""
    path_updated.connect(branch_moved, sender=Page, dispatch_uid="publication.branch_moved")
    post_save.connect(page_saved, dispatch_uid="publication.page_saved")
    post_delete.connect(page_deleted, sender=Page, dispatch_uid="publication.page_deleted")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction)
        signal.connect(collection_restricted, sender=CollectionViewRestriction)
    media_changed.connect(media_has_changed)
    for model in (Image, Document, Video):
        post_delete.connect(media_has_changed, sender=model)
