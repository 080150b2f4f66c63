"""What racing processes do to the ledger."""

import time

from cms.core import clock
from cms.members.models import User
from cms.points.models import Act, Entry, Rule
from cms.points.services import Earned, award_points

EACH = 5


def claim(barrier, member, sources):
    """Claim each of these acts, one after the other; returns how many were paid."""
    member = User.objects.get(pk=member)
    barrier.wait()
    paid = 0
    for source in sources:
        earned = Earned(source=source, subject="lesson:1", title="党史", worth=20, amount=5)
        paid += award_points(member=member, act=Act.QUIZ, earned=earned) is not None
    return paid


def claim_without_the_lock(barrier, member, source):
    """What award_points() would be if it held nobody: each looks first, and pays then."""
    rule = Rule.objects.get(act=Act.QUIZ)
    barrier.wait()
    before = Entry.objects.filter(member=member).total()
    if before >= 20:
        return
    time.sleep(0.5)
    Entry.objects.create(
        member_id=member,
        rule=rule,
        rule_since=rule.changed_at,
        source=source,
        subject="lesson:1",
        title="党史",
        amount=5,
        day=clock.today(),
        at=clock.now(),
    )
