"""The admin's acts on many pages: each takes all its pages before it changes one (tree.hold)."""

from typing import Any

from wagtail import hooks
from wagtail.models import Page

from .tree import hold


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
