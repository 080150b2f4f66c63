"""What the processes of a crew do with imports."""

import itertools
import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cms.commands.services import work_on


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
