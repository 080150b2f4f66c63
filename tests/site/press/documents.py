"""Public documents for the press's tests, shaped as the CMS's GraphQL answers them."""

from typing import Any

Document = dict[str, Any]


def link(document: Document) -> Document:
    return {"title": document["title"], "url": document["url"]}


def owner(document: Document) -> Document:
    return {key: document[key] for key in ("id", "title", "url", "kind")}


def reference(document: Document | None) -> Document | None:
    return {"id": document["id"]} if document else None


def picture(name: str = "lake", alt: str = "湖面与楼群", width: int = 1600) -> Document:
    height = width * 3 // 4
    sources = [
        {"url": f"/media/{name}-{w}.{kind}", "width": w, "mime": mime}
        for kind, mime in (("webp", "image/webp"), ("jpg", "image/jpeg"))
        for w in (320, 640, 960)
    ]
    return {"alt": alt, "width": width, "height": height, "sources": sources}


def heading(text: str, level: int = 2) -> Document:
    return {"__typename": "HeadingBlock", "text": text, "level": level}


def paragraph(html: str) -> Document:
    return {"__typename": "ParagraphBlock", "html": html}


def image(picture: Document, caption: str = "") -> Document:
    return {"__typename": "ImageBlock", "image": picture, "caption": caption}


def content(kind: str, number: int, under: Document | None, /, **given: Any) -> Document:
    """A document of a kind; `number` is its ordinal, `under` its owner in the tree."""
    places = {
        "NOTICE": "notices/2026/11",
        "BRIEF": "briefs/2026/11",
        "ENTERPRISE": "enterprises",
    }
    place = places.get(kind, f"{kind.lower()}s")
    document = {
        "id": f"{kind}-{number}",
        "kind": kind,
        "title": f"{kind} {number}",
        "url": f"/{place}/{kind.lower()}-{number}/",
        "summary": "",
        "publishedAt": f"2026-11-{number % 28 + 1:02}T02:02:07+00:00",
        "updatedAt": f"2026-11-{number % 28 + 1:02}T02:02:07+00:00",
        "sourceDate": None,
        "ordinal": number,
        "formerUrls": [],
        "cover": None,
        "body": [paragraph(f"<p>{kind} {number} 的正文。</p>")],
    }
    document |= given
    document["owner"] = owner(under or document)
    document["breadcrumb"] = [*under["breadcrumb"], link(under)] if under else []
    return document


def district(**given: Any) -> Document:
    footer = {
        "organiser": "",
        "icp": None,
        "publicSecurity": None,
        "siteCode": None,
        "complaintsUrl": None,
        "links": [],
    }
    return content(
        "DISTRICT",
        1,
        None,
        **{"title": "如意湖", "url": "/", "figures": [], "footer": footer, **given},
    )


def area(number: int, under: Document, /, **given: Any) -> Document:
    document = content("AREA", number, under, **{"number": number, **given})
    del document["body"]
    return document


def building(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "buildingKind": "TOWER",
        "area": reference(under),
        "address": "商务外环路1号",
        "floors": 30,
        "occupancyPercent": 92,
        "peopleCount": 2600,
        "propertyCompany": "如意物业",
        "propertyPhone": "0371-00000000",
    }
    return content("BUILDING", number, under, **facts | given)


def organisation(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "organisationKind": "JOINT",
        "organisationArea": reference(under) if under["kind"] == "AREA" else None,
        "building": reference(under) if under["kind"] == "BUILDING" else None,
    }
    return content("ORGANISATION", number, under, **facts | given)


def brief(number: int, under: Document, /, **given: Any) -> Document:
    return content("BRIEF", number, under, **given)


def notice(number: int, under: Document, /, **given: Any) -> Document:
    return content("NOTICE", number, under, **given)


def lesson(number: int, under: Document, /, **given: Any) -> Document:
    return content("LESSON", number, under, **{"minutes": 8, "worthPoints": 2, **given})


def venue(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "building": reference(under) if under["kind"] == "BUILDING" else None,
        "partOf": None,
        "address": "二层201室",
        "capacity": 40,
        "equipment": ["投影", "白板"],
        "openingHours": [
            {"weekday": day, "opensAt": "09:00", "closesAt": "18:00"} for day in range(1, 6)
        ],
    }
    return content("VENUE", number, under, **facts | given)


def enterprise(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "building": reference(under) if under["kind"] == "BUILDING" else None,
        "address": "18层1802室",
        "companyType": "民营公司",
        "industry": {"name": "未分类"},
        "sizeBand": "50-150人",
        "website": None,
    }
    return content("ENTERPRISE", number, under, **facts | given)


def job(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "enterprise": reference(under),
        "building": under["building"],
        "address": "郑东新区",
        "salary": {"text": "1-1.5万/月"},
        "experience": "3-4年",
        "education": "BACHELOR",
        "headcount": 2,
        "expiresAt": "2026-12-23T02:02:07+00:00",
    }
    return content("JOB", number, under, **facts | given)


def register(*documents: Document) -> dict[str, Document]:
    """The documents by id, as the press holds them."""
    return {document["id"]: document for document in documents}
