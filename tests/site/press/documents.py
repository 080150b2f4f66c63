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
        "ACTIVITY": "activities",
        "VACANCY": "vacancies",
        "PUBLIC_SERVICE": "services",
        "INFO_PAGE": "info",
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
    return content("AREA", number, under, **{"number": number, "body": [], **given})


def building(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "buildingKind": "TOWER",
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
        "building": reference(under) if under["kind"] == "BUILDING" else None,
    }
    return content("ORGANISATION", number, under, **facts | given)


def brief(number: int, under: Document, /, **given: Any) -> Document:
    return content("BRIEF", number, under, **{"reports": None, **given})


def notice(number: int, under: Document, /, **given: Any) -> Document:
    return content("NOTICE", number, under, **{"announces": None, **given})


def lesson(number: int, under: Document, /, **given: Any) -> Document:
    facts = {"minutes": 8, "worthPoints": 2, "quiz": None}
    return content("LESSON", number, under, **facts | given)


def quiz(**given: Any) -> Document:
    """The outline that a lesson tells of its quiz."""
    limits = {"attemptsAllowed": 3, "minutesAllowed": 20, "opensAt": None, "closesAt": None}
    return {"id": "QUIZ-1", "drawnCount": 10, "passPercent": 60, **limits, **given}


def course(number: int, under: Document, /, *lessons: Document, **given: Any) -> Document:
    taught = [reference(lesson) for lesson in lessons]
    return content("COURSE", number, under, **{"lessons": taught, **given})


def venue(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "building": reference(under) if under["kind"] == "BUILDING" else None,
        "partOf": None,
        "address": "二层201室",
        "capacity": 40,
        "contact": None,
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
        "industry": {"code": "", "name": "未分类"},
        "sizeBand": "50-150人",
        "website": None,
        "contact": None,
    }
    return content("ENTERPRISE", number, under, **facts | given)


def job(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "enterprise": reference(under),
        "building": under["building"],
        "address": "郑东新区",
        "salary": salary("1-1.5万/月", 10_000, 15_000),
        "experience": "3-4年",
        "education": "BACHELOR",
        "headcount": 2,
        "contact": None,
        "expiresAt": "2026-12-23T02:02:07+00:00",
    }
    return content("JOB", number, under, **facts | given)


def salary(text: str, least: int | None = None, most: int | None = None) -> Document:
    return {"text": text, "monthlyMinYuan": least, "monthlyMaxYuan": most}


def activity(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "activityKind": "SPORT",
        "phase": "SIGN_UP",
        "startsAt": f"2026-12-{number % 28 + 1:02}T14:30:00+08:00",
        "endsAt": f"2026-12-{number % 28 + 1:02}T16:30:00+08:00",
        "place": "如意湖文化广场",
        "venue": None,
        "size": 40,
        "signUpOpensAt": "2026-11-20T09:00:00+08:00",
        "signUpClosesAt": "2026-11-30T18:00:00+08:00",
        "worthPoints": 2,
    }
    return content("ACTIVITY", number, under, **facts | given)


def vacancy(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "floor": "18 层",
        "areaSquareMetres": 1260,
        "rentText": "3.2元/㎡/天",
        "availableFrom": None,
        "contactPhone": "0371-0000-1301",
        "expiresAt": "2026-12-23T02:02:07+00:00",
    }
    return content("VACANCY", number, under, **facts | given)


def service(number: int, under: Document, /, **given: Any) -> Document:
    facts = {
        "category": "CONVENIENCE",
        "place": "服务中心前台",
        "openingText": "工作日 9:00—17:30",
        "phone": "0371-0000-1000",
    }
    return content("PUBLIC_SERVICE", number, under, **facts | given)


def info(number: int, under: Document, /, **given: Any) -> Document:
    return content("INFO_PAGE", number, under, **given)


def reached(*documents: Document) -> dict[str, int]:
    """The highest ordinal of each kind."""
    found: dict[str, int] = {}
    for document in documents:
        kind = document["kind"]
        found[kind] = max(found.get(kind, 0), document["ordinal"])
    return found


def register(*documents: Document) -> dict[str, Document]:
    """The documents by id, as the press holds them."""
    return {document["id"]: document for document in documents}
