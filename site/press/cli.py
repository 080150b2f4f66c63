"""The press's command line: build once, or watch and keep the site as fresh as the CMS."""

import argparse
import logging
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from types import FrameType
from typing import NoReturn

import httpx
import orjson
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from press import config
from press.behind import Behind
from press.check import Checked, check
from press.errors import Misconfigured, PressError, Refused
from press.plan import plan
from press.read import connect, merge, read, read_assets
from press.render import render
from press.search import QUIET_SECONDS, Search, mark
from press.sheets import MADE, Document, Sheet, path_of
from press.write import Output, Written

POLL_SECONDS = 0.5
# How long what is made behind may keep the polling waiting.
SLICE_SECONDS = 0.2
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
    made: int
    seconds_behind: float


@dataclass
class Edition:
    """What the press knows: the documents read so far, and what of them stands in the folder."""

    documents: dict[str, Document] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    cursor: str | None = None
    number: int = 0
    printed_number: int | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def forget_documents(self) -> None:
        self.documents, self.reached, self.cursor = {}, {}, None
        self.number, self.printed_number = 0, None

    def forget_prints(self) -> None:
        self.sheets, self.marks, self.files, self.printed_number = {}, {}, set(), None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = _parser().parse_args(arguments)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _interrupt)
    screen = Console(stderr=True, soft_wrap=True)
    try:
        settings = _settings()
        if given.command == "watch":
            return watch(settings)
        make = build if given.command == "build" else proof
        return make(settings, given.json, screen)
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
    commands = parser.add_subparsers(dest="command", required=True, metavar="build | watch | check")
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
    """Print the whole site once and report; raises PressError."""
    with (
        Output(settings.output) as output,
        closing(_behind(output, quiet=0)) as behind,
        connect() as client,
        _progress(screen, quiet=as_json) as progress,
    ):
        started, edition = time.monotonic(), Edition()
        _gather(edition, client, settings.graphql_url, progress)
        written = _print(edition, output, behind, settings.origin, progress)
        printed = time.monotonic()
        made = _finish(edition, output, behind, settings.origin, progress)
    report = Report(
        read=len(edition.documents),
        planned=len(edition.marks),
        written=written.written,
        deleted=written.deleted,
        number=edition.number,
        seconds=round(printed - started, 3),
        made=made,
        seconds_behind=round(time.monotonic() - printed, 3),
    )
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(report)).decode() + "\n")
    else:
        sys.stdout.write(
            f"Read {report.read} documents, planned {report.planned} files, "
            f"wrote {report.written}, deleted {report.deleted} in {report.seconds:.2f} s.\n"
            f"Made {report.made} files of codes, posters and search behind it "
            f"in {report.seconds_behind:.2f} s.\n"
            f"The site stands in {settings.output}\n"
        )
    return 0


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


def watch(settings: config.Config) -> int:
    """Print the site and keep it up to date until interrupted; raises OutputError at the start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    log.info("watching %s, printing into %s", settings.graphql_url, settings.output)
    try:
        with (
            Output(settings.output) as output,
            closing(_behind(output, QUIET_SECONDS)) as behind,
            connect() as client,
        ):
            _follow(settings, output, behind, client)
    except KeyboardInterrupt:
        log.info("stopped")
    return 0


def _follow(
    settings: config.Config, output: Output, behind: Behind, client: httpx.Client
) -> NoReturn:
    """Poll for ever; a trouble is told once, and again only when it is another one or has gone."""
    edition, trouble = Edition(), ""
    while True:
        started = time.monotonic()
        try:
            _refresh(edition, settings, output, behind, client)
            _work(edition, output, behind, settings.origin, SLICE_SECONDS)
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
        time.sleep(max(0, started + POLL_SECONDS - time.monotonic()))


def _refresh(
    edition: Edition,
    settings: config.Config,
    output: Output,
    behind: Behind,
    client: httpx.Client,
) -> None:
    with Progress(disable=True) as silent:
        _gather(edition, client, settings.graphql_url, silent)
        if edition.number == edition.printed_number:
            return
        started = time.monotonic()
        written = _print(edition, output, behind, settings.origin, silent)
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


def _print(
    edition: Edition, output: Output, behind: Behind, origin: str, progress: Progress
) -> Written:
    """Bring the folder to the edition, rendering only sheets that differ from those printed."""
    assets = read_assets()
    addresses = {name: asset.address for name, asset in assets.items()}
    standing = edition.files or output.files()
    made = {f"/{path}" for path in standing if f"/{path}".startswith(MADE)}
    planned = plan(edition.documents, edition.reached, addresses, origin, made)
    sheets = {sheet.address: sheet for sheet in planned}
    wanted = {want.address: want for sheet in planned for want in sheet.wants}
    changed = [sheet for sheet in planned if edition.sheets.get(sheet.address) != sheet]
    pages = progress.track(render(changed), total=len(changed), description="Printing")
    prints = [*assets.values(), *pages]
    files = {path_of(address) for address in (*addresses.values(), *sheets)}
    known = edition.marks | {path_of(p.address): mark(p.body) for p in prints}
    marks = {path: known[path] for path in files}
    behind.search.hear(marks, time.monotonic())
    files |= {path_of(address) for address in made & wanted.keys()} | behind.search.standing()
    withdrawn = standing - files
    # Until the writing has succeeded, nobody knows what the folder holds.
    edition.forget_prints()
    written = output.write(prints, withdrawn, number=edition.number, cursor=edition.cursor)
    edition.sheets, edition.marks, edition.files = sheets, marks, files
    edition.printed_number = edition.number
    behind.want(want for address, want in wanted.items() if address not in made)
    return written


def _behind(output: Output, quiet: float) -> Behind:
    search = Search(output.folder, quiet=quiet)
    search.remember()
    return Behind(output, search)


def _work(edition: Edition, output: Output, behind: Behind, origin: str, seconds: float) -> int:
    """Let a slice be made of what stands behind, and what refers to it be printed again."""
    try:
        made = behind.work(seconds)
    except PressError:
        edition.forget_prints()
        raise
    edition.files |= made
    if behind.has_news():
        with Progress(disable=True) as silent:
            _print(edition, output, behind, origin, silent)
    return len(made)


def _finish(
    edition: Edition, output: Output, behind: Behind, origin: str, progress: Progress
) -> int:
    """Make all that stands behind, and return how many files that took."""
    task, made = progress.add_task("Making codes, posters, search", total=None), 0
    while not behind.is_idle(time.monotonic()):
        slice_ = _work(edition, output, behind, origin, SLICE_SECONDS)
        progress.advance(task, slice_)
        made += slice_
        if not slice_:
            time.sleep(0.02)
    progress.update(task, total=made)
    return made
