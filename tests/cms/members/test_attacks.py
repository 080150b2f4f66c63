"""Ways to take over an account, to get more than one holds, and to read what is others'."""

import datetime

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.members import consents, duties, memberships, recovery, services
from cms.members.groups import files_of
from cms.members.models import Consent, Purpose, User
from cms.members.roles import Role
from tests import authenticator, factories
from tests.cms.members.conftest import PHONE, in_charge, is_signed_in

pytestmark = pytest.mark.django_db
NEW = "13900139000"
PASSWORD = "湖心岛-20261123"


def anew(user):
    return User.objects.get(pk=user.pk)


def bind(user):
    """An authenticator app for the user; returns its secret."""
    secret = generate_totp_secret()
    data = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type="totp", data=data)
    return secret


def ask(by, user, phone=f"+86{NEW}"):
    return recovery.ask_phone_change(by=by, user=user, phone=phone, why="本人到场")


def a_day_later(clock):
    clock(days=1, seconds=1)
    return recovery.change_due_phones(timezone.now())


class TestTheSecondFactor:
    def test_is_guessed_five_times_in_all(self, client, member, sign_in):
        secret = bind(member)
        sign_in(client)
        right = authenticator.shown(secret)
        for number in range(5):
            wrong = f"{(int(right) + 1000 + number) % 1_000_000:06}"
            client.post("/accounts/login/second/", {"code": wrong})
        client.post("/accounts/login/second/", {"code": authenticator.shown(secret)})
        assert not is_signed_in(client)

    def test_a_number_opens_once_whichever_process_is_asked(self, client, member, sign_in, clock):
        secret = bind(member)
        sign_in(client)
        number = authenticator.shown(secret)
        client.post("/accounts/login/second/", {"code": number})
        assert is_signed_in(client)
        # What allauth remembers, it remembers in one process.
        caches["default"].clear()
        clock(seconds=61)
        other = Client()
        sign_in(other)
        other.post("/accounts/login/second/", {"code": number})
        assert not is_signed_in(other)

    def test_is_shown_by_sessions_of_before_it_was_bound(self, client):
        administrator = factories.admin()
        client.force_login(administrator)
        assert client.get("/admin/").status_code == 200
        bind(administrator)
        answer = client.get("/admin/")
        assert answer["Location"].startswith("/accounts/again/second/")

    def test_is_not_asked_of_members_who_stray_into_the_admin(self, client, member, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(member)
        assert client.get("/admin/", follow=True).status_code == 403


class TestACodeForAnOldNumber:
    def test_opens_nothing_once_the_account_has_another(
        self, client, clock, member, organiser, code_for
    ):
        ask(organiser, member)
        clock(hours=23, minutes=59)
        client.post("/accounts/login/", {"phone": PHONE})
        code = code_for(PHONE)
        clock(minutes=2)
        assert recovery.change_due_phones(timezone.now()) == 1
        client.post("/accounts/login/code/", {"code": code})
        assert not is_signed_in(client)
        assert anew(member).phone == f"+86{NEW}"


class TestARecovery:
    def test_takes_nobody_over_who_was_put_in_charge_meanwhile(
        self, clock, member, organiser, district
    ):
        ask(organiser, member)
        by = factories.admin()
        duties.give_duty(by=by, user=member, role=Role.ORGANISER, place=district, ends_at=None)
        assert a_day_later(clock) == 0
        assert anew(member).phone.endswith(PHONE)

    def test_is_over_with_the_duty_of_who_asked(self, clock, member, organiser):
        ask(organiser, member)
        duties.end_duty(by=organiser, duty=organiser.duties.get())
        assert a_day_later(clock) == 0
        assert anew(member).phone.endswith(PHONE)

    def test_is_over_with_the_membership(self, clock, member, organiser):
        ask(organiser, member)
        memberships.withdraw_consent(user=member)
        assert a_day_later(clock) == 0

    def test_is_over_once_the_member_changes_the_number(self, clock, member, organiser, rf):
        ask(organiser, member)
        request = rf.get("/")
        request.session = Client().session
        services.take_phone(user=anew(member), phone="+8613700137000", request=request)
        assert a_day_later(clock) == 0
        assert anew(member).phone == "+8613700137000"

    def test_leaves_no_way_in_to_the_finder_of_the_phone(self, clock, member, organiser):
        member.set_password(PASSWORD)
        member.save()
        bind(member)
        ask(organiser, member)
        assert a_day_later(clock) == 1
        assert not anew(member).has_usable_password()
        assert not Authenticator.objects.filter(user=member).exists()

    @pytest.mark.parametrize("early", ["before", "meanwhile"])
    def test_is_not_stopped_by_trying_the_new_number_early(
        self, client, clock, member, organiser, early
    ):
        if early == "before":
            client.post("/accounts/login/", {"phone": NEW})
        ask(organiser, member)
        if early == "meanwhile":
            client.post("/accounts/login/", {"phone": NEW})
        assert a_day_later(clock) == 1
        assert anew(member).phone == f"+86{NEW}"


class TestARecycledNumber:
    @pytest.fixture
    def silent(self, member):
        """The number was last proven a year ago; the account is in use by password."""
        ago = timezone.now() - datetime.timedelta(days=400)
        fields = {"phone_proven_at": ago, "last_login": timezone.now()}
        User.objects.filter(pk=member.pk).update(**fields)
        return anew(member)

    def test_is_asked_about_however_else_the_account_is_used(self, client, silent, sign_in):
        assert sign_in(client)["Location"] == "/accounts/login/name/"

    def test_is_asked_about_where_the_invited_person_never_came(self, client, sign_in, area):
        user = services.person(phone=f"+86{PHONE}", name="周书记")
        ago = timezone.now() - datetime.timedelta(days=100)
        User.objects.filter(pk=user.pk).update(date_joined=ago)
        assert sign_in(client)["Location"] == "/accounts/login/name/"

    def test_given_up_twice_begins_one_account_and_shares_none(
        self, client, clock, silent, sign_in
    ):
        other = Client()
        sign_in(client)
        clock(seconds=61)
        sign_in(other)
        client.post("/accounts/login/name/", {"action": "not_me"})
        answer = other.post("/accounts/login/name/", {"action": "not_me"})
        assert answer["Location"] == "/accounts/login/"
        assert not User.objects.filter(phone="").exists()
        assert User.objects.filter(phone=f"+86{PHONE}").count() == 1


class TestTheTerms:
    def test_are_not_passed_by_agreeing_to_something_else(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        client.post("/accounts/login/code/", {"code": code_for()})
        other = consents.in_force(Purpose.BADGE)
        client.post("/accounts/login/terms/", {"agree": "on", "text": other.pk})
        assert not is_signed_in(client)
        assert not Consent.objects.exists()

    def test_that_are_in_force_cannot_be_deleted(self, client):
        client.force_login(factories.admin())
        text = consents.in_force(Purpose.BADGE)
        client.post(reverse("wagtailsnippets_members_consenttext:delete", args=[text.pk]))
        assert consents.in_force(Purpose.BADGE) == text


class TestStaff:
    def test_name_nobody_by_a_duty_that_is_refused(self, client, area, district):
        officer = in_charge("officer", factories.building(area), Role.BUILDING_OFFICER)
        stranger = User.objects.create_user("stranger", phone=f"+86{NEW}")
        client.force_login(officer)
        form = {"phone": NEW, "name": "张冠", "role": "ORGANISER", "place": district.pk}
        client.post("/admin/duties/", {**form, "until": ""})
        assert anew(stranger).get_full_name() == ""
        client.post("/admin/duties/", {**form, "until": "", "phone": "13700137000"})
        assert not User.objects.filter(phone="+8613700137000").exists()

    def test_learn_no_names_by_trying_them_without_a_right(self, client, area, district):
        officer = in_charge("officer", factories.building(area), Role.BUILDING_OFFICER)
        User.objects.create_user("known", phone=f"+86{NEW}", first_name="李四")
        client.force_login(officer)
        form = {"phone": NEW, "role": "ORGANISER", "place": district.pk, "until": ""}
        pages = [
            client.post("/admin/duties/", {**form, "name": name}).content.decode()
            for name in ("李四", "王五")
        ]
        assert not any("另一个姓名" in page for page in pages)

    def test_do_not_rename_themselves_in_wagtails_settings(self, client, organiser):
        client.force_login(organiser)
        page = client.get("/admin/account/").content.decode()
        assert "name_email-first_name" not in page
        client.post(
            "/admin/account/", {"name_email-first_name": "假李", "name_email-last_name": ""}
        )
        assert anew(organiser).get_full_name() == ""

    def test_of_an_organisation_change_no_pictures_beside_it(self, client, area):
        building = factories.building(area)
        image = factories.image(title="楼里的图", collection=files_of(building))
        secretary = in_charge("secretary", factories.organisation(area), Role.SECRETARY)
        client.force_login(secretary)
        address = reverse("wagtailimages:edit", args=[image.pk])
        assert client.get(address).status_code == 302

    def test_of_a_branch_use_the_buildings_pictures_and_leave_them_as_they_are(self, client, area):
        building = factories.building(area)
        image = factories.image(title="楼里的图", collection=files_of(building))
        secretary = in_charge("secretary", factories.organisation(building), Role.SECRETARY)
        client.force_login(secretary)
        assert "楼里的图" in client.get("/admin/images/chooser/").json()["html"]
        assert client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 302


class TestHalfWaySessions:
    def test_end_after_a_quarter_of_an_hour(self, client, clock):
        client.post("/accounts/login/", {"phone": PHONE})
        assert Session.objects.count() == 1
        clock(minutes=16)
        assert services.forget_sessions(timezone.now()) == 1

    def test_become_long_ones_at_sign_in(self, client, clock, sign_in):
        sign_in(client)
        clock(days=29)
        assert services.forget_sessions(timezone.now()) == 0
