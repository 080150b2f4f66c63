"""What the processes of a crew do with imports."""

import itertools
import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from wagtail.models import Page

from cms.commands.exchange.imports import Import, mapped, run
from cms.commands.exchange.kinds import KINDS
from cms.commands.exchange.questions import QUESTIONS
from cms.commands.exchange.rows import read_file
from cms.commands.services import start_export, work_on
from cms.members.models import User


def die_in_an_import(number: int, files: Path, row: int) -> None:
    """A worker that is killed while it adds this row."""
    settings.PRIVATE_ROOT = files
    rows = itertools.count(1)

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith('INSERT INTO "wagtailcore_page" ') and next(rows) == row:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(wrapper):
        work_on(number)


def ask_for_export(user: int, under: int, together: Any) -> int:
    """Ask at the same moment as others; the number of the export that one is given."""
    person, page = User.objects.get(pk=user), Page.objects.get(pk=under)
    together.wait()
    return start_export(user=person, kind=KINDS["briefs"], under=page, total=1).pk


def import_questions(file: Path, together: Any) -> tuple[int, int]:
    """Import at the same moment as others; how many questions one has added, and found."""
    rows = read_file(file)
    task = Import(QUESTIONS, None, mapped(QUESTIONS, rows))
    together.wait()
    report = list(run(rows, task))[-1]
    assert not report.refusals
    return report.created, report.unchanged
