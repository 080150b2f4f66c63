"""The admin's acts on many pages: each takes all its pages before it changes one (tree.hold)."""

from typing import Any

from wagtail import hooks
from wagtail.admin.forms.choosers import (
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.models import Page

from .tree import hold

# Wagtail gives these fields of its link choosers no translation.
LABELS = {
    "link_text": "链接文字",
    "email_address": "邮箱地址",
    "subject": "主题",
    "body": "正文",
    "phone_number": "电话号码",
}
for form in (
    ExternalLinkChooserForm,
    EmailLinkChooserForm,
    PhoneLinkChooserForm,
):
    for name, label in LABELS.items():
        if name in form.base_fields:
            form.base_fields[name].label = label


def hold_before_bulk_action(_request: Any, _act: str, things: list[Any], action: Any) -> None:
    pages = [thing for thing in things if isinstance(thing, Page)]
    if pages:
        # Where they are to be moved, if that is what is asked.
        target = action.cleaned_form.cleaned_data.get("chooser")
        hold(*([target] if target else []), branches=pages)


def hold_before_delete(_request: Any, page: Page) -> None:
    hold(branches=[page])


hooks.register("before_bulk_action", hold_before_bulk_action)
hooks.register("before_delete_page", hold_before_delete)


def keep_ours(_request: Any, items: list[Any]) -> None:
    """Help is in Chinese or not at all: Wagtail's own guides are pages in English elsewhere."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


hooks.register("construct_help_menu", keep_ours)
