"""党员报到: asking to belong, confirming, leaving; and the badge that a member may show.

A member has one confirmed membership at a time, and asks for one at a time. Whoever changes says
so by asking elsewhere: the old one lasts until the new one is confirmed.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal
from cms.places.models import Organisation, OrganisationKind

from . import consents
from .duties import may, scope
from .models import ConsentText, Duty, Membership, MembershipState, Purpose, Reading, User
from .roles import Right

# A partner is no organisation of the party.
JOINABLE = set(OrganisationKind) - {OrganisationKind.PARTNER}
# Where those are looked after whose relation to the party stays elsewhere.
FOR_FLOATING = {OrganisationKind.JOINT, OrganisationKind.COMMUNITY}
# What rooms above do when a member takes back the consent to membership data: they too forget it.
ON_WITHDRAWAL: list[Callable[[User], None]] = []


def confirmed(user: User) -> Membership | None:
    return _with_organisation(user, MembershipState.CONFIRMED)


def asked(user: User) -> Membership | None:
    return _with_organisation(user, MembershipState.ASKED)


def declined(user: User) -> Membership | None:
    """What the organiser said last, if it was a no or the end, and nothing came since."""
    found = Membership.objects.filter(user=user).select_related("organisation")
    last = found.order_by("-asked_at", "-pk").first()
    said_no = (
        last and last.words and last.state in {MembershipState.DECLINED, MembershipState.ENDED}
    )
    return last if said_no else None


def _with_organisation(user: User, state: MembershipState) -> Membership | None:
    found = Membership.objects.filter(user=user, state=state)
    return found.select_related("organisation").first()


@transaction.atomic
def join(
    *, user: User, organisation: Organisation, name: str, home_branch: str, text: ConsentText | None
) -> Membership:
    """Ask to belong to an organisation; asking the same again changes nothing.

    text: the version of the consent that was ticked; None when it was not.
    Refuses NOT_JOINABLE, NAME_NEEDED, WRONG_NAME, CONSENT_NEEDED, OUTDATED_TEXT, ALREADY_MEMBER.
    """
    user = _hold(user)
    home_branch = line(home_branch, 100, "homeBranch")
    _check_joinable(organisation, home_branch)
    name = _checked_name(user, line(name, 50, "name"))
    current, waiting = confirmed(user), asked(user)
    if current and current.organisation_id == organisation.pk:
        raise Refusal("ALREADY_MEMBER", "您已经是这个组织的成员。", "organisation")
    _agree(user, Purpose.MEMBERSHIP, text)
    asks = {"organisation_id": organisation.pk, "name": name, "home_branch": home_branch}
    if waiting and all(getattr(waiting, field) == value for field, value in asks.items()):
        return waiting
    if waiting:
        _end(waiting)
    return Membership.objects.create(
        user=user, state=MembershipState.ASKED, asked_at=clock.now(), **asks
    )


def _check_joinable(organisation: Organisation, home_branch: str) -> None:
    kind = organisation.organisation_kind
    if not organisation.live or kind not in JOINABLE:
        raise Refusal("NOT_JOINABLE", "这里不能报到，请选择一个党组织。", "organisation")
    if home_branch and kind not in FOR_FLOATING:
        words = "流动党员请向所在楼宇的联合党支部或社区党支部报到。"
        raise Refusal("NOT_JOINABLE", words, "organisation")


def line(words: str, longest: int, field: str) -> str:
    """Words in one line, as long as the database holds them and without signs that nobody sees."""
    words = " ".join(words.split())
    if len(words) > longest or any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in words):
        raise Refusal("TOO_LONG", f"请填写 {longest} 字以内的文字。", field)
    return words


def _checked_name(user: User, name: str) -> str:
    """The name as it will be kept; that of staff is not theirs to change."""
    if not name:
        raise Refusal("NAME_NEEDED", "请填写姓名，党组织要核对。", "name")
    known = user.get_full_name()
    if known and known != name and _is_staff(user):
        raise Refusal("WRONG_NAME", f"您的账号登记的姓名是{known}，要改请找管理员。", "name")
    return name


def _is_staff(user: User) -> bool:
    return user.is_superuser or Duty.objects.current().filter(user=user).exists()


def _agree(user: User, purpose: Purpose, text: ConsentText | None) -> None:
    """Put the consent that was ticked into the ledger, unless the one in force is there already."""
    if consents.text_due(user, purpose) is None:
        return
    if text is None or text.purpose != purpose:
        raise Refusal("CONSENT_NEEDED", "请先看过并勾选同意书。", "consent")
    consents.agree(user=user, text=text)


@transaction.atomic
def leave(*, user: User) -> None:
    """End what the user has or has asked for; the badge goes with it. Twice is the same."""
    user = _hold(user)
    live = (MembershipState.ASKED, MembershipState.CONFIRMED)
    for membership in Membership.objects.filter(user=user, state__in=live):
        _end(membership)
    consents.withdraw(user=user, purpose=Purpose.BADGE)


@transaction.atomic
def confirm(*, by: User, membership: Membership) -> None:
    """Say yes: it takes the place of the membership before. Refuses FORBIDDEN, DECIDED."""
    membership = _hold_asked(by, membership)
    former = confirmed(membership.user)
    if former:
        _end(former)
    user = membership.user
    if not _is_staff(user):
        user.first_name, user.last_name = membership.name, ""
        user.save(update_fields=["first_name", "last_name"])
    _decide(by, membership, MembershipState.CONFIRMED, "")


@transaction.atomic
def decline(*, by: User, membership: Membership, words: str) -> None:
    """Say no, and why. Refuses FORBIDDEN, DECIDED, WORDS_NEEDED."""
    membership = _hold_asked(by, membership)
    words = " ".join(words.split())
    if not words:
        raise Refusal("WORDS_NEEDED", "请写明原因，对方会看到。", "words")
    _decide(by, membership, MembershipState.DECLINED, words[:200])


@transaction.atomic
def dismiss(*, by: User, membership: Membership, words: str) -> None:
    """The organiser ends a confirmed membership of somebody who is gone, saying why."""
    user = _hold(membership.user)
    membership = Membership.objects.select_related("organisation").get(pk=membership.pk)
    _check(by, membership)
    if membership.state != MembershipState.CONFIRMED:
        raise Refusal("DECIDED", "这位成员已经不在这个组织。")
    words = " ".join(words.split())
    if not words:
        raise Refusal("WORDS_NEEDED", "请写明原因，对方会看到。", "words")
    membership.words = words[:200]
    _end(membership)
    consents.withdraw(user=user, purpose=Purpose.BADGE)
    _log(by, membership, "members.dismiss")


@transaction.atomic
def withdraw_consent(*, user: User) -> None:
    """Take back the consent to membership data: all of it goes, name and history included.

    A name that a duty needs stays with the duty.
    """
    user = _hold(user)
    leave(user=user)
    consents.withdraw(user=user, purpose=Purpose.MEMBERSHIP)
    Membership.objects.filter(user=user).delete()
    for forget in ON_WITHDRAWAL:
        forget(user)
    if not _is_staff(user):
        user.first_name = user.last_name = ""
        user.save(update_fields=["first_name", "last_name"])


@transaction.atomic
def show_badge(*, user: User, text: ConsentText | None) -> None:
    """亮身份. Refuses NOT_A_MEMBER, CONSENT_NEEDED, OUTDATED_TEXT."""
    user = _hold(user)
    if confirmed(user) is None:
        raise Refusal("NOT_A_MEMBER", "党组织确认您的报到之后才能亮身份。")
    _agree(user, Purpose.BADGE, text)


def hide_badge(*, user: User) -> None:
    consents.withdraw(user=user, purpose=Purpose.BADGE)


def has_badge(user: User) -> bool:
    """Whether the member shows it: by their own consent, and while they belong somewhere."""
    return confirmed(user) is not None and consents.stands(user, Purpose.BADGE) is not None


@transaction.atomic
def join_ranking(*, user: User, text: ConsentText | None) -> None:
    """Be named, masked, among those with the most points. Refuses CONSENT_NEEDED, OUTDATED_TEXT."""
    _agree(_hold(user), Purpose.RANKING, text)


def leave_ranking(*, user: User) -> None:
    consents.withdraw(user=user, purpose=Purpose.RANKING)


def in_care_of(by: Any) -> QuerySet[Membership]:
    """Memberships that the user may decide on or look at."""
    found = Membership.objects.none()
    for path in scope(by, Right.CONFIRM):
        found |= Membership.objects.filter(organisation__path__startswith=path)
    return found.select_related("user", "organisation", "decided_by")


def record_readings(*, reader: Any, people: list[User], what_for: str) -> None:
    """Write down that a member of staff was shown these people's data."""
    now = clock.now()
    Reading.objects.bulk_create(
        [
            Reading(reader=reader, person=person, what_for=what_for, at=now)
            for person in people
            if person != reader
        ]
    )


def _hold(user: User) -> User:
    """The account as it is now, and nobody else's to change until the commit."""
    return User.objects.select_for_update().get(pk=user.pk)


def _hold_asked(by: User, membership: Membership) -> Membership:
    _hold(membership.user)
    membership = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    _check(by, membership)
    if membership.state != MembershipState.ASKED:
        raise Refusal("DECIDED", "这条报到已经处理过，或本人已撤回。")
    return membership


def _check(by: User, membership: Membership) -> None:
    organisation: Page = membership.organisation
    if not may(by, Right.CONFIRM, organisation) or by == membership.user:
        raise Refusal("FORBIDDEN", "您没有处理这个组织报到的权限。")


def _decide(by: User, membership: Membership, state: MembershipState, words: str) -> None:
    membership.state, membership.words = state, words
    membership.decided_at, membership.decided_by = clock.now(), by
    membership.save(update_fields=["state", "words", "decided_at", "decided_by"])
    _log(by, membership, f"members.{'confirm' if state == 'CONFIRMED' else 'decline'}")


def _end(membership: Membership) -> None:
    membership.state, membership.ended_at = MembershipState.ENDED, clock.now()
    membership.save(update_fields=["state", "ended_at", "words"])


def _log(by: User, membership: Membership, action: str) -> None:
    log(instance=membership.organisation.specific_deferred, action=action, user=by)
