"""Import a file of pages of one kind, or of questions."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress
from wagtail.models import Page

from cms.commands.exchange.common import Kind
from cms.commands.exchange.imports import Import, mapped, run
from cms.commands.exchange.kinds import IMPORTED
from cms.commands.exchange.limits import UnreadableFile
from cms.commands.exchange.reports import Report
from cms.commands.exchange.rows import read_file
from cms.commands.nodes import find_node


class Command(BaseCommand):
    help = (
        "Import a .jsonl, .csv or .xlsx file under a page. Each row becomes a page, whole or not at"
        " all; a row that is there already is left as it is, so the same file can be imported"
        " again. Columns are known by their English and their Chinese names (see the command"
        " `template`). Exit code 1 when rows were refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(IMPORTED))
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--under",
            metavar="NODE",
            help="the owner of rows that name none: a page's id or URL, such as /."
            " Questions have none",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--json", action="store_true", help="answer for scripts")

    def handle(self, *_args: Any, kind: str, file: Path, under: str | None, **options: Any) -> None:
        node = self._owner(IMPORTED[kind], under)
        try:
            rows = read_file(file)
            mapping = mapped(IMPORTED[kind], rows)
        except UnreadableFile as error:
            raise CommandError(str(error), returncode=2) from error
        if node and "owner" not in mapping.values():
            self._check_owner(IMPORTED[kind], node, f"--under {under}")
        task = Import(IMPORTED[kind], node, mapping, dry=options["dry_run"])
        started = time.monotonic()
        report = Report()
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task(file.name, total=len(rows))
            for report in run(rows, task):
                progress.update(bar, completed=report.rows)
        self._tell(report, round(time.monotonic() - started, 1), **options)
        if report.refusals:
            sys.exit(1)

    def _owner(self, kind: Kind, under: str | None) -> Page | None:
        if not kind.has_owner:
            if under is not None:
                raise CommandError(f"{kind.name} have no owner: leave out --under", returncode=2)
            return None
        if under is None:
            raise CommandError("--under NODE is needed: whose the rows are", returncode=2)
        node = find_node(under)
        if node is None:
            raise CommandError(f"--under {under}: there is no such page", returncode=2)
        return node

    def _check_owner(self, kind: Kind, node: Page, named: str) -> None:
        if not kind.below.can_create_at(node.specific):
            raise CommandError(f"{named}: {kind.name} cannot stand there", returncode=2)

    def _tell(self, report: Report, seconds: float, **options: Any) -> None:
        if options["json"]:
            answer = {**report.as_dict(), "seconds": seconds, "dryRun": options["dry_run"]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for refusal in report.refusals:
            self.stdout.write(f"line {refusal['line']}: {refusal['reason']}")
        for reason, doubts in report.doubts_together:
            listed = ", ".join(str(doubt["line"]) for doubt in doubts)
            self.stdout.write(f"taken, but look at line {listed}: {reason}")
        dry = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{report.rows} rows: {report.accepted} accepted ({report.created} {dry}added,"
            f" {report.unchanged} there already), {len(report.refusals)} refused,"
            f" {report.enterprises_created} enterprises {dry}added, in {seconds} s"
        )
