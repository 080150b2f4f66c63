"""Earning points and taking them back: each in one transaction, under the member's lock."""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal
from cms.members import memberships
from cms.members.models import User
from cms.places.models import Area, Building
from cms.publication.services import mark_readers

from .models import Act, Balance, Board, Entry, Rule, Shows

FIRST_RULES: dict[Act, dict[str, Any]] = {
    Act.QUIZ: {
        "explanation": "学微党课后答题，按得分比例记分；再答一次，只补记比以前最好成绩多出的部分。",
        "amount": 5,
        "most": 20,
        "per_day": 30,
    }
}

# What an entry that takes back has in common with the one that it takes back.
KEPT = (
    "member_id",
    "rule_id",
    "rule_since",
    "source",
    "subject",
    "organisation_id",
    "building_id",
    "area_id",
)


@dataclasses.dataclass(frozen=True)
class Earned:
    """What an act is worth.

    source: the act itself; subject: what it is about, `title` for readers; worth: what the subject
    can earn at all, this act's part included; amount: this act's part, before the rule's caps.
    """

    source: str
    subject: str
    title: str
    worth: int
    amount: int


def write_first_rules(using: str) -> None:
    """A rule for each act that has none."""
    for act, fields in FIRST_RULES.items():
        begun = {**fields, "changed_at": clock.now()}
        Rule.objects.using(using).get_or_create(act=act, defaults=begun)


def rule_of(act: Act) -> Rule:
    return Rule.objects.get(act=act)


def hold(member: User) -> User:
    """The member's account as it is now; what is the member's changes in turns until the commit."""
    return User.objects.select_for_update(no_key=True).get(pk=member.pk)


@transaction.atomic
def award_points(*, member: User, act: Act, earned: Earned) -> Entry | None:
    """Pay for an act, within what is left of its subject's worth and of the rule's caps.

    Nothing for nothing; the same act again returns what it was paid.
    """
    member = hold(member)
    rule = rule_of(act)
    paid = Entry.objects.filter(rule=rule, source=earned.source, undoes=None).first()
    if paid or not rule.in_force:
        return paid
    # The time is read under the lock: who waited past midnight earns on the new day.
    now = clock.now()
    today = clock.local(now).date()
    amount = min(earned.amount, _room(member, rule, earned, today))
    if amount <= 0:
        return None
    entry = Entry.objects.create(
        member=member,
        rule=rule,
        rule_since=rule.changed_at,
        source=earned.source,
        subject=earned.subject,
        title=earned.title,
        amount=amount,
        reason="" if amount == earned.amount else f"应记 {earned.amount} 分，已到规则的上限",
        day=today,
        at=now,
        **_belonging(member),
    )
    _change_balance(member, amount)
    return entry


def _room(member: User, rule: Rule, earned: Earned, today: datetime.date) -> int:
    """What the subject and the caps leave to be earned."""
    standing = Entry.objects.standing().filter(member=member, rule=rule)
    left = min(earned.worth, rule.most) - standing.filter(subject=earned.subject).total()
    if rule.per_day is not None:
        left = min(left, rule.per_day - standing.filter(day=today).total())
    if rule.per_year is not None:
        left = min(left, rule.per_year - standing.filter(day__year=today.year).total())
    return left


def _belonging(member: User) -> dict[str, int | None]:
    """Where the member belongs today, as columns of an entry."""
    membership = memberships.confirmed(member)
    if membership is None:
        return {}
    path = membership.organisation.path
    above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    found: dict[str, int | None] = {"organisation_id": membership.organisation_id}
    kinds: tuple[tuple[str, Any], ...] = (("building_id", Building), ("area_id", Area))
    for column, kind in kinds:
        found[column] = kind.objects.filter(path__in=above).values_list("pk", flat=True).first()
    return found


@transaction.atomic
def undo_points(*, source: str, act: Act, reason: str) -> Entry | None:
    """Take back exactly what an act was paid, if it was; twice is the same as once."""
    earned = Entry.objects.filter(rule__act=act, source=source, undoes=None).first()
    if earned is None:
        return None
    if earned.member:
        hold(earned.member)
    undone = Entry.objects.filter(undoes=earned).first()
    if undone:
        return undone
    now = clock.now()
    undone = Entry.objects.create(
        **{name: getattr(earned, name) for name in (*KEPT, "title")},
        amount=-earned.amount,
        reason=reason[:200],
        day=clock.local(now).date(),
        at=now,
        undoes=earned,
    )
    if earned.member:
        _change_balance(earned.member, -earned.amount)
    return undone


def _change_balance(member: User, amount: int) -> None:
    if not Balance.objects.filter(member=member).update(points=F("points") + amount):
        Balance.objects.create(member=member, points=amount)


def balance(member: User) -> int:
    """What the member has, in points."""
    return Balance.objects.filter(member=member).values_list("points", flat=True).first() or 0


@transaction.atomic
def rebuild(member: User) -> int:
    """Make the member's balance anew from the ledger; returns it."""
    member = hold(member)
    points = Entry.objects.filter(member=member).total()
    Balance.objects.update_or_create(member=member, defaults={"points": points})
    return points


def detach(member: User) -> None:
    """Leave nothing in the ledger of where the member belonged: they took their consent back."""
    nowhere = dict.fromkeys(("organisation", "building", "area"))
    Entry.objects.filter(member=member).update(**nowhere)


@transaction.atomic
def change_rules(*, by: Any, rules: list[Rule], shows: Shows) -> None:
    """Keep rules that were edited, and what the leaderboard shows. Refuses FORBIDDEN."""
    if not (by.is_active and by.is_superuser):
        raise Refusal("FORBIDDEN", "只有管理员可以修改积分规则。")
    for rule in rules:
        rule.changed_at = clock.now()
        rule.save()
        log(instance=rule, action="points.change_rule", user=by)
        mark_readers(thing_of(Act(rule.act)))
    Board.objects.update_or_create(pk=1, defaults={"shows": shows})


def thing_of(act: Act) -> str:
    """What a public document hangs on that shows what an act earns."""
    return f"points.rule:{act}"


def shows() -> Shows:
    """What the leaderboard shows."""
    found = Board.objects.filter(pk=1).values_list("shows", flat=True).first()
    return Shows(found) if found else Shows.TEAMS


def faults() -> Iterator[str]:
    """What is wrong in the ledger, and where, in English for the operator."""
    for entry in Entry.objects.select_related("undoes").order_by("pk"):
        if entry.day != clock.local(entry.at).date():
            yield f"points entry {entry.pk} of {clock.stamp(entry.at)} counts for {entry.day}"
        earned = entry.undoes
        if earned and (
            entry.amount != -earned.amount
            or any(getattr(entry, name) != getattr(earned, name) for name in KEPT)
        ):
            yield f"points entry {entry.pk} does not take back what entry {earned.pk} paid"
    sums = dict(
        Entry.objects.exclude(member=None).values_list("member").annotate(Sum("amount")).order_by()
    )
    kept = dict(Balance.objects.values_list("member", "points"))
    for member in sorted(sums.keys() | kept.keys()):
        if sums.get(member, 0) != kept.get(member, 0):
            yield (
                f"balance of member {member} is {kept.get(member, 0)},"
                f" the ledger says {sums.get(member, 0)}"
            )
    yield from _over_the_caps()


def _over_the_caps() -> Iterator[str]:
    """Days, years and subjects that earned more than their rule, as it stands now, allowed them.

    By what an entry says it followed, not by its time: it may have been written while it changed.
    """
    for rule in Rule.objects.all():
        since = Entry.objects.standing().filter(rule=rule, rule_since=rule.changed_at)
        spans = ((rule.per_day, "day"), (rule.per_year, "day__year"), (rule.most, "subject"))
        for cap, span in spans:
            if cap is None:
                continue
            sums = since.exclude(member=None).values_list("member", span).order_by()
            for member, what, points in sums.annotate(points=Sum("amount")).filter(points__gt=cap):
                yield f"member {member} earned {points} by {rule.act} in {what}, the cap is {cap}"
