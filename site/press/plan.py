"""Decides which sheets the site has and what each shows; a pure function of the documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from press.catalogue import SECTION, SECTIONS, Card, Catalogue, Section, link
from press.errors import AddressClash
from press.sheets import Document, Documents, Sheet, Stage

BUCKET = 20
SHARD = 5000
SHOWN_BELOW_OWNER = 20

# What an owner's page lists below its own text, in this order.
BELOW = {
    "AREA": (
        *("BUILDING", "ORGANISATION", "VENUE", "ACTIVITY", "NOTICE", "BRIEF"),
        *("PUBLIC_SERVICE", "VACANCY", "ENTERPRISE"),
    ),
    "BUILDING": (
        *("ENTERPRISE", "JOB", "VACANCY", "VENUE", "ORGANISATION", "ACTIVITY"),
        *("PUBLIC_SERVICE", "NOTICE", "BRIEF"),
    ),
    "ORGANISATION": ("ACTIVITY", "NOTICE", "BRIEF", "LESSON", "PUBLIC_SERVICE"),
    "ENTERPRISE": ("JOB", "NOTICE", "BRIEF"),
    "VENUE": ("VENUE", "ACTIVITY", "NOTICE", "BRIEF"),
}
SHOWN_EVEN_IF_EMPTY = {("AREA", "BUILDING"), ("BUILDING", "ENTERPRISE"), ("ENTERPRISE", "JOB")}
HOME_SHOWS = {"NOTICE": 6, "BRIEF": 6, "JOB": 8, "LESSON": 4, "VACANCY": 4, "ENTERPRISE": 8}
HOME_ACTIVITIES = 6


def plan(
    documents: Documents, reached: Mapping[str, int], assets: Mapping[str, str], origin: str
) -> list[Sheet]:
    """Return every sheet of the site in the order of writing.

    `reached` gives the highest ordinal of each kind, also of what is public no more.
    `assets` gives the address of each asset by its name, `origin` the public scheme and host.
    Raises AddressClash when two sheets, or a sheet and an asset, claim one address.
    """
    catalogue = Catalogue(documents)
    common = {"site": _site(catalogue, assets, origin)}
    pages = [
        *_leaves(catalogue, common),
        *_lists(catalogue, reached, common),
        *_directories(catalogue, common),
        *_fronts(catalogue, common),
    ]
    sheets = [*pages, *_sitemaps(pages, common), _robots(common)]
    _check_addresses(sheets, assets)
    return sorted(sheets, key=lambda sheet: sheet.stage)


def _site(catalogue: Catalogue, assets: Mapping[str, str], origin: str) -> Card:
    district = catalogue.district
    return {
        "title": district["title"],
        "footer": district["footer"],
        "origin": origin,
        "assets": assets,
        "sections": [section for section in SECTIONS if section.kind != "INFO_PAGE"],
        "info": [link(page) for page in reversed(catalogue.of("INFO_PAGE"))],
    }


def _page(
    address: str,
    title: str,
    *,
    description: str = "",
    section: Section | None = None,
    cover: Card | None = None,
    crumbs: Iterable[Card] = (),
) -> Card:
    return {
        "address": address,
        "title": title,
        "description": description,
        "section": section,
        "cover": cover,
        "crumbs": list(crumbs),
    }


def _name(document: Document) -> str:
    return f"{document['kind'].lower()} “{document['title']}” ({document['id']})"


def _leaves(catalogue: Catalogue, common: Card) -> Iterator[Sheet]:
    for section in SECTIONS:
        documents = catalogue.of(section.kind)
        beside = _beside(documents) if section.read_in_order else {}
        for document in documents:
            data = {
                **common,
                **catalogue.card(document),
                "page": _leaf_page(section, document),
                "groups": list(_groups(catalogue, document)),
                "beside": beside.get(document["id"], {}),
                "notice": catalogue.about(document, "NOTICE"),
                "report": catalogue.about(document, "BRIEF"),
            }
            address = document["url"]
            yield Sheet(address, section.template, data, Stage.LEAF, _name(document))


def _leaf_page(section: Section, document: Document) -> Card:
    return _page(
        document["url"],
        document["title"],
        description=document["summary"],
        section=section,
        cover=document["cover"],
        crumbs=[crumb for crumb in document["breadcrumb"] if crumb["url"] != document["url"]],
    )


def _beside(documents: list[Document]) -> dict[str, Card]:
    """Return for each document, newest first, the links to its newer and its older neighbour."""
    beside: dict[str, Card] = defaultdict(dict)
    for newer, older in pairwise(documents):
        beside[newer["id"]]["older"] = link(older)
        beside[older["id"]]["newer"] = link(newer)
    return beside


def _groups(catalogue: Catalogue, owner: Document) -> Iterator[Card]:
    for kind in BELOW.get(owner["kind"], ()):
        section = SECTION[kind]
        found = catalogue.below(owner, kind)
        shown = found if section.directory else found[:SHOWN_BELOW_OWNER]
        if found or (owner["kind"], kind) in SHOWN_EVEN_IF_EMPTY:
            yield {
                "section": section,
                "cards": catalogue.cards(shown),
                "more": section.url if len(shown) < len(found) else "",
            }


def _lists(catalogue: Catalogue, reached: Mapping[str, int], common: Card) -> Iterator[Sheet]:
    for section in SECTIONS:
        if not section.directory:
            yield from _list(catalogue, section, reached.get(section.kind, 0), common)


def _list(catalogue: Catalogue, section: Section, reached: int, common: Card) -> Iterator[Sheet]:
    """Yield a section's pages, newest first.

    An item's ordinal gives it its bucket for good, and a bucket its address: what comes or goes
    touches the page it stands on and, at a border, the neighbours' pagers. The front page holds
    the bucket that is being filled and the last full one: 20 to 39 items, were none ever to leave.
    """
    buckets: dict[int, list[Document]] = defaultdict(list)
    for document in catalogue.of(section.kind):
        buckets[(document["ordinal"] - 1) // BUCKET + 1].append(document)
    full, rest = divmod(reached, BUCKET)
    front = (buckets.pop(full + 1, []) if rest else []) + buckets.pop(full, [])
    home = link(catalogue.district)
    pages = [(_page(section.url, section.title, section=section, crumbs=[home]), front)]
    for number in sorted(buckets, reverse=True):
        address, title = f"{section.url}page/{number}/", f"{section.title} · 往期{number}"
        page = _page(address, title, section=section, crumbs=[home, section.link])
        pages.append((page, buckets[number]))
    for place, (page, documents) in enumerate(pages):
        groups = _by_phase(catalogue, section, documents) if place == 0 else []
        data = {
            **common,
            "page": page,
            "groups": groups,
            "cards": [] if groups else catalogue.cards(documents),
            "newer": pages[place - 1][0]["address"] if place else "",
            "older": pages[place + 1][0]["address"] if place + 1 < len(pages) else "",
        }
        yield Sheet(page["address"], "list.html", data, Stage.LIST, f"the list {page['title']}")


def _by_phase(catalogue: Catalogue, section: Section, newest: list[Document]) -> list[Card]:
    """Return for activities what is to come, soonest first, and what of the newest is over."""
    if section.kind != "ACTIVITY":
        return []
    over = [document for document in newest if document["phase"] == "OVER"]
    over.sort(key=lambda document: document["startsAt"], reverse=True)
    groups = {"即将开始": _coming(catalogue), "往期活动": over}
    return [
        {"title": title, "cards": catalogue.cards(documents)}
        for title, documents in groups.items()
        if documents
    ]


def _coming(catalogue: Catalogue) -> list[Document]:
    coming = [document for document in catalogue.of("ACTIVITY") if document["phase"] != "OVER"]
    return sorted(coming, key=lambda document: (document["startsAt"], document["ordinal"]))


def _directories(catalogue: Catalogue, common: Card) -> Iterator[Sheet]:
    for section in SECTIONS:
        if section.directory:
            crumbs = [link(catalogue.district)]
            kind = "BUILDING" if section.kind == "AREA" else section.kind
            by_category = section.directory == "category"
            data = {
                **common,
                "page": _page(section.url, section.title, section=section, crumbs=crumbs),
                "groups": (catalogue.by_category if by_category else catalogue.by_area)(kind),
            }
            template = "areas.html" if section.kind == "AREA" else "directory.html"
            name = f"the directory {section.title}"
            yield Sheet(section.url, template, data, Stage.LIST, name)


def _fronts(catalogue: Catalogue, common: Card) -> Iterator[Sheet]:
    district, areas = catalogue.district, catalogue.by_area("BUILDING")
    page = _page("/", district["title"], description=district["summary"], cover=district["cover"])
    newest = {kind: catalogue.cards(catalogue.of(kind)[:n]) for kind, n in HOME_SHOWS.items()}
    newest["ACTIVITY"] = catalogue.cards(_coming(catalogue)[:HOME_ACTIVITIES])
    venues = catalogue.cards(v for v in reversed(catalogue.of("VENUE")) if not v["partOf"])
    home = {"page": page, "doc": district, "areas": areas, "newest": newest, "venues": venues}
    crumbs = [link(district)]
    guide = {"page": _page("/sitemap/", "网站地图", crumbs=crumbs), "areas": areas}
    lost = {"page": _page("/404.html", "没有找到这个页面", crumbs=crumbs)}
    yield Sheet("/", "home.html", {**common, **home}, Stage.LIST, "the home page")
    yield Sheet("/sitemap/", "guide.html", {**common, **guide}, Stage.LIST, "the guide")
    yield Sheet("/404.html", "404.html", {**common, **lost}, Stage.LIST, "the page for no page")


def _sitemaps(pages: list[Sheet], common: Card) -> Iterator[Sheet]:
    """Yield one sitemap, or an index of shards; like a list's, a shard's borders never shift."""
    shards: dict[str, list[Card]] = defaultdict(list)
    for sheet in pages:
        if sheet.template != "404.html":
            document: Mapping[str, Any] = sheet.data.get("doc") or {}
            section = sheet.data["page"]["section"]
            number = (document["ordinal"] - 1) // SHARD + 1 if document and section else 0
            shard = f"{section.slug}-{number}" if number else "pages"
            shards[shard].append({"address": sheet.address, "lastmod": document.get("updatedAt")})
    if sum(map(len, shards.values())) <= SHARD:
        shards = {"": [entry for shard in shards.values() for entry in shard]}
    else:
        index = {f"/sitemap/{name}.xml": shard for name, shard in sorted(shards.items())}
        entries = [{"address": a, "lastmod": _latest(shard)} for a, shard in index.items()]
        data = {**common, "entries": entries}
        yield Sheet("/sitemap.xml", "sitemap-index.xml", data, Stage.LIST, "the sitemap's index")
    for name, entries in shards.items():
        address = f"/sitemap/{name}.xml" if name else "/sitemap.xml"
        data = {**common, "entries": entries}
        yield Sheet(address, "sitemap.xml", data, Stage.LIST, f"the sitemap {name}")


def _latest(entries: list[Card]) -> str | None:
    return max((entry["lastmod"] for entry in entries if entry["lastmod"]), default=None)


def _robots(common: Card) -> Sheet:
    return Sheet("/robots.txt", "robots.txt", common, Stage.LIST, "robots.txt")


def _check_addresses(sheets: Iterable[Sheet], assets: Mapping[str, str]) -> None:
    taken = {address: f"the asset {name}" for name, address in assets.items()}
    for sheet in sheets:
        other = taken.setdefault(sheet.address, sheet.name)
        if other is not sheet.name:
            raise AddressClash(
                f"Two sheets claim {sheet.address}: {other} and {sheet.name}. "
                "Give one of them another slug in the CMS."
            )
