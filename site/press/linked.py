"""Says what a page is about in schema.org's words (JSON-LD), from what the page itself shows."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson

from press.catalogue import CATEGORIES
from press.config import SHANGHAI
from press.plain import gist, text_of
from press.sheets import Document

Thing = dict[str, Any]
Data = Mapping[str, Any]

SCHEMA = "https://schema.org"
LANGUAGE = "zh-CN"
# Where the district lies; what an address of the CMS says is the street.
CITY = {"addressLocality": "郑州市", "addressRegion": "河南省", "addressCountry": "CN"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The levels of education that Google tells apart.
CREDENTIALS = {
    "SECONDARY": "high school",
    "COLLEGE": "associate degree",
    "BACHELOR": "bachelor degree",
    "MASTER": "postgraduate degree",
    "DOCTOR": "postgraduate degree",
}
NO_REQUIREMENTS = "no requirements"

# So that no text ends the script element that holds it.
_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&"}
_YEARS = re.compile(r"(\d+)(?:-\d+)?年")


def linked(data: Data) -> str:
    """Return what a page is about as JSON, safe inside a script element; "" if there is nothing.

    Takes what the page's template takes, and says only what is known.
    """
    things = [*_trail(data), *_subjects(data)]
    graph = {"@context": SCHEMA, "@graph": things}
    told = orjson.dumps(graph).decode() if things else ""
    for sign, escape in _ESCAPES.items():
        told = told.replace(sign, escape)
    return told


def _trail(data: Data) -> Iterator[Thing]:
    page = data["page"]
    if page["crumbs"]:
        steps = [*page["crumbs"], {"title": page["title"], "url": page["address"]}]
        items = [
            _thing("ListItem", position=place, name=step["title"], item=_whole(data, step["url"]))
            for place, step in enumerate(steps, 1)
        ]
        yield _thing("BreadcrumbList", itemListElement=items)


def _subjects(data: Data) -> Iterator[Thing]:
    document = data.get("doc")
    if document and document["kind"] == "DISTRICT":
        yield from _home(data)
    elif document and (describe := _KINDS.get(document["kind"])):
        yield from describe(data)


def _home(data: Data) -> Iterator[Thing]:
    district, publisher = data["doc"], _publisher(data)
    yield _thing(
        "WebSite",
        name=district["title"],
        url=publisher["url"],
        description=district["summary"],
        inLanguage=LANGUAGE,
        publisher={"@id": publisher["@id"]},
    )
    logo = _whole(data, data["site"]["assets"]["icon-512.png"])
    yield publisher | {"logo": logo, "address": _address("")}


def _article(data: Data) -> Iterator[Thing]:
    yield _written("NewsArticle", data)


def _lesson(data: Data) -> Iterator[Thing]:
    minutes = data["doc"]["minutes"]
    length = {"timeRequired": f"PT{minutes}M"} if minutes else {}
    yield _written(["Article", "LearningResource"], data, **length)


def _course(data: Data) -> Iterator[Thing]:
    parts = [
        _thing("CreativeWork", name=card["doc"]["title"], url=_whole(data, card["doc"]["url"]))
        for card in data["lessons"]
    ]
    yield _written(["Article", "LearningResource"], data, hasPart=parts)


def _written(kind: str | list[str], data: Data, **more: Any) -> Thing:
    document = data["doc"]
    return _thing(
        kind,
        headline=document["title"],
        **_told(data),
        inLanguage=LANGUAGE,
        datePublished=_shanghai(document["publishedAt"]),
        dateModified=_shanghai(document["updatedAt"]),
        dateCreated=document["sourceDate"],
        author=_behind(data) or _publisher(data),
        publisher=_publisher(data),
        mainEntityOfPage=_whole(data, document["url"]),
        **more,
    )


def _event(data: Data) -> Iterator[Thing]:
    document, venue = data["doc"], data["venue"]
    place = venue["title"] if venue else document["place"]
    if place:
        yield _thing(
            "Event",
            name=document["title"],
            **_told(data),
            inLanguage=LANGUAGE,
            startDate=_shanghai(document["startsAt"]),
            endDate=_shanghai(document["endsAt"]),
            eventStatus=f"{SCHEMA}/EventScheduled",
            eventAttendanceMode=f"{SCHEMA}/OfflineEventAttendanceMode",
            location=_place(data, place, document["place"] or place, link=venue),
            organizer=_behind(data),
            maximumAttendeeCapacity=document["size"],
        )


def _job(data: Data) -> Iterator[Thing]:
    """Say nothing of a job without firm or text: Google refuses the listing, or worse the site."""
    document, firm, home = data["doc"], data["enterprise"], data["building"]
    description = text_of(document["body"]) or document["summary"]
    if firm and description:
        street = document["address"] or (home["title"] if home else "")
        yield _thing(
            "JobPosting",
            title=document["title"],
            description=description,
            url=_whole(data, document["url"]),
            datePosted=document["sourceDate"] or _shanghai(document["publishedAt"]),
            validThrough=_shanghai(document["expiresAt"]),
            hiringOrganization=_organisation(data, firm),
            jobLocation=_place(data, home["title"] if home else "", street),
            baseSalary=_salary(document["salary"]),
            educationRequirements=_education(document["education"]),
            experienceRequirements=_experience(document["experience"]),
            totalJobOpenings=document["headcount"],
        )


def _salary(salary: Document | None) -> Thing | None:
    least, most = (salary["monthlyMinYuan"], salary["monthlyMaxYuan"]) if salary else (None, None)
    if least is None and most is None:
        return None
    figures = {"value": least} if least == most else {"minValue": least, "maxValue": most}
    value = _thing("QuantitativeValue", **figures, unitText="MONTH")
    return _thing("MonetaryAmount", currency="CNY", value=value)


def _education(level: str) -> Thing | str:
    if level == "ANY":
        return NO_REQUIREMENTS
    return _thing("EducationalOccupationalCredential", credentialCategory=CREDENTIALS[level])


def _experience(words: str) -> Thing | str | None:
    if years := _YEARS.match(words):
        return _thing("OccupationalExperienceRequirements", monthsOfExperience=12 * int(years[1]))
    return NO_REQUIREMENTS if words in {"不限", "无工作经验"} else None


def _enterprise(data: Data) -> Iterator[Thing]:
    document, home = data["doc"], data["building"]
    street = document["address"]
    if home and home["title"] not in street:
        street = f"{home['title']} {street}".strip()
    website = document["website"] or ""
    yield _thing(
        "Organization",
        name=document["title"],
        **_told(data),
        address=_address(street) if street else None,
        sameAs=website if urlsplit(website).scheme in {"http", "https"} else None,
    )


def _party_organisation(data: Data) -> Iterator[Thing]:
    owner = data["doc"]["owner"]
    above = _organisation(data, owner) if owner["kind"] in _ORGANISATIONS else None
    yield _thing("Organization", name=data["doc"]["title"], **_told(data), parentOrganization=above)


def _area(data: Data) -> Iterator[Thing]:
    yield _thing("Place", name=data["doc"]["title"], **_told(data), address=_address(""))


def _building(data: Data) -> Iterator[Thing]:
    document = data["doc"]
    yield _thing(
        "Place",
        name=document["title"],
        **_told(data),
        address=_address(document["address"]),
        containedInPlace=_within(data, data["area"]),
    )


def _venue(data: Data) -> Iterator[Thing]:
    document = data["doc"]
    yield _thing(
        "Place",
        name=document["title"],
        **_told(data),
        address=_address(document["address"]),
        containedInPlace=_within(data, data["part_of"] or data["building"] or data["area"]),
        maximumAttendeeCapacity=document["capacity"],
        openingHoursSpecification=[_open(slot) for slot in document["openingHours"]],
        amenityFeature=[
            _thing("LocationFeatureSpecification", name=name, value=True)
            for name in document["equipment"]
        ],
    )


def _open(slot: Document) -> Thing:
    return _thing(
        "OpeningHoursSpecification",
        dayOfWeek=f"{SCHEMA}/{WEEKDAYS[slot['weekday'] - 1]}",
        opens=slot["opensAt"],
        closes=slot["closesAt"],
    )


def _vacancy(data: Data) -> Iterator[Thing]:
    document, tower = data["doc"], data["doc"]["owner"]
    size = _thing("QuantitativeValue", value=document["areaSquareMetres"], unitCode="MTK")
    rooms = _thing(
        "Accommodation",
        name=document["title"],
        floorLevel=document["floor"],
        floorSize=size,
        containedInPlace=_within(data, tower),
        address=_address(tower["title"]),
    )
    offer = _thing(
        "Offer",
        businessFunction="http://purl.org/goodrelations/v1#LeaseOut",
        description=document["rentText"],
        availabilityStarts=document["availableFrom"],
        validThrough=_shanghai(document["expiresAt"]),
    )
    yield _thing(
        "RealEstateListing",
        name=document["title"],
        **_told(data),
        datePosted=_shanghai(document["publishedAt"]),
        expires=_shanghai(document["expiresAt"]),
        about=rooms,
        offers=offer,
    )


def _service(data: Data) -> Iterator[Thing]:
    document = data["doc"]
    channel = _thing(
        "ServiceChannel",
        serviceLocation=_place(data, document["place"], "") if document["place"] else None,
        servicePhone=_thing("ContactPoint", telephone=document["phone"])
        if document["phone"]
        else None,
    )
    yield _thing(
        "GovernmentService" if document["category"] == "GOVERNMENT" else "Service",
        name=document["title"],
        **_told(data),
        serviceType=CATEGORIES[document["category"]],
        provider=_behind(data),
        areaServed=data["site"]["title"],
        availableChannel=channel if len(channel) > 1 else None,
    )


def _told(data: Data) -> Thing:
    """Return what is said of everything: where its page is, what it is, how it looks."""
    document = data["doc"]
    sources = document["cover"]["sources"] if document["cover"] else []
    shown = sorted(sources, key=lambda s: (s["mime"] == "image/jpeg", s["width"]))[-1:]
    return {
        "url": _whole(data, document["url"]),
        "description": gist(document),
        "image": [_whole(data, source["url"]) for source in shown],
    }


def _behind(data: Data) -> Thing | None:
    """Return the organisation whose it is; a tower or an area is none."""
    owner = data["doc"]["owner"]
    if owner["kind"] == "DISTRICT":
        return _publisher(data)
    return _organisation(data, owner) if owner["kind"] in _ORGANISATIONS else None


def _publisher(data: Data) -> Thing:
    site, home = data["site"], _whole(data, "/")
    name = site["footer"]["organiser"] or site["title"]
    return _thing("Organization", name=name, url=home) | {"@id": f"{home}#organisation"}


def _organisation(data: Data, link: Mapping[str, str]) -> Thing:
    return _thing("Organization", name=link["title"], url=_whole(data, link["url"]))


def _within(data: Data, link: Mapping[str, str] | None) -> Thing | None:
    return _thing("Place", name=link["title"], url=_whole(data, link["url"])) if link else None


def _place(data: Data, name: str, street: str, link: Mapping[str, str] | None = None) -> Thing:
    url = _whole(data, link["url"]) if link else None
    return _thing("Place", name=name, url=url, address=_address(street))


def _address(street: str) -> Thing:
    return _thing("PostalAddress", streetAddress=street, **CITY)


def _thing(kind: str | list[str], **properties: Any) -> Thing:
    """Return a thing with those of its properties that are known."""
    known = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return {"@type": kind, **known}


def _whole(data: Data, url: str) -> str:
    origin: str = data["site"]["origin"]
    return origin + url if url.startswith("/") else urljoin(f"{origin}/", url)


def _shanghai(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).isoformat()


_ORGANISATIONS = {"ORGANISATION", "ENTERPRISE"}
_KINDS: dict[str, Callable[[Data], Iterator[Thing]]] = {
    "NOTICE": _article,
    "BRIEF": _article,
    "LESSON": _lesson,
    "COURSE": _course,
    "ACTIVITY": _event,
    "JOB": _job,
    "ENTERPRISE": _enterprise,
    "ORGANISATION": _party_organisation,
    "AREA": _area,
    "BUILDING": _building,
    "VENUE": _venue,
    "VACANCY": _vacancy,
    "PUBLIC_SERVICE": _service,
}
