"""The form field for phone numbers, which takes them as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from . import phones

UNREADABLE = "请填写 11 位手机号；境外号码请以 + 和国家代码开头。"


class PhoneField(forms.CharField):
    """Cleans to E.164; shows numbers without +86."""

    def __init__(self, **kwargs: Any) -> None:
        look = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        kwargs = {
            "label": "手机号",
            "max_length": 30,
            "widget": forms.TextInput(attrs=look),
            "error_messages": {"required": UNREADABLE},
            **kwargs,
        }
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        number = phones.normal(text) if text else ""
        if number is None:
            raise ValidationError(UNREADABLE)
        return number

    def prepare_value(self, value: Any) -> Any:
        return phones.plain(value) if isinstance(value, str) else value
