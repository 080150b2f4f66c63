"""The members app: who someone is."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "cms.members"
    label = "members"
    verbose_name = "成员"

    def ready(self) -> None:
        post_migrate.connect(_begin, sender=self)


def _begin(using: str, **_kwargs: Any) -> None:
    """Nobody can sign in without terms to agree to, nor submit without somewhere to submit to."""
    from .consents import write_first_texts
    from .review import establish

    write_first_texts(using)
    establish()
