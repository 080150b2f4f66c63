"""The press's command line: build once, watch and keep the site fresh, show drafts, check."""

import argparse
import logging
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from types import FrameType
from typing import NoReturn

import httpx
import orjson
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
)
from rich.table import Table

from press import config
from press.check import Checked, check
from press.edition import Edition
from press.errors import Misconfigured, NoStore, PressError, RecordLost
from press.preview import serve
from press.publish import Bucket, Publisher
from press.read import connect
from press.reporter import Reporter
from press.search import QUIET_SECONDS
from press.store import Store
from press.write import Output

POLL_SECONDS = 0.25
# How long what is made behind may keep the polling waiting.
SLICE_SECONDS = 0.2
INTERRUPTED = 130

EPILOG = """\
settings (environment):
  RUYI_GRAPHQL_URL  where the CMS answers         (http://127.0.0.1:$RUYI_PORT/graphql/)
  RUYI_VAR          the site is printed to $RUYI_VAR/site     (var, beside the site folder)
  RUYI_SITE_URL     the site's public address     (http://127.0.0.1:$RUYI_PORT)
  RUYI_SITE_TARGET  a bucket to publish the print to, s3://bucket/prefix          (none)
  RUYI_S3_ENDPOINT  the service that has it; keys come from the usual AWS_ ones   (AWS)
  RUYI_PORT         the port of the above         (8000)
  RUYI_PRESS_SECRET what the CMS knows the press by           (the one kept in RUYI_VAR)
  RUYI_PREVIEW_URL  where drafts are shown to the CMS         (http://127.0.0.1:$RUYI_PORT+1)

exit codes:
  0  done    1  failed, or a page had to be left out    2  wrong usage    3  the CMS gives no answer
  4  another press is printing into the folder    130  interrupted
"""

log = logging.getLogger("press")


@dataclass(frozen=True)
class Report:
    """What one run did.

    left_out: the ids of pages that cannot be made; why: for each planned address, what of the CMS
    made it necessary.
    """

    read: int
    planned: int
    rendered: int
    written: int
    deleted: int
    number: int
    seconds: float
    made: int
    seconds_behind: float
    left_out: list[str]
    why: dict[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = _parser().parse_args(arguments)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _interrupt)
    screen = Console(stderr=True, soft_wrap=True)
    try:
        settings = _settings()
        if given.command in SERVICES:
            return SERVICES[given.command](settings)
        make = build if given.command == "build" else proof
        return make(settings, given.json, screen)
    except sqlite3.Error as error:
        return _failed(NoStore(f"The press's own memory cannot be used ({error})."), screen)
    except PressError as error:
        return _failed(error, screen)
    except KeyboardInterrupt:
        screen.print("Interrupted. The site stands whole; run this again to finish it.")
        return INTERRUPTED


def _failed(error: PressError, screen: Console) -> int:
    screen.print(f"error: {error}", style="red", markup=False, highlight=False)
    return error.exit_code


def _settings() -> config.Config:
    try:
        return config.load()
    except ValueError as error:
        raise Misconfigured(str(error)) from error


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """End what is under way by an exception, once: a second signal shall not disturb the end."""
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, signal.SIG_IGN)
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python site",
        description="Prints the public site: reads what the CMS publishes, over GraphQL, and "
        "writes plain files that any web server can serve.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="build | watch | preview | check"
    )
    once = commands.add_parser(
        "build",
        help="print the whole site once",
        description="Brings the printed site to what the CMS publishes. Only what changed is read, "
        "only files whose bytes differ are written; files the site no longer has are deleted last. "
        "What the press remembers lies in $RUYI_VAR/press.sqlite3; without it, all is read anew.",
    )
    once.add_argument(
        "--json",
        action="store_true",
        help="report what was read, planned, written and deleted, and why, as JSON",
    )
    commands.add_parser(
        "watch",
        help="print the site, then keep it up to date until stopped",
        description="Prints the site, then asks the CMS for changes four times a second and prints "
        "what they touch. Waits for a CMS that is away. Ctrl-C or SIGTERM ends it.",
    )
    commands.add_parser(
        "preview",
        help="show drafts to the CMS until stopped",
        description="Answers the CMS, and nobody else, with the page that a draft would make. "
        "Keeps documents of its own in $RUYI_VAR/preview.sqlite3, and prints nothing.",
    )
    proofread = commands.add_parser(
        "check",
        help="crawl what stands printed, and say what is wrong with it",
        description="Crawls the printed site: links, anchors, assets, ids, titles, canonical "
        "addresses, JSON-LD, sitemaps, feeds, calendars, weights. Exits with 0 when nothing is "
        "wrong, else with 1.",
    )
    proofread.add_argument("--json", action="store_true", help="report on standard output as JSON")
    return parser


def build(settings: config.Config, as_json: bool, screen: Console) -> int:
    """Print what changed once and report; raises PressError."""
    with (
        _at_work(settings, quiet=0) as edition,
        connect() as client,
        _progress(screen, quiet=as_json) as progress,
    ):
        started = time.monotonic()
        try:
            count = edition.gather(client, _Steps(progress))
        except RecordLost:
            edition.forget()
            count = edition.gather(client, _Steps(progress))
        done = edition.turn(_Steps(progress), to_explain=as_json)
        edition.publish(_Steps(progress))
        printed = time.monotonic()
        made = _finish(edition, progress)
        left_out = edition.left_out
    report = Report(
        read=count,
        planned=done.planned,
        rendered=done.rendered,
        written=done.written,
        deleted=done.deleted,
        number=done.number,
        seconds=round(printed - started, 3),
        made=made,
        seconds_behind=round(time.monotonic() - printed, 3),
        left_out=left_out,
        why=done.why,
    )
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(report)).decode() + "\n")
    else:
        sys.stdout.write(
            f"Read {report.read} changes, planned {report.planned} files, "
            f"wrote {report.written}, deleted {report.deleted} in {report.seconds:.2f} s.\n"
            f"Made {report.made} files of codes, posters and search behind it "
            f"in {report.seconds_behind:.2f} s.\n"
            f"The site stands in {settings.output}\n"
        )
    return 1 if left_out else 0


@contextmanager
def _at_work(settings: config.Config, quiet: float) -> Iterator[Edition]:
    """Hold the folder and what is remembered of it."""
    with ExitStack() as held:
        output = held.enter_context(Output(settings.output))
        store = held.enter_context(closing(Store(settings.store)))
        publisher = None
        if settings.target:
            bucket = Bucket(settings.target, settings.endpoint)
            media = settings.graphql_url.removesuffix("/graphql/")
            publisher = held.enter_context(Publisher(bucket, store, settings.output, media))
        edition = Edition(settings, output, store, publisher, quiet)
        held.enter_context(closing(edition.behind))
        yield edition


def proof(settings: config.Config, as_json: bool, screen: Console) -> int:
    """Crawl what stands printed and tell what is wrong; return 0 if nothing is."""
    if not (settings.output / "index.html").exists():
        raise Misconfigured(f"No site stands in {settings.output}. Run `python site build` first.")
    with _progress(screen, quiet=as_json) as progress:
        found = check(
            settings.output,
            settings.origin,
            lambda pages, total: progress.track(pages, total=total, description="Reading"),
        )
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(found)).decode() + "\n")
    else:
        _tell(found)
    return 1 if found.troubles else 0


def _tell(found: Checked) -> None:
    paper = Console(soft_wrap=True, highlight=False)
    table = Table("pages", "number", "median", "heaviest", box=SIMPLE)
    for column in table.columns[1:]:
        column.justify = "right"
    for kind, (number, median, most) in found.weights.items():
        table.add_row(kind, f"{number:,}", f"{median / 1000:.1f} kB", f"{most / 1000:.1f} kB")
    paper.print(table)
    for address, troubles in found.troubles.items():
        for said in troubles:
            paper.print(f"{address}: {said}", markup=False)
    wrong = sum(map(len, found.troubles.values()))
    told = f"{wrong:,} things are wrong on {len(found.troubles):,} pages." if wrong else "All well."
    paper.print(f"Read {found.pages:,} pages with {found.links:,} links. {told}")


def _progress(screen: Console, *, quiet: bool) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    disable = quiet or not screen.is_terminal
    return Progress(*columns, console=screen, transient=True, disable=disable)


class _Steps:
    """Shows the steps of a run, each as a bar of its own."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step)
        self._progress.update(self._tasks[step], completed=done, total=total or None)


def _silently(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


def watch(settings: config.Config) -> int:
    """Print the site and keep it up to date until interrupted; raises OutputError at the start."""
    _begin_log()
    log.info("watching %s, printing into %s", settings.graphql_url, settings.output)
    try:
        with (
            _at_work(settings, QUIET_SECONDS) as edition,
            connect() as client,
            closing(Reporter(settings.graphql_url, settings.secret)) as reporter,
        ):
            _follow(edition, client, reporter)
    except KeyboardInterrupt:
        log.info("stopped")
    return 0


def preview(settings: config.Config) -> int:
    """Show drafts until interrupted; raises Misconfigured, NoStore at the start."""
    _begin_log()
    try:
        serve(settings)
    except KeyboardInterrupt:
        log.info("stopped")
    return 0


SERVICES = {"watch": watch, "preview": preview}


def _begin_log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for chatty in ("httpx", "botocore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _follow(edition: Edition, client: httpx.Client, reporter: Reporter) -> NoReturn:
    """Poll for ever; a trouble is told once, and again only when it is another one or has gone."""
    trouble, delivered, left_out = "", 0, []
    while True:
        started = time.monotonic()
        try:
            _refresh(edition, client)
            delivered, left_out = edition.delivered, edition.left_out
            if not trouble:
                reporter.tell(delivered, left_out)
            edition.work(SLICE_SECONDS, _silently)
            edition.publish(_silently)
            if trouble:
                log.info("all is well again")
            trouble, delivered = "", edition.delivered
            reporter.tell(delivered, left_out)
        except (PressError, sqlite3.Error) as error:
            if isinstance(error, RecordLost):
                edition.forget()
                delivered = 0
            if str(error) != trouble:
                log.warning("%s (trying on)", error)
            trouble = str(error)
            reporter.tell(delivered, left_out, error)
        time.sleep(max(0, started + POLL_SECONDS - time.monotonic()))


def _refresh(edition: Edition, client: httpx.Client) -> None:
    edition.gather(client, _silently)
    if edition.is_due():
        done = edition.turn(_silently)
        log.info(
            "publication %d: planned %d, wrote %d, deleted %d of %d files in %.3f s",
            done.number,
            done.planned,
            done.written,
            done.deleted,
            edition.files,
            done.seconds,
        )
        edition.publish(_silently)


def _finish(edition: Edition, progress: Progress) -> int:
    """Make all that stands behind, and return how many files that took."""
    steps, made = _Steps(progress), 0
    while not edition.behind.is_idle(time.monotonic()) or edition.is_due():
        if edition.is_due():
            edition.turn(_silently)
        slice_ = edition.work(SLICE_SECONDS, _silently)
        made += slice_
        steps("Making codes, posters, search", made, 0)
        if not slice_:
            time.sleep(0.02)
    edition.publish(steps)
    return made
