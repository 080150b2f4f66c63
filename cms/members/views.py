"""Pages under /accounts/ that allauth does not have: our steps in, and one's own account."""

import io
import json
import zipfile
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
)

from cms.core.errors import Refusal

from . import consents, devices, personal, phones, recovery, services
from .forms import NameForm, PasswordForm
from .models import ConsentText, Purpose, User


@login_stage_required(stage="recognise", redirect_urlname="account_login")
@require_http_methods(["GET", "POST"])
def recognise(request: HttpRequest) -> HttpResponse:
    """The number comes back after long silence: is it the same person?"""
    stage = request._login_stage  # type: ignore[attr-defined]
    user: User = stage.login.user
    form = NameForm(request.POST if "name" in request.POST else None)
    if request.POST.get("action") == "not_me":
        try:
            stage.login.user = services.leave_phone(user=user, phone=stage.state["phone"])
        except Refusal as refusal:
            clear_login(request)
            messages.error(request, refusal.message)
            return redirect("account_login")
        return stage.exit()
    if form.is_valid():
        if services.recognise(user=user, name=form.cleaned_data["name"]):
            return stage.exit()
        form.add_error("name", "和登记的姓名不一致。")
    stuck = services.is_stuck(user)
    context = {"form": form, "stuck": stuck, "phone": phones.plain(stage.state["phone"])}
    return render(request, "account/recognise.html", context)


@login_stage_required(stage="terms", redirect_urlname="account_login")
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """What everybody agrees to on the way in. Who does not leaves nothing behind."""
    stage = request._login_stage  # type: ignore[attr-defined]
    user: User = stage.login.user
    text = consents.in_force(Purpose.TERMS)
    if request.POST.get("action") == "decline":
        clear_login(request)
        services.forget_newcomer(user=user)
        messages.info(request, "没有登录。不同意也可以浏览本站的全部公开内容。")
        return redirect("account_login")
    if request.method == "POST":
        if refused := _agree(request, user):
            messages.error(request, refused)
            return redirect("account_terms")
        return stage.exit()
    again = consents.stands(user, Purpose.TERMS) is not None
    return render(request, "account/terms.html", {"text": text, "again": again})


def _agree(request: HttpRequest, user: User) -> str:
    """Agree to the text that was shown, if its box is ticked; returns why not, in words."""
    if request.POST.get("agree") != "on":
        return "请先勾选同意。"
    number = request.POST.get("text", "")
    terms_only = ConsentText.objects.filter(purpose=Purpose.TERMS)
    shown = get_object_or_404(terms_only, pk=int(number) if number.isdecimal() else 0)
    try:
        consents.agree(user=user, text=shown)
    except Refusal as refusal:
        return refusal.message
    return ""


@require_GET
def show_text(request: HttpRequest, purpose: str) -> HttpResponse:
    """A text in force, for everybody to read."""
    if purpose.upper() not in Purpose.values:
        raise Http404
    text = consents.in_force(Purpose(purpose.upper()))
    return render(request, "account/text.html", {"text": text})


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends whom it does not let in: to signing in, or to hear that it is a no."""
    if request.user.is_authenticated:
        return render(request, "account/not_allowed.html", status=403)
    asked = request.GET.urlencode()
    return redirect(f"{reverse('account_password_login')}{asked and '?'}{asked}")


class AdminAccountView(AccountView):
    """Wagtail's settings of the admin, without name and picture: a clerk's name is not theirs."""

    def get_panels(self) -> list[Any]:
        taken_out = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, taken_out)]


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The account and how it is kept safe."""
    user: Any = request.user
    context = {
        "phone": phones.masked(user.phone) if user.phone else "",
        "second_factor": is_mfa_enabled(user),
        "sessions": UserSession.objects.filter(user=user).count(),
        "is_staff": user.has_perm("wagtailadmin.access_admin"),
        "change": recovery.pending(user),
    }
    return render(request, "account/index.html", context)


@login_required
@never_cache
@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A first or another password; whoever forgot theirs gets here by a code."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data["password"]
        services.set_password(user=request.user, password=given, request=request)
        messages.success(request, "密码已设置，其他设备已退出登录。")
        return redirect("account_index")
    return render(request, "account/password.html", {"form": form})


@login_required
@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in."""
    found = UserSession.objects.purge_and_list(request.user)
    listed = [
        {
            "number": session.pk,
            "device": devices.name(session.user_agent),
            "since": session.created_at,
            "here": session.session_key == request.session.session_key,
        }
        for session in found
    ]
    listed.sort(key=lambda session: (not session["here"], session["since"]))
    return render(request, "account/sessions.html", {"sessions": listed})


@login_required
@require_POST
def keep_phone(request: HttpRequest) -> HttpResponse:
    """Object to another number that somebody asked for."""
    user: Any = request.user
    if recovery.object_to_phone_change(user=user):
        messages.success(request, "已取消，手机号不变。请留意账号安全。")
    return redirect("account_index")


@login_required
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out one other device, or all of them."""
    user: Any = request.user
    number = request.POST.get("session", "")
    if number == "others":
        services.end_sessions(user=user, but=request.session.session_key)
        messages.success(request, "其他设备都已退出登录。")
    elif number.isdecimal() and services.end_session(user=user, number=int(number)):
        messages.success(request, "那台设备已退出登录。")
    else:
        messages.error(request, "那台设备已经不在登录状态。")
    return redirect("account_sessions")


@login_required
@never_cache
@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """All that we hold about the person, as a zip of data.json and a page to read."""
    user: Any = request.user
    if request.method == "GET":
        return render(request, "account/export.html")
    data = personal.told(user)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        file.writestr("我的资料.html", render_to_string("members/data.html", data))
    named = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return HttpResponse(packed.getvalue(), "application/zip", headers=named)


@login_required
@never_cache
@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """The end of the account, for good."""
    user: Any = request.user
    if request.method == "POST":
        if request.POST.get("sure") != "on":
            messages.error(request, "请先勾选确认。")
            return redirect("account_erase")
        try:
            services.erase(user=user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("account_erase")
        request.session.flush()
        request.user = AnonymousUser()
        return render(request, "account/erased.html")
    return render(request, "account/erase.html")
