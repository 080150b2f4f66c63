"""党员报到: asking, confirming, changing, leaving; the badge; and taking the consent back."""

import pytest
from django.db import IntegrityError

from cms.core.errors import Refusal
from cms.members import consents, duties, memberships
from cms.members.models import (
    Consent,
    ConsentText,
    Membership,
    MembershipState,
    Purpose,
    Reading,
    User,
)
from cms.members.roles import Role
from tests import factories
from tests.cms.members import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(district):
    return factories.area(district)


@pytest.fixture
def branch(area):
    return factories.organisation(area, title="湖东联合支部")


@pytest.fixture
def other_branch(area):
    return factories.organisation(area, title="湖西联合支部")


@pytest.fixture
def member():
    return User.objects.create_user("member", phone="+8613800138000")


@pytest.fixture
def organiser(area):
    user = User.objects.create_user("organiser")
    duties.give_duty(by=factories.admin(), user=user, role=Role.ORGANISER, place=area, ends_at=None)
    return user


def join(user, organisation, *, name="王小明", home_branch="", text=...):
    given = consents.in_force(Purpose.MEMBERSHIP) if text is ... else text
    return memberships.join(
        user=user, organisation=organisation, name=name, home_branch=home_branch, text=given
    )


@pytest.fixture
def belongs(member, branch, organiser):
    """A confirmed membership."""
    membership = join(member, branch)
    memberships.confirm(by=organiser, membership=membership)
    return membership


class TestJoining:
    def test_waits_for_the_organiser(self, member, branch):
        join(member, branch)
        assert memberships.asked(member).organisation_id == branch.pk
        assert memberships.confirmed(member) is None
        member.refresh_from_db()
        assert member.get_full_name() == ""
        assert memberships.asked(member).name == "王小明"

    def test_needs_its_own_consent_whatever_else_was_agreed_to(self, member, branch):
        consents.agree(user=member, text=consents.in_force(Purpose.TERMS))
        for text in (None, consents.in_force(Purpose.TERMS)):
            with pytest.raises(Refusal) as refused:
                join(member, branch, text=text)
            assert refused.value.code == "CONSENT_NEEDED"
        member.refresh_from_db()
        assert not member.get_full_name()
        assert not Membership.objects.exists()

    def test_refuses_a_consent_to_a_text_that_has_changed(self, member, branch):
        shown = consents.in_force(Purpose.MEMBERSHIP)
        newer = ConsentText.objects.get(pk=shown.pk)
        newer.pk, newer.version = None, 2
        newer.save()
        with pytest.raises(Refusal) as refused:
            join(member, branch, text=shown)
        assert refused.value.code == "OUTDATED_TEXT"
        assert not Consent.objects.exists()

    def test_twice_is_once(self, member, branch):
        assert join(member, branch) == join(member, branch)
        assert Membership.objects.count() == 1
        assert Consent.objects.count() == 1

    def test_elsewhere_takes_the_place_of_what_was_asked(self, member, branch, other_branch):
        join(member, branch)
        join(member, other_branch)
        assert memberships.asked(member).organisation_id == other_branch.pk

    @pytest.mark.parametrize("kind", ["PARTNER"])
    def test_a_partner_cannot_be_joined(self, member, area, kind):
        with pytest.raises(Refusal) as refused:
            join(member, factories.organisation(area, organisation_kind=kind))
        assert refused.value.code == "NOT_JOINABLE"

    def test_an_organisation_that_is_a_draft_cannot_be_joined(self, member, area):
        with pytest.raises(Refusal):
            join(member, factories.organisation(area, live=False))

    def test_a_name_is_needed(self, member, branch):
        with pytest.raises(Refusal) as refused:
            join(member, branch, name="  ")
        assert refused.value.field == "name"

    @pytest.mark.parametrize("name", ["王" * 51, "王\x00小明", "王\x07小明"])
    def test_a_name_is_a_name(self, member, branch, name):
        with pytest.raises(Refusal) as refused:
            join(member, branch, name=name)
        assert (refused.value.code, refused.value.field) == ("TOO_LONG", "name")

    def test_asking_again_from_another_home_branch_is_another_asking(self, member, branch):
        join(member, branch, home_branch="甲支部")
        join(member, branch, home_branch="乙支部")
        assert memberships.asked(member).home_branch == "乙支部"

    def test_staff_do_not_rename_themselves(self, organiser, branch):
        User.objects.filter(pk=organiser.pk).update(first_name="李组织")
        with pytest.raises(Refusal) as refused:
            join(organiser, branch, name="别人")
        assert refused.value.code == "WRONG_NAME"

    def test_floating_members_join_a_joint_branch_and_name_their_own(self, member, area, branch):
        own = factories.organisation(area, organisation_kind="ENTERPRISE")
        with pytest.raises(Refusal) as refused:
            join(member, own, home_branch="老家支部")
        assert refused.value.field == "organisation"
        assert join(member, branch, home_branch=" 老家  支部 ").home_branch == "老家 支部"


class TestDeciding:
    def test_confirming_makes_a_member(self, belongs, member, organiser):
        now = memberships.confirmed(member)
        assert (now.pk, now.decided_by) == (belongs.pk, organiser)

    def test_the_name_is_the_accounts_once_it_is_confirmed(self, belongs, member, other_branch):
        member.refresh_from_db()
        assert member.get_full_name() == "王小明"
        join(member, other_branch, name="王大明")
        member.refresh_from_db()
        assert member.get_full_name() == "王小明"

    def test_changing_keeps_the_old_until_the_new_is_confirmed(
        self, belongs, member, organiser, other_branch, branch
    ):
        asked = join(member, other_branch)
        assert memberships.confirmed(member).organisation_id == branch.pk
        memberships.confirm(by=organiser, membership=asked)
        assert memberships.confirmed(member).organisation_id == other_branch.pk
        belongs.refresh_from_db()
        assert belongs.state == MembershipState.ENDED

    def test_declining_says_why(self, member, branch, organiser):
        membership = join(member, branch)
        with pytest.raises(Refusal) as refused:
            memberships.decline(by=organiser, membership=membership, words=" ")
        assert refused.value.field == "words"
        memberships.decline(by=organiser, membership=membership, words="不是本楼的")
        assert memberships.declined(member).words == "不是本楼的"
        join(member, branch)
        assert memberships.declined(member) is None

    def test_who_is_not_in_charge_decides_nothing(self, member, branch, district):
        membership = join(member, branch)
        stranger = User.objects.create_user("stranger")
        elsewhere = factories.area(district)
        duties.give_duty(
            by=factories.admin(), user=stranger, role=Role.ORGANISER, place=elsewhere, ends_at=None
        )
        secretary = User.objects.create_user("secretary")
        duties.give_duty(
            by=factories.admin(), user=secretary, role=Role.SECRETARY, place=branch, ends_at=None
        )
        for by in (stranger, secretary, member):
            with pytest.raises(Refusal) as refused:
                memberships.confirm(by=by, membership=membership)
            assert refused.value.code == "FORBIDDEN"
            assert not memberships.in_care_of(by).exists()

    def test_an_organiser_does_not_confirm_themselves(self, organiser, branch):
        membership = join(organiser, branch)
        with pytest.raises(Refusal):
            memberships.confirm(by=organiser, membership=membership)

    def test_what_is_decided_or_taken_back_stays_so(self, belongs, member, organiser, branch):
        with pytest.raises(Refusal) as refused:
            memberships.decline(by=organiser, membership=belongs, words="晚了")
        assert refused.value.code == "DECIDED"

    def test_who_is_gone_is_dismissed_with_a_reason(self, belongs, member, organiser):
        memberships.dismiss(by=organiser, membership=belongs, words="已调离")
        assert memberships.confirmed(member) is None
        belongs.refresh_from_db()
        assert belongs.words == "已调离"

    def test_readings_say_who_saw_whom_and_what_for(self, member, organiser):
        memberships.record_readings(reader=organiser, people=[member, organiser], what_for="确认")
        assert [(each.reader, each.person) for each in Reading.objects.all()] == [
            (organiser, member)
        ]


class TestTheDatabase:
    def test_holds_one_confirmed_membership(self, belongs, member, other_branch):
        with pytest.raises(IntegrityError):
            Membership.objects.create(
                user=member,
                organisation=other_branch,
                state="CONFIRMED",
                asked_at=belongs.asked_at,
            )


class TestTheBadge:
    def test_is_off_until_the_member_turns_it_on(self, belongs, member):
        assert not memberships.has_badge(member)
        memberships.show_badge(user=member, text=consents.in_force(Purpose.BADGE))
        assert memberships.has_badge(member)
        memberships.hide_badge(user=member)
        assert not memberships.has_badge(member)
        assert [line.given for line in Consent.objects.filter(text__purpose="BADGE")] == [
            True,
            False,
        ]

    def test_needs_a_consent_of_its_own(self, belongs, member):
        with pytest.raises(Refusal) as refused:
            memberships.show_badge(user=member, text=None)
        assert refused.value.code == "CONSENT_NEEDED"

    def test_is_for_confirmed_members(self, member, branch):
        join(member, branch)
        with pytest.raises(Refusal) as refused:
            memberships.show_badge(user=member, text=consents.in_force(Purpose.BADGE))
        assert refused.value.code == "NOT_A_MEMBER"

    def test_goes_with_the_membership(self, belongs, member):
        memberships.show_badge(user=member, text=consents.in_force(Purpose.BADGE))
        memberships.leave(user=member)
        assert not memberships.has_badge(member)
        assert consents.stands(member, Purpose.BADGE) is None


class TestTakingTheConsentBack:
    def test_takes_name_and_history_with_it(self, belongs, member):
        memberships.withdraw_consent(user=member)
        member.refresh_from_db()
        assert member.get_full_name() == ""
        assert not Membership.objects.filter(user=member).exists()
        assert consents.stands(member, Purpose.MEMBERSHIP) is None

    def test_joining_again_asks_for_it_again(self, belongs, member, branch):
        memberships.withdraw_consent(user=member)
        with pytest.raises(Refusal) as refused:
            join(member, branch, text=None)
        assert refused.value.code == "CONSENT_NEEDED"

    def test_leaves_staff_the_name_their_duty_needs(self, organiser, branch):
        User.objects.filter(pk=organiser.pk).update(first_name="李组织")
        join(organiser, branch, name="李组织")
        memberships.withdraw_consent(user=organiser)
        organiser.refresh_from_db()
        assert organiser.get_full_name() == "李组织"


class TestRaces:
    def test_many_asks_at_once_are_one(self, crew):
        branch = factories.organisation(factories.area(factories.district()))
        member = User.objects.create_user("member")
        barrier = crew.barrier(8)
        crew.race(*[(acts.ask_to_join, barrier, member.pk, branch.pk)] * 8)
        assert Membership.objects.count() == 1
        assert Consent.objects.count() == 1

    def test_who_is_confirmed_by_many_at_once_is_a_member_once(self, crew):
        one = factories.organisation(factories.area(factories.district()))
        member, by = User.objects.create_user("member"), factories.admin()
        first = join(member, one)
        barrier = crew.barrier(8)
        said = crew.race(*[(acts.confirm, barrier, by.pk, first.pk)] * 8)
        assert sorted(said) == ["DECIDED"] * 7 + ["done"]
        assert Membership.objects.filter(state="CONFIRMED").count() == 1
