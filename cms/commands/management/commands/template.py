"""Write an empty Excel file to be filled in for an import."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.commands.exchange.exports import template
from cms.commands.exchange.kinds import IMPORTED


class Command(BaseCommand):
    help = (
        "Write an empty .xlsx file with the columns of a kind; its second sheet says in Chinese"
        " what belongs where, which columns are needed, and their English names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(IMPORTED))
        parser.add_argument("file", type=Path, metavar="OUT.xlsx")

    def handle(self, *_args: Any, kind: str, file: Path, **_options: Any) -> None:
        try:
            file.write_bytes(template(IMPORTED[kind]))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{file}")
