"""The time: always aware, with the district's own days."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return timezone.now()


def local(moment: datetime.datetime) -> datetime.datetime:
    """The same moment on the district's clock (Asia/Shanghai)."""
    return moment.astimezone(SHANGHAI)


def today() -> datetime.date:
    """The district's calendar day."""
    return local(now()).date()


def stamp(moment: datetime.datetime) -> str:
    """The moment as ISO 8601 with the district's offset, as the contract's DateTime."""
    return local(moment).isoformat()
