"""Arranges the public documents for the questions the sheets ask of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from press.sheets import Document, Documents

Card = dict[str, Any]

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
    Section("LESSON", "lessons", "微党课", "article.html", read_in_order=True, menu="微党课"),
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


def link(document: Document) -> Card:
    """Return what it takes to point at a document, and no more, so that little changes with it."""
    return {"title": document["title"], "url": document["url"]}


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
    """The documents by kind and by what they stand under, newest first."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._kinds: dict[str, list[Document]] = defaultdict(list)
        self._below: dict[tuple[str, str], list[Document]] = defaultdict(list)
        self._told: dict[tuple[str, str], list[Document]] = defaultdict(list)
        self._areas = [area for area in documents.values() if area["kind"] == "AREA"]
        for document in sorted(documents.values(), key=lambda d: d["ordinal"], reverse=True):
            self._kinds[document["kind"]].append(document)
            for owner in self._stands_under(document):
                self._below[owner, document["kind"]].append(document)
            if activity := self._about(document):
                self._told[activity["id"], document["kind"]].append(document)
        self.district = next(iter(self._kinds["DISTRICT"]), NO_DISTRICT)

    def of(self, kind: str) -> list[Document]:
        return self._kinds[kind]

    def below(self, owner: Document, kind: str) -> list[Document]:
        """Return what of a kind stands under an owner, or under what lies in it."""
        return self._below[owner["id"], kind]

    def coming(self) -> list[Document]:
        """Return the activities that are not over, soonest first."""
        coming = [activity for activity in self.of("ACTIVITY") if activity["phase"] != "OVER"]
        return sorted(coming, key=lambda activity: (activity["startsAt"], activity["ordinal"]))

    def building(self, document: Document) -> Document | None:
        """Return the public tower a document lies in; a vacancy's is its owner."""
        return self._referred(document, "owner" if document["kind"] == "VACANCY" else "building")

    def enterprise(self, document: Document) -> Document | None:
        """Return the public enterprise of a job."""
        return self._referred(document, "enterprise")

    def area(self, document: Document) -> Document | None:
        """Return the area a document lies in."""
        above = {link["url"] for link in document["breadcrumb"]}
        return next((area for area in self._areas if area["url"] in above), None)

    def card(self, document: Document) -> Card:
        """Return a document with links to where it belongs (None where that is not public)."""
        return {
            "doc": document,
            "enterprise": self._link(self.enterprise(document)),
            "building": self._link(self._referred(document, "building")),
            "area": self._link(self.area(document)),
            "part_of": self._link(self._referred(document, "partOf")),
            "venue": self._link(self._referred(document, "venue")),
            "activity": self._link(self._about(document)),
            "contact": self._contact(document),
        }

    def cards(self, documents: Iterable[Document]) -> list[Card]:
        return [self.card(document) for document in documents]

    def about(self, activity: Document, kind: str) -> Card | None:
        """Return the link to the newest of a kind that announces or reports an activity."""
        found = self._told[activity["id"], kind]
        return self._link(found[0]) if found else None

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
        groups: dict[str, Card] = {area["id"]: _group(area) for area in areas}
        nowhere = _group(None)
        for document in reversed(self.of(kind)):
            area = self.area(document)
            group = groups[area["id"]] if area else nowhere
            group["cards"].append(self.card(document))
        return [*groups.values(), *([nowhere] if nowhere["cards"] else [])]

    def _referred(self, document: Document, field: str) -> Document | None:
        reference = document.get(field)
        return self._documents.get(reference["id"]) if reference else None

    def _about(self, document: Document) -> Document | None:
        return self._referred(document, "announces") or self._referred(document, "reports")

    def _contact(self, document: Document) -> str | None:
        """Return whom to turn to: for a job its enterprise, for a part the whole, if they must."""
        above = self._referred(document, "enterprise") or self._referred(document, "partOf")
        own: str | None = document.get("contact")
        return own or (self._contact(above) if above else None)

    def _stands_under(self, document: Document) -> set[str]:
        fields = ("owner", "building", "enterprise", "partOf")
        under = {document[field]["id"] for field in fields if document.get(field)}
        area = self.area(document)
        return (under | {area["id"]} if area else under) - {document["id"]}

    def _link(self, document: Document | None) -> Card | None:
        return link(document) if document else None
