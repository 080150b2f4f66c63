"""What an editor is told after publishing, where it differs from what they meant."""

from django.contrib import messages
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from .models import Dirty, Entry


def tell_what_differs(request: HttpRequest, page: Page) -> None:
    entry = Entry.objects.public().filter(page_id=page.pk).first()
    if Dirty.objects.failed().filter(page_id=page.pk).exists():
        words = "页面已保存，但公开网站上的内容没能更新。请检查刚改的内容；仍不行请联系管理员。"
        messages.error(request, words)
    elif entry and page.slug not in entry.url.split("/") and entry.url != "/":
        words = f"网址名“{page.slug}”已被别的页面用过，实际网址是 {entry.url}。"
        messages.warning(request, words)


hooks.register("after_publish_page", tell_what_differs)
