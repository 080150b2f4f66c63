"""allauth, fitted to us: phones are our users' own, codes are ours, nobody is told who is known."""

import time
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.phone_verification import PHONE_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip as truncated
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac

from cms.core import clock
from cms.core.errors import Refusal

from . import codes, phones, services
from .fields import PhoneField
from .models import User
from .sms import text

HALF_WAY_SECONDS = 900


class AccountAdapter(DefaultAccountAdapter):
    """How allauth's flows find users by phone, send codes, and go through our own stages."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "验证码不对，请再看一下短信。",
        "too_many_login_attempts": "验证码错的次数太多，请重新获取。",
        "phone_password_mismatch": "账号或密码不对。",
        "username_password_mismatch": "账号或密码不对。",
        "phone_taken": (
            "这个手机号已经有账号。请先用它登录：是您自己的旧账号就把它注销，"
            "不是您的就选“这不是我”，然后再来更换。"
        ),
        "same_as_current": "这就是现在用的手机号。",
        "incorrect_password": "密码不对。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Signing in by code is how an account begins; there is no second way."""
        return False

    def get_login_stages(self) -> list[str]:
        ours = ["cms.members.stages.RecogniseStage", "cms.members.stages.TermsStage"]
        return [*super().get_login_stages(), *ours]

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, bool(user.phone_verified_at)) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        if not verified:
            # Not before its code came back: until then the old number is the account's.
            return
        self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """A code came back: to a new number, if one is being changed to, else to the account's."""
        asked = self.request.session.get(PHONE_VERIFICATION_SESSION_KEY) or {}
        changes = self.request.user.is_authenticated and asked.get("phone") == phone
        try:
            if changes:
                services.take_phone(user=user, phone=phone, request=self.request)
            else:
                services.prove_phone(user=user, phone=phone)
        except Refusal as refusal:
            messages.error(self.request, refusal.message)
            if not changes:
                clear_login(self.request)
            back = "account_change_phone" if changes else "account_login"
            raise ImmediateHttpResponse(redirect(back)) from refusal

    def login(self, request: HttpRequest, user: Any) -> None:
        records = get_authentication_records(request, user)
        super().login(request, user)
        # While it was half-way in, the session was one of minutes.
        request.session.set_expiry(None)
        if any(record["method"] == "code" for record in records):
            User.objects.filter(pk=user.pk).update(phone_proven_at=clock.now())

    def generate_phone_verification_code(self, *, user: Any, phone: str) -> str:
        """What the session holds: not the code, but what it is looked up by."""
        return codes.new_reference()

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **_kwargs: Any) -> None:
        address = truncated(self.request)
        if not self.request.user.is_authenticated:
            # Numbers of those who never come in do not lie about for a month.
            self.request.session.set_expiry(HALF_WAY_SECONDS)
        try:
            with transaction.atomic():
                sent = codes.issue(phone=phone, address=address, reference=code)
                text(phone=phone, template="code", code=sent)
        except Refusal as refusal:
            page = {"title": "请稍等", "words": refusal.message}
            raise ImmediateHttpResponse(
                render(self.request, "account/wait.html", page, status=429)
            ) from refusal

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of who has just signed in: the same code would only be asked for twice."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: pages show the rest themselves, the admin would say it late."""
        if kwargs.get("message"):
            super().add_message(*args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody gave us a mail address."""


class MFAAdapter(DefaultMFAAdapter):
    """The second factor of staff; in the database its secrets lie under the installation's key."""

    def get_totp_label(self, user: Any) -> str:
        return user.username if not user.phone else phones.masked(user.phone)

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _locks().decrypt(encrypted_text.encode()).decode()


def _locks() -> MultiFernet:
    """The key that locks, and earlier ones (SECRET_KEY_FALLBACKS) that may still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("members.mfa", "", key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
