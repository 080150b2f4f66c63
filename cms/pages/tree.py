"""A page's place in the tree, and its lock: what many at work at once must not take away."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from wagtail.models import Page

PLACE = ("path", "depth", "numchild")


def hold(*pages: Page, branches: Iterable[Page] = ()) -> None:
    """Lock pages, and branches with the page above each, in the tree's order until the commit.

    To be called first. Wagtail writes a page's rows in another order in each of its acts (revisions
    first when it publishes, last when it unpublishes), and two at once would lock each other out.
    Who changes branches takes turns. The pages given are told their place as it now is; one that
    somebody has deleted raises Page.DoesNotExist.
    """
    branches = list(branches)
    if branches:
        take_turns()
    given = {page.pk: page for page in (*pages, *branches)}
    found = Q(pk__in=given)
    for path in Page.objects.filter(pk__in=[page.pk for page in branches]).values_list("path"):
        found |= Q(path__startswith=path[0]) | Q(path=path[0][: -Page.steplen])
    held = Page.objects.select_for_update().filter(found).order_by("path").values("pk", *PLACE)
    places = {place.pop("pk"): place for place in held}
    for pk, page in given.items():
        if pk not in places:
            raise Page.DoesNotExist(f"page {pk} has been deleted")
        for name, value in places[pk].items():
            setattr(page, name, value)


def take_turns() -> None:
    """Wait until nobody else changes the tree; who comes next waits for this one's commit.

    The tree's root is nobody's to edit: its lock holds up none but those who ask for it.
    """
    list(Page.objects.select_for_update().filter(depth=1).values_list("pk"))


def keep_place(instance: Page, raw: bool, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Receiver of pre_save: moving and adding pages writes their place, saving one must not.

    It is for Wagtail's base class, as which it saves any page now and then; our kinds do the same
    themselves, before their rules are asked. A save writes every column as it was when the page
    was read. Were a page added below it or moved meanwhile, the old count and place would come
    back, and the tree would be broken; were it deleted, it would come back itself.
    """
    if not (instance._state.adding or raw or update_fields):
        hold(instance)
