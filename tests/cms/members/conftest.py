"""Signing in by phone as a browser does: text messages land in a file that the test reads."""

import json
import re

import pytest
from django.conf import settings as django_settings

from cms.members import consents, duties, memberships
from cms.members.models import Purpose, User
from cms.members.roles import Role
from cms.members.sms import hand_over
from tests import factories

PHONE = "13800138000"


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings):
    """Messages that were sent, oldest first: outbox() -> list of dicts."""
    settings.SMS = "file"
    settings.SMS_OUTBOX = tmp_path / "sms" / "outbox.jsonl"

    def read():
        hand_over()
        if not settings.SMS_OUTBOX.exists():
            return []
        return [json.loads(line) for line in settings.SMS_OUTBOX.read_text().splitlines()]

    return read


@pytest.fixture
def code_for(outbox):
    """The code that was last sent to a number."""

    def last(phone=PHONE):
        texts = [line for line in outbox() if line["phone"].endswith(phone)]
        return texts[-1]["params"]["code"]

    return last


@pytest.fixture
def sign_in(code_for):
    """Sign in by code, agreeing to the terms where they are asked: sign_in(client, phone)."""

    def enter(client, phone=PHONE):
        client.post("/accounts/login/", {"phone": phone})
        answer = client.post("/accounts/login/code/", {"code": code_for(phone)})
        if answer.headers.get("Location") == "/accounts/login/terms/":
            page = client.get("/accounts/login/terms/").content.decode()
            text = re.search(r'name="text" value="(\d+)"', page)[1]
            answer = client.post("/accounts/login/terms/", {"agree": "on", "text": text})
        return answer

    return enter


@pytest.fixture
def area(district):
    return factories.area(district)


def in_charge(name, place, role=Role.ORGANISER):
    """A new account with a duty at the place."""
    user = User.objects.create_user(name)
    duties.give_duty(by=factories.admin(), user=user, role=role, place=place, ends_at=None)
    return user


@pytest.fixture
def organiser(area):
    return in_charge("organiser", area)


@pytest.fixture
def member(area, organiser):
    """A confirmed member of an organisation in the organiser's area, with a phone and a name."""
    user = User.objects.create_user("member", phone=f"+86{PHONE}")
    consents.agree(user=user, text=consents.in_force(Purpose.TERMS))
    membership = memberships.join(
        user=user,
        organisation=factories.organisation(area),
        name="欧阳小明",
        home_branch="",
        text=consents.in_force(Purpose.MEMBERSHIP),
    )
    memberships.confirm(by=organiser, membership=membership)
    return User.objects.get(pk=user.pk)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def session_cookie(client):
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None
