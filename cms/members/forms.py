"""What people fill in under /accounts/: a phone, a code, a password, a name."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip as truncated
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from . import codes, phones, services


def check_sending(phone: str) -> None:
    """Say in the form why no code can go out now, before any is made."""
    if words := codes.refusal(phone, truncated(context.request)):
        raise ValidationError(words)


class RequestCodeForm(allauth.RequestLoginCodeForm):
    """The number to sign in with. One that nobody has yet begins an account with the same steps."""

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        check_sending(phone)
        self._user = services.find_or_begin(phone=phone)
        return phone


class CodeMixin:
    """The code of a text message: judged, counted and used up in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = "验证码"
        field.max_length = 12
        look = {"inputmode": "numeric", "maxlength": "12", "placeholder": "6 位数字"}
        field.widget.attrs |= look

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"]  # type: ignore[attr-defined]
        digits = "".join(sign for sign in given if sign.isdecimal() and sign.isascii())
        if not codes.use(reference=self.expected_code or "", code=digits):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return digits


class ConfirmCodeForm(CodeMixin, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmAgainForm(CodeMixin, allauth.ConfirmReauthenticationCodeForm):
    pass


class ConfirmPhoneForm(CodeMixin, allauth.VerifyPhoneForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        services.free_number(phone=self.phone)
        # Told only now, to somebody who has the number in hand.
        allauth.phone_already_exists(self.user, self.phone, always_raise=True)
        return code


class ChangePhoneForm(allauth.ChangePhoneForm):
    def clean_phone(self) -> str:
        phone: str = super().clean_phone()
        check_sending(phone)
        return phone


class PasswordLoginForm(allauth.LoginForm):
    """A phone or a user's name, with the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label="手机号或用户名", max_length=150, widget=forms.TextInput(attrs=look)
        )
        self.fields["password"].label = "密码"
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        login: str = super().clean_login()
        return phones.normal(login) or login


class RequestAgainForm(allauth.RequestReauthenticationCodeForm):
    """Whoever changes what matters says again who they are: by a code to their own number."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if phone := cleaned.get("phone"):
            check_sending(phone)
        return cleaned


class NameForm(forms.Form):
    """The name an account is known by, to someone whose number may have been somebody else's."""

    name = forms.CharField(
        label="姓名",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PasswordForm(forms.Form):
    """A new password, typed once: a code to the phone is the way back from a slip."""

    password = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        help_text="至少 10 个字符，不要用手机号、姓名或常见的密码。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        return get_adapter().clean_password(self.cleaned_data["password"], user=self._user)


class CountedMixin:
    """Numbers of the second factor, counted in the database: a million of them are soon tried."""

    def clean_code(self) -> str:
        user = self.user  # type: ignore[attr-defined]
        if not services.may_try_second(user=user):
            raise ValidationError("错的次数太多，请 15 分钟后再试。")
        code: str = super().clean_code()  # type: ignore[misc]
        if not services.use_second(user=user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondForm(CountedMixin, AuthenticateForm):
    pass


class SecondAgainForm(CountedMixin, ReauthenticateForm):
    pass


class KeyForm(AddWebAuthnForm):
    """A security key's name, which allauth's form does not give in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "给它起个名字"
