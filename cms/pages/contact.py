"""Pages that somebody answers for: whom their readers turn to."""

from collections.abc import Iterable

from django.db import models

from . import numbers
from .checks import Finding
from .models import ContentPage


class ContactPage(ContentPage):
    """A page with a contact in words: an office, a telephone, an address for mail."""

    contact = models.CharField("联系方式", max_length=120, blank=True)

    class Meta:
        abstract = True

    def own_findings(self) -> Iterable[Finding]:
        yield from super().own_findings()
        if mobiles := numbers.phones(self.contact):
            words = (
                f"联系方式里有手机号 {'、'.join(mobiles)}，公开后谁都能看到；"
                "没有本人同意请改用办公电话。"
            )
            yield Finding("PHONE_NUMBER", words, urgent=True, field="contact")
