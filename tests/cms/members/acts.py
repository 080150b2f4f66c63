"""What racing processes do to accounts."""

import time

from cms.core.errors import Refusal
from cms.members import codes, consents, memberships
from cms.members.models import Membership, Purpose, SentCode, User
from cms.places.models import Organisation

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


def ask_to_join(barrier, user, organisation):
    text = consents.in_force(Purpose.MEMBERSHIP)
    barrier.wait()
    memberships.join(
        user=User.objects.get(pk=user),
        organisation=Organisation.objects.get(pk=organisation),
        name="王小明",
        home_branch="",
        text=text,
    )


def confirm(barrier, by, membership):
    membership = Membership.objects.get(pk=membership)
    by = User.objects.get(pk=by)
    barrier.wait()
    try:
        memberships.confirm(by=by, membership=membership)
    except Refusal as refusal:
        return refusal.code
    return "done"
