"""What may leave files on the wrong side; each only calls for them to be placed."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Collection, CollectionViewRestriction

from .models import media_changed
from .services import place_files_later


def place_later(**_: Any) -> None:
    transaction.on_commit(place_files_later.enqueue)


def place_if_misplaced(instance: Any, **_: Any) -> None:
    if instance.is_misplaced():
        place_later()


def connect() -> None:
    """Listen, once, from the app's start."""
    for signal in (post_save, post_delete):
        signal.connect(place_later, sender=CollectionViewRestriction)
    # Saved before it is moved in the tree; the worker comes after, and the clock after that.
    post_save.connect(place_later, sender=Collection)
    media_changed.connect(place_if_misplaced)
