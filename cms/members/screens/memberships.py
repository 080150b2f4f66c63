"""The admin's screen of who belongs to an organisation, and who asks to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import formats
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.core import clock
from cms.core.errors import Refusal
from cms.members import duties, memberships, recovery
from cms.members.fields import PhoneField
from cms.members.models import Membership, MembershipState
from cms.members.roles import Right

from . import screen

# Of members, no more are shown (and noted as seen) than somebody looks at; the rest are searched.
SHOWN = 50
WAITS, LOOKS = "确认报到", "查看成员名单"


def may_confirm(user: Any) -> bool:
    """Whether the user is in charge of anybody's membership."""
    return bool(duties.scope(user, Right.CONFIRM))


@require_GET
def show_memberships(request: HttpRequest) -> HttpResponse:
    """Those who ask, and members found by name or organisation. What is shown is noted."""
    by: Any = request.user
    if not may_confirm(by):
        raise PermissionDenied
    theirs = memberships.in_care_of(by)
    waiting = list(theirs.filter(state=MembershipState.ASKED).order_by("asked_at"))
    asked = request.GET.get("q", "").strip()
    members = list(_found(theirs, asked)[:SHOWN]) if asked else []
    for shown, what_for in ((waiting, WAITS), (members, LOOKS)):
        people = [membership.user for membership in shown]
        memberships.record_readings(reader=by, people=people, what_for=what_for)
    count = theirs.filter(state=MembershipState.CONFIRMED).count()
    context = {"waiting": waiting, "asked": asked, "members": members, "count": count}
    more = len(members) == SHOWN
    return screen(request, "members/memberships", "党员报到", "user", more=more, **context)


def _found(theirs: Any, asked: str) -> Any:
    named = Q(name__icontains=asked) | Q(organisation__title__icontains=asked)
    found = theirs.filter(named, state=MembershipState.CONFIRMED)
    return found.order_by("organisation__path", "name", "pk")


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm, decline or dismiss, as the button says."""
    by: Any = request.user
    membership = get_object_or_404(memberships.in_care_of(by), pk=number)
    words = request.POST.get("words", "")
    try:
        messages.success(request, _decide(by, membership, request.POST.get("act", ""), words))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("memberships")


def _decide(by: Any, membership: Membership, act: str, words: str) -> str:
    """Do it; returns what was done, in words."""
    name = membership.name
    if act not in {"confirm", "decline", "dismiss"}:
        raise BadRequest(f"no such act: {act!r}")
    if act == "confirm":
        memberships.confirm(by=by, membership=membership)
        return f"已确认{name}加入{membership.organisation.title}。"
    if act == "decline":
        memberships.decline(by=by, membership=membership, words=words)
        return f"已告知{name}没有通过。"
    memberships.dismiss(by=by, membership=membership, words=words)
    return f"{name}已不在{membership.organisation.title}。"


class PhoneForm(forms.Form):
    phone = PhoneField(label="新手机号")
    why = forms.CharField(
        label="怎样核实了本人",
        max_length=200,
        help_text="例如 本人到场，核对了身份证。会留下记录。",
        widget=forms.TextInput(),
    )


@require_http_methods(["GET", "POST"])
def change_phone(request: HttpRequest, number: int) -> HttpResponse:
    """Another number for a member who lost theirs."""
    by: Any = request.user
    members = memberships.in_care_of(by).filter(state=MembershipState.CONFIRMED)
    membership = get_object_or_404(members, pk=number)
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            change = recovery.ask_phone_change(by=by, user=membership.user, **given)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            at = formats.date_format(clock.local(change.takes_effect_at), "n月j日 H:i")
            words = "已更换。" if change.closed_at else f"已申请，{at} 生效；原号码会收到短信。"
            messages.success(request, words)
            return redirect("memberships")
    memberships.record_readings(reader=by, people=[membership.user], what_for="更换手机号")
    title = f"更换手机号：{membership.name}"
    return screen(request, "members/phone", title, "mobile-alt", form=form)
