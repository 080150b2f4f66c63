"""Who keeps the bank of questions, and so may read right answers."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.members.duties import scope
from cms.members.models import Duty, User
from cms.members.roles import Right

DISTRICT_DEPTH = 2


def may_keep(user: Any) -> bool:
    """Whether the bank is the user's to keep: it is the district's, and so is the duty."""
    longest = DISTRICT_DEPTH * Page.steplen
    return user.is_active and (
        user.is_superuser or any(len(path) <= longest for path in scope(user, Right.BANK))
    )


def keepers() -> QuerySet[User]:
    """Everybody who may keep the bank."""
    duties = Duty.objects.current().with_right(Right.BANK)
    theirs = duties.filter(place__depth__lte=DISTRICT_DEPTH).values("user")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=theirs), is_active=True)
