"""How far the printed site has come, as the press reports it."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from cms.core import clock

from .models import Counter, Delivery, Press

# How long it is remembered when a number reached the site.
REMEMBERED = datetime.timedelta(days=30)


def report(*, number: int, trouble: str, left_out: Sequence[str] = ()) -> None:
    """Note what the press says: up to which number its site stands, what keeps it from more, and
    the public ids of pages that it has to do without.

    A number that was never given, as by a press that outlived a restored backup, is none.
    """
    now = clock.now()
    number = number if 0 < number <= Counter.reached() else 0
    with transaction.atomic():
        last = {"heard_at": now, "number": number, "trouble": trouble, "left_out": [*left_out]}
        Press.objects.update_or_create(pk=1, defaults=last)
        if not Delivery.objects.filter(number__gte=number).exists():
            Delivery.objects.bulk_create([Delivery(number=number, at=now)], ignore_conflicts=True)


def delivered_at(number: int) -> datetime.datetime | None:
    """When the site showed what has this number; None while it does not."""
    deliveries = Delivery.objects.filter(number__gte=number).order_by("number")
    return deliveries.values_list("at", flat=True).first()


def forget_deliveries(now: datetime.datetime) -> int:
    """Delete what is too old to be asked for, but for the last; returns how many."""
    last = Delivery.objects.aggregate(last=Max("number"))["last"]
    old = Delivery.objects.filter(at__lt=now - REMEMBERED).exclude(number=last)
    return old.delete()[0]
