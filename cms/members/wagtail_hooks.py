"""People in Wagtail's admin: their screens, what is in scope, what is logged."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import review
from .models import ConsentText, User
from .screens import duties, memberships


class AdministratorsOnly(ModelPermissionPolicy):
    """Wagtail's own screens of users and groups know nothing of places, and give any right at all.

    Whatever permissions a group was given: whoever is no administrator gives rights as duties.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.is_active and user.is_superuser

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return user.is_active and user.is_superuser

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.filter(is_active=True, is_superuser=True)


class NeverDeleted(AdministratorsOnly):
    """Texts that people agree to are written and put right, and never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(User, AdministratorsOnly(User))
register_permission_policy(Group, AdministratorsOnly(Group))
register_permission_policy(ConsentText, NeverDeleted(ConsentText))


class DutiesItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return duties.may_give(request.user)


def duties_item() -> MenuItem:
    return DutiesItem("人员与职责", reverse("duties"), icon_name="group", order=500)


class MembershipsItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return memberships.may_confirm(request.user)


def memberships_item() -> MenuItem:
    return MembershipsItem("党员报到", reverse("memberships"), icon_name="user", order=450)


def urls() -> list[URLPattern]:
    return [
        path("duties/", duties.show_duties, name="duties"),
        path("duties/<int:number>/end/", duties.end_duty, name="end_duty"),
        path("memberships/", memberships.show_memberships, name="memberships"),
        path("memberships/<int:number>/", memberships.decide, name="decide_membership"),
        path(
            "memberships/<int:number>/phone/",
            memberships.change_phone,
            name="change_members_phone",
        ),
    ]


def choose_in_scope(pages: Any, request: HttpRequest) -> Any:
    """Choosers offer what the public sees anyway, and of the rest what is in one's reach."""
    if request.user.is_superuser:
        return pages
    policy = policy_registry.get_by_type(Page)
    theirs = policy.explorable_instances(request.user)
    return pages.filter(pk__in=theirs.order_by().values("pk")) | pages.live().public()


class ConsentTextViewSet(SnippetViewSet):
    """Texts that people agree to: written anew, never changed once they are in force."""

    model = ConsentText
    icon = "form"
    menu_label = "同意书"
    menu_name = "consent_texts"
    add_to_settings_menu = True
    list_display = ["title", "purpose", "version", "in_force_from"]
    list_filter = ["purpose"]
    panels = ["purpose", "title", "body", "in_force_from"]


register_snippet(ConsentTextViewSet)


class InScope:
    """Of an endpoint of the admin's own API, which asks nobody's rights: only what one may use."""

    model: Any
    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        return policy.instances_user_has_any_permission_for(
            self.request.user, ["choose", "change", "delete"]
        )


class ImagesInScope(InScope, ImagesAdminAPIViewSet):
    pass


class DocumentsInScope(InScope, DocumentsAdminAPIViewSet):
    pass


def scope_api(router: Any) -> None:
    router.register_endpoint("images", ImagesInScope)
    router.register_endpoint("documents", DocumentsInScope)


def log_actions(actions: Any) -> None:
    actions.register_action("members.give_duty", "安排职责", "安排了职责")
    actions.register_action("members.end_duty", "结束职责", "结束了职责")
    actions.register_action("members.confirm", "确认报到", "确认了一位党员的报到")
    actions.register_action("members.decline", "不通过报到", "没有通过一位党员的报到")
    actions.register_action("members.dismiss", "结束成员关系", "结束了一位党员的成员关系")
    actions.register_action("members.change_phone", "更换手机号", "更换了手机号")
    actions.register_action("members.ask_phone_change", "申请换手机号", "帮助申请更换手机号")
    actions.register_action(
        "members.object_to_phone_change", "取消换手机号", "取消了更换手机号的申请"
    )
    actions.register_action("members.leave_phone", "解除手机号", "手机号换了主人，已与账号解除")


hooks.register("register_admin_menu_item", duties_item)
hooks.register("register_admin_menu_item", memberships_item)
hooks.register("register_admin_urls", urls)
hooks.register("construct_page_chooser_queryset", choose_in_scope)
# After Wagtail's own, which it takes the place of.
hooks.register("construct_admin_api", scope_api, order=1)
hooks.register("before_edit_page", review.say_why)
hooks.register("construct_page_action_menu", review.keep_one_way_out)
hooks.register("register_log_actions", log_actions)
