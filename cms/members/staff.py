"""What stands before the admin: duties as they are now, a second factor, pages in reach."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .groups import settle
from .models import User

# The names under which addresses of the admin name a page.
PAGES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
# Whose addresses name the page as they do any thing.
ABOUT_PAGES = ("wagtailadmin_pages:", "wagtailadmin_api:pages:")
CHOOSER = "wagtailadmin_choose_page_child"

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
        _check_reach(request, kwargs)
        return view(request, *args, **kwargs)

    return guarded


def _check_reach(request: HttpRequest, named: dict[str, Any]) -> None:
    """Raise Http404 for a page out of the user's reach: it answers as one that is not there.

    Some of Wagtail's views show a page's title before they ask who may see it, and most of them
    answer otherwise for pages that are not there: here is one rule, asked by every address.
    """
    user: Any = request.user
    if user.is_superuser or not user.has_perm("wagtailadmin.access_admin"):
        # To the one all is open; the other will be refused without a look at the page.
        return
    name = request.resolver_match.view_name if request.resolver_match else ""
    numbers = {named[each] for each in PAGES if each in named}
    if name.startswith(ABOUT_PAGES) and "pk" in named:
        numbers.add(named["pk"])
    if not numbers:
        return
    pages = policy_registry.get_by_type(Page).explorable_instances(user)
    theirs = Page.objects.filter(pk__in=pages.order_by().values("pk"))
    if name == CHOOSER:
        theirs |= Page.objects.live().public()
    if theirs.filter(pk__in=numbers).count() < len(numbers):
        raise Http404
