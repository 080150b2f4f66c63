"""A second factor for whoever enters the admin, where the operator requires one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

ASKED = "管理后台要求两步验证：请先绑定身份验证器应用或安全密钥，再进入。"


def second_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of the admin's views: staff without a second factor are led to getting one.

    Whoever has one has been asked for it at sign-in: /accounts/ is the only door.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if settings.SECOND_FACTOR_REQUIRED and user.is_authenticated and not is_mfa_enabled(user):
            messages.warning(request, ASKED)
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded
