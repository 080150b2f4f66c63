"""Giving and ending duties: nobody gives more than they hold, nobody raises themselves.

A duty stands in its row; the Wagtail group of its role and place follows (members.groups), on the
next request at the latest.
"""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal

from .groups import settle
from .models import Duty, User
from .roles import PLACES, RIGHTS, Right, Role

NOT_YOURS = "您没有在这里安排职责的权限。"


def may(user: Any, right: Right, page: Page) -> bool:
    """Whether the user has the right at the page: by a duty there or above, or as administrator."""
    if not user.is_active:
        return False
    return user.is_superuser or Duty.objects.that_allow(user, right, page).exists()


def scope(user: Any, right: Right) -> list[str]:
    """Paths of the pages at and below which the user has the right; administrators: the root's."""
    if user.is_active and user.is_superuser:
        return list(Page.objects.filter(depth=1).values_list("path", flat=True))
    held = Duty.objects.current().with_right(right).filter(user=user)
    return list(held.values_list("place__path", flat=True))


def givable(user: Any, page: Page) -> list[Role]:
    """The roles that the user may give at the page, for a form; give_duty() decides."""
    kind = getattr(page.specific_class, "kind", "")
    return [
        role
        for role in Role
        if kind in PLACES[role] and (user.is_superuser or _backing(user, role, page))
    ]


def _backing(user: User, role: Role, page: Page) -> list[Duty]:
    """The user's duties that hold all that the role would, and may give it on."""
    return [
        duty
        for duty in Duty.objects.that_allow(user, Right.GIVE, page)
        if duty.rights >= RIGHTS[role]
    ]


@transaction.atomic
def give_duty(
    *, by: User, user: User, role: Role, place: Page, ends_at: datetime.datetime | None
) -> Duty:
    """Put a person in charge of something.

    Refuses FORBIDDEN, YOURSELF, WRONG_PLACE, PAST, TOO_LONG (longer than the giver's own duty),
    ALREADY_HELD.
    """
    _hold(by, user)
    if by == user and not by.is_superuser:
        raise Refusal("YOURSELF", "不能给自己安排职责。", "phone")
    check_giving(by=by, role=role, place=place, ends_at=ends_at)
    _close_expired(user, role, place)
    try:
        with transaction.atomic():
            duty = Duty.objects.create(
                user=user,
                role=role,
                place=place,
                ends_at=ends_at,
                given_at=clock.now(),
                given_by=by,
            )
    except IntegrityError as error:
        raise Refusal("ALREADY_HELD", f"{user} 已经是这里的{role.label}。", "role") from error
    settle(user)
    _log(by, duty, "members.give_duty")
    return duty


@transaction.atomic
def end_duty(*, by: User, duty: Duty) -> None:
    """End a duty now; its holder may resign too. Refuses FORBIDDEN; one that has ended stays so."""
    _hold(by, duty.user)
    duty = Duty.objects.select_related("place").get(pk=duty.pk)
    allowed = by.is_superuser or by == duty.user or _backing(by, Role(duty.role), duty.place)
    if not (by.is_active and allowed):
        raise Refusal("FORBIDDEN", NOT_YOURS)
    if duty.ended_at is None:
        Duty.objects.filter(pk=duty.pk).update(ended_at=clock.now(), ended_by=by)
        _log(by, duty, "members.end_duty")
    settle(duty.user)


def check_giving(*, by: User, role: Role, place: Page, ends_at: datetime.datetime | None) -> None:
    """Whether the duty is the giver's to give, to whomever: asked before any account is looked at.

    Refuses FORBIDDEN, TOO_LONG, WRONG_PLACE, PAST.
    """
    if not (by.is_active and by.is_superuser):
        backing = _backing(by, role, place)
        if not backing:
            raise Refusal("FORBIDDEN", NOT_YOURS, "role")
        if all(_is_longer(ends_at, duty.ends_at) for duty in backing):
            raise Refusal("TOO_LONG", "到期时间不能晚于您自己的职责。", "until")
    if getattr(place.specific_class, "kind", "") not in PLACES[role]:
        raise Refusal("WRONG_PLACE", f"“{place.title}”这一级没有{role.label}。", "role")
    if ends_at and ends_at <= clock.now():
        raise Refusal("PAST", "到期时间已经过了。", "until")


def _hold(*users: User) -> None:
    """Who gives might lose at this moment what they give: such acts take turns, by account."""
    pks = sorted({user.pk for user in users})
    held = User.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk")
    if len(held) < len(pks):
        raise Refusal("NOT_FOUND", "这个账号刚刚被注销。")


def _close_expired(user: User, role: Role, place: Page) -> None:
    """A duty whose time is over makes room for the next."""
    same = Duty.objects.filter(user=user, role=role, place=place, ended_at=None)
    for duty in same.filter(ends_at__lte=clock.now()):
        Duty.objects.filter(pk=duty.pk).update(ended_at=duty.ends_at)


def _is_longer(asked: datetime.datetime | None, held: datetime.datetime | None) -> bool:
    return held is not None and (asked is None or asked > held)


def _log(by: User, duty: Duty, action: str) -> None:
    data = {"role": duty.role, "place": duty.place_id, "until": str(duty.ends_at or "")}
    log(instance=duty.user, action=action, user=by, data=data)
