"""The worker: does what requests had no time for, and outlives a restart of the database."""

import time
from typing import Any

import structlog
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error, connections

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 2


class Command(BaseCommand):
    help = "Run the jobs that requests leave behind, until stopped."

    def handle(self, *_args: Any, **_options: Any) -> None:
        while True:
            try:
                call_command("db_worker", "--backend=jobs", "--interval=1", "--no-reload")
                return
            except Error:
                # The database will be back; what was left undone is the clock's until then.
                log.exception("worker.database_unavailable")
                connections.close_all()
                time.sleep(PAUSE_SECONDS)
