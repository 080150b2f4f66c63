"""The members app: who someone is."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "cms.members"
    label = "members"
    verbose_name = "成员"

    def ready(self) -> None:
        post_migrate.connect(_write_first_texts, sender=self)


def _write_first_texts(using: str, **_kwargs: Any) -> None:
    """Nobody can sign in without terms to agree to: an installation begins with ours."""
    from .consents import write_first_texts

    write_first_texts(using)
