"""A page's place in the tree, and its lock: what many at work at once must not take away."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q
from wagtail.models import Page

PLACE = ("path", "depth", "numchild")


def hold(*pages: Page, branches: Iterable[Page] = ()) -> None:
    """Lock pages, and branches with the page above each, in the tree's order until the commit.

    To be called first. Wagtail writes a page's rows in another order in each of its acts (revisions
    first when it publishes, last when it unpublishes), and two at once would lock each other out.
    """
    if not connection.features.has_select_for_update:
        return
    found = Q(pk__in=[page.pk for page in pages])
    for page in branches:
        found |= Q(path__startswith=page.path) | Q(path=page.path[: -Page.steplen])
    list(Page.objects.select_for_update().filter(found).order_by("path").values_list("pk"))


def keep_place(instance: Any, raw: bool, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Receiver of pre_save: moving and adding pages writes their place, saving one must not.

    A save writes every column as it was when the page was read. Were a page added below it or
    moved meanwhile, the old count and place would come back, and the tree would be broken.
    """
    if not isinstance(instance, Page) or instance._state.adding or raw or update_fields:
        return
    now = Page.objects.select_for_update().filter(pk=instance.pk).values(*PLACE).first()
    for name, value in (now or {}).items():
        setattr(instance, name, value)
