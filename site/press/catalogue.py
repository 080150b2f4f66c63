"""Answers what a sheet asks of the public documents, and keeps account of what it read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from press.documents import area_of, building_of, enterprise_of, link, referred
from press.facets import Value
from press.sheets import Document, path_of
from press.shelves import COMING, about, below, of_kind, teaching
from press.store import ALL, Store

Card = dict[str, Any]

# One in so many ordinals, and a stretch of them is read as a whole.
DENSE = 4

# What the site shows while the CMS publishes no district: a shell that can be filled.
NO_DISTRICT: Document = {
    "id": "",
    "kind": "DISTRICT",
    "title": "如意",
    "url": "/",
    "summary": "",
    "updatedAt": None,
    "cover": None,
    "figures": [],
    "body": [],
    "footer": {
        "organiser": "",
        "icp": None,
        "publicSecurity": None,
        "siteCode": None,
        "complaintsUrl": None,
        "links": [],
    },
}


CATEGORIES = {
    "GOVERNMENT": "政务服务",
    "CONVENIENCE": "便民服务",
    "BUSINESS": "商务服务",
    "WELFARE": "公益服务",
}
# What directories are grouped by beside areas: a field, and the groups in their order.
GROUPS = {
    "category": CATEGORIES,
    "organisationKind": {
        "COMMITTEE": "党工委",
        "COMMUNITY": "社区党支部",
        "JOINT": "楼宇、商圈联合党支部",
        "ENTERPRISE": "企业党支部",
        "PARTNER": "共建单位",
    },
}


@dataclass(frozen=True)
class Section:
    """A kind's place on the site: its address, its name for readers, the template of one of it.

    directory: what its front page is grouped by ("area", or a field of GROUPS), if it has no
    numbered pages; menu: its name in the bar at the top, "" for what is found by other doors.
    """

    kind: str
    slug: str
    title: str
    template: str
    directory: str = ""
    read_in_order: bool = False
    menu: str = ""

    @property
    def url(self) -> str:
        return f"/{self.slug}/"

    @property
    def link(self) -> Card:
        return {"title": self.title, "url": self.url}


SECTIONS = (
    Section("NOTICE", "notices", "通知公告", "article.html", read_in_order=True, menu="通知"),
    Section("BRIEF", "briefs", "信息简报", "article.html", read_in_order=True, menu="简报"),
    Section("ACTIVITY", "activities", "活动", "activity.html", menu="活动"),
    Section("LESSON", "lessons", "微党课", "lesson.html", read_in_order=True, menu="微党课"),
    Section("COURSE", "courses", "课程", "course.html"),
    Section("AREA", "areas", "片区", "area.html", directory="area"),
    Section("BUILDING", "buildings", "楼宇", "building.html", directory="area", menu="楼宇"),
    Section("ENTERPRISE", "enterprises", "入驻企业", "enterprise.html", menu="企业"),
    Section("JOB", "jobs", "招聘信息", "job.html", menu="招聘"),
    Section("VACANCY", "vacancies", "空置资源", "vacancy.html", menu="空置"),
    Section("VENUE", "venues", "共享阵地", "venue.html", directory="area", menu="阵地"),
    Section(
        "PUBLIC_SERVICE", "services", "公共服务", "service.html", directory="category", menu="服务"
    ),
    Section(
        "ORGANISATION",
        "organisations",
        "党组织",
        "organisation.html",
        directory="organisationKind",
        menu="党组织",
    ),
    Section("INFO_PAGE", "info", "关于本站", "info.html"),
)
SECTION = {section.kind: section for section in SECTIONS}


def page_card(
    address: str,
    title: str,
    *,
    description: str = "",
    section: Section | None = None,
    cover: Card | None = None,
    crumbs: Iterable[Card] = (),
    short: str = "",
    follow: Iterable[Card] = (),
) -> Card:
    """Return what every page says of itself.

    `short` names it where its parents stand before; `follow` are its feeds and calendars.
    """
    return {
        "address": address,
        "title": title,
        "description": description,
        "section": section,
        "cover": cover,
        "crumbs": list(crumbs),
        "short": short or title,
        "follow": list(follow),
        "qr": "",
        "poster": "",
    }


def _group(area: Document | None) -> Card:
    title, url = (area["title"], area["url"]) if area else ("全区", "")
    return {"title": title, "url": url, "summary": area["summary"] if area else "", "cards": []}


class Catalogue:
    """The public documents as one sheet asks for them: by kind, by owner, newest first.

    asked: what was read so far, as (shelf, lowest ordinal, highest ordinal). As long as nothing of
    that changes, the sheet stays as it is.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: set[tuple[str, int, int]] = set()

    def look(self, identity: str) -> Document | None:
        """Return the face of a document."""
        face = self._store.look(identity)
        if face is None:
            self.asked.add((f"id {identity}", 0, 0))
        else:
            self._read_face(face)
        return face

    def at(self, address: str) -> list[Document]:
        """Return the documents, whole, that claim an address."""
        found = self._store.at(address)
        for document in found:
            self.asked.add((f"whole {document['kind']}", document["ordinal"], document["ordinal"]))
        return found

    def whole(self, face: Document) -> Document:
        """Return a document with what is not on its face."""
        self.asked.add((f"whole {face['kind']}", face["ordinal"], face["ordinal"]))
        return face | self._store.rest(face["id"])

    def on(self, shelf: str, kind: str, *, low: int = 0, count: int = ALL) -> list[Document]:
        """Return the newest of a shelf, from an ordinal on."""
        found = self._store.on(shelf, kind, low, ALL, count)
        self.asked.add((shelf, found[-1]["ordinal"] if len(found) == count else low, ALL))
        for face in found:
            self._read_face(face)
        return found

    def first(self, shelf: str, kind: str, count: int) -> list[Document]:
        """Return the oldest of a shelf, oldest first."""
        found = self.above(shelf, 0, count)
        return self.between(shelf, kind, 0, found[-1])[::-1] if found else []

    def between(self, shelf: str, kind: str, low: int, high: int) -> list[Document]:
        """Return what stands on a shelf between two ordinals, newest first."""
        found = self._store.on(shelf, kind, low, high, ALL)
        self.asked.add((shelf, low, high))
        if len(found) * DENSE > high - low:
            self.asked.add((f"face {kind}", low, high))
        else:
            for face in found:
                self._read_face(face)
        return found

    def near(self, shelf: str, kind: str, ordinal: int, count: int) -> list[Document]:
        """Return the nearest of a shelf, newest first; half are newer where there are as many."""
        newer = self._store.oldest(shelf, ordinal + 1, count)
        older = self._store.newest(shelf, ordinal - 1, count)
        newer = newer[: max(count // 2, count - len(older))]
        older = older[: count - len(newer)]
        full = len(newer) + len(older) == count
        low = older[-1] if len(older) >= count // 2 and full and older else 0
        high = newer[-1] if len(newer) >= count // 2 and full and newer else ALL
        self.asked.add((shelf, low, high))
        found = self._store.on(shelf, kind, low, high, ALL) if newer or older else []
        named = {*newer, *older}
        found = [face for face in found if face["ordinal"] in named]
        for face in found:
            self._read_face(face)
        return found

    def above(self, shelf: str, ordinal: int, count: int = 1) -> list[int]:
        """Return the next higher ordinals of a shelf, from there up."""
        found = self._store.oldest(shelf, ordinal + 1, count)
        self.asked.add((shelf, ordinal + 1, found[-1] if len(found) == count else ALL))
        return found

    def beneath(self, shelf: str, ordinal: int, count: int = 1) -> list[int]:
        """Return the next lower ordinals of a shelf, from there down."""
        found = self._store.newest(shelf, ordinal - 1, count)
        self.asked.add((shelf, found[-1] if len(found) == count else 0, ordinal - 1))
        return found

    def holds(self, shelf: str) -> bool:
        """Return whether anything stands on a shelf."""
        return bool(self.above(shelf, 0))

    def count(self, shelf: str, low: int, high: int, most: int) -> int:
        """Return how many stand on a shelf between two ordinals, at most so many.

        Whoever counts says what of it matters, by read().
        """
        return self._store.count(shelf, low, high, most)

    def read(self, shelf: str, low: int, high: int) -> None:
        """Say that a sheet hangs on what stands on a shelf between two ordinals."""
        self.asked.add((shelf, low, high))

    def reached(self, kind: str, bound: int = ALL) -> int:
        """Return the highest ordinal given in a kind, to what left the public as well; what is
        above a bound does not matter."""
        self.asked.add((f"reached {kind}", 0, bound))
        return self._store.reached(kind)

    def shards(self, kind: str, size: int) -> list[int]:
        """Return the numbers of the stretches of so many ordinals that hold any, newest first."""
        self.asked.add((of_kind(kind), 0, ALL))
        found, below = [], ALL
        while newest := self._store.newest(of_kind(kind), below, 1):
            found.append((newest[0] - 1) // size + 1)
            below = (found[-1] - 1) * size
        return found

    def updates(self, kind: str, low: int, high: int) -> list[tuple[str, str]]:
        """Return the addresses of a kind between two ordinals, and when each changed."""
        self.asked.add((f"whole {kind}", low, high))
        return self._store.updates(kind, low, high)

    def last_update(self, kind: str, low: int, high: int) -> str:
        """Return when a document of a kind between two ordinals last changed."""
        self.asked.add((f"whole {kind}", low, high))
        return self._store.last_update(kind, low, high)

    def answers(self, kind: str, facet: str) -> list[Value]:
        """Return the answers that documents of a kind give to a facet, as a reader expects them."""
        self.asked.add((f"answers {kind} {facet}", 0, 0))
        return self._store.answers(kind, facet)

    def answered(self, kind: str, low: int, high: int) -> dict[str, list[list[str]]]:
        """Return by id how each document of a kind between two ordinals answers: [facet, slug]."""
        self.asked.add((f"answered {kind}", low, high))
        return self._store.answered(kind, low, high)

    def answer(self, kind: str, facet: str, slug: str) -> Value | None:
        """Return one of them."""
        self.asked.add((f"answer {kind} {facet} {slug}", 0, 0))
        return self._store.answer(kind, facet, slug)

    def stands(self, address: str) -> bool:
        """Return whether a code or a poster is made."""
        self.asked.add((f"made {address}", 0, 0))
        return self._store.stands(path_of(address))

    @property
    def district(self) -> Document:
        found = self.on(of_kind("DISTRICT"), "DISTRICT", count=1)
        return found[0] if found else NO_DISTRICT

    def of(self, kind: str, count: int = ALL) -> list[Document]:
        return self.on(of_kind(kind), kind, count=count)

    def below(self, owner: Document, kind: str, count: int = ALL) -> list[Document]:
        """Return what of a kind stands under an owner, or under what lies in it."""
        return self.on(below(owner, kind), kind, count=count)

    def coming(self) -> list[Document]:
        """Return the activities that are not over, soonest first."""
        coming = self.on(COMING, "ACTIVITY")
        return sorted(coming, key=lambda activity: (activity["startsAt"], activity["ordinal"]))

    def building(self, document: Document) -> Document | None:
        """Return the public tower a document lies in."""
        return building_of(document, self.look)

    def card(self, document: Document) -> Card:
        """Return a document with links to where it belongs (None where that is not public)."""
        return {
            "doc": document,
            "enterprise": _link(enterprise_of(document, self.look)),
            "building": _link(referred(document, "building", self.look)),
            "area": area_of(document),
            "part_of": _link(referred(document, "partOf", self.look)),
            "venue": _link(referred(document, "venue", self.look)),
            "activity": _link(self._activity(document)),
            "contact": self._contact(document),
        }

    def cards(self, documents: Iterable[Document]) -> list[Card]:
        return [self.card(document) for document in documents]

    def about(self, activity: Document, kind: str) -> Card | None:
        """Return the link to the newest of a kind that announces or reports an activity."""
        found = self.on(about(activity, kind), kind, count=1)
        return link(found[0]) if found else None

    def lessons(self, course: Document) -> list[Card]:
        """Return the public lessons of a course, in its order."""
        found = [self.look(lesson["id"]) for lesson in course["lessons"]]
        return self.cards(lesson for lesson in found if lesson)

    def courses(self, lesson: Document) -> list[Card]:
        """Return the links to the courses that a lesson is part of."""
        return [link(course) for course in self.on(teaching(lesson), "COURSE")]

    def by_field(self, kind: str, field: str) -> list[Card]:
        """Return what of a kind has each value of a field of GROUPS, in the order of these."""
        found = self.of(kind)
        return [
            {"title": name, "url": "", "cards": self.cards(d for d in found if d[field] == value)}
            for value, name in GROUPS[field].items()
        ]

    def by_area(self, kind: str) -> list[Card]:
        """Return what of a kind lies in each area, oldest first, and last what lies in none."""
        areas = sorted(self.of("AREA"), key=lambda area: (area["number"], area["ordinal"]))
        groups: dict[str, Card] = {area["url"]: _group(area) for area in areas}
        nowhere = _group(None)
        for document in reversed(self.of(kind)):
            area = area_of(document)
            group = groups.get(area["url"], nowhere) if area else nowhere
            group["cards"].append(self.card(document))
        return [*groups.values(), *([nowhere] if nowhere["cards"] else [])]

    def _read_face(self, face: Document) -> None:
        self.asked.add((f"face {face['kind']}", face["ordinal"], face["ordinal"]))

    def _activity(self, document: Document) -> Document | None:
        announced = referred(document, "announces", self.look)
        return announced or referred(document, "reports", self.look)

    def _contact(self, document: Document) -> str | None:
        """Return whom to turn to: for a job its enterprise, for a part the whole, if they must."""
        own: str | None = document.get("contact")
        if own:
            return own
        above = enterprise_of(document, self.look) or referred(document, "partOf", self.look)
        return self._contact(above) if above else None


def _link(document: Document | None) -> Card | None:
    return link(document) if document else None
