"""The admin's screen of who is in charge of what."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal
from cms.members import duties, services
from cms.members.fields import PhoneField
from cms.members.models import Duty
from cms.members.roles import RIGHTS, Right, Role

from . import screen


def may_give(user: Any) -> bool:
    """Whether the user may give duties anywhere."""
    return bool(duties.scope(user, Right.GIVE))


def _allowed() -> list[tuple[str, str]]:
    """Each role with what it allows: a clerk need not know it by heart."""
    return [
        (role.label, "；".join(right for right in Right if right in RIGHTS[role])) for role in Role
    ]


class DutyForm(forms.Form):
    phone = PhoneField(help_text="用这个手机号登录就有权限；没有账号的会自动建好。")
    name = forms.CharField(label="姓名", max_length=50)
    role = forms.ChoiceField(label="职责", choices=Role.choices)
    place = forms.ModelChoiceField(
        Page.objects.all(),
        label="地点",
        help_text="在这里和它下面的全部内容上有效。",
        widget=AdminPageChooser(),
    )
    until = forms.DateField(
        label="到期",
        required=False,
        help_text="当天 24 点到期；不填就一直有效。",
        widget=AdminDateInput(),
    )

    def ends_at(self) -> datetime.datetime | None:
        """The midnight at which the last day ends."""
        last = self.cleaned_data["until"]
        after = last and last + datetime.timedelta(days=1)
        return after and datetime.datetime.combine(after, datetime.time(), clock.SHANGHAI)


@require_http_methods(["GET", "POST"])
def show_duties(request: HttpRequest) -> HttpResponse:
    """Everybody in charge of something in the user's reach; a form for one more."""
    by: Any = request.user
    paths = duties.scope(by, Right.GIVE)
    if not paths:
        raise PermissionDenied
    form = DutyForm(request.POST or None)
    if form.is_valid():
        try:
            _give(by, form)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"已安排{form.cleaned_data['name']}，对方登录就能看到。")
            return redirect("duties")
    asked = request.GET.get("q", "").strip()
    listed = _listed(paths, asked)
    context = {"form": form, "allowed": _allowed(), "asked": asked, "listed": listed}
    return screen(request, "members/duties", "人员与职责", "group", **context)


@transaction.atomic
def _give(by: Any, form: DutyForm) -> None:
    """Whose account it is, is looked up only for who may give it: names are not to be guessed."""
    given = form.cleaned_data
    what = {"role": Role(given["role"]), "place": given["place"], "ends_at": form.ends_at()}
    duties.check_giving(by=by, **what)
    user = services.person(phone=given["phone"], name=given["name"])
    duties.give_duty(by=by, user=user, **what)


def _listed(paths: list[str], asked: str) -> QuerySet[Duty]:
    within = Q()
    for path in paths:
        within |= Q(place__path__startswith=path)
    found = Duty.objects.current().filter(within).select_related("user", "place", "given_by")
    if asked:
        named = Q(user__first_name__icontains=asked) | Q(user__last_name__icontains=asked)
        found = found.filter(
            named | Q(user__phone__contains=asked) | Q(place__title__icontains=asked)
        )
    return found.order_by("place__path", "role", "pk")


@require_POST
def end_duty(request: HttpRequest, number: int) -> HttpResponse:
    by: Any = request.user
    duty = get_object_or_404(Duty.objects.select_related("user"), pk=number)
    try:
        duties.end_duty(by=by, duty=duty)
    except Refusal as refusal:
        raise PermissionDenied from refusal
    messages.success(request, f"已结束：{duty}。")
    return redirect("duties" if may_give(by) else "wagtailadmin_home")
