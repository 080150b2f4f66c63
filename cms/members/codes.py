"""One-time codes: how many go out, what one is worth, and that each is used once.

6 digits, 5 minutes, 3 tries, 60 seconds between two to one number; at most 10 a day to a number,
60 an hour and 300 a day for an address (a tower's people share one), 5,000 a day in all, so that
a bill has a top. What is held in a session is a reference: the code itself is kept nowhere, and
what is counted is counted in the database, where no second tab and no second process gets past.
"""

import datetime
import secrets

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from cms.core import clock
from cms.core.errors import Refusal

from .models import SentCode, SentDay

LIFE = datetime.timedelta(minutes=5)
PAUSE = datetime.timedelta(seconds=60)
TRIES = 3
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
PER_NUMBER_DAY = 10
PER_ADDRESS = {HOUR: 60, DAY: 300}
PER_DAY = 5_000
KEPT = datetime.timedelta(days=2)


def new_reference() -> str:
    """What a session holds in place of a code."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def issue(*, phone: str, address: str, reference: str) -> str:
    """Count one more code for the number and return it; refuses TOO_MANY_CODES.

    Earlier codes to the number are worth nothing from now on.
    """
    day = _hold_today()
    now = clock.now()
    if words := _too_many(phone, _key(address), now) or _full(day):
        raise Refusal("TOO_MANY_CODES", words, "phone")
    code = f"{secrets.randbelow(1_000_000):06}"
    void(phone=phone)
    SentCode.objects.create(
        reference=reference,
        phone=phone,
        address=_key(address),
        digest=_digest(reference, code),
        sent_at=now,
    )
    SentDay.objects.filter(pk=day.pk).update(count=F("count") + 1)
    return code


def refusal(phone: str, address: str) -> str:
    """Why no code can go out now, in words; empty when one can. issue() decides."""
    return _too_many(phone, _key(address), clock.now())


def use(*, reference: str, code: str) -> bool:
    """Whether this is the code that was sent; true once, within its time and its tries."""
    now = clock.now()
    sent = SentCode.objects.filter(
        reference=reference, used_at=None, tries__lt=TRIES, sent_at__gt=now - LIFE
    )
    # The try is counted before it is judged: of many at once, no more than TRIES are.
    if not sent.update(tries=F("tries") + 1):
        return False
    digest = SentCode.objects.values_list("digest", flat=True).get(reference=reference)
    if not constant_time_compare(digest, _digest(reference, code)):
        return False
    return bool(SentCode.objects.filter(reference=reference, used_at=None).update(used_at=now))


def void(*, phone: str) -> None:
    """Codes on their way to the number are worth nothing any more."""
    SentCode.objects.filter(phone=phone, used_at=None).update(tries=TRIES)


def forget_codes(now: datetime.datetime) -> int:
    """Codes of the day before yesterday count for nothing any more; returns how many went."""
    SentDay.objects.filter(day__lt=clock.local(now - KEPT).date()).delete()
    return SentCode.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def _hold_today() -> SentDay:
    day, _ = SentDay.objects.get_or_create(day=clock.today())
    return SentDay.objects.select_for_update().get(pk=day.pk)


def _too_many(phone: str, address: str, now: datetime.datetime) -> str:
    last = SentCode.objects.filter(phone=phone).order_by("-sent_at").first()
    if last and (left := last.sent_at + PAUSE - now) > datetime.timedelta():
        return f"验证码刚刚发过，请 {left.seconds + 1} 秒后再获取。"
    if SentCode.objects.filter(phone=phone, sent_at__gt=now - DAY).count() >= PER_NUMBER_DAY:
        return "这个手机号今天获取验证码的次数已用完，请明天再试，或用密码登录。"
    for span, most in PER_ADDRESS.items():
        if SentCode.objects.filter(address=address, sent_at__gt=now - span).count() >= most:
            return "您所在的网络获取验证码太频繁，请稍后再试，或改用手机流量。"
    return ""


def _full(day: SentDay) -> str:
    return "今天的短信已发完，请明天再试，或用密码登录。" if day.count >= PER_DAY else ""


def _key(address: str) -> str:
    return salted_hmac("members.codes.address", address, algorithm="sha256").hexdigest()


def _digest(reference: str, code: str) -> str:
    """Keyed: with the database alone, a million codes cannot be tried."""
    return salted_hmac("members.codes", f"{reference}:{code}", algorithm="sha256").hexdigest()
