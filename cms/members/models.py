"""User: an account of a member or of staff."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """An account. `phone` is E.164 (+8613800000000) and, where there is one, nobody else's."""

    phone = models.CharField(
        "手机号",
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        validators=[
            RegexValidator(r"^\+[1-9]\d{6,14}$", "请填写带国家代码的手机号，例如 +86 开头。")
        ],
        help_text="带国家代码，例如 +86 开头；没有可以留空。",
    )

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def clean(self) -> None:
        super().clean()
        # An empty text is no phone: two accounts without one must not collide.
        self.phone = self.phone or None
