"""Learning in Wagtail's admin: what is logged."""

from typing import Any

from wagtail import hooks


def log_actions(actions: Any) -> None:
    actions.register_action("learning.annul", "作废答题", "作废了一次答题")


hooks.register("register_log_actions", log_actions)
