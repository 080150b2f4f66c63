"""The clock: what goes live, what ends, what a dying process left undone."""

import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from cms.commands.services import forget_jobs, resume_jobs
from cms.core import clock
from cms.learning.quizzes import close_due
from cms.members.codes import forget_codes
from cms.members.groups import file_places, settle_all_duties
from cms.members.guessing import forget_attempts
from cms.members.recovery import change_due_phones
from cms.members.services import forget_abandoned, forget_sessions
from cms.members.sms import hand_over
from cms.pages.drafts import forget_expired
from cms.pages.services import expire_due, publish_due
from cms.publication.checking import reconcile
from cms.publication.delivery import forget_deliveries
from cms.publication.documents import files_shown
from cms.publication.services import mark_turned, settle_all
from media.services import place_files, sweep_if_due

# What is kept for a while only, each by its own rule.
FORGET = (
    forget_jobs,
    forget_expired,
    forget_deliveries,
    forget_codes,
    forget_attempts,
    forget_abandoned,
    forget_sessions,
)

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Publish and end what is due, settle what waits for the publication, look for what went"
        " past it, put files where they belong, sweep old ones, go on with imports and exports"
        " that a dying worker left. Safe to run twice at once. With --every it goes on until"
        " stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="go on, with this pause between ticks"
        )

    def handle(self, *_args: Any, every: float | None, **_options: Any) -> None:
        if every is None:
            self.stdout.write(" ".join(f"{name}={count}" for name, count in tick().items()))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                tick()
            except Exception:
                # Whatever it was, a database that restarts above all: the clock must go on.
                log.exception("clock.tick_failed")
            stop.wait(every)


def tick() -> dict[str, int]:
    """One turn of the clock; returns what it did, and how many pages fail.

    Files are placed here too: the worker may not have been told, or not be there.
    """
    now = clock.now()
    done = {
        "texted": hand_over(),
        "published": publish_due(now),
        "expired": expire_due(now),
        "relieved": settle_all_duties(now),
        "filed": file_places(),
        "renumbered": change_due_phones(now),
        "handed_in": close_due(now),
        "placed": place_files(),
        "mended": reconcile(),
        "turned": mark_turned(now),
        "resumed": resume_jobs(now),
        "forgotten": sum(forget(now) for forget in FORGET),
    }
    done["failing"] = settle_all()
    done["swept"] = sweep_if_due(files_shown())
    if any(done.values()):
        log.info("clock.tick", **done)
    return done
