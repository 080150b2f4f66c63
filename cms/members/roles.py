"""Roles of staff (五员, 商务社工, editors), what each may do, and at which kinds of places.

A role says nothing by itself: a duty is a role at a place. What it allows, it allows there and
below.
"""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    ORGANISER = "ORGANISER", "党务工作者"
    ADVISER = "ADVISER", "党建指导员"
    BUILDING_OFFICER = "BUILDING_OFFICER", "楼宇专管员"
    GRID_OFFICER = "GRID_OFFICER", "网格员"
    PROPERTY = "PROPERTY", "物业服务人员"
    SOCIAL_WORKER = "SOCIAL_WORKER", "商务社工"
    SECRETARY = "SECRETARY", "支部书记"
    ENTERPRISE_EDITOR = "ENTERPRISE_EDITOR", "企业编辑"


class Right(StrEnum):
    """What a role allows."""

    WRITE = "写稿、改稿，提交审核"
    PUBLISH = "直接发布"
    REVIEW = "审核别人提交的稿件"
    CONFIRM = "确认党员报到，帮党员换手机号"
    GIVE = "给别人安排职责"
    BANK = "维护题库、看答题统计（如意湖一级）"


_ALL = frozenset(Right)
_WRITES = frozenset({Right.WRITE})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ORGANISER: _ALL,
    Role.ADVISER: _WRITES,
    Role.BUILDING_OFFICER: frozenset({Right.WRITE, Right.PUBLISH, Right.GIVE}),
    Role.GRID_OFFICER: _WRITES,
    Role.PROPERTY: _WRITES,
    Role.SOCIAL_WORKER: _WRITES,
    Role.SECRETARY: _WRITES,
    Role.ENTERPRISE_EDITOR: _WRITES,
}

_STREET = frozenset({"DISTRICT", "AREA", "BUILDING"})
# Kinds of pages at which a role makes sense.
PLACES: dict[Role, frozenset[str]] = {
    Role.ORGANISER: _STREET | {"ORGANISATION"},
    Role.ADVISER: _STREET | {"ORGANISATION"},
    Role.BUILDING_OFFICER: _STREET,
    Role.GRID_OFFICER: _STREET,
    Role.PROPERTY: frozenset({"BUILDING"}),
    Role.SOCIAL_WORKER: _STREET,
    Role.SECRETARY: frozenset({"ORGANISATION"}),
    Role.ENTERPRISE_EDITOR: frozenset({"ENTERPRISE"}),
}

PAGE_PERMISSIONS: dict[Right, tuple[str, ...]] = {
    Right.WRITE: ("add_page", "change_page"),
    Right.PUBLISH: ("publish_page", "lock_page", "unlock_page"),
}
# By the app that they are permissions of. Who may change a video may choose it: wagtailmedia knows
# no right for that alone, and asks for its own model's rights, not for those of ours.
FILE_PERMISSIONS = {
    "media": tuple(
        f"{act}_{file}" for act in ("add", "change", "choose") for file in ("image", "document")
    ),
    "wagtailmedia": ("add_media", "change_media"),
}


def page_permissions(role: Role) -> tuple[str, ...]:
    """Codenames of Wagtail's page permissions, at the place and below."""
    return tuple(name for right in RIGHTS[role] for name in PAGE_PERMISSIONS.get(right, ()))
