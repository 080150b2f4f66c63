"""What stands before every page of the admin: duties as they are now, and a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .groups import settle
from .models import User

ASKED = "管理后台要求两步验证：请先绑定身份验证器应用或安全密钥，再进入。"


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of the admin's views.

    What a duty allowed ends with it, on this very request. Where the operator requires a second
    factor, staff without one are led to getting it; whoever has one has been asked for it at
    sign-in, since /accounts/ is the only door.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            settle(user)
        if settings.SECOND_FACTOR_REQUIRED and user.is_authenticated and not is_mfa_enabled(user):
            messages.warning(request, ASKED)
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded
