"""Wagtail's groups follow the duties: one for each role at each place, with exactly its rights.

Wagtail asks groups for rights, in all its screens and reports. Ours are made, filled and emptied
here and by nothing else: `settle(user)` makes them say what the user's duties say, on every
request to the admin, so that a duty that ran out, or whose place is gone, is over at once.
"""

import datetime
from collections.abc import Collection as Collection_
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.places.models import Area, Building

from .models import Duty, Files, User
from .roles import FILE_PERMISSIONS, Role, page_permissions

PREFIX = "duty:"
# Kinds of pages whose pictures lie in a collection of their own. Organisations and enterprises get
# theirs when somebody has a duty there: it stands below that of their building.
WITH_FILES = {"AREA", "BUILDING", "ORGANISATION", "ENTERPRISE"}
ROUND_SECONDS = 15
AT_ONCE = 20


def settle(user: User) -> None:
    """Let the user be in the groups of their current duties, and in no other of ours."""
    wanted = {
        _name(role, place)
        for role, place in Duty.objects.current().filter(user=user).values_list("role", "place")
    }
    held = dict(user.groups.filter(name__startswith=PREFIX).values_list("name", "pk"))
    if held.keys() == wanted:
        return
    with transaction.atomic():
        user.groups.remove(*(pk for name, pk in held.items() if name not in wanted))
        user.groups.add(*(_group(name) for name in sorted(wanted - held.keys())))
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(cached, None)


def settle_all_duties(now: datetime.datetime) -> int:
    """Do so for everybody whose groups say something else; returns for how many. For the clock.

    Each time one group in turn is brought to its rights as well: places move, and with them the
    collections that their people use.
    """
    duties = Duty.objects.current().values_list("user", "role", "place")
    wanted = {(user, _name(role, place)) for user, role, place in duties}
    ours = Group.objects.filter(name__startswith=PREFIX)
    held = set(ours.exclude(user=None).values_list("user", "name"))
    astray = {user for user, _ in wanted ^ held}
    for user in User.objects.filter(pk__in=astray):
        settle(user)
    ours.filter(user=None).delete()
    names = list(ours.order_by("pk").values_list("name", flat=True))
    if names:
        _group(names[int(now.timestamp() // ROUND_SECONDS) % len(names)])
    return len(astray)


def file_places() -> int:
    """Give areas and buildings without a collection theirs; returns to how many. For the clock."""
    without = Page.objects.type((Area, Building)).exclude(pk__in=Files.objects.values("place"))
    places = list(without.order_by("path")[:AT_ONCE])
    for place in places:
        files_of(place)
    return len(places)


def _name(role: str, place: int) -> str:
    return f"{PREFIX}{role}:{place}"


def _group(name: str) -> Group:
    """The group, with its rights as they should be now."""
    role, number = name.removeprefix(PREFIX).split(":")
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    place = Page.objects.filter(pk=number).first()
    pages = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=page_permissions(Role(role)) if place else (),
    )
    _let(GroupPagePermission, group, "page", place, pages)
    files = file_permissions() if place else Permission.objects.none()
    own = place and files_of(place)
    _let(GroupCollectionPermission, group, "collection", own, files, _to_choose_from(own))
    return group


def file_permissions() -> QuerySet[Permission]:
    """What whoever writes may do with pictures, documents and videos, in their collection."""
    found = Q()
    for app, names in FILE_PERMISSIONS.items():
        found |= Q(content_type__app_label=app, codename__in=names)
    return Permission.objects.filter(found)


def _to_choose_from(own: Collection | None) -> set[tuple[int, int]]:
    """Pictures of the building that an organisation or enterprise stands in are theirs to use."""
    above = own and own.get_parent()
    if not above or above.depth == 1 or not Files.objects.filter(collection=above).exists():
        return set()
    if Files.objects.get(collection=own).place.specific_class in {Area, Building}:
        return set()
    choosing = Permission.objects.filter(
        content_type__app_label="media", codename__startswith="choose_"
    )
    return {(above.pk, permission.pk) for permission in choosing}


def _let(
    model: Any,
    group: Group,
    of: str,
    thing: Any,
    permissions: QuerySet[Permission],
    more: Collection_[tuple[int, int]] = (),
) -> None:
    """Give the group these rights of this kind, and none of it elsewhere."""
    wanted = {(thing.pk, permission.pk) for permission in permissions} if thing else set()
    wanted |= set(more)
    held = {
        (getattr(row, f"{of}_id"), row.permission_id): row
        for row in model.objects.filter(group=group)
    }
    for key in held.keys() - wanted:
        held[key].delete()
    model.objects.bulk_create(
        [
            model(group=group, permission_id=permission, **{f"{of}_id": number})
            for number, permission in sorted(wanted - held.keys())
        ]
    )


@transaction.atomic
def files_of(place: Page) -> Collection:
    """The collection of the nearest building or area, or the root one for the district's own.

    It stands below that of the area, so that whoever has the area has its buildings' too.
    """
    if getattr(place.specific_class, "kind", "") not in WITH_FILES:
        above = place.get_parent()
        return files_of(above) if above and above.depth > 1 else Collection.get_first_root_node()
    # Who changes the tree of collections takes turns, as with pages.
    list(Collection.objects.select_for_update().filter(depth=1).values_list("pk"))
    parent = Collection.objects.get(pk=files_of(place.get_parent()).pk)
    files = Files.objects.select_related("collection").filter(place=place).first()
    if files is None:
        collection = parent.add_child(name=place.title)
        Files.objects.create(place=place, collection=collection)
        return collection
    collection = files.collection
    if collection.name != place.title:
        collection.name = place.title
        collection.save(update_fields=["name"])
    if not collection.is_child_of(parent):
        collection.move(parent, "sorted-child")
    return Collection.objects.get(pk=collection.pk)
