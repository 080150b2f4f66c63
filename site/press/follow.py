"""Decides what readers can subscribe to: feeds of kinds and of owners, calendars of activities."""

from urllib.parse import urlsplit

from press.catalogue import SECTION, Card, Catalogue
from press.documents import referred
from press.plain import gist, printable
from press.sheets import Document, Sheet, Stage
from press.shelves import COMING, OVER, below, of_kind

# The kinds with a feed of their own, and those that make up the feed of an owner.
FOLLOWED = ("NOTICE", "BRIEF", "LESSON", "ACTIVITY", "JOB", "VACANCY")
NEWS = ("NOTICE", "BRIEF", "LESSON", "ACTIVITY")
OWNERS = ("AREA", "BUILDING", "ORGANISATION", "ENTERPRISE", "VENUE")
NEWEST = 20
CALENDAR = f"{SECTION['ACTIVITY'].url}calendar.ics"
# A tag names the year in which its host was ours (RFC 4151), and says nothing of the entry.
TAG_YEAR = 2026

_CALENDAR_WAY = {
    "title": "活动日历",
    "url": CALENDAR,
    "words": "订阅日历",
    "mime": "text/calendar",
}


def feed(catalogue: Catalogue, page: str, origin: str) -> Sheet | None:
    """Return the feed of what has a page at an address; None where it would be empty."""
    if page == "/":
        return _owners(catalogue, catalogue.district, "/", origin)
    for kind in FOLLOWED:
        if page == SECTION[kind].url and (newest := catalogue.of(kind, NEWEST)):
            way = ways_to_follow_kind(catalogue, kind)[0]
            return _feed(catalogue, origin, way, page, page, newest)
    owners = (document for document in catalogue.at(page) if document["kind"] in OWNERS)
    owner = next(owners, None)
    return _owners(catalogue, owner, _name(owner), origin) if owner else None


def ways_to_follow_kind(catalogue: Catalogue, kind: str) -> list[Card]:
    """Return the links to a kind's feed, and to its calendar if it has one."""
    if kind not in FOLLOWED or not catalogue.holds(of_kind(kind)):
        return []
    section = SECTION[kind]
    feed = _atom(section.title, section.url)
    return [feed, _CALENDAR_WAY] if kind == "ACTIVITY" else [feed]


def ways_to_follow_owner(catalogue: Catalogue, owner: Document) -> list[Card]:
    """Return the link to an owner's feed; the district's has what is new anywhere in it."""
    has_news = any(catalogue.holds(_shelf(owner, kind)) for kind in NEWS)
    title = "最新动态" if owner["kind"] == "DISTRICT" else owner["title"]
    return [_atom(title, owner["url"])] if has_news else []


def ways_to_follow(catalogue: Catalogue) -> list[Card]:
    """Return the links to the district's feed and to those of every kind."""
    kinds = (way for kind in FOLLOWED for way in ways_to_follow_kind(catalogue, kind))
    return [*ways_to_follow_owner(catalogue, catalogue.district), *kinds]


def _atom(title: str, url: str) -> Card:
    return {
        "title": title,
        "url": f"{url}feed.xml",
        "words": "订阅更新",
        "mime": "application/atom+xml",
    }


def _owners(catalogue: Catalogue, owner: Document, name: str, origin: str) -> Sheet | None:
    ways, news = ways_to_follow_owner(catalogue, owner), _news(catalogue, owner)
    return _feed(catalogue, origin, ways[0], owner["url"], name, news) if ways else None


def _shelf(owner: Document, kind: str) -> str:
    return of_kind(kind) if owner["kind"] == "DISTRICT" else below(owner, kind)


def _news(catalogue: Catalogue, owner: Document) -> list[Document]:
    shelves = {kind: _shelf(owner, kind) for kind in NEWS}
    found = [
        each for kind, shelf in shelves.items() for each in catalogue.on(shelf, kind, count=NEWEST)
    ]
    found.sort(key=lambda document: (document["publishedAt"], document["id"]), reverse=True)
    return found[:NEWEST]


def _feed(
    catalogue: Catalogue, origin: str, way: Card, page: str, name: str, newest: list[Document]
) -> Sheet:
    site = catalogue.district["title"]
    newest = [catalogue.whole(document) for document in newest]
    data = {
        "title": printable(f"{way['title']} - {site}"),
        "id": _tag(origin, name),
        "address": f"{origin}{way['url']}",
        "page": f"{origin}{page}",
        "updated": max(document["updatedAt"] for document in newest),
        "entries": [_entry(document, origin) for document in newest],
    }
    return Sheet(way["url"], "feed.xml", data, Stage.LIST, f"the feed of {way['title']}")


def _entry(document: Document, origin: str) -> Card:
    """Return what a feed shows of a document, and no more, so that little changes with it."""
    return {
        "id": _tag(origin, _name(document)),
        "title": printable(document["title"]),
        "address": f"{origin}{document['url']}",
        "published": document["publishedAt"],
        "updated": document["updatedAt"],
        "author": printable(document["owner"]["title"]),
        "summary": gist(document),
    }


def calendar(catalogue: Catalogue, page: str, origin: str) -> Sheet | None:
    """Return the calendar of the activity at an address, or at the section's of them all.

    That one holds what is to come, and the newest of what is over.
    """
    if page == SECTION["ACTIVITY"].url:
        found = [*catalogue.on(COMING, "ACTIVITY"), *catalogue.on(OVER, "ACTIVITY", count=NEWEST)]
        found = [catalogue.whole(activity) for activity in found]
        title, stage = f"{catalogue.district['title']}{_CALENDAR_WAY['title']}", Stage.LIST
        name = "the calendar of activities"
    else:
        found = [document for document in catalogue.at(page) if document["kind"] == "ACTIVITY"]
        title, stage = found[0]["title"] if found else "", Stage.LEAF
        name = f"the calendar of “{title}”"
    found.sort(key=lambda activity: activity["ordinal"], reverse=True)
    data = {
        "title": printable(title),
        "events": [_event(catalogue, activity, origin) for activity in found],
    }
    return Sheet(f"{page}calendar.ics", "calendar.ics", data, stage, name) if found else None


def _event(catalogue: Catalogue, activity: Document, origin: str) -> Card:
    venue = referred(activity, "venue", catalogue.look)
    place = activity["place"] or (venue["title"] if venue else "")
    return {
        "uid": f"activity-{activity['ordinal']}@{_host(origin)}",
        "title": printable(activity["title"]),
        "gist": gist(activity),
        "place": printable(place),
        "address": f"{origin}{activity['url']}",
        "starts": activity["startsAt"],
        "ends": activity["endsAt"],
        "published": activity["publishedAt"],
        "updated": activity["updatedAt"],
    }


def _name(document: Document) -> str:
    """Return what stays when the address changes: a kind and an ordinal hold for good."""
    return f"/{document['kind'].lower()}/{document['ordinal']}"


def _tag(origin: str, name: str) -> str:
    return f"tag:{_host(origin)},{TAG_YEAR}:{name}"


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""
