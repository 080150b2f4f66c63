"""Points in Wagtail's admin: the screen of rules, and what is logged."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .views import edit_rules


class RulesItem(MenuItem):
    """An entry that only administrators see."""

    def is_shown(self, request: Any) -> bool:
        return request.user.is_superuser


def rules_item() -> MenuItem:
    return RulesItem("积分与排行", reverse("point_rules"), icon_name="pick", order=460)


def urls() -> list[URLPattern]:
    return [path("points/", edit_rules, name="point_rules")]


def log_actions(actions: Any) -> None:
    actions.register_action("points.change_rule", "修改积分规则", "修改了积分规则")


hooks.register("register_admin_urls", urls)
hooks.register("register_admin_menu_item", rules_item)
hooks.register("register_log_actions", log_actions)
