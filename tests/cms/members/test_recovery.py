"""A lost phone: help by who knows the person, time to object, no way to take an account over."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cms.core.errors import Refusal
from cms.members import consents, duties, memberships, recovery
from cms.members.models import Purpose, User
from cms.members.roles import Role
from tests import factories
from tests.cms.members.conftest import PHONE, in_charge, is_signed_in

pytestmark = pytest.mark.django_db
NEW = "+8613900139000"


def ask(by, user, phone=NEW, why="本人到场"):
    return recovery.ask_phone_change(by=by, user=user, phone=phone, why=why)


def number_of(user):
    return User.objects.get(pk=user.pk).phone


class TestAnOrganisersHelp:
    def test_takes_effect_after_a_day_and_signs_out_everywhere(self, clock, member, organiser):
        client = Client()
        client.force_login(member)
        ask(organiser, member)
        assert recovery.change_due_phones(timezone.now()) == 0
        assert number_of(member).endswith(PHONE)
        clock(days=1, seconds=1)
        assert recovery.change_due_phones(timezone.now()) == 1
        assert number_of(member) == NEW
        assert recovery.change_due_phones(timezone.now()) == 0

    def test_tells_the_old_number(self, member, organiser, outbox):
        ask(organiser, member)
        (told,) = [line for line in outbox() if line["template"] == "phone_change_asked"]
        assert told["phone"].endswith(PHONE)
        assert told["params"]["to"] == "139****9000"

    def test_can_be_objected_to_and_then_is_an_administrators(
        self, client, clock, member, organiser
    ):
        ask(organiser, member)
        client.force_login(member)
        assert "139****9000" in client.get("/accounts/").content.decode()
        client.post("/accounts/phone/keep/")
        clock(days=2)
        assert recovery.change_due_phones(timezone.now()) == 0
        with pytest.raises(Refusal) as refused:
            ask(organiser, member)
        assert refused.value.code == "OBJECTED"
        ask(factories.admin(), member)
        assert number_of(member) == NEW

    def test_is_for_members_of_ones_own_organisations(self, member, district):
        stranger = in_charge("stranger", factories.area(district))
        with pytest.raises(Refusal) as refused:
            ask(stranger, member)
        assert refused.value.code == "FORBIDDEN"

    def test_is_not_for_those_who_only_asked_to_belong(self, area, organiser):
        user = User.objects.create_user("newcomer", phone=f"+86{PHONE}")
        memberships.join(
            user=user,
            organisation=factories.organisation(area),
            name="王小明",
            home_branch="",
            text=consents.in_force(Purpose.MEMBERSHIP),
        )
        with pytest.raises(Refusal) as refused:
            ask(organiser, user)
        assert refused.value.code == "FORBIDDEN"

    def test_takes_over_nobody_who_is_in_charge(self, area, member, organiser, district):
        by = factories.admin()
        duties.give_duty(by=by, user=member, role=Role.ORGANISER, place=district, ends_at=None)
        with pytest.raises(Refusal) as refused:
            ask(organiser, member)
        assert refused.value.code == "STAFF"

    def test_needs_a_reason_and_a_number_that_is_free(self, member, organiser):
        with pytest.raises(Refusal) as refused:
            ask(organiser, member, why=" ")
        assert refused.value.field == "why"
        User.objects.create_user("other", phone=NEW)
        with pytest.raises(Refusal) as refused:
            ask(organiser, member)
        assert refused.value.code == "PHONE_TAKEN"

    def test_once_at_a_time(self, member, organiser):
        ask(organiser, member)
        with pytest.raises(Refusal) as refused:
            ask(organiser, member, phone="+8613900139001")
        assert refused.value.code == "ASKED"

    def test_comes_to_nothing_when_the_number_is_taken_meanwhile(self, clock, member, organiser):
        ask(organiser, member)
        User.objects.create_user("other", phone=NEW)
        clock(days=1, seconds=1)
        assert recovery.change_due_phones(timezone.now()) == 0
        assert number_of(member).endswith(PHONE)
        assert recovery.pending(member) is None

    def test_the_new_number_opens_the_old_account(self, client, clock, member, organiser, sign_in):
        ask(organiser, member)
        clock(days=1, seconds=1)
        recovery.change_due_phones(timezone.now())
        sign_in(client, "13900139000")
        assert is_signed_in(client)
        assert client.session["_auth_user_id"] == str(member.pk)


class TestTheScreen:
    def test_asks_for_the_number_and_how_the_person_was_known(self, client, member, organiser):
        client.force_login(organiser)
        membership = memberships.confirmed(member)
        address = f"/admin/memberships/{membership.pk}/phone/"
        assert "怎样核实" in client.get(address).content.decode()
        client.post(address, {"phone": "139 0013 9000", "why": "核对了身份证"})
        change = recovery.pending(member)
        assert (change.phone, change.asked_by) == (NEW, organiser)
        assert change.takes_effect_at - change.asked_at == datetime.timedelta(days=1)

    def test_is_not_there_for_others(self, client, member, district):
        client.force_login(in_charge("stranger", factories.area(district)))
        membership = memberships.confirmed(member)
        assert client.get(f"/admin/memberships/{membership.pk}/phone/").status_code == 404
        assert client.post(f"/admin/memberships/{membership.pk}/").status_code == 404

    def test_shows_and_notes_whom_it_showed(self, client, member, organiser):
        client.force_login(organiser)
        page = client.get("/admin/memberships/?q=欧阳").content.decode()
        assert "欧阳小明" in page
        assert PHONE not in page
        assert [(each.reader, each.what_for) for each in member.readings.all()] == [
            (organiser, "查看成员名单")
        ]
