"""Two steps of our own on the way in: whose account this is, and what one agrees to."""

import datetime

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from cms.core import clock

from .consents import text_due
from .models import Purpose, User

# Operators give a number to somebody else from 90 days after it was given up (工信部, 电信网码号
# 资源管理办法): an account that was silent for so long may be another person's.
SILENCE = datetime.timedelta(days=90)


class RecogniseStage(LoginStage):
    """Asks who comes back to a long silent account, by a code alone, for the account's name."""

    key = "recognise"
    urlname = "account_recognise"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        records = get_authentication_records(self.request, user)
        by_code = {record["method"] for record in records} <= {"code"}
        if isinstance(user, User) and by_code and _is_silent(user) and user.get_full_name():
            # Whose number was proven: the account may get another while somebody stands here.
            self.state["phone"] = user.phone
            return redirect(self.urlname), True
        return None, True


class TermsStage(LoginStage):
    """Shows the terms in force to who has not agreed to them; without that nobody is let in."""

    key = "terms"
    urlname = "account_terms"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if isinstance(user, User) and text_due(user, Purpose.TERMS):
            return redirect(self.urlname), True
        return None, True


def _is_silent(user: User) -> bool:
    """It is the number that is silent: who comes by password may have lost it long ago."""
    return (user.phone_proven_at or user.date_joined) < clock.now() - SILENCE
