"""The publication in Wagtail's admin: what became of a page after publishing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.models import Page

from .models import Entry
from .receipts import receipt_of


def tell_what_differs(request: HttpRequest, page: Page) -> None:
    entry = Entry.objects.public().filter(page_id=page.pk).first()
    if entry and page.slug not in entry.url.split("/") and entry.url != "/":
        words = f"网址名“{page.slug}”已被别的页面用过，实际网址是 {entry.url}。"
        messages.warning(request, words)


@never_cache
def show_receipt(request: HttpRequest, page_id: int) -> HttpResponse:
    """A part of a page, which asks for itself again until nothing more will come."""
    page = get_object_or_404(Page, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not (rights.can_edit() or rights.can_publish()):
        raise PermissionDenied
    return render(request, "publication/receipt.html", {"receipt": receipt_of(page)})


def receipt_urls() -> list[URLPattern]:
    # The form of pages, a room below, shows it by this name.
    return [path("pages/<int:page_id>/receipt/", show_receipt, name="receipt")]


def receipt_script() -> str:
    return format_html('<script src="{}"></script>', static("publication/receipt.js"))


hooks.register("after_publish_page", tell_what_differs)
hooks.register("register_admin_urls", receipt_urls)
hooks.register("insert_global_admin_js", receipt_script)
