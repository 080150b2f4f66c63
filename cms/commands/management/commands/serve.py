"""Everything in one command: database, demo, web, worker, press and clock, until stopped."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, transaction
from wagtail.models import Page

from cms.commands.demo.build import build
from cms.commands.demo.users import demo_users
from cms.commands.running import CannotRun, check_machine, prepare, reason, run_processes
from cms.core import clock
from cms.places.models import District


class Command(BaseCommand):
    help = (
        "Prepare the database (with a demo district if it is empty) and run the web server, the"
        " worker, the press and the clock until Ctrl-C. RUYI_PORT chooses the port, RUYI_VAR the"
        " folder for data."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            check_machine(settings.PORT, settings.VAR)
            self.stdout.write("Preparing the database …")
            prepare()
            sign_ins = self._demo()
        except CannotRun as error:
            raise CommandError(str(error)) from error
        except (OSError, OperationalError) as error:
            raise CommandError(reason(error)) from error
        except KeyboardInterrupt:
            raise CommandError("stopped", returncode=130) from None
        code = run_processes(settings.PORT, lambda printed: self._announce(sign_ins, printed))
        sys.exit(code)

    def _demo(self) -> str:
        """A line about signing in; on an empty database, after the demo has been written."""
        if District.objects.exists():
            return "sign in with an account you have"
        if settings.PRODUCTION:
            return "no page is there yet: python -m cms createsuperuser makes the first account"
        self.stdout.write("Writing the demo district …")
        # Whole or not at all: a start cut short finds the database as empty as before.
        with transaction.atomic():
            build(root=Page.objects.get(depth=1), today=clock.today(), say=self.stdout.write)
            sign_ins = demo_users()
        # Now, not only in the end: the password is told just once.
        self.stdout.write(sign_ins)
        return sign_ins

    def _announce(self, sign_ins: str, printed: bool) -> None:
        if not printed and not settings.PRODUCTION:
            self.stderr.write("The site is not printed yet; see the press's lines above.")
            return
        at = f"http://127.0.0.1:{settings.PORT}"
        self.stdout.write(
            f"\n  Ruyi is ready\n\n  site     {at}/\n  admin    {at}/admin/\n"
            f"  graphql  {at}/graphql/\n  {sign_ins}\n\n  Ctrl-C stops it.\n"
        )
        self.stdout.flush()
