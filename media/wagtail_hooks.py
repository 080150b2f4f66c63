"""The media app in Wagtail's admin: unsignalled moves, words of a new file, who sees usage."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images.views.images import EditView
from wagtailmedia.views.media import usage

from .models import Video
from .signals import place_later

ASK_FOR_ITS_WORDS = "图片文件换了，请看看标题和替代文字说的还是不是这张图。"


class PictureView(EditView):
    """Asks after the words of a picture that shows something else now."""

    def get_success_message(self) -> str:
        told = super().get_success_message()
        return f"{told}{ASK_FOR_ITS_WORDS}" if "file" in self.form.changed_data else told


def video_usage(request: HttpRequest, media_id: int) -> HttpResponse:
    """Where a video is used, for who may change it: wagtailmedia tells it to all who have any."""
    video = get_object_or_404(Video, pk=media_id)
    if not video.is_editable_by_user(request.user):
        raise PermissionDenied
    return usage(request, media_id)


def file_urls() -> list[URLPattern]:
    return [
        path("images/<int:image_id>/", PictureView.as_view()),
        path("media/usage/<int:media_id>/", video_usage),
    ]


def place_what_was_moved(_request: Any, action: str, _things: list[Any], _view: Any) -> None:
    """Moving many to a collection is an UPDATE, which tells nobody."""
    if action == "add_to_collection":
        place_later()


hooks.register("after_bulk_action", place_what_was_moved)
# Before those of Wagtail and wagtailmedia, whose addresses and names they answer for.
hooks.register("register_admin_urls", file_urls, order=-1)
