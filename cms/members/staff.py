"""What stands before the admin: duties as they are now, a second factor, pages in reach."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .groups import settle
from .models import User

# The names under which addresses of the admin name a page.
PAGES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
# Whose addresses name the page as they do any thing.
ABOUT_PAGES = ("wagtailadmin_pages:", "wagtailadmin_api:pages:")
CHOOSERS = {"wagtailadmin_choose_page_child", "wagtailadmin_choose_page_chosen_multiple"}
BULK = "wagtail_bulk_action"
# Whose addresses name things after the question mark.
BY_QUERY = {BULK, "wagtailadmin_choose_page_chosen_multiple"}

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
        may_enter = user.is_authenticated and user.has_perm("wagtailadmin.access_admin")
        if may_enter and settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(user):
            messages.warning(request, ASKED)
            return redirect("mfa_index")
        if may_enter and (asked := _second_factor_due(request)):
            return redirect_to_login(request.get_full_path(), asked)
        _check_reach(request, kwargs)
        return view(request, *args, **kwargs)

    return guarded


def _second_factor_due(request: HttpRequest) -> str:
    """Where to show the second factor that the account has and the session has not; else ""."""
    kinds = set(
        Authenticator.objects.filter(user=request.user.pk)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("type", flat=True)
    )
    records = get_authentication_records(request, request.user)
    if not kinds or any(record["method"] == "mfa" for record in records):
        return ""
    by_app = Authenticator.Type.TOTP in kinds
    return reverse("mfa_reauthenticate" if by_app else "mfa_reauthenticate_webauthn")


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
    model: Any = Page
    asked: list[str] = []
    if name in BY_QUERY:
        asked = [*request.GET.getlist("id"), request.GET.get("childOf", "")]
        numbers |= {int(number) for number in asked if number.isdecimal()}
        model = apps.get_model(named["app_label"], named["model_name"]) if name == BULK else Page
    wants_all = "all" in asked and issubclass(model, Page)
    if not numbers and not wants_all:
        return
    theirs = _in_reach(user, model)
    if wants_all:
        request.GET = _all_of(theirs, request.GET)  # type: ignore[assignment]
    if name in CHOOSERS:
        theirs |= Page.objects.live().public()
    if theirs.filter(pk__in=numbers).count() < len(numbers):
        raise Http404


def _all_of(theirs: Any, query: QueryDict) -> QueryDict:
    """`id=all` as the ids of those that the user's list shows; Wagtail takes all there are."""
    parent = Page.objects.filter(pk=query.get("childOf") or None).first()
    shown = theirs.child_of(parent) if parent else theirs
    named = query.copy()
    named.setlist("id", [str(number) for number in shown.values_list("pk", flat=True)])
    return named


def _in_reach(user: Any, model: Any) -> Any:
    if issubclass(model, Page):
        pages = policy_registry.get_by_type(Page).explorable_instances(user)
        return Page.objects.filter(pk__in=pages.order_by().values("pk"))
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, ["change", "delete", "choose"])
