"""The demo's two people: admin, who may do all, and editor, who edits and publishes pages."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.members.groups import file_permissions
from cms.members.models import User
from cms.places.models import District

PAGE_RIGHTS = ("add_page", "change_page", "publish_page")


@transaction.atomic
def demo_users() -> str:
    """Add who is missing; returns a line with the sign-ins. A password is told only when it is new.

    RUYI_DEMO_PASSWORD sets it; otherwise it is random.
    """
    password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
    added = []
    if not User.objects.filter(username="admin").exists():
        User.objects.create_superuser("admin", password=password, first_name="管理员")
        added.append("admin")
    if not User.objects.filter(username="editor").exists():
        editor = User.objects.create_user("editor", password=password, first_name="编辑")
        editor.groups.add(_editors())
        added.append("editor")
    if not added:
        return "sign in as admin or editor, with the password shown when they were made"
    return f"sign in as {' or '.join(added)}, password {password}"


def _editors() -> Group:
    group, _ = Group.objects.get_or_create(name="编辑")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    district = District.objects.get()
    for right in Permission.objects.filter(codename__in=PAGE_RIGHTS):
        GroupPagePermission.objects.get_or_create(group=group, page=district, permission=right)
    for right in file_permissions():
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=right
        )
    return group
