"""Acts on accounts: beginning one, taking and leaving a phone, ending sessions."""

import datetime
import re
import secrets
import unicodedata
from typing import Any

import structlog
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.core import clock
from cms.core.errors import Refusal

from . import codes, personal, phones
from .models import Duty, PhoneChange, User
from .sms import text

logger = structlog.get_logger(__name__)

ABANDONED = datetime.timedelta(days=1)
# Who is asked for a name: wrong ones, after which only those who know the person can help.
NAME_TRIES = 5
SECOND_TRIES = 5
SECOND_PAUSE = datetime.timedelta(minutes=15)


def find_or_begin(*, phone: str) -> User:
    """The number's account; one that is nobody's yet begins here and is nothing until it signs in.

    One statement does both and takes the same time, so that nobody learns who has an account.
    """
    if not phone:
        raise ValueError("an account begins with a number")
    asked = User(
        username=f"m{secrets.token_hex(8)}",
        phone=phone,
        password=make_password(None),
        code_asked_at=clock.now(),
    )
    User.objects.bulk_create(
        [asked], update_conflicts=True, unique_fields=["phone"], update_fields=["code_asked_at"]
    )
    return User.objects.get(phone=phone)


def person(*, phone: str, name: str) -> User:
    """The account of somebody whom staff know by number and name. Refuses OTHER_NAME.

    An account that has no name yet takes this one.
    """
    user = find_or_begin(phone=phone)
    known = user.get_full_name()
    if known and _bare(known) != _bare(name):
        raise Refusal("OTHER_NAME", "这个手机号登记的是另一个姓名，请和本人核对。", "name")
    if not known:
        user.first_name = name.strip()
        user.save(update_fields=["first_name"])
    return user


def forget_sessions(now: datetime.datetime) -> int:
    """Sessions that are over, the half-way ones with their numbers above all; returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def forget_abandoned(now: datetime.datetime) -> int:
    """Accounts that nobody entered within a day of asking for a code go; returns how many."""
    begun = User.objects.begun().filter(code_asked_at__lt=now - ABANDONED)
    return begun.delete()[1].get("members.User", 0)


def free_number(*, phone: str) -> None:
    """An account that was only begun with a number, and never entered, holds nobody up."""
    User.objects.begun().filter(phone=phone).delete()


@transaction.atomic
def prove_phone(*, user: User, phone: str) -> None:
    """A code sent to the account's own number came back. Refuses PHONE_GONE.

    The account may have got another number while the code was under way: then it opens nothing.
    """
    held = User.objects.select_for_update().filter(pk=user.pk, phone=phone).first()
    if held is None:
        raise Refusal("PHONE_GONE", "这个手机号已经不属于原来的账号，请重新登录。")
    if held.phone_verified_at is None:
        User.objects.filter(pk=user.pk).update(phone_verified_at=clock.now())
    user.refresh_from_db(fields=["phone", "phone_verified_at"])


def take_phone(*, user: User, phone: str, request: HttpRequest) -> None:
    """A code sent to a new number came back: it is the account's now. Refuses PHONE_TAKEN.

    The old number is told, codes on their way to it are worth nothing, changes that somebody
    asked for are over, and other devices are signed out.
    """
    old = user.phone
    try:
        with transaction.atomic():
            free_number(phone=phone)
            user.phone, user.phone_verified_at = phone, clock.now()
            user.phone_proven_at = clock.now()
            user.save(update_fields=["phone", "phone_verified_at", "phone_proven_at"])
            PhoneChange.objects.filter(user=user, closed_at=None).update(closed_at=clock.now())
            if old and old != phone:
                codes.void(phone=old)
                text(phone=old, template="phone_changed", to=phones.masked(phone))
                log(instance=user, action="members.change_phone", user=user)
    except IntegrityError as error:
        user.phone = old
        raise Refusal("PHONE_TAKEN", "这个手机号刚刚被另一个账号使用。", "phone") from error
    if old and old != phone:
        end_sessions(user=user, but=request.session.session_key)


@transaction.atomic
def leave_phone(*, user: User, phone: str) -> User:
    """The number, just proven, is somebody else's by now: returns an account begun anew with it.

    The old one stays as it is, without a number; its member comes back through the organisation,
    or an administrator, who know them. Refuses PHONE_GONE when the number is the account's no more.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.phone != phone:
        raise Refusal("PHONE_GONE", "这个手机号已经不属于原来的账号，请重新登录。")
    user.phone = user.phone_verified_at = None
    user.save(update_fields=["phone", "phone_verified_at"])
    end_sessions(user=user)
    log(instance=user, action="members.leave_phone")
    newcomer = find_or_begin(phone=phone)
    User.objects.filter(pk=newcomer.pk).update(phone_verified_at=clock.now())
    newcomer.refresh_from_db()
    return newcomer


def may_try_second(*, user: Any) -> bool:
    """Count one more try of the second factor; False when five were wrong within 15 minutes.

    Counted before it is judged, as with codes.
    """
    now = clock.now()
    past = Q(second_tried_at=None) | Q(second_tried_at__lt=now - SECOND_PAUSE)
    User.objects.filter(past, pk=user.pk).update(second_tries=0)
    tries = User.objects.filter(pk=user.pk, second_tries__lt=SECOND_TRIES)
    return bool(tries.update(second_tries=F("second_tries") + 1, second_tried_at=now))


def use_second(*, user: Any, code: str) -> bool:
    """Use a right number of the second factor up; False for one that was used just before.

    allauth remembers used numbers in each process by itself.
    """
    unused = User.objects.filter(pk=user.pk).exclude(second_used=code[:20])
    return bool(unused.update(second_tries=0, second_used=code[:20]))


def reset_ways_in(*, user: User) -> None:
    """Password and second factor go: whoever has the account's old phone may have set them."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)


def end_sessions(*, user: User, but: str | None = None) -> None:
    """Sign out all of an account's devices, but the one with this session key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def end_session(*, user: User, number: int) -> bool:
    """Sign out one device of an account's own; returns whether there was such a one."""
    session = UserSession.objects.filter(user=user, pk=number).first()
    if session:
        session.end()
    return bool(session)


def set_password(*, user: Any, password: str, request: HttpRequest) -> None:
    """Give the account a password; other devices are signed out, this one is not."""
    user.set_password(password)
    user.save(update_fields=["password"])
    finalize_password_change(request, user)
    end_sessions(user=user, but=request.session.session_key)


def forget_newcomer(*, user: User) -> None:
    """Someone who declined the terms at the first sign-in leaves nothing behind."""
    User.objects.begun().filter(pk=user.pk).delete()


def recognise(*, user: User, name: str) -> bool:
    """Whether this is the account's name; after 5 wrong ones no answer is taken any more."""
    # Counted before it is judged, as with codes.
    asked = User.objects.filter(pk=user.pk, name_tries__lt=NAME_TRIES)
    if not asked.update(name_tries=F("name_tries") + 1):
        return False
    if _bare(name) != _bare(user.get_full_name()):
        return False
    User.objects.filter(pk=user.pk).update(name_tries=0)
    return True


def is_stuck(user: User) -> bool:
    """Whether only those who know the person can help by now."""
    return User.objects.get(pk=user.pk).name_tries >= NAME_TRIES


def _bare(name: str) -> str:
    """Without what people write or leave out: spaces, the dot in a name, width and case."""
    return re.sub(r"[\s·•・.]", "", unicodedata.normalize("NFKC", name)).casefold()


def erase(*, user: User) -> None:
    """Delete the account and all about its person; what they did for others stays, unsigned.

    Refuses STAFF: who is in charge of something gives that up first.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_superuser or Duty.objects.current().filter(user=user).exists():
            words = "您还担任职责，请先联系管理员结束职责，再来注销。"
            raise Refusal("STAFF", words)
        end_sessions(user=user)
        for held in personal.HELD:
            held.erase(user)
        about = ContentType.objects.get_for_model(User)
        ModelLogEntry.objects.filter(content_type=about, object_id=str(user.pk)).delete()
        for entries in (ModelLogEntry, PageLogEntry):
            entries.objects.filter(user=user).update(user=None)
        user.delete()
    logger.info("members.erased")
