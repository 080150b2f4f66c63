"""What axes asks of us: which account a password was for, from where, and how to say no."""

import datetime
from typing import Any

from allauth.core.internal.ratelimit import get_ip as truncated
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import phones


def account_of(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The phone, normal, or the user's name: however it was written, it is one account."""
    given = credentials or {}
    login = given.get("phone") or given.get("username")
    if not login and request is not None:
        login = request.POST.get("login", "")
    login = str(login or "").strip().lower()
    return (phones.normal(login) or login)[:150]


def address_of(request: HttpRequest) -> str | None:
    """Where a request came from; None for one that came from nowhere, made by a program of ours."""
    return truncated(request) if "REMOTE_ADDR" in request.META else None


def refuse(request: HttpRequest, _response: Any, _credentials: Any, *_args: Any) -> HttpResponse:
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    words = f"密码错的次数太多，请 {minutes} 分钟后再试，或改用短信验证码登录。"
    return render(request, "account/wait.html", {"title": "请稍等", "words": words}, status=429)


def forget_attempts(now: datetime.datetime) -> int:
    """Wrong passwords that count for nothing any more; returns how many went."""
    past = now - 2 * settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(attempt_time__lt=past).delete()[0]
