"""Decides what the sheet at an address shows, from what the store answers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from press.catalogue import SECTION, SECTIONS, Card, Catalogue, Section, page_card
from press.documents import link
from press.drawing import drawing
from press.errors import AddressClash
from press.facets import FACETS
from press.follow import calendar, feed, ways_to_follow, ways_to_follow_owner
from press.lists import bucket, facet_page, filter_shard, front
from press.related import beside, related
from press.sheets import Document, Sheet, Stage
from press.shelves import WHOLE_VENUES, below
from press.store import Store
from press.wanted import with_made

# How many ordinals share a sitemap.
SHARD = 1000
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
    "ORGANISATION": ("ACTIVITY", "NOTICE", "BRIEF", "LESSON", "COURSE", "PUBLIC_SERVICE"),
    "ENTERPRISE": ("JOB", "NOTICE", "BRIEF"),
    "VENUE": ("VENUE", "ACTIVITY", "NOTICE", "BRIEF"),
}
SHOWN_EVEN_IF_EMPTY = {("AREA", "BUILDING"), ("BUILDING", "ENTERPRISE"), ("ENTERPRISE", "JOB")}
HOME_SHOWS = {"NOTICE": 6, "BRIEF": 6, "JOB": 8, "LESSON": 4, "VACANCY": 4, "ENTERPRISE": 8}
HOME_ACTIVITIES = 6
HOME_VENUES = 4


_SLUGS = {section.slug: section for section in SECTIONS}
_PAGES = "/sitemap/pages.xml"


@dataclass(frozen=True)
class Planned:
    """What was decided for an address: its sheet, or None where there is to be none.

    asked: what that hangs on, as Catalogue tells it.
    """

    address: str
    sheet: Sheet | None
    asked: frozenset[tuple[str, int, int]]


class Planner:
    """Plans sheets from a store that does not change meanwhile.

    `assets` gives the address of each asset by its name, `origin` the public scheme and host.
    """

    def __init__(self, store: Store, assets: Mapping[str, str], origin: str) -> None:
        self._store = store
        self._origin = origin
        self._assets = {address: f"the asset {name}" for name, address in assets.items()}
        self.site = _site(Catalogue(store), assets, origin)
        self._common: Card = {"site": self.site}
        self._fixed: dict[str, Callable[[Catalogue], Sheet]] = {
            "/": self._home,
            "/sitemap/": self._guide,
            "/search/": lambda _: self._bare("/search/", "站内搜索", "search.html"),
            "/me/": lambda _: self._bare("/me/", "我的主页", "me.html"),
            "/leaderboard/": lambda _: self._bare(
                "/leaderboard/", "积分排行榜", "leaderboard.html"
            ),
            "/404.html": lambda _: self._bare("/404.html", "没有找到这个页面", "404.html"),
            "/robots.txt": lambda _: self._file("robots.txt"),
            "/manifest.webmanifest": lambda _: self._file("manifest.webmanifest"),
            "/sitemap.xml": self._index,
            _PAGES: self._pages,
        }
        for section in SECTIONS:
            self._fixed[section.url] = self._front(section)

        slugs = "|".join(_SLUGS)
        patterns: dict[str, Callable[..., Sheet | None]] = {
            "(.*/)feed.xml": self._feed,
            "(.*/)calendar.ics": self._calendar,
            rf"/({slugs})/page/(\d+)/": self._bucket,
            rf"/({slugs})/by/([a-z]+)/([^/]+)/(?:page/(\d+)/)?": self._facet,
            rf"/({slugs})/filter/(\d+)\.json": self._filter,
            rf"/sitemap/({slugs})-(\d+)\.xml": self._sitemap,
        }
        # Addresses that follow from what is public.
        self._patterns = {re.compile(pattern): plan for pattern, plan in patterns.items()}

    @property
    def fixed(self) -> list[str]:
        """Return the addresses that a site has whatever is public; all others follow from these,
        from the documents' and from what each sheet leads to."""
        return list(self._fixed)

    def plan(self, address: str) -> Planned:
        """Decide one sheet. Raises AddressClash when something else claims its address."""
        catalogue = Catalogue(self._store)
        documents = catalogue.at(address)
        own = self._own(catalogue, address)
        leaves = [document for document in documents if document["kind"] != "DISTRICT"]
        names = [own.name] if own else []
        names += [self._assets[address]] if address in self._assets else []
        names += map(_name, leaves)
        if len(names) > 1:
            raise AddressClash(
                f"Two sheets claim {address}: {names[0]} and {names[1]}. "
                "Give one of them another slug in the CMS.",
                address,
            )
        sheet = self._leaf(catalogue, leaves[0]) if leaves else own
        return Planned(address, sheet, frozenset(catalogue.asked))

    def _own(self, catalogue: Catalogue, address: str) -> Sheet | None:
        """Return the sheet of an address that the site gives, and no document."""
        if fixed := self._fixed.get(address):
            return fixed(catalogue)
        for pattern, plan in self._patterns.items():
            if match := pattern.fullmatch(address):
                return plan(catalogue, *match.groups())
        return None

    def _front(self, section: Section) -> Callable[[Catalogue], Sheet]:
        return lambda catalogue: front(catalogue, section, self._common)

    def _feed(self, catalogue: Catalogue, page: str) -> Sheet | None:
        return feed(catalogue, page, self._origin)

    def _calendar(self, catalogue: Catalogue, page: str) -> Sheet | None:
        return calendar(catalogue, page, self._origin)

    def _bucket(self, catalogue: Catalogue, slug: str, number: str) -> Sheet | None:
        return bucket(catalogue, _SLUGS[slug], int(number), self._common)

    def _filter(self, catalogue: Catalogue, slug: str, number: str) -> Sheet | None:
        return filter_shard(catalogue, _SLUGS[slug], int(number), self._common)

    def _facet(
        self, catalogue: Catalogue, section: str, name: str, slug: str, first: str | None
    ) -> Sheet | None:
        of, facets = _SLUGS[section], FACETS.get(_SLUGS[section].kind, ())
        facet = next((facet for facet in facets if facet.slug == name), None)
        if facet is None:
            return None
        return facet_page(catalogue, of, facet, slug, int(first or 0), self._common)

    def _leaf(self, catalogue: Catalogue, document: Document) -> Sheet:
        section = SECTION[document["kind"]]
        page = _leaf_page(catalogue, section, document)
        data = {
            **self._common,
            **catalogue.card(document),
            "page": page,
            "groups": list(_groups(catalogue, document)),
            "beside": beside(catalogue, document) if section.read_in_order else {},
            "related": related(catalogue, document),
            "notice": None,
            "report": None,
            "lessons": catalogue.lessons(document) if document["kind"] == "COURSE" else [],
            "courses": catalogue.courses(document) if document["kind"] == "LESSON" else [],
        }
        address, leads = document["url"], [way["url"] for way in page["follow"]]
        if document["kind"] == "ACTIVITY":
            data["notice"] = catalogue.about(document, "NOTICE")
            data["report"] = catalogue.about(document, "BRIEF")
            leads.append(f"{address}calendar.ics")
        name = _name(document)
        sheet = Sheet(address, section.template, data, Stage.LEAF, name, leads=tuple(leads))
        return with_made(sheet, catalogue.stands)

    def _home(self, catalogue: Catalogue) -> Sheet:
        district, areas = catalogue.district, catalogue.by_area("BUILDING")
        if district["id"]:
            district = catalogue.whole(district)
        page = page_card(
            "/",
            district["title"],
            description=district["summary"],
            cover=district["cover"],
            follow=ways_to_follow_owner(catalogue, district),
        )
        newest = {kind: catalogue.cards(catalogue.of(kind, n)) for kind, n in HOME_SHOWS.items()}
        newest["ACTIVITY"] = catalogue.cards(catalogue.coming()[:HOME_ACTIVITIES])
        venues = catalogue.cards(catalogue.first(WHOLE_VENUES, "VENUE", HOME_VENUES))
        data = {"page": page, "doc": district, "areas": areas, "drawing": drawing(areas)}
        data |= {"newest": newest, "venues": venues}
        leads = tuple(way["url"] for way in page["follow"])
        return self._list("/", "home.html", data, "the home page", leads)

    def _guide(self, catalogue: Catalogue) -> Sheet:
        areas, ways = catalogue.by_area("BUILDING"), ways_to_follow(catalogue)
        crumbs = [link(catalogue.district)]
        page = page_card("/sitemap/", "网站地图", crumbs=crumbs, follow=ways)
        leads = tuple(way["url"] for way in ways)
        data = {"page": page, "areas": areas}
        return self._list("/sitemap/", "guide.html", data, "the guide", leads)

    def _bare(self, address: str, title: str, template: str) -> Sheet:
        crumbs = [{"title": self.site["title"], "url": "/"}]
        page = page_card(address, title, crumbs=crumbs)
        return self._list(address, template, {"page": page}, f"the page {title}")

    def _file(self, name: str) -> Sheet:
        return self._list(f"/{name}", name, {}, name)

    def _index(self, catalogue: Catalogue) -> Sheet:
        """Return the index of the sitemaps; like a list's, a shard's borders never shift."""
        entries: list[Card] = [{"address": _PAGES, "lastmod": None}]
        for section in SECTIONS:
            for number in reversed(catalogue.shards(section.kind, SHARD)):
                last = number * SHARD
                changed = catalogue.last_update(section.kind, last - SHARD + 1, last)
                address = f"/sitemap/{section.slug}-{number}.xml"
                entries.append({"address": address, "lastmod": changed})
        leads = tuple(entry["address"] for entry in entries)
        data = {"entries": entries}
        return self._list("/sitemap.xml", "sitemap-index.xml", data, "the sitemaps' index", leads)

    def _pages(self, catalogue: Catalogue) -> Sheet:
        """Return the sitemap of what leads to the documents, but for older pages of lists.

        What a list or a front shows also changes by what leaves it: no date tells of that.
        """
        addresses = ["/", "/sitemap/", "/search/"]
        for section in SECTIONS:
            addresses.append(section.url)
            for facet in FACETS.get(section.kind, ()):
                values = catalogue.answers(section.kind, facet.slug)
                addresses += (f"{section.url}by/{facet.slug}/{value.slug}/" for value in values)
        entries = [{"address": address, "lastmod": None} for address in addresses]
        return self._list(_PAGES, "sitemap.xml", {"entries": entries}, "the sitemap of pages")

    def _sitemap(self, catalogue: Catalogue, slug: str, number: str) -> Sheet | None:
        section, last = _SLUGS[slug], int(number) * SHARD
        found = catalogue.updates(section.kind, last - SHARD + 1, last)
        entries = [{"address": url, "lastmod": updated} for url, updated in found]
        address = f"/sitemap/{section.slug}-{number}.xml"
        sheet = self._list(address, "sitemap.xml", {"entries": entries}, f"the sitemap {address}")
        return sheet if entries else None

    def _list(
        self, address: str, template: str, data: Card, name: str, leads: tuple[str, ...] = ()
    ) -> Sheet:
        return Sheet(address, template, {**self._common, **data}, Stage.LIST, name, leads=leads)


def _site(catalogue: Catalogue, assets: Mapping[str, str], origin: str) -> Card:
    """Return what every sheet may show: when it changes, all are planned anew."""
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
        most = {} if section.directory else {"count": SHOWN_BELOW_OWNER + 1}
        found = catalogue.on(below(owner, kind), kind, **most)
        shown = found if section.directory else found[:SHOWN_BELOW_OWNER]
        if found or (owner["kind"], kind) in SHOWN_EVEN_IF_EMPTY:
            yield {
                "section": section,
                "cards": catalogue.cards(shown),
                "more": section.url if len(shown) < len(found) else "",
            }
