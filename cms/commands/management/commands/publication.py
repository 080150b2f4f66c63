"""The publication by hand: compare it with the pages, or write it anew."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.publication.checking import check, rebuild
from cms.publication.models import Counter


class Command(BaseCommand):
    help = (
        "check: compute every public document afresh and compare it with what is stored;"
        " exit code 1 and a line for each difference. rebuild: write every document anew;"
        " what did not change keeps its number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["check", "rebuild"])
        parser.add_argument("--json", action="store_true", help="answer for scripts")

    def handle(self, *_args: Any, act: str, json: bool, **_options: Any) -> None:
        problems = list(check()) if act == "check" else self._rebuild()
        if json:
            self.stdout.write(_report(problems))
        else:
            for problem in problems:
                self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems found", returncode=1)
        if not json:
            self.stdout.write(f"the publication is true, at number {Counter.reached()}")

    def _rebuild(self) -> list[str]:
        failing = rebuild()
        return [f"{failing} documents could not be written: see the log"] if failing else []


def _report(problems: list[str]) -> str:
    return json.dumps({"ok": not problems, "number": Counter.reached(), "problems": problems})
