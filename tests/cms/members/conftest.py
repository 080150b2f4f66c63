"""Signing in by phone as a browser does: text messages land in a file that the test reads."""

import json
import re

import pytest
from django.conf import settings as django_settings

from cms.members.sms import hand_over

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


def is_signed_in(client):
    return "_auth_user_id" in client.session


def session_cookie(client):
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None
