"""The press's command line: build once, or watch and keep the site as fresh as the CMS."""

import argparse
import logging
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from types import FrameType
from typing import NoReturn

import httpx
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from press import config
from press.errors import Misconfigured, PressError, Refused
from press.plan import plan
from press.read import connect, merge, read, read_assets
from press.render import render
from press.sheets import Document, Sheet, path_of
from press.write import Output, Written

POLL_SECONDS = 0.5
INTERRUPTED = 130

EPILOG = """\
settings (environment):
  RUYI_GRAPHQL_URL  where the CMS answers         (http://127.0.0.1:$RUYI_PORT/graphql/)
  RUYI_VAR          the site is printed to $RUYI_VAR/site     (var, beside the site folder)
  RUYI_SITE_URL     the site's public address     (http://127.0.0.1:$RUYI_PORT)
  RUYI_PORT         the port of the above         (8000)

exit codes:
  0  done    1  failed    2  wrong usage    3  the CMS gives no answer
  4  another press is printing into the folder    130  interrupted
"""

log = logging.getLogger("press")


@dataclass(frozen=True)
class Report:
    """What one run did."""

    read: int
    planned: int
    written: int
    deleted: int
    number: int
    seconds: float


@dataclass
class Edition:
    """What the press knows: the documents read so far, and what of them stands in the folder."""

    documents: dict[str, Document] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    cursor: str | None = None
    number: int = 0
    printed_number: int | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def forget_documents(self) -> None:
        self.documents, self.reached, self.cursor = {}, {}, None
        self.number, self.printed_number = 0, None

    def forget_prints(self) -> None:
        self.sheets, self.files, self.printed_number = {}, set(), None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = _parser().parse_args(arguments)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _interrupt)
    screen = Console(stderr=True, soft_wrap=True)
    try:
        settings = _settings()
        return watch(settings) if given.command == "watch" else build(settings, given.json, screen)
    except PressError as error:
        screen.print(f"error: {error}", style="red", markup=False, highlight=False)
        return error.exit_code
    except KeyboardInterrupt:
        screen.print("Interrupted. The site stands whole; run this again to finish it.")
        return INTERRUPTED


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
    commands = parser.add_subparsers(dest="command", required=True, metavar="build | watch")
    once = commands.add_parser(
        "build",
        help="print the whole site once",
        description="Prints the whole site once. Only files whose bytes differ are written; files "
        "the site no longer has are deleted last.",
    )
    once.add_argument(
        "--json",
        action="store_true",
        help="report what was read, planned, written and deleted as JSON on standard output",
    )
    commands.add_parser(
        "watch",
        help="print the site, then keep it up to date until stopped",
        description="Prints the site, then asks the CMS for changes twice a second and prints what "
        "they touch. Waits for a CMS that is away. Ctrl-C or SIGTERM ends it.",
    )
    return parser


def build(settings: config.Config, as_json: bool, screen: Console) -> int:
    """Print the whole site once and report; raises PressError."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    quiet = as_json or not screen.is_terminal
    with (
        Output(settings.output) as output,
        connect() as client,
        Progress(*columns, console=screen, transient=True, disable=quiet) as progress,
    ):
        started, edition = time.monotonic(), Edition()
        _gather(edition, client, settings.graphql_url, progress)
        written = _print(edition, output, settings.origin, progress)
    report = Report(
        read=len(edition.documents),
        planned=len(edition.files),
        written=written.written,
        deleted=written.deleted,
        number=edition.number,
        seconds=round(time.monotonic() - started, 3),
    )
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(report)).decode() + "\n")
    else:
        sys.stdout.write(
            f"Read {report.read} documents, planned {report.planned} files, "
            f"wrote {report.written}, deleted {report.deleted} in {report.seconds:.2f} s.\n"
            f"The site stands in {settings.output}\n"
        )
    return 0


def watch(settings: config.Config) -> int:
    """Print the site and keep it up to date until interrupted; raises OutputError at the start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    log.info("watching %s, printing into %s", settings.graphql_url, settings.output)
    try:
        with Output(settings.output) as output, connect() as client:
            _follow(settings, output, client)
    except KeyboardInterrupt:
        log.info("stopped")
    return 0


def _follow(settings: config.Config, output: Output, client: httpx.Client) -> NoReturn:
    """Poll for ever; a trouble is told once, and again only when it is another one or has gone."""
    edition, trouble = Edition(), ""
    while True:
        try:
            _refresh(edition, settings, output, client)
            if trouble:
                log.info("all is well again")
            trouble = ""
        except PressError as error:
            if isinstance(error, Refused):
                # A place in the record that the CMS no longer knows: the record is read afresh.
                edition.forget_documents()
            if str(error) != trouble:
                log.warning("%s (trying on)", error)
            trouble = str(error)
        time.sleep(POLL_SECONDS)


def _refresh(
    edition: Edition, settings: config.Config, output: Output, client: httpx.Client
) -> None:
    with Progress(disable=True) as silent:
        _gather(edition, client, settings.graphql_url, silent)
        if edition.number == edition.printed_number:
            return
        started = time.monotonic()
        written = _print(edition, output, settings.origin, silent)
    log.info(
        "publication %d: wrote %d, deleted %d of %d files in %.2f s",
        edition.number,
        written.written,
        written.deleted,
        len(edition.files),
        time.monotonic() - started,
    )


def _gather(edition: Edition, client: httpx.Client, url: str, progress: Progress) -> None:
    """Read what is new into the edition; what was read before a failure stays read."""
    task = progress.add_task("Reading", total=None)
    for changes in read(client, url, edition.cursor):
        if changes.number < edition.number:
            raise Refused(
                f"The record of {url} went back from {edition.number} to {changes.number}, "
                "as after a restored backup; it has to be read from its start."
            )
        merge(edition.documents, edition.reached, changes.nodes)
        edition.cursor, edition.number = changes.cursor, changes.number
        progress.advance(task, len(changes.nodes))
    progress.update(task, total=progress.tasks[task].completed)


def _print(edition: Edition, output: Output, origin: str, progress: Progress) -> Written:
    """Bring the folder to the edition, rendering only sheets that differ from those printed."""
    assets = read_assets()
    addresses = {name: asset.address for name, asset in assets.items()}
    planned = plan(edition.documents, edition.reached, addresses, origin)
    sheets = {sheet.address: sheet for sheet in planned}
    changed = [sheet for sheet in sheets.values() if edition.sheets.get(sheet.address) != sheet]
    pages = progress.track(render(changed), total=len(changed), description="Printing")
    prints = [*assets.values(), *pages]
    files = {path_of(address) for address in (*addresses.values(), *sheets)}
    withdrawn = (edition.files or output.files()) - files
    # Until the writing has succeeded, nobody knows what the folder holds.
    edition.forget_prints()
    written = output.write(prints, withdrawn, number=edition.number, cursor=edition.cursor)
    edition.sheets, edition.files, edition.printed_number = sheets, files, edition.number
    return written
