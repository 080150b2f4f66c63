"""Decides which sheets the site has and what each shows; a pure function of the documents."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from press.catalogue import SECTION, SECTIONS, Card, Catalogue, Section, link, page_card
from press.drawing import drawing
from press.errors import AddressClash
from press.follow import follow, ways_to_follow, ways_to_follow_owner
from press.lists import lists
from press.related import beside, related
from press.sheets import Document, Documents, Sheet, Stage
from press.wanted import with_made

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
    documents: Documents,
    reached: Mapping[str, int],
    assets: Mapping[str, str],
    origin: str,
    made: Collection[str] = frozenset(),
) -> list[Sheet]:
    """Return every sheet of the site in the order of writing.

    `reached` gives the highest ordinal of each kind, also of what is public no more.
    `assets` gives the address of each asset by its name, `origin` the public scheme and host,
    `made` the addresses of the codes and posters that stand: a page refers to no others.
    Raises AddressClash when two sheets, or a sheet and an asset, claim one address.
    """
    catalogue = Catalogue(documents)
    common = {"site": _site(catalogue, assets, origin)}
    pages = [
        *(with_made(sheet, made) for sheet in _leaves(catalogue, common)),
        *lists(catalogue, reached, common),
        *_fronts(catalogue, common),
    ]
    sheets = [*pages, *follow(catalogue, origin), *_sitemaps(pages, common), *_files(common)]
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


def _name(document: Document) -> str:
    return f"{document['kind'].lower()} “{document['title']}” ({document['id']})"


def _leaves(catalogue: Catalogue, common: Card) -> Iterator[Sheet]:
    for section in SECTIONS:
        documents = catalogue.of(section.kind)
        neighbours = beside(documents) if section.read_in_order else {}
        like = related(catalogue, section.kind)
        for document in documents:
            data = {
                **common,
                **catalogue.card(document),
                "page": _leaf_page(catalogue, section, document),
                "groups": list(_groups(catalogue, document)),
                "beside": neighbours.get(document["id"], {}),
                "related": like.get(document["id"]),
                "notice": catalogue.about(document, "NOTICE"),
                "report": catalogue.about(document, "BRIEF"),
            }
            address = document["url"]
            yield Sheet(address, section.template, data, Stage.LEAF, _name(document))


def _leaf_page(catalogue: Catalogue, section: Section, document: Document) -> Card:
    return page_card(
        document["url"],
        document["title"],
        description=document["summary"],
        section=section,
        cover=document["cover"],
        crumbs=[crumb for crumb in document["breadcrumb"] if crumb["url"] != document["url"]],
        follow=ways_to_follow_owner(catalogue, document) if section.kind in BELOW else (),
    )


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


def _fronts(catalogue: Catalogue, common: Card) -> Iterator[Sheet]:
    district, areas = catalogue.district, catalogue.by_area("BUILDING")
    page = page_card(
        "/",
        district["title"],
        description=district["summary"],
        cover=district["cover"],
        follow=ways_to_follow_owner(catalogue, district),
    )
    newest = {kind: catalogue.cards(catalogue.of(kind)[:n]) for kind, n in HOME_SHOWS.items()}
    newest["ACTIVITY"] = catalogue.cards(catalogue.coming()[:HOME_ACTIVITIES])
    venues = catalogue.cards(v for v in reversed(catalogue.of("VENUE")) if not v["partOf"])
    home = {"page": page, "doc": district, "areas": areas, "drawing": drawing(areas)}
    home |= {"newest": newest, "venues": venues}
    crumbs = [link(district)]
    ways = ways_to_follow(catalogue)
    guide = {"page": page_card("/sitemap/", "网站地图", crumbs=crumbs, follow=ways), "areas": areas}
    search = {"page": page_card("/search/", "站内搜索", crumbs=crumbs)}
    lost = {"page": page_card("/404.html", "没有找到这个页面", crumbs=crumbs)}
    yield Sheet("/", "home.html", {**common, **home}, Stage.LIST, "the home page")
    yield Sheet("/sitemap/", "guide.html", {**common, **guide}, Stage.LIST, "the guide")
    yield Sheet("/search/", "search.html", {**common, **search}, Stage.LIST, "the search page")
    yield Sheet("/404.html", "404.html", {**common, **lost}, Stage.LIST, "the page for no page")


def _sitemaps(pages: list[Sheet], common: Card) -> Iterator[Sheet]:
    """Yield one sitemap, or an index of shards; like a list's, a shard's borders never shift."""
    shards: dict[str, list[Card]] = defaultdict(list)
    for sheet in pages:
        if sheet.template.endswith(".html") and sheet.template != "404.html":
            document: Mapping[str, Any] = sheet.data.get("doc") or {}
            section = sheet.data["page"]["section"]
            number = (document["ordinal"] - 1) // SHARD + 1 if document and section else 0
            shard = f"{section.slug}-{number}" if number else "pages"
            # What a list or a front shows also changes by what leaves it: no date tells of that.
            lastmod = document["updatedAt"] if number else None
            shards[shard].append({"address": sheet.address, "lastmod": lastmod})
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


def _files(common: Card) -> Iterator[Sheet]:
    for name in ("robots.txt", "manifest.webmanifest"):
        yield Sheet(f"/{name}", name, common, Stage.LIST, name)


def _check_addresses(sheets: Iterable[Sheet], assets: Mapping[str, str]) -> None:
    taken = {address: f"the asset {name}" for name, address in assets.items()}
    for sheet in sheets:
        other = taken.setdefault(sheet.address, sheet.name)
        if other is not sheet.name:
            raise AddressClash(
                f"Two sheets claim {sheet.address}: {other} and {sheet.name}. "
                "Give one of them another slug in the CMS."
            )
