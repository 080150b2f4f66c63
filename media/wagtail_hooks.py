"""The media app in Wagtail's admin: what it moves there past all signals."""

from typing import Any

from wagtail import hooks

from .signals import place_later


def place_what_was_moved(_request: Any, action: str, _things: list[Any], _view: Any) -> None:
    """Moving many to a collection is an UPDATE, which tells nobody."""
    if action == "add_to_collection":
        place_later()


hooks.register("after_bulk_action", place_what_was_moved)
