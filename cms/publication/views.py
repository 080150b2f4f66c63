"""Addresses without a printed page: moved ones lead on, the rest say so; and the health report."""

import json
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)

from .models import Address, Counter, Dirty, Entry, Press

ASK_AGAIN = {"Cache-Control": "no-cache"}


def moved_or_missing(request: HttpRequest) -> HttpResponse:
    """301 to where a page is now, 503 before the first print, else the printed 404 page."""
    # PostgreSQL takes no NUL, not even in a question.
    path = request.path.replace("\0", "")
    # People type addresses without the slash at their end.
    path = path if path.endswith("/") else f"{path}/"
    now_at = (
        Entry.objects.public()
        .filter(page_id__in=Address.objects.filter(url=path).values("page_id"))
        .values_list("url", flat=True)
        .first()
    )
    if now_at and now_at != request.path:
        # A page may move back: no browser may remember the way for ever.
        return HttpResponsePermanentRedirect(now_at, headers=ASK_AGAIN)
    if not (settings.SITE_ROOT / "index.html").exists():
        return HttpResponse(
            "网站正在生成，请稍候再刷新。", status=503, headers={"Retry-After": "5", **ASK_AGAIN}
        )
    page = settings.SITE_ROOT / "404.html"
    body = page.read_bytes() if page.exists() else "没有这个页面。".encode()
    return HttpResponse(body, status=404, headers=ASK_AGAIN)


def with_slash(request: HttpRequest, name: str) -> HttpResponse:
    """To an address of ours that was typed without its last sign."""
    return HttpResponseRedirect(f"/{name}/", headers=ASK_AGAIN)


def health(_request: HttpRequest) -> JsonResponse:
    """ok, database, publication (its number), failing, site (the number last printed), version.

    failing: how many pages' documents cannot be written; the log tells why. site: printed on this
    machine, else as a press on another one reported.
    """
    number: int | None
    failing: int | None
    site = _printed(settings.SITE_ROOT / ".ruyi.json")
    try:
        number = Counter.reached()
        failing = Dirty.objects.failed().values("page_id").distinct().count()
        if site is None and (press := Press.last_report()):
            site = press.number
    except DatabaseError:
        number = failing = None
    ok = number is not None
    report = {
        "ok": ok,
        "database": connection.vendor if ok else "unreachable",
        "publication": number,
        "failing": failing,
        "site": site,
        "version": settings.VERSION,
    }
    return JsonResponse(report, status=200 if ok else 503, headers={"Cache-Control": "no-store"})


def _printed(state: Path) -> int | None:
    try:
        return int(json.loads(state.read_text())["number"])
    except (OSError, ValueError, KeyError):
        return None
