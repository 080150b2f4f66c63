"""What pages say of themselves to machines: the shapes that schema.org and Google ask for."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from press.read import read_assets
from press.render import render

from tests.site.press.documents import (
    Document,
    activity,
    area,
    brief,
    building,
    district,
    enterprise,
    heading,
    info,
    job,
    lesson,
    link,
    notice,
    organisation,
    paragraph,
    picture,
    reached,
    reference,
    register,
    salary,
    service,
    vacancy,
    venue,
)
from tests.site.press.planning import plan

Thing = dict[str, Any]

ORIGIN = "https://ruyi.example"
ASSETS = {name: asset.address for name, asset in read_assets().items()}
TOP = district(title="如意湖", summary="一湖碧水")
AREA = area(1, TOP, title="湖心片区")
TOWER = building(1, AREA, title="中科金座大厦", address="商务外环路23号")
FIRM = enterprise(1, TOWER, title="湖光数据")
BRANCH = organisation(1, TOWER, title="联合党支部")
HOSTILE = '</script><script>alert("1")</script><!--&amp;'

# What Google's or schema.org's documentation requires, and recommends where we know it.
DEMANDED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url"},
    "Organization": {"name", "url"},
    "NewsArticle": {
        *("headline", "author", "publisher", "datePublished", "dateModified"),
        *("mainEntityOfPage", "inLanguage"),
    },
    "CreativeWork": {"name", "url"},
    "Article": {"headline", "author", "publisher", "datePublished", "dateModified"},
    "LearningResource": {"headline", "inLanguage"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode"},
    "JobPosting": {
        *("title", "description", "datePosted", "validThrough", "hiringOrganization"),
        *("jobLocation", "educationRequirements"),
    },
    "MonetaryAmount": {"currency", "value"},
    "EducationalOccupationalCredential": {"credentialCategory"},
    "OccupationalExperienceRequirements": {"monthsOfExperience"},
    "PostalAddress": {"addressLocality", "addressRegion", "addressCountry"},
    "Place": set(),
    "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes"},
    "LocationFeatureSpecification": {"name", "value"},
    "RealEstateListing": {"name", "url", "datePosted", "offers"},
    "Accommodation": {"name", "floorSize", "address"},
    "QuantitativeValue": set(),
    "Offer": {"businessFunction", "validThrough"},
    "Service": {"name", "serviceType", "areaServed"},
    "GovernmentService": {"name", "serviceType", "areaServed"},
    "ServiceChannel": set(),
    "ContactPoint": {"telephone"},
}
MOMENTS = {"datePublished", "dateModified", "startDate", "endDate", "validThrough", "expires"}
DAYS = {"dateCreated", "availabilityStarts"}
ADDRESSES = {"url", "item", "@id", "logo", "sameAs", "mainEntityOfPage", "image"}


class Data(HTMLParser):
    """The texts of a page's data blocks."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A module of ours has an address; whatever else there is stands in the page.
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/assets/"):
            self.scripts.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.blocks.append(data)


def printed(*documents: Document) -> dict[str, bytes]:
    sheets = plan(register(*documents), reached(*documents), ASSETS, ORIGIN)
    return {print_.address: print_.body for print_ in render(sheets)}


def graph(page: bytes) -> list[Thing]:
    """The things of a page, and the promise that it has at most one block of data."""
    data = Data(page)
    assert data.scripts in ([], [{"type": "application/ld+json"}])
    if not data.scripts:
        return []
    found = orjson.loads("".join(data.blocks))
    assert found["@context"] == "https://schema.org"
    return found["@graph"]


def about(subject: Document, *others: Document) -> Thing:
    """The one thing a document's page is about."""
    things = graph(printed(TOP, AREA, TOWER, *others, subject)[subject["url"]])
    (thing,) = (thing for thing in things if thing["@type"] != "BreadcrumbList")
    return thing


def kinds(thing: Thing) -> list[str]:
    return thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]


def within(value: Any) -> Iterator[Thing]:
    """Every thing in a value, itself included; a bare reference by @id is none."""
    if isinstance(value, list):
        for each in value:
            yield from within(each)
    elif isinstance(value, dict) and value.keys() != {"@id"}:
        yield value
        for each in value.values():
            yield from within(each)


def check(thing: Thing) -> None:
    for kind in kinds(thing):
        demanded = DEMANDED[kind]
        assert demanded <= thing.keys(), (kind, demanded - thing.keys())
    assert "Place" not in kinds(thing) or {"name", "address"} & thing.keys()
    for name, value in thing.items():
        assert value not in (None, "", []), name
        texts = value if isinstance(value, list) else [value]
        for text in (text for text in texts if isinstance(text, str)):
            check_text(name, text)


def check_text(name: str, text: str) -> None:
    assert not re.search(r"<\w+[^>]*>|&\w+;", text), text
    if name in MOMENTS:
        moment = datetime.fromisoformat(text)
        assert text.endswith("+08:00"), (name, moment)
    if name in DAYS:
        assert date.fromisoformat(text)
    if name in ADDRESSES:
        parts = urlsplit(text)
        assert parts.scheme in {"http", "https"}, (name, text)
        assert parts.netloc, (name, text)


def test_what_every_page_of_a_district_says_is_whole_and_well_formed(
    printed: dict[str, bytes],
) -> None:
    seen = set()
    for path, body in printed.items():
        if path.endswith(".html"):
            for thing in within(graph(body)):
                check(thing)
                seen.update(kinds(thing))
    assert seen == DEMANDED.keys()


def test_a_trail_leads_from_the_district_to_the_page() -> None:
    page = printed(TOP, AREA, TOWER)[TOWER["url"]]
    trail = next(thing for thing in graph(page) if thing["@type"] == "BreadcrumbList")
    assert [
        (item["position"], item["name"], item["item"]) for item in trail["itemListElement"]
    ] == [
        (1, "如意湖", f"{ORIGIN}/"),
        (2, "湖心片区", f"{ORIGIN}{AREA['url']}"),
        (3, "中科金座大厦", f"{ORIGIN}{TOWER['url']}"),
    ]


def test_the_home_page_says_whose_site_it_is() -> None:
    footer = TOP["footer"] | {"organiser": "如意湖办事处"}
    website, publisher = graph(printed(district(title="如意湖", footer=footer))["/"])
    assert (website["@type"], website["name"]) == ("WebSite", "如意湖")
    assert (publisher["@type"], publisher["name"]) == ("Organization", "如意湖办事处")
    assert website["publisher"] == {"@id": publisher["@id"]}
    assert publisher["logo"] == f"{ORIGIN}{ASSETS['icon-512.png']}"


def test_pages_about_nothing_in_particular_say_nothing_but_where_they_are() -> None:
    pages = printed(TOP, info(1, TOP))
    for address in ("/jobs/", "/sitemap/", "/info/info_page-1/"):
        assert [thing["@type"] for thing in graph(pages[address])] == ["BreadcrumbList"]


@pytest.mark.parametrize("make", [notice, brief])
def test_notices_and_briefs_are_news(make: Any) -> None:
    told = make(1, BRANCH, title="停电", summary="三小时", cover=picture(), sourceDate="2026-10-30")
    news = about(told, BRANCH)
    assert news["@type"] == "NewsArticle"
    assert news["headline"] == "停电"
    assert news["description"] == "三小时"
    assert news["image"] == [f"{ORIGIN}/media/lake-960.jpg"]
    assert news["datePublished"] == "2026-11-02T10:02:07+08:00"
    assert news["dateCreated"] == "2026-10-30"
    assert news["author"] == {
        "@type": "Organization",
        "name": "联合党支部",
        "url": f"{ORIGIN}{BRANCH['url']}",
    }
    assert news["publisher"]["name"] == "如意湖"


def test_a_tower_writes_no_news_and_holds_no_event() -> None:
    """It is a place; what is told in its name the site's publisher tells."""
    assert about(notice(1, TOWER))["author"]["name"] == "如意湖"
    assert "organizer" not in about(activity(1, TOWER))
    assert "provider" not in about(service(1, TOWER))


def test_a_lesson_is_an_article_to_learn_from() -> None:
    assert about(lesson(1, TOP))["@type"] == ["Article", "LearningResource"]
    assert about(lesson(1, TOP))["timeRequired"] == "PT8M"
    assert "timeRequired" not in about(lesson(1, TOP, minutes=None))


def test_an_activity_is_an_event_with_its_time_and_place() -> None:
    hall = venue(1, TOWER, title="服务中心")
    run = activity(
        *(1, BRANCH),
        startsAt="2026-12-02T06:30:00+00:00",
        endsAt="2026-12-02T16:30:00+08:00",
        place="二层路演区",
        venue=reference(hall),
    )
    event = about(run, BRANCH, hall)
    assert event["startDate"] == "2026-12-02T14:30:00+08:00"
    assert event["endDate"] == "2026-12-02T16:30:00+08:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["name"] == "服务中心"
    assert event["location"]["address"]["streetAddress"] == "二层路演区"
    assert event["organizer"]["name"] == "联合党支部"


def test_an_activity_at_no_known_place_is_no_event() -> None:
    page = printed(TOP, activity(1, TOP, place=""))["/activities/activity-1/"]
    assert [thing["@type"] for thing in graph(page)] == ["BreadcrumbList"]


def test_a_job_says_all_that_a_listing_needs() -> None:
    text = [heading("职责"), paragraph("<p>写 <b>Python</b></p><p>开会 &amp; 写文档</p>")]
    post = about(job(1, FIRM, title="工程师", address="18 层", body=text), FIRM)
    assert post["title"] == "工程师"
    assert post["description"] == "职责\n写 Python\n开会 & 写文档"
    assert post["datePosted"] == "2026-11-02T10:02:07+08:00"
    assert post["validThrough"] == "2026-12-23T10:02:07+08:00"
    assert post["hiringOrganization"]["name"] == "湖光数据"
    assert post["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "18 层",
        "addressLocality": "郑州市",
        "addressRegion": "河南省",
        "addressCountry": "CN",
    }
    assert post["baseSalary"]["currency"] == "CNY"
    assert post["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 10_000,
        "maxValue": 15_000,
        "unitText": "MONTH",
    }
    assert post["educationRequirements"]["credentialCategory"] == "bachelor degree"
    assert post["experienceRequirements"]["monthsOfExperience"] == 36
    assert post["totalJobOpenings"] == 2
    assert not {"employmentType", "directApply"} & post.keys()


@pytest.mark.parametrize(
    ("least", "most", "value"),
    [
        (5000, 5000, {"value": 5000}),
        (5000, None, {"minValue": 5000}),
        (None, 9000, {"maxValue": 9000}),
    ],
)
def test_a_salary_is_told_as_far_as_it_is_known(
    least: int | None, most: int | None, value: dict[str, int]
) -> None:
    told = about(job(1, FIRM, salary=salary("月薪", least, most)), FIRM)["baseSalary"]["value"]
    assert told == {"@type": "QuantitativeValue", **value, "unitText": "MONTH"}


def test_what_a_job_leaves_open_is_not_made_up() -> None:
    assert "baseSalary" not in about(job(1, FIRM, salary=salary("200元/天")), FIRM)
    open_ = about(
        job(1, FIRM, salary=None, education="ANY", experience="不限", headcount=None, address=""),
        FIRM,
    )
    assert not {"baseSalary", "totalJobOpenings"} & open_.keys()
    assert open_["educationRequirements"] == "no requirements"
    assert open_["experienceRequirements"] == "no requirements"
    assert open_["jobLocation"]["address"]["streetAddress"] == "中科金座大厦"


def test_a_job_bears_the_day_on_which_its_firm_wrote_it() -> None:
    assert about(job(1, FIRM, sourceDate="2026-09-13"), FIRM)["datePosted"] == "2026-09-13"


def test_a_job_without_a_firm_or_a_text_is_no_listing() -> None:
    for documents in ([job(1, FIRM)], [FIRM, job(1, FIRM, body=[])]):
        things = graph(printed(TOP, *documents)["/jobs/job-1/"])
        assert [thing["@type"] for thing in things] == ["BreadcrumbList"]


def test_a_firm_says_where_it_is_and_which_website_is_its_own() -> None:
    firm = about(enterprise(1, TOWER, website="https://hu.example/", address="18 层"))
    assert firm["@type"] == "Organization"
    assert firm["sameAs"] == "https://hu.example/"
    assert firm["address"]["streetAddress"] == "中科金座大厦 18 层"
    named = about(enterprise(1, TOWER, website="javascript:alert(1)", address="中科金座大厦 9 层"))
    assert "sameAs" not in named
    assert named["address"]["streetAddress"] == "中科金座大厦 9 层"


def test_an_organisation_names_the_one_above_it() -> None:
    below = about(organisation(2, BRANCH), BRANCH)
    assert below["parentOrganization"]["name"] == "联合党支部"
    assert "parentOrganization" not in about(BRANCH)


def test_places_say_in_what_they_lie() -> None:
    assert about(TOWER)["containedInPlace"]["url"] == f"{ORIGIN}{AREA['url']}"
    assert about(TOWER)["address"]["streetAddress"] == "商务外环路23号"
    hall = venue(1, TOWER, title="服务中心")
    assert about(hall)["containedInPlace"]["name"] == "中科金座大厦"
    part = venue(2, TOWER, partOf=reference(hall))
    assert about(part, hall)["containedInPlace"]["name"] == "服务中心"


def test_a_venue_says_when_it_is_open_and_what_is_in_it() -> None:
    room = about(venue(1, TOWER))
    days = [slot["dayOfWeek"].rpartition("/")[2] for slot in room["openingHoursSpecification"]]
    assert days == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert room["openingHoursSpecification"][0]["opens"] == "09:00"
    assert [feature["name"] for feature in room["amenityFeature"]] == ["投影", "白板"]
    assert room["maximumAttendeeCapacity"] == 40


def test_a_vacancy_is_a_listing_of_rooms_to_let() -> None:
    listing = about(vacancy(1, TOWER, availableFrom="2027-01-05"))
    assert listing["about"]["floorSize"]["value"] == 1260
    assert listing["about"]["containedInPlace"]["name"] == "中科金座大厦"
    assert listing["offers"]["businessFunction"].endswith("#LeaseOut")
    assert listing["offers"]["availabilityStarts"] == "2027-01-05"


def test_a_service_of_the_government_is_called_so() -> None:
    assert about(service(1, BRANCH, category="GOVERNMENT"), BRANCH)["@type"] == "GovernmentService"
    welfare = about(service(1, BRANCH, category="WELFARE"), BRANCH)
    assert welfare["@type"] == "Service"
    assert welfare["provider"] == {
        "@type": "Organization",
        "name": link(BRANCH)["title"],
        "url": f"{ORIGIN}{BRANCH['url']}",
    }
    assert welfare["availableChannel"]["servicePhone"]["telephone"] == "0371-0000-1000"


def test_no_text_ends_the_element_that_holds_it() -> None:
    firm = enterprise(1, TOWER, title=HOSTILE, summary=HOSTILE, address=HOSTILE)
    post = job(1, firm, title=HOSTILE, body=[heading(HOSTILE)])
    for address in (firm["url"], post["url"]):
        page = printed(TOP, AREA, TOWER, firm, post)[address]
        data = Data(page)
        assert data.scripts == [{"type": "application/ld+json"}]
        assert not set("<>&") & set("".join(data.blocks))
        names = {thing.get("name") or thing.get("title") for thing in graph(page)}
        assert HOSTILE in names


def test_what_is_not_shown_changes_nothing_that_is_said() -> None:
    """A job's page holds its tower's name, and not what else is known of the tower."""
    post, told = job(1, FIRM), {**TOWER, "address": "商务外环路1号", "summary": "新"}
    before = printed(TOP, AREA, TOWER, FIRM, post)[post["url"]]
    assert printed(TOP, AREA, told, FIRM, post)[post["url"]] == before
