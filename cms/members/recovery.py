"""A lost phone: another number, with the help of who knows the person, and time to object.

The organiser of the member's organisation asks for it, after looking the person in the face. It
takes effect a day later; until then the old number is told, and whoever is signed in may object.
What was objected to, and accounts of staff, are an administrator's, whose word takes effect at
once: an organiser must not be able to take over who stands above.
"""

import datetime

from django.db import IntegrityError, transaction
from django.utils import formats
from wagtail.log_actions import log

from cms.core import clock
from cms.core.errors import Refusal

from . import codes, phones
from .duties import may
from .memberships import confirmed
from .models import Duty, PhoneChange, User
from .roles import Right
from .services import free_number, reset_ways_in
from .sms import text

TIME_TO_OBJECT = datetime.timedelta(days=1)


@transaction.atomic
def ask_phone_change(*, by: User, user: User, phone: str, why: str) -> PhoneChange:
    """Refuses FORBIDDEN, STAFF, WHY_NEEDED, PHONE_TAKEN, ASKED (one is under way)."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _check(by, user)
    why = " ".join(why.split())
    if not why:
        raise Refusal("WHY_NEEDED", "请写明怎样核实了本人身份。", "why")
    free_number(phone=phone)
    if User.objects.filter(phone=phone).exists():
        words = "新手机号已经有账号，请本人先登录那个账号并注销，再来更换。"
        raise Refusal("PHONE_TAKEN", words, "phone")
    now = clock.now()
    waits = datetime.timedelta() if by.is_superuser else TIME_TO_OBJECT
    if by.is_superuser:
        PhoneChange.objects.filter(user=user, closed_at=None).update(closed_at=now)
    elif PhoneChange.objects.filter(user=user, closed_at=None).exists():
        raise Refusal("ASKED", "已经申请过更换，还在等待生效。", "phone")
    elif _was_objected_to(user, now):
        raise Refusal("OBJECTED", "原号码的使用者取消过这个申请，请找管理员处理。", "phone")
    change = PhoneChange.objects.create(
        user=user,
        phone=phone,
        why=why[:200],
        asked_by=by,
        asked_at=now,
        takes_effect_at=now + waits,
    )
    log(instance=user, action="members.ask_phone_change", user=by, data={"why": why[:200]})
    if user.phone:
        at = formats.date_format(clock.local(change.takes_effect_at), "n月j日H:i")
        text(phone=user.phone, template="phone_change_asked", to=phones.masked(phone), at=at)
    if by.is_superuser:
        _take_effect(change)
        change.refresh_from_db()
    return change


def pending(user: User) -> PhoneChange | None:
    return PhoneChange.objects.filter(user=user, closed_at=None).first()


@transaction.atomic
def object_to_phone_change(*, user: User) -> bool:
    """Whoever is signed in says no; returns whether there was something to say no to."""
    changes = PhoneChange.objects.filter(user=user, closed_at=None)
    objected = bool(changes.update(closed_at=clock.now()))
    if objected:
        log(instance=user, action="members.object_to_phone_change", user=user)
    return objected


def change_due_phones(now: datetime.datetime) -> int:
    """Let changes that nobody objected to take effect; returns how many. For the clock."""
    done = 0
    for number in PhoneChange.objects.filter(closed_at=None, takes_effect_at__lte=now).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            change = PhoneChange.objects.select_for_update().get(pk=number)
            done += change.closed_at is None and _take_effect_if_still_right(change)
    return done


def _take_effect_if_still_right(change: PhoneChange) -> bool:
    """Much may have happened in a day: who asked is asked again whether they may."""
    user = User.objects.select_for_update().get(pk=change.user_id)
    if change.asked_by is None or not _may(change.asked_by, user):
        PhoneChange.objects.filter(pk=change.pk).update(closed_at=clock.now())
        return False
    return _take_effect(change)


def _may(by: User, user: User) -> bool:
    try:
        _check(by, user)
    except Refusal:
        return False
    return True


def _take_effect(change: PhoneChange) -> bool:
    """Give the account its new number and sign it out everywhere; False when it is taken by now."""
    user = change.user
    PhoneChange.objects.filter(pk=change.pk).update(closed_at=clock.now())
    if user.phone:
        codes.void(phone=user.phone)
    user.phone, user.phone_verified_at = change.phone, None
    user.phone_proven_at, user.name_tries = clock.now(), 0
    fields = ["phone", "phone_verified_at", "phone_proven_at", "name_tries"]
    try:
        with transaction.atomic():
            free_number(phone=change.phone)
            user.save(update_fields=fields)
    except IntegrityError:
        return False
    reset_ways_in(user=user)
    log(instance=user, action="members.change_phone", user=change.asked_by)
    return True


def _check(by: User, user: User) -> None:
    if by.is_superuser and by.is_active:
        return
    belongs = confirmed(user)
    if by == user or belongs is None or not may(by, Right.CONFIRM, belongs.organisation):
        raise Refusal("FORBIDDEN", "只能帮本组织已确认的成员更换手机号。")
    if user.is_superuser or Duty.objects.current().filter(user=user).exists():
        raise Refusal("STAFF", "对方担任职责，请管理员来更换。")


def _was_objected_to(user: User, now: datetime.datetime) -> bool:
    """Within the last week, before its time."""
    week = now - datetime.timedelta(days=7)
    closed = PhoneChange.objects.filter(user=user, closed_at__gt=week)
    return any(change.closed_at < change.takes_effect_at for change in closed if change.closed_at)
