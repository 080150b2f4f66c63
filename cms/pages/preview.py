"""What a draft will look like: asked of the press, which has the site's templates."""

from threading import BoundedSemaphore
from typing import Any, ClassVar

import httpx
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .drafts import hand_over, missing

TIMEOUT = httpx.Timeout(5, connect=1)
# Nothing of a draft runs. In the panel the admin's own script may scroll it.
_SANDBOX = {"panel": "sandbox allow-same-origin; frame-ancestors 'self'"}
_SANDBOX |= {"link": "sandbox; frame-ancestors 'none'"}
_SHOWN = ("style-src", "img-src", "font-src", "media-src", "base-uri")
# To show one the press asks us in turn: a few of a process's threads may wait for it, not all.
_WAITING = BoundedSemaphore(2)
_QUEUE_SECONDS = 0.3
CROWDED = "现在看预览的人很多，请过几秒再试。"
AWAY = (
    "预览暂时打不开：负责排版的程序没有应答。写好的内容不受影响，"
    "请过一会儿再看；一直不行，请联系管理员。"
)

log = structlog.get_logger(__name__)


class Previewed:
    """A page whose draft is shown in the site's own look, on a phone and on screens in lobbies."""

    preview_modes: ClassVar[list[Any]] = [("", "")]
    preview_sizes: ClassVar[list[dict[str, Any]]] = [
        {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": "手机"},
        {"name": "portrait", "icon": "tablet-alt", "device_width": 1080, "label": "竖屏终端"},
        {"name": "landscape", "icon": "desktop", "device_width": 1920, "label": "横屏和电脑"},
    ]

    def serve_preview(self, request: HttpRequest, _mode: str) -> HttpResponse:
        """The page as the form has it: printed, or what still has to be filled in."""
        if lacks := missing(self):
            return sealed(told(request, f"填好这些就能预览：{'、'.join(lacks)}。"), "panel")
        return sealed(printed(request, hand_over(self)), "panel")


def printed(request: HttpRequest, token: str, note: str = "") -> HttpResponse:
    """The page that the press makes of a draft, with a note above it; says so when it cannot."""
    if not _WAITING.acquire(timeout=_QUEUE_SECONDS):
        return told(request, CROWDED, status=429)
    try:
        answer = httpx.post(
            settings.PREVIEW_URL,
            json={"token": token, "note": note},
            headers={"Authorization": f"Bearer {settings.PRESS_SECRET}"},
            timeout=TIMEOUT,
            trust_env=False,
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("preview.away", error=str(error) or type(error).__name__)
        return told(request, AWAY, status=503)
    finally:
        _WAITING.release()
    return HttpResponse(answer.content)


def sealed(response: HttpResponse, shown_in: str) -> HttpResponse:
    """Let nothing of a draft run, be kept or be framed elsewhere; shown_in: panel or link."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    shown = "; ".join(f"{name} {' '.join(directives[name])}" for name in _SHOWN)
    policy = f"default-src 'none'; {shown}; form-action 'none'; {_SANDBOX[shown_in]}"
    response["Content-Security-Policy"] = policy
    response["X-Frame-Options"] = "SAMEORIGIN" if shown_in == "panel" else "DENY"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    # Django would write the address of an answer that says no into its log, a link's token in it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def told(request: HttpRequest, words: str, status: int = 200) -> HttpResponse:
    return render(request, "pages/preview_told.html", {"words": words}, status=status)
