"""Check what must always hold of points and attempts."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.learning import checking
from cms.points import services as points


class Command(BaseCommand):
    help = (
        "Check the ledger of points, the balances, every attempt and every certificate against"
        " their rules. Says what is wrong and where; changes nothing. Exit code 1 when anything"
        " is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer for scripts")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = [*points.faults(), *checking.faults()]
        if options["json"]:
            self.stdout.write(json.dumps({"faults": found}, ensure_ascii=False))
        else:
            for fault in found:
                self.stdout.write(fault)
            self.stdout.write(f"{len(found)} faults" if found else "Everything holds.")
        if found:
            sys.exit(1)
