"""Export the live pages of one kind to Excel."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.commands.exchange.exports import export, live_below
from cms.commands.exchange.kinds import KINDS
from cms.commands.nodes import find_node


class Command(BaseCommand):
    help = (
        "Export the live pages of a kind to an .xlsx file with Chinese headers, which `import`"
        " reads back. Bodies are written as text, or as HTML where they hold more than that;"
        " pictures and files stay behind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path, metavar="OUT.xlsx")
        parser.add_argument(
            "--under", default="/", metavar="NODE", help="only those below this page (id or URL)"
        )

    def handle(self, *_args: Any, kind: str, file: Path, under: str, **_options: Any) -> None:
        node = find_node(under)
        if node is None:
            raise CommandError(f"--under {under}: there is no such page", returncode=2)
        try:
            with file.open("wb") as out:
                steps = export(KINDS[kind], live_below(KINDS[kind], node), out)
                count = max(steps, default=0)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{count} {kind} in {file}")
