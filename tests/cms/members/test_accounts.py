"""One's own account: another number, a number that changed hands, devices, a second factor."""

import datetime
import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from cms.members import devices, services
from cms.members.models import User
from tests import authenticator, factories
from tests.cms.members.conftest import PHONE, is_signed_in

pytestmark = pytest.mark.django_db
OTHER = "13900139000"


@pytest.fixture
def member(client, sign_in, clock):
    """Somebody signed in just now, who may ask for a code again."""
    sign_in(client)
    clock(seconds=61)
    return User.objects.get(phone=f"+86{PHONE}")


class TestAnotherNumber:
    def change(self, client, code_for, number=OTHER):
        client.post("/accounts/phone/", {"phone": number})
        return client.post("/accounts/phone/code/", {"code": code_for(number)})

    def test_is_taken_once_its_code_came_back(self, client, member, code_for):
        client.post("/accounts/phone/", {"phone": OTHER})
        member.refresh_from_db()
        assert member.phone.endswith(PHONE)
        client.post("/accounts/phone/code/", {"code": code_for(OTHER)})
        member.refresh_from_db()
        assert member.phone == f"+86{OTHER}"

    def test_the_old_number_is_told(self, client, member, code_for, outbox):
        self.change(client, code_for)
        told = [line for line in outbox() if line["template"] == "phone_changed"]
        assert [(line["phone"], line["params"]) for line in told] == [
            (f"+86{PHONE}", {"to": "139****9000"})
        ]

    def test_other_devices_are_signed_out(self, client, clock, member, sign_in, code_for):
        elsewhere = Client()
        sign_in(elsewhere)
        assert is_signed_in(elsewhere)
        self.change(client, code_for)
        assert elsewhere.get("/accounts/").status_code == 302
        assert client.get("/accounts/").status_code == 200

    def test_a_wrong_code_changes_nothing(self, client, member, code_for):
        client.post("/accounts/phone/", {"phone": OTHER})
        client.post("/accounts/phone/code/", {"code": "000000"})
        member.refresh_from_db()
        assert member.phone.endswith(PHONE)

    def test_somebody_elses_is_refused_only_to_who_has_it_in_hand(self, client, member, code_for):
        User.objects.create_user("other", phone=f"+86{OTHER}")
        asked = client.post("/accounts/phone/", {"phone": OTHER})
        assert asked["Location"] == "/accounts/phone/code/"
        answer = client.post("/accounts/phone/code/", {"code": code_for(OTHER)})
        assert "已经有账号" in answer.content.decode()
        member.refresh_from_db()
        assert member.phone.endswith(PHONE)

    def test_taken_meanwhile_is_refused_and_loses_nothing(self, client, member, code_for, rf):
        client.post("/accounts/phone/", {"phone": OTHER})
        code = code_for(OTHER)
        other = User.objects.create_user("other")
        request = rf.get("/")
        request.session = client.session
        services.take_phone(user=other, phone=f"+86{OTHER}", request=request)
        client.post("/accounts/phone/code/", {"code": code})
        member.refresh_from_db()
        assert member.phone.endswith(PHONE)

    def test_is_asked_for_only_of_who_said_again_who_they_are(self, client, member):
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 600
        session.save()
        asked = client.post("/accounts/phone/", {"phone": OTHER})
        assert asked["Location"].startswith("/accounts/again/code/")


class TestANumberThatChangedHands:
    @pytest.fixture
    def silent(self, client, member):
        """A member with a name, who has not been here for a hundred days."""
        client.logout()
        long_ago = timezone.now() - datetime.timedelta(days=100)
        User.objects.filter(pk=member.pk).update(first_name="欧阳小明", phone_proven_at=long_ago)
        return member

    def come(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        return client.post("/accounts/login/code/", {"code": code_for()})

    def test_is_asked_whose_account_it_is(self, client, silent, code_for):
        assert self.come(client, code_for)["Location"] == "/accounts/login/name/"
        assert not is_signed_in(client)
        page = client.get("/accounts/login/name/").content.decode()
        assert "欧阳" not in page

    def test_the_same_person_goes_on_by_their_name(self, client, silent, code_for):
        self.come(client, code_for)
        client.post("/accounts/login/name/", {"name": " 欧阳 小明 "})
        assert client.session["_auth_user_id"] == str(silent.pk)

    def test_another_person_begins_anew_and_learns_nothing(self, client, silent, code_for):
        self.come(client, code_for)
        client.post("/accounts/login/name/", {"action": "not_me"})
        page = client.get("/accounts/login/terms/").content.decode()
        text = re.search(r'name="text" value="(\d+)"', page)[1]
        client.post("/accounts/login/terms/", {"agree": "on", "text": text})
        assert is_signed_in(client)
        newcomer = User.objects.get(phone=f"+86{PHONE}")
        assert newcomer.pk != silent.pk
        assert newcomer.get_full_name() == ""
        silent.refresh_from_db()
        assert silent.phone is None

    def test_names_are_guessed_five_times_and_no_more(self, client, clock, silent, code_for):
        self.come(client, code_for)
        for name in ("王小明", "李小明", "张小明", "刘小明", "陈小明"):
            client.post("/accounts/login/name/", {"name": name})
        answer = client.post("/accounts/login/name/", {"name": "欧阳小明"})
        assert "当面核实" in answer.content.decode()
        clock(seconds=61)
        other = Client()
        self.come(other, code_for)
        other.post("/accounts/login/name/", {"name": "欧阳小明"})
        assert not is_signed_in(other)

    def test_a_password_says_enough(self, client, silent):
        silent.set_password("湖心岛-20261123")
        silent.save()
        client.post("/accounts/login/password/", {"login": PHONE, "password": "湖心岛-20261123"})
        assert is_signed_in(client)


class TestDevices:
    def test_are_listed_and_ended_one_by_one(self, client, clock, member, sign_in):
        phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU) MicroMessenger/8.0 Safari")
        sign_in(phone)
        page = client.get("/accounts/sessions/").content.decode()
        assert "iPhone，微信" in page
        other = UserSession.objects.get(user_agent__contains="MicroMessenger")
        client.post("/accounts/sessions/end/", {"session": other.pk})
        assert phone.get("/accounts/").status_code == 302
        assert client.get("/accounts/").status_code == 200

    def test_nobody_ends_anothers(self, client, member):
        stranger = User.objects.create_user("stranger")
        theirs = Client()
        theirs.force_login(stranger)
        session = UserSession.objects.create(
            user=stranger, ip="192.0.2.1", session_key=theirs.session.session_key
        )
        client.post("/accounts/sessions/end/", {"session": session.pk})
        assert theirs.get("/accounts/").status_code == 200

    @pytest.mark.parametrize("number", ["", "0", "-1", "x", "９９"])
    def test_what_is_no_session_is_said_to_be_none(self, client, member, number):
        client.post("/accounts/sessions/end/", {"session": number})
        assert "已经不在登录状态" in client.get("/accounts/sessions/").content.decode()

    def test_have_names_people_know(self):
        assert devices.name("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120") == (
            "Windows 电脑，Edge 浏览器"
        )
        assert devices.name("curl/8") == "未知设备"


class TestAPassword:
    def test_is_set_and_signs_other_devices_out(self, client, clock, member, sign_in):
        elsewhere = Client()
        sign_in(elsewhere)
        client.post("/accounts/password/", {"password": "湖心岛-20261123"})
        assert client.get("/accounts/").status_code == 200
        assert elsewhere.get("/accounts/").status_code == 302

    @pytest.mark.parametrize("password", ["short", "13800138000", "1234567890"])
    def test_a_weak_one_is_refused(self, client, member, password):
        answer = client.post("/accounts/password/", {"password": password})
        assert answer.status_code == 200
        member.refresh_from_db()
        assert not member.has_usable_password()


class TestASecondFactor:
    @pytest.fixture
    def administrator(self):
        return factories.admin()

    def sign_in(self, client, user):
        return client.post(
            "/accounts/login/password/?next=/admin/",
            {"login": user.username, "password": "湖心岛-20261123"},
        )

    def agree(self, client):
        page = client.get("/accounts/login/terms/").content.decode()
        text = re.search(r'name="text" value="(\d+)"', page)[1]
        return client.post("/accounts/login/terms/", {"agree": "on", "text": text})

    @pytest.fixture
    def bound(self, administrator):
        """The administrator has an app, by this secret."""
        secret = generate_totp_secret()
        Authenticator.objects.create(
            user=administrator, type="totp", data={"secret": get_adapter().encrypt(secret)}
        )
        return secret

    def test_lies_in_the_database_under_a_key(self, bound):
        stored = Authenticator.objects.get().data["secret"]
        assert bound not in stored

    def test_is_asked_for_at_sign_in(self, client, administrator, bound):
        assert self.sign_in(client, administrator)["Location"] == "/accounts/login/second/"
        assert client.get("/admin/").status_code == 302
        client.post("/accounts/login/second/", {"code": "000000"})
        assert client.get("/admin/").status_code == 302
        client.post("/accounts/login/second/", {"code": authenticator.shown(bound)})
        assert self.agree(client)["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_its_number_opens_once(self, client, administrator, bound):
        number = authenticator.shown(bound)
        self.sign_in(client, administrator)
        client.post("/accounts/login/second/", {"code": number})
        self.agree(client)
        other = Client()
        self.sign_in(other, administrator)
        other.post("/accounts/login/second/", {"code": number})
        assert not is_signed_in(other)

    def test_where_it_is_required_staff_without_are_led_to_it(
        self, client, administrator, settings
    ):
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(administrator)
        assert client.get("/admin/")["Location"] == "/accounts/second/"
        assert client.get("/admin/pages/")["Location"] == "/accounts/second/"
        assert "请先绑定" in client.get("/accounts/second/").content.decode()

    def test_there_is_no_door_beside(self, client, administrator, bound):
        """Wagtail's own sign-in knows no second factor: it is not there any more."""
        given = {"username": administrator.username, "password": "湖心岛-20261123"}
        answer = client.post("/admin/login/", given)
        assert answer["Location"] == "/accounts/login/password/"
        assert not is_signed_in(client)


class TestWhoIsNotLetIn:
    def test_hears_so_and_is_not_sent_round_in_circles(self, client, member):
        answer = client.get("/admin/", follow=True)
        assert answer.status_code == 403
        assert "没有权限" in answer.content.decode()
