"""What racing processes do to accounts."""

import time

from cms.core.errors import Refusal
from cms.members import codes
from cms.members.models import SentCode

PHONE, ADDRESS = "+8613800138000", "192.0.2.1"


def try_code(barrier, reference, code):
    barrier.wait()
    return codes.use(reference=reference, code=code)


def ask_for_code(barrier, number):
    barrier.wait()
    try:
        codes.issue(phone=PHONE, address=f"192.0.2.{number}", reference=f"race{number}")
    except Refusal as refusal:
        return refusal.code
    return "sent"


def ask_without_the_lock(barrier, number):
    """What issue() would be without the day's row held."""
    barrier.wait()
    if codes.refusal(PHONE, ADDRESS):
        return "TOO_MANY_CODES"
    time.sleep(0.2)
    SentCode.objects.create(
        reference=f"race{number}",
        phone=PHONE,
        address="",
        digest="",
        sent_at=codes.clock.now(),
    )
    return "sent"
