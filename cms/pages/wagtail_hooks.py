"""The pages app in Wagtail's admin: acts that hold their pages, menus, buttons and messages."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.action_menu import PublishMenuItem
from wagtail.admin.forms.choosers import (
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import BaseButton, HeaderButton
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .boilerplate import Boilerplate
from .guide import show_guide, show_picture
from .receipts import tell
from .sharing import end_share, share_page
from .tree import hold
from .views import BeginView, PagesViewSet

# Wagtail gives these fields of its link choosers no translation.
LABELS = {
    "link_text": "链接文字",
    "email_address": "邮箱地址",
    "subject": "主题",
    "body": "正文",
    "phone_number": "电话号码",
}
for form in (ExternalLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm):
    for name in LABELS.keys() & form.base_fields.keys():
        form.base_fields[name].label = LABELS[name]


def hold_before_bulk_action(
    request: HttpRequest, _act: str, things: list[Any], action: Any
) -> HttpResponse | None:
    pages = [thing for thing in things if isinstance(thing, Page)]
    if pages:
        # Where they are to be moved, if that is what is asked.
        target = action.cleaned_form.cleaned_data.get("chooser")
        try:
            hold(*([target] if target else []), branches=pages)
        except Page.DoesNotExist:
            messages.error(request, "选中的页面里有刚刚被别人删除的，什么都没有做。请重新选择。")
            return redirect(action.next_url)
    return None


def hold_before_delete(request: HttpRequest, page: Page) -> None:
    if request.method == "POST":
        hold(branches=[page])


def hold_before_unpublish(request: HttpRequest, page: Page) -> None:
    if request.method == "POST":
        hold(branches=[page])


def hold_before_move(request: HttpRequest, page: Page, target: Page) -> None:
    if request.method == "POST":
        hold(target, branches=[page])


def pages_viewset() -> PagesViewSet:
    return PagesViewSet()


class BoilerplateViewSet(SnippetViewSet):
    model = Boilerplate
    icon = "copy"
    menu_label = "模板"
    menu_name = "boilerplate"
    add_to_admin_menu = True
    menu_order = 400
    list_display = ["name", "kind", "title"]
    list_filter = ["kind"]
    search_fields = ["name", "title"]


def begin_urls() -> list[URLPattern]:
    address = "boilerplate/<int:boilerplate_id>/<int:parent_page_id>/"
    return [path(address, BeginView.as_view(), name="pages_begin")]


def share_urls() -> list[URLPattern]:
    return [
        path("pages/<int:page_id>/share/", share_page, name="share"),
        path("pages/<int:page_id>/share/<int:draft_id>/end/", end_share, name="end_share"),
    ]


def log_sharing(actions: Any) -> None:
    actions.register_action("pages.share", "分享草稿", "做了一个草稿的预览链接")
    actions.register_action("pages.end_share", "停用预览链接", "停用了一个草稿的预览链接")


def guide_urls() -> list[URLPattern]:
    return [
        path("guide/", show_guide, name="guide"),
        path("guide/<str:name>", show_picture, name="guide_picture"),
    ]


def guide_item() -> MenuItem:
    return MenuItem("使用手册", reverse("guide"), name="guide", icon_name="help", order=100)


def keep_ours(_request: Any, items: list[Any]) -> None:
    """Help is in Chinese or not at all: Wagtail's own guides are pages in English elsewhere."""
    items[:] = [item for item in items if item.name in {"guide", "keyboard-shortcuts-trigger"}]


def keep_what_is_of_use(request: HttpRequest, items: list[Any]) -> None:
    """Reports are about the work of all: administrators read them."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "reports"]


def edit_button(page: Page, user: Any, view_name: str, **_: Any) -> Iterator[BaseButton]:
    """Beside a list, by its name: what the list is of can be changed too."""
    if view_name == "index" and page.permissions_for_user(user).can_edit():
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield HeaderButton("修改", url, icon_name="edit", priority=20)


def show_in_a_new_tab(buttons: list[Any], page: Page, **_: Any) -> None:
    """The public page, so that who looks at it finds the list again."""
    for shown in (button for menu in buttons for button in menu.dropdown_buttons):
        if shown.url and shown.url == page.url:
            shown.attrs |= {"target": "_blank", "rel": "noopener"}


def keep_withdrawing_apart(items: list[Any], _request: HttpRequest, _context: Any) -> None:
    """Last in the menu, not between saving and publishing, where a hand slips."""
    items.sort(key=lambda item: item.name == "action-unpublish")


class ScheduleMenuItem(PublishMenuItem):
    """Beside publishing at once, for whoever may do that: the dialog in which the times are set."""

    label = "定时发布"
    name = "schedule"
    template_name = "pages/schedule_item.html"
    icon_name = "calendar-alt"


def schedule_item() -> ScheduleMenuItem:
    return ScheduleMenuItem(order=35)


def own_look() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("ruyi/admin.css"))


def own_fields() -> str:
    scripts = (
        (static(f"ruyi/{name}.js"),)
        for name in ("copying", "dates", "numbers", "saving", "scheduling")
    )
    return format_html_join("", '<script src="{}"></script>', scripts)


register_snippet(BoilerplateViewSet)
hooks.register("insert_global_admin_css", own_look)
hooks.register("insert_global_admin_js", own_fields)
hooks.register("register_admin_urls", begin_urls)
hooks.register("after_create_page", tell)
hooks.register("after_edit_page", tell)
hooks.register("construct_page_listing_buttons", show_in_a_new_tab)
hooks.register("register_page_action_menu_item", schedule_item)
hooks.register("register_page_header_buttons", edit_button)
hooks.register("construct_page_action_menu", keep_withdrawing_apart)
hooks.register("construct_main_menu", keep_what_is_of_use)
hooks.register("before_bulk_action", hold_before_bulk_action)
hooks.register("before_delete_page", hold_before_delete)
hooks.register("before_move_page", hold_before_move)
hooks.register("before_unpublish_page", hold_before_unpublish)
# After Wagtail's own, which it takes the place of.
hooks.register("register_admin_viewset", pages_viewset, order=1)
hooks.register("register_admin_urls", guide_urls)
hooks.register("register_admin_urls", share_urls)
hooks.register("register_log_actions", log_sharing)
hooks.register("register_help_menu_item", guide_item)
hooks.register("construct_help_menu", keep_ours)
