"""What an editor is told after saving: one message: when it goes live, is live, what to look at."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.models import Page

from .models import ContentPage


def tell(request: HttpRequest, page: Page) -> None:
    """Add to what Wagtail has just told; a form that saves by itself renews its own list."""
    if not isinstance(page, ContentPage) or not request.accepts("text/html"):
        return
    more = [*_schedule(request, page), *_receipt(request, page), *_findings(page)]
    if not more:
        return
    *before, told = messages.get_messages(request)
    for message in before:
        messages.add_message(request, message.level, message.message, message.extra_tags)
    level = max(level for level, _ in more)
    words = format_html_join(" ", "{}", ((words,) for _, words in more))
    messages.add_message(request, level, format_html("{}<div>{}</div>", told.message, words))


def _schedule(request: HttpRequest, page: ContentPage) -> Iterator[tuple[int, str]]:
    """When a version goes live, or what that still takes: Wagtail says neither."""
    revision = page.get_latest_revision()
    at = revision and revision.as_object().go_live_at
    if not at or revision.pk == page.live_revision_id:
        return
    local = timezone.localtime(at)
    when = f"{local.month}月{local.day}日 {local:%H:%M}"
    if at < timezone.now():
        yield messages.WARNING, f"上线时间 {when} 已经过去：点“发布”就马上上线。"
    elif revision.approved_go_live_at:
        yield messages.SUCCESS, f"将于 {when} 上线。"
    elif page.permissions_for_user(request.user).can_publish():
        yield messages.WARNING, f"还没有生效：请点“确认定时发布”，到 {when} 才会上线。"


def _receipt(request: HttpRequest, page: ContentPage) -> Iterator[tuple[int, str]]:
    """What becomes of a page just published: its place, which fills itself (receipt.js)."""
    latest = page.get_latest_revision()
    # Asked anew: a page just made does not know yet that it is live.
    live = Page.objects.filter(pk=page.pk, live=True).values_list("live_revision_id", flat=True)
    if "action-publish" in request.POST and latest and latest.pk == live.first():
        url = reverse("receipt", args=[page.pk])
        yield messages.SUCCESS, format_html('<div data-receipt="{}" role="status"></div>', url)


def _findings(page: ContentPage) -> Iterator[tuple[int, str]]:
    found = page.findings
    if found:
        lines = format_html_join("", "<li>{}</li>", ((finding.message,) for finding in found))
        yield messages.WARNING, format_html("有 {} 处请看一看：<ul>{}</ul>", len(found), lines)
