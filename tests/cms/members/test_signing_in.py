"""Signing in through /accounts/: newcomers, those who come back, and those who attack."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.members.models import Consent, Purpose, SentCode, User
from cms.members.services import forget_abandoned
from tests.cms.members.conftest import PHONE, is_signed_in, session_cookie

pytestmark = pytest.mark.django_db
E164 = f"+86{PHONE}"


@pytest.fixture
def member(sign_in):
    """Someone who has an account already."""
    sign_in(Client())
    return User.objects.get(phone=E164)


class TestANewcomer:
    def test_registers_by_signing_in(self, client, sign_in):
        answer = sign_in(client)
        assert answer["Location"] == "/me/"
        assert is_signed_in(client)
        user = User.objects.get(phone=E164)
        assert user.phone_verified_at
        assert not user.has_usable_password()
        assert not user.has_perm("wagtailadmin.access_admin")

    def test_is_shown_the_terms_before_being_let_in(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        answer = client.post("/accounts/login/code/", {"code": code_for()})
        assert answer["Location"] == "/accounts/login/terms/"
        assert not is_signed_in(client)
        assert not Consent.objects.exists()
        page = client.get("/accounts/login/terms/").content.decode()
        assert 'name="agree"' in page
        assert "checked" not in page.split('name="agree"')[1][:20]

    def test_is_not_let_in_without_the_tick(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        client.post("/accounts/login/code/", {"code": code_for()})
        page = client.get("/accounts/login/terms/").content.decode()
        text = re.search(r'name="text" value="(\d+)"', page)[1]
        client.post("/accounts/login/terms/", {"text": text})
        assert not is_signed_in(client)

    def test_who_declines_leaves_nothing_behind(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        client.post("/accounts/login/code/", {"code": code_for()})
        client.post("/accounts/login/terms/", {"action": "decline"})
        assert not is_signed_in(client)
        assert not User.objects.filter(phone=E164).exists()

    def test_what_was_agreed_to_stands_in_the_ledger(self, client, sign_in):
        sign_in(client)
        consent = Consent.objects.get()
        assert consent.user.phone == E164
        assert (consent.text.purpose, consent.text.version, consent.given) == (
            Purpose.TERMS,
            1,
            True,
        )

    def test_who_never_comes_back_is_forgotten_after_a_day(self, client, clock):
        client.post("/accounts/login/", {"phone": PHONE})
        assert forget_abandoned(timezone.now()) == 0
        clock(days=1, minutes=1)
        assert forget_abandoned(timezone.now()) == 1

    def test_comes_back_to_where_signing_in_was_asked(self, client, clock, code_for, member):
        clock(seconds=61)
        asked = client.post("/accounts/login/", {"phone": PHONE, "next": "/lessons/x/"})
        page = client.get(asked["Location"]).content.decode()
        next_url = re.search(r'name="next" value="([^"]*)"', page)[1]
        answer = client.post("/accounts/login/code/", {"code": code_for(), "next": next_url})
        assert answer["Location"] == "/lessons/x/"


class TestAMember:
    def test_comes_back_without_the_terms(self, client, clock, member, sign_in):
        clock(seconds=61)
        assert sign_in(client)["Location"] == "/me/"
        assert is_signed_in(client)
        assert User.objects.count() == 1

    def test_is_asked_again_when_the_terms_have_changed(self, client, clock, member, sign_in):
        text = Consent.objects.get().text
        text.pk, text.version, text.in_force_from = None, 2, timezone.now()
        text.save()
        clock(seconds=61)
        sign_in(client)
        assert is_signed_in(client)
        assert [consent.text.version for consent in Consent.objects.all()] == [1, 2]

    def test_may_sign_in_with_a_password_too(self, client, member):
        member.set_password("湖心岛-20261123")
        member.save()
        answer = client.post(
            "/accounts/login/password/", {"login": "138 0013 8000", "password": "湖心岛-20261123"}
        )
        assert answer["Location"] == "/me/"

    def test_who_is_shut_out_is_told_so_only_with_the_code(self, client, clock, member, code_for):
        User.objects.update(is_active=False)
        clock(seconds=61)
        asked = client.post("/accounts/login/", {"phone": PHONE})
        assert asked["Location"] == "/accounts/login/code/"
        answer = client.post("/accounts/login/code/", {"code": code_for()})
        assert answer["Location"] == "/accounts/inactive/"
        assert not is_signed_in(client)


class TestWhoAttacks:
    def test_known_and_unknown_numbers_are_answered_alike(self, client, clock, member):
        clock(seconds=61)
        known = client.post("/accounts/login/", {"phone": PHONE})
        unknown = Client().post("/accounts/login/", {"phone": "13900139000"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert SentCode.objects.filter(phone__endswith="13900139000").exists()

    def test_known_and_unknown_numbers_cost_the_same_statements(self, client, clock, member):
        clock(seconds=61)
        with CaptureQueriesContext(connection) as known:
            client.post("/accounts/login/", {"phone": PHONE})
        with CaptureQueriesContext(connection) as unknown:
            Client().post("/accounts/login/", {"phone": "13900139000"})
        shape = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in known]
        assert shape == [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in unknown]

    def test_a_wrong_password_says_nothing_of_who_is_known(self, client, member):
        wrong = {"password": "wrong-wrong-wrong"}
        known = client.post("/accounts/login/password/", {"login": PHONE, **wrong})
        unknown = Client().post("/accounts/login/password/", {"login": "13900139000", **wrong})
        told = [
            re.findall(r"role=.alert.>(.*?)<", page.content.decode()) for page in (known, unknown)
        ]
        assert told[0] == told[1] == ["账号或密码不对。"]

    def test_a_code_cannot_be_guessed_on(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        code = code_for()
        for _ in range(3):
            client.post("/accounts/login/code/", {"code": f"{(int(code) + 1) % 1_000_000:06}"})
        client.post("/accounts/login/code/", {"code": code})
        assert not is_signed_in(client)

    def test_a_code_opens_only_the_browser_that_asked_for_it(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        stranger = Client()
        stranger.post("/accounts/login/", {"phone": "13900139000"})
        stranger.post("/accounts/login/code/", {"code": code_for()})
        assert not is_signed_in(stranger)

    def test_a_code_cannot_be_used_again(self, client, code_for, sign_in):
        sign_in(client)
        used = code_for()
        client.post("/accounts/logout/")
        client.post("/accounts/login/code/", {"code": used})
        assert not is_signed_in(client)

    def test_a_stolen_session_of_before_is_worth_nothing_after(self, client, sign_in, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        planted = session_cookie(client)
        sign_in_again = client.post("/accounts/login/code/", {"code": code_for()})
        assert sign_in_again["Location"] == "/accounts/login/terms/"
        page = client.get("/accounts/login/terms/").content.decode()
        text = re.search(r'name="text" value="(\d+)"', page)[1]
        client.post("/accounts/login/terms/", {"agree": "on", "text": text})
        assert is_signed_in(client)
        assert session_cookie(client) != planted
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = planted
        assert not is_signed_in(thief)

    def test_the_code_is_not_in_the_session(self, client, code_for):
        client.post("/accounts/login/", {"phone": PHONE})
        assert code_for() not in str(dict(client.session))

    def test_passwords_are_guessed_five_times(self, client, member):
        member.set_password("湖心岛-20261123")
        member.save()
        for _ in range(5):
            answer = client.post("/accounts/login/password/", {"login": PHONE, "password": "no"})
        assert answer.status_code == 429
        right = {"login": f"+86 {PHONE}", "password": "湖心岛-20261123"}
        assert client.post("/accounts/login/password/", right).status_code == 429
        assert not is_signed_in(client)

    def test_a_neighbour_behind_the_same_address_is_not_locked_out(self, client, member):
        for _ in range(5):
            client.post("/accounts/login/password/", {"login": "someone", "password": "no"})
        member.set_password("湖心岛-20261123")
        member.save()
        right = {"login": PHONE, "password": "湖心岛-20261123"}
        assert client.post("/accounts/login/password/", right)["Location"] == "/me/"

    @pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/", "/\\evil"])
    def test_signing_in_leads_to_no_other_host(self, client, clock, member, code_for, next_url):
        clock(seconds=61)
        client.post("/accounts/login/", {"phone": PHONE, "next": next_url})
        answer = client.post("/accounts/login/code/", {"code": code_for(), "next": next_url})
        assert answer["Location"] == "/me/"

    @pytest.mark.parametrize(
        "address",
        [
            "/accounts/signup/",
            "/accounts/email/",
            "/accounts/password/reset/",
            "/admin/password_reset/",
        ],
    )
    def test_doors_that_we_do_not_use_are_not_there(self, client, address):
        assert client.get(address).status_code in {404, 503}
