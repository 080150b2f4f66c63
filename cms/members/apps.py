"""The members app: who someone is."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "cms.members"
    label = "members"
    verbose_name = "成员"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        post_migrate.connect(_begin, sender=self)
        authenticator_added.connect(_only_this_session)


def _only_this_session(request: Any, user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """Who signed in before there was a second factor has not shown one; who binds it has."""
    from allauth.account.internal.flows.login import record_authentication

    from .services import end_sessions

    record_authentication(request, user, method="mfa", type=authenticator.type)
    end_sessions(user=user, but=request.session.session_key)


def _begin(using: str, **_kwargs: Any) -> None:
    """Nobody can sign in without terms to agree to, nor submit without somewhere to submit to."""
    from .consents import write_first_texts
    from .review import establish

    write_first_texts(using)
    establish()
