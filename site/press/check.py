"""Crawls the printed tree as readers and search engines would, and says what is wrong with it."""

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import orjson
from icalendar import Calendar

from press.sheets import path_of

# What of one page a phone has to fetch before its pictures, compressed (4-screens.md).
BUDGET = 100_000
# What the server answers that is no part of the print.
SERVED = ("/media/", "/admin/", "/graphql/", "/accounts/", "/static/", "/healthz")
LOST = "/404.html"
# Pages that no search engine has any use for.
UNLISTED = {LOST, "/me/", "/leaderboard/"}
_OLDER = re.compile(r"/page/\d+/$")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_FETCHED = {"link": "href", "script": "src", "img": "src", "source": "src", "video": "poster"}
_FETCHED |= {"track": "src"}
# Of a link element's kinds those a browser fetches to show the page.
_SHOWN = {"stylesheet", "icon", "apple-touch-icon", "manifest", "modulepreload", "preload"}


@dataclass
class Page:
    """What one page says of itself, refers to, and gets wrong by itself."""

    address: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    bytes: int = 0


@dataclass(frozen=True)
class Checked:
    """What a crawl found: troubles by the page they are on, and the heaviest page of each kind.

    weights: by the kind of page its number, and the median and greatest weight in bytes of page,
    style sheets and scripts, compressed.
    """

    pages: int
    links: int
    troubles: dict[str, list[str]]
    weights: dict[str, tuple[int, int, int]]


def check(
    folder: Path, origin: str, track: Callable[[Iterable[Page], int], Iterable[Page]]
) -> Checked:
    """Return what is wrong with the tree in a folder, printed for an origin.

    `track` hands the pages on as they are read, and may show how far that is.
    """
    files = {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    sheets = sorted(path for path in files if path.endswith(".html"))
    with ProcessPoolExecutor() as pool:
        read = pool.map(partial(_inspect, folder, origin), sheets, chunksize=32)
        pages = {page.address: page for page in track(read, len(sheets))}
    troubles = {page.address: list(page.troubles) for page in pages.values()}
    for page in pages.values():
        troubles[page.address] += _dangling(page, pages, files)
    for address in pages.keys() - _reached(pages) - {LOST}:
        troubles[address].append("no page leads here")
    apart = (*_sitemap_troubles(files, pages, origin), *_follow_troubles(files, origin))
    for address, said in apart:
        troubles.setdefault(address, []).append(said)
    sizes = {path: _compressed(file) for path, file in files.items() if "assets/" in path}
    heavy, weights = _weigh(pages.values(), sizes)
    for address, said in heavy:
        troubles[address].append(said)
    return Checked(
        pages=len(pages),
        links=sum(len(page.links) + len(page.assets) for page in pages.values()),
        troubles={address: said for address, said in sorted(troubles.items()) if said},
        weights=weights,
    )


def _files(folder: Path) -> Iterator[Path]:
    """Yield what a server shows: no hidden file, and no compressed double of another."""
    for file in folder.rglob("*"):
        parts = file.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if file.is_file() and not hidden and file.suffix not in {".gz", ".br"}:
            yield file


def _inspect(folder: Path, origin: str, path: str) -> Page:
    body = (folder / path).read_bytes()
    page = Page(address=_address(path), bytes=len(gzip.compress(body, 6)))
    reader = _Reader(page, origin)
    reader.feed(body.decode())
    reader.close()
    reader.finish()
    return page


def _address(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


class _Reader(HTMLParser):
    """Reads one page into what is kept of it."""

    def __init__(self, page: Page, origin: str) -> None:
        super().__init__()
        self.page, self.origin = page, origin
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.seen: Counter[str] = Counter()
        self.facts: dict[str, str | None] = {}
        self.open = ""
        self.drawn = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.drawn += tag == "svg"
        if identifier := given.get("id"):
            if identifier in self.page.ids:
                self._wrong(f"two elements have the id {identifier}")
            self.page.ids.add(identifier)
        for name in given:
            if name.startswith("on") or name == "style":
                self._wrong(f"<{tag}> has {name}=, which the policy blocks")
        self._head(tag, given)
        self._refer(tag, given)
        if not self.drawn:
            self.seen[tag] += 1
            self.open = tag if tag in {"title", "h1"} else self.open
        if tag == "script" and given.get("type") == "application/ld+json":
            self.open = "linked"
            self.texts["linked"].append("")

    def handle_endtag(self, tag: str) -> None:
        self.drawn -= tag == "svg"
        if tag in {"title", "h1", "script"}:
            self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "linked":
            self.texts["linked"][-1] += data
        elif self.open:
            self.texts[self.open].append(data)

    def finish(self) -> None:
        """Judge what only the whole page shows."""
        if self.page.address != LOST and self.facts.get("canonical") != (
            self.origin + self.page.address
        ):
            self._wrong(f"the canonical address is {self.facts.get('canonical')}")
        for name in ("title", "h1"):
            if self.seen[name] != 1 or not "".join(self.texts[name]).strip():
                self._wrong(f"has {self.seen[name]} <{name}>, or an empty one")
        for name in ("description", "viewport", "lang"):
            if not self.facts.get(name):
                self._wrong(f"says no {name}")
        for text in self.texts["linked"]:
            self._linked(text)

    def _head(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "html":
            self.facts["lang"] = given.get("lang")
        elif tag == "meta" and given.get("name"):
            self.facts[given["name"] or ""] = given.get("content")
        elif tag == "link" and given.get("rel") == "canonical":
            self.facts["canonical"] = given.get("href")
        elif tag == "style" or (tag == "script" and not given.get("src") and "type" not in given):
            self._wrong(f"has an inline <{tag}>, which the policy blocks")
        elif tag == "img" and "alt" not in given:
            self._wrong(f"the picture {given.get('src')} has no alt")
        elif tag == "img" and not (given.get("width") and given.get("height")):
            self._wrong(f"the picture {given.get('src')} keeps no place free")

    def _refer(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "a" and given.get("href") is not None:
            self.page.links.append(given["href"] or "")
        elif tag == "a":
            self._wrong("a link leads nowhere")
        kinds = set((given.get("rel") or "").split())
        if tag == "link" and "alternate" in kinds:
            self.page.links.append(given.get("href") or "")
        wanted = tag != "link" or bool(_SHOWN & kinds)
        if wanted and (source := given.get(_FETCHED.get(tag, ""))):
            self._fetch(source)
        for part in (given.get("srcset") or "").split(","):
            if part.strip():
                self._fetch(part.split()[0])

    def _fetch(self, source: str) -> None:
        host = urlsplit(source).netloc
        if host and not source.startswith((self.origin + "/", "data:")):
            # Pictures may stand in a bucket; scripts and styles may not.
            if re.search(r"\.(js|css)(\?|$)", source):
                self._wrong(f"fetches {source} from another host")
        else:
            self.page.assets.append(source.removeprefix(self.origin))

    def _linked(self, text: str) -> None:
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            self._wrong(f"its JSON-LD cannot be read: {error}")
            return
        for thing in found if isinstance(found, list) else [found]:
            if not isinstance(thing, dict) or not thing.get("@context"):
                self._wrong("its JSON-LD has no @context")
            for said in _unfit(thing):
                self._wrong(f"its JSON-LD {said}")

    def _wrong(self, said: str) -> None:
        if said not in self.page.troubles:
            self.page.troubles.append(said)


def _unfit(thing: Any, name: str = "") -> Iterator[str]:
    """Yield what is wrong with a thing of JSON-LD and with those inside it."""
    if isinstance(thing, dict):
        if not ({"@type", "@id", "@graph"} & thing.keys()):
            yield f"has a {name or 'thing'} without @type"
        for key, value in thing.items():
            yield from _unfit(value, key)
    elif isinstance(thing, list):
        for each in thing:
            yield from _unfit(each, name)
    elif thing in (None, ""):
        yield f"has an empty {name}"
    elif name in {"url", "@id", "image", "logo"} and not urlsplit(str(thing)).scheme:
        yield f"has a {name} that is no absolute address: {thing}"


def _dangling(page: Page, pages: dict[str, Page], files: dict[str, Path]) -> Iterator[str]:
    """Yield where a page's links and assets do not lead to a file, or not to a place on a page."""
    for link in page.links:
        parts = urlsplit(urljoin(page.address, link))
        if parts.scheme or parts.netloc:
            continue
        if not parts.path.startswith(SERVED):
            if path_of(parts.path) not in files:
                yield f"leads to {link}, which is not there"
                continue
            there = pages.get(parts.path)
            if there and parts.fragment and unquote(parts.fragment) not in there.ids:
                yield f"leads to {link}, but nothing there has that id"
    for asset in page.assets:
        path = urlsplit(urljoin(page.address, asset)).path
        if not path.startswith(SERVED) and path_of(path) not in files:
            yield f"shows {asset}, which is not there"


def _reached(pages: dict[str, Page]) -> set[str]:
    """Return the addresses of the pages that a reader finds from the home page by links."""
    found, waiting = {"/"}, ["/"]
    while waiting:
        page = pages.get(waiting.pop())
        for link in page.links if page else ():
            parts = urlsplit(urljoin(page.address if page else "/", link))
            if not parts.netloc and parts.path in pages and parts.path not in found:
                found.add(parts.path)
                waiting.append(parts.path)
    return found


def _sitemap_troubles(
    files: dict[str, Path], pages: dict[str, Page], origin: str
) -> Iterator[tuple[str, str]]:
    """Yield what the sitemaps name that is no page, and which pages they leave out."""
    named: list[str] = []
    waiting = ["/sitemap.xml"]
    while waiting:
        address = waiting.pop()
        if path_of(address) not in files:
            yield address, "is missing"
            continue
        root = ElementTree.fromstring(files[path_of(address)].read_bytes())  # noqa: S314
        found = [loc.text or "" for loc in root.iter(f"{_SITEMAP}loc")]
        for location in found:
            if not location.startswith(f"{origin}/"):
                yield address, f"names {location}, which is another site's"
        local = [location.removeprefix(origin) for location in found]
        if root.tag == f"{_SITEMAP}sitemapindex":
            waiting += local
        else:
            named += local
    for address, times in Counter(named).items():
        if times > 1:
            yield address, f"is named {times} times in the sitemaps"
        if address not in pages:
            yield address, "is named in the sitemaps, but is no page"
    # An older page of a list is a way to what the sitemaps name themselves.
    older = {address for address in pages if _OLDER.search(address)}
    for address in pages.keys() - set(named) - older - UNLISTED:
        yield address, "is in no sitemap"


def _follow_troubles(files: dict[str, Path], origin: str) -> Iterator[tuple[str, str]]:
    """Yield what feeds and calendars lead to that is not there, or is another site's."""
    for path, file in files.items():
        if path.endswith(".xml"):
            root = ElementTree.fromstring(file.read_bytes())  # noqa: S314
            found = [link.get("href", "") for link in root.iter(f"{_ATOM}link")]
        elif path.endswith(".ics"):
            found = [
                str(each["URL"]) for each in Calendar.from_ical(file.read_bytes()).walk("VEVENT")
            ]
        else:
            continue
        for address in found:
            if not address.startswith(f"{origin}/"):
                yield f"/{path}", f"leads to {address}, which is another site's"
            elif path_of(address.removeprefix(origin)) not in files:
                yield f"/{path}", f"leads to {address}, which is not there"


def _weigh(
    pages: Iterable[Page], sizes: dict[str, int]
) -> tuple[list[tuple[str, str]], dict[str, tuple[int, int, int]]]:
    """Return the pages over budget with words for it, and the weights of each kind."""
    kinds: dict[str, list[int]] = defaultdict(list)
    heavy = []
    for page in pages:
        fetched = {path_of(urlsplit(urljoin(page.address, asset)).path) for asset in page.assets}
        shown = {path for path in fetched if path.endswith((".css", ".js"))}
        weight = page.bytes + sum(sizes.get(path, 0) for path in shown)
        kinds[_kind(page.address)].append(weight)
        if weight > BUDGET:
            heavy.append((page.address, f"weighs {weight:,} bytes with its styles and scripts"))
    weights = {
        kind: (len(found), sorted(found)[len(found) // 2], max(found))
        for kind, found in sorted(kinds.items())
    }
    return heavy, weights


def _kind(address: str) -> str:
    """Return what pages a page belongs to: "/", "/jobs/", "/jobs/by/…", "/jobs/…"."""
    first, _, rest = address.lstrip("/").partition("/")
    if not rest:
        return address
    facet = rest.startswith(("by/", "page/"))
    return f"/{first}/by/…" if facet else f"/{first}/…"
