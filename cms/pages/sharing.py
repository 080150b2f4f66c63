"""Showing a draft to somebody without an account: a link that ends by itself, and can be ended."""

import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal

from . import services
from .drafts import Draft
from .models import withheld_pages
from .preview import printed, sealed, told

DAYS = {1: "1 天", 7: "7 天", 30: "30 天"}
SHOWN_AGAIN_SECONDS = 60
ENDED = "这个预览链接已经失效。需要的话，请向发链接给您的人再要一个。"


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(
        label="有效期",
        choices=list(DAYS.items()),
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )


@never_cache
def share_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """The links to a page's drafts; POST makes one, which is shown this once."""
    page = _editable(request, page_id)
    form, link, refused = ShareForm(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        ends = clock.now() + datetime.timedelta(days=form.cleaned_data["days"])
        try:
            token = services.share_draft(page=page, user=request.user, ends_at=ends)
            link = settings.ORIGIN + reverse("preview", args=[token])
        except Refusal as refusal:
            refused = refusal.message
    latest = page.get_latest_revision()
    context = {
        "page": page,
        "form": form,
        "link": link,
        "refused": refused,
        "restricted": page.get_view_restrictions().exists()
        or withheld_pages().filter(pk=page.pk).exists(),
        "links": Draft.objects.shared_of(page).select_related("made_by"),
        "saved_at": latest.created_at if latest else page.latest_revision_created_at,
        "header_title": "发给别人看",
        "header_icon": "link-external",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": "页面"},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
            {"url": "", "label": "发给别人看"},
        ],
    }
    return render(request, "pages/sharing.html", context)


@require_POST
def end_share(request: HttpRequest, page_id: int, draft_id: int) -> HttpResponse:
    page = _editable(request, page_id)
    if services.end_share(page=page, user=request.user, draft_id=draft_id):
        messages.success(request, "链接已停用，打开的人看不到草稿了。")
    return redirect("share", page.pk)


@require_safe
@never_cache
def show_shared(request: HttpRequest, token: str) -> HttpResponse:
    """The draft, for whoever has the link; what ended and what never was are answered alike."""
    draft = Draft.objects.opened_by(token).filter(once=False).first()
    if draft is None:
        return sealed(told(request, ENDED, status=404), "link")
    ends = clock.local(draft.expires_at)
    until = f"{ends.month}月{ends.day}日 {ends:%H:%M}"
    note = f"草稿预览，正式内容以网站上的为准。链接在 {until} 失效。"
    # It is always the same: however many look, the press is asked now and then.
    kept = f"shared:{draft.digest}"
    if body := cache.get(kept):
        return sealed(HttpResponse(body), "link")
    response = printed(request, token, note)
    if response.status_code == 200:
        cache.set(kept, response.content, SHOWN_AGAIN_SECONDS)
    return sealed(response, "link")


def _editable(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page, pk=page_id)
    if page.depth == 1 or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page
