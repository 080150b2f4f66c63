"""What a start needs once, where its parts are started one by one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from cms.commands.running import prepare, reason


class Command(BaseCommand):
    help = "Bring the database and the collected static files up to date. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            prepare()
        except (OSError, OperationalError) as error:
            raise CommandError(reason(error)) from error
