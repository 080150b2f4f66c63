"""The media app in Wagtail's admin: what it moves past all signals, what it says of a new file."""

from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images.views.images import EditView

from .signals import place_later

ASK_FOR_ITS_WORDS = "图片文件换了，请看看标题和替代文字说的还是不是这张图。"


class PictureView(EditView):
    """Asks after the words of a picture that shows something else now."""

    def get_success_message(self) -> str:
        told = super().get_success_message()
        return f"{told}{ASK_FOR_ITS_WORDS}" if "file" in self.form.changed_data else told


def picture_urls() -> list[URLPattern]:
    return [path("images/<int:image_id>/", PictureView.as_view())]


def place_what_was_moved(_request: Any, action: str, _things: list[Any], _view: Any) -> None:
    """Moving many to a collection is an UPDATE, which tells nobody."""
    if action == "add_to_collection":
        place_later()


hooks.register("after_bulk_action", place_what_was_moved)
# Before Wagtail's own, whose address and name it answers for.
hooks.register("register_admin_urls", picture_urls, order=-1)
