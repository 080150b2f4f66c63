"""The demo district: places, venues, firms, jobs, lessons and news, with two people to sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from cms.commands.demo.build import build
from cms.commands.demo.users import demo_users
from cms.core import clock
from cms.core.errors import Refusal


class Command(BaseCommand):
    help = "Write the demo district. Running it again adds only what is missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            build(root=Page.objects.get(depth=1), today=clock.today(), say=self.stdout.write)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(demo_users())
