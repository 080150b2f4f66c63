"""Decides what readers can subscribe to: feeds of kinds and of owners, calendars of activities."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from press.catalogue import SECTION, Card, Catalogue
from press.plain import gist, printable
from press.sheets import Document, Sheet, Stage

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


def follow(catalogue: Catalogue, origin: str) -> Iterator[Sheet]:
    """Yield every feed and every calendar; one that would be empty is not made."""
    for kind in FOLLOWED:
        for way in ways_to_follow_kind(catalogue, kind)[:1]:
            url, newest = SECTION[kind].url, catalogue.of(kind)[:NEWEST]
            yield _feed(catalogue, origin, way, url, url, newest)
    owners = (owner for kind in OWNERS for owner in catalogue.of(kind))
    for owner in (catalogue.district, *owners):
        for way in ways_to_follow_owner(catalogue, owner):
            name = "/" if owner is catalogue.district else _name(owner)
            yield _feed(catalogue, origin, way, owner["url"], name, _news(catalogue, owner))
    yield from _calendars(catalogue, origin)


def ways_to_follow_kind(catalogue: Catalogue, kind: str) -> list[Card]:
    """Return the links to a kind's feed, and to its calendar if it has one."""
    if kind not in FOLLOWED or not catalogue.of(kind):
        return []
    section = SECTION[kind]
    feed = _atom(section.title, section.url)
    return [feed, _CALENDAR_WAY] if kind == "ACTIVITY" else [feed]


def ways_to_follow_owner(catalogue: Catalogue, owner: Document) -> list[Card]:
    """Return the link to an owner's feed; the district's has what is new anywhere in it."""
    has_news = any(_found(catalogue, owner, kind) for kind in NEWS)
    title = "最新动态" if owner is catalogue.district else owner["title"]
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


def _found(catalogue: Catalogue, owner: Document, kind: str) -> list[Document]:
    everywhere = owner is catalogue.district
    return catalogue.of(kind) if everywhere else catalogue.below(owner, kind)


def _news(catalogue: Catalogue, owner: Document) -> list[Document]:
    found = [each for kind in NEWS for each in _found(catalogue, owner, kind)[:NEWEST]]
    found.sort(key=lambda document: (document["publishedAt"], document["id"]), reverse=True)
    return found[:NEWEST]


def _feed(
    catalogue: Catalogue, origin: str, way: Card, page: str, name: str, newest: list[Document]
) -> Sheet:
    site = catalogue.district["title"]
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


def _calendars(catalogue: Catalogue, origin: str) -> Iterator[Sheet]:
    activities = catalogue.of("ACTIVITY")
    for activity in activities:
        title, address = activity["title"], f"{activity['url']}calendar.ics"
        data = {"title": printable(title), "events": [_event(catalogue, activity, origin)]}
        yield Sheet(address, "calendar.ics", data, Stage.LEAF, f"the calendar of “{title}”")
    if activities:
        over = [activity for activity in activities if activity["phase"] == "OVER"]
        left_out = {activity["id"] for activity in over[NEWEST:]}
        title = f"{catalogue.district['title']}{_CALENDAR_WAY['title']}"
        data = {
            "title": printable(title),
            "events": [
                _event(catalogue, activity, origin)
                for activity in activities
                if activity["id"] not in left_out
            ],
        }
        yield Sheet(CALENDAR, "calendar.ics", data, Stage.LIST, "the calendar of activities")


def _event(catalogue: Catalogue, activity: Document, origin: str) -> Card:
    venue = catalogue.card(activity)["venue"]
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
