"""Finding one page by its id or address, and all it says of itself."""

from wagtail.models import Page

from cms.core import clock, ids
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories

NODE = "query ($id: ID!) { node(id: $id) { __typename id ... on Content { title url } } }"
CONTENT = "query ($url: String!) { content(url: $url) { __typename id title url formerUrls } }"
KINDS = [
    *("district", "area", "building", "organisation", "brief", "notice", "lesson", "venue"),
    *("enterprise", "job"),
]


def url_of(page):
    return Entry.objects.get(page_id=page.pk).url


def test_every_kind_is_found_by_id_and_by_address(town, answered, public_id):
    for kind in KINDS:
        page = getattr(town, kind)
        found = answered(NODE, id=public_id(page))["node"]
        said = {"id": public_id(page), "title": page.title, "url": url_of(page)}
        assert found == {"__typename": type(page).__name__, **said}
        assert answered(CONTENT, url=url_of(page))["content"] == {**found, "formerUrls": []}


def test_what_every_page_has(town, answered, public_id):
    town.brief.cover = factories.image(focal_point_x=100, focal_point_y=150)
    town.brief.summary = "湖边健步跑。"
    town.brief.save_revision().publish()
    settle_all()

    found = answered(
        """
        query ($url: String!) { content(url: $url) {
            slug summary publishedAt updatedAt sourceDate ordinal
            cover { alt width height color focalPoint { x y } sources { url width height mime } }
            owner { id title url kind } breadcrumb { title url }
        } }
        """,
        url=url_of(town.brief),
    )["content"]

    cover = found.pop("cover")
    sources = cover.pop("sources")
    assert {each["mime"] for each in sources} == {"image/webp", "image/jpeg"}
    assert {each["width"] for each in sources} >= {320}
    size = {"width": 400, "height": 300}
    point = {"x": 0.25, "y": 0.5}
    assert cover == {"alt": "湖边的楼群", **size, "color": "#2a7f86", "focalPoint": point}
    page = type(town.brief).objects.get(pk=town.brief.pk)
    area = {"title": town.area.title, "url": url_of(town.area)}
    assert found == {
        "slug": page.slug,
        "summary": "湖边健步跑。",
        "publishedAt": clock.stamp(page.first_published_at),
        "updatedAt": clock.stamp(page.last_published_at),
        "sourceDate": None,
        "ordinal": 1,
        "owner": {"id": public_id(town.area), **area, "kind": "AREA"},
        "breadcrumb": [{"title": "如意湖", "url": "/"}, area],
    }


def test_all_a_job_says(town, answered):
    found = answered(
        """
        query ($url: String!) { content(url: $url) { ... on Job {
            address salary { text monthlyMinYuan monthlyMaxYuan } experience education headcount
            expiresAt enterprise { title industry { code name } sizeBand companyType website }
            building { title }
            body { __typename id ... on HeadingBlock { text level } ... on ParagraphBlock { html } }
        } } }
        """,
        url=url_of(town.job),
    )["content"]

    heading, paragraph = found.pop("body")
    assert heading.pop("id") != paragraph.pop("id")
    assert heading == {"__typename": "HeadingBlock", "text": "岗位职责", "level": 2}
    assert paragraph == {"__typename": "ParagraphBlock", "html": "<p>看数据。</p>"}
    assert found == {
        "address": "",
        "salary": {"text": "1-1.5万/月", "monthlyMinYuan": 10000, "monthlyMaxYuan": 15000},
        "experience": "不限",
        "education": "BACHELOR",
        "headcount": None,
        "expiresAt": clock.stamp(Page.objects.get(pk=town.job.pk).expire_at),
        "enterprise": {
            "title": town.enterprise.title,
            "industry": {"code": "65", "name": "软件和信息技术服务业"},
            "sizeBand": "",
            "companyType": "",
            "website": None,
        },
        "building": {"title": town.building.title},
    }


def test_what_the_other_kinds_say(town, answered):
    town.notice.body = [("image", {"image": factories.image(), "caption": "签到处"})]
    town.notice.save_revision().publish()
    settle_all()
    data = answered("""{
        district {
            figures { label value unit } body { id }
            footer {
                organiser icp publicSecurity siteCode complaintsUrl links { title url }
            }
        }
        lessons(first: 1) { nodes { minutes worthPoints body { id } } }
        venues(first: 2) { nodes {
            address capacity equipment openingHours { weekday opensAt closesAt }
        } }
        notices(first: 1) { nodes { body {
            ... on ImageBlock { caption image { alt sources { url } } }
        } } }
        buildings(first: 1) { nodes {
            floors occupancyPercent peopleCount propertyCompany propertyPhone
        } }
    }""")

    assert data["district"] == {
        "figures": [],
        "body": [],
        "footer": {
            "organiser": "如意湖街道办事处",
            **dict.fromkeys(("icp", "publicSecurity", "siteCode", "complaintsUrl")),
            "links": [],
        },
    }
    assert data["lessons"]["nodes"] == [{"minutes": 5, "worthPoints": 0, "body": []}]
    plain = {"address": "", "capacity": 30, "equipment": []}
    morning = {"weekday": 1, "opensAt": "09:00", "closesAt": "12:00"}
    assert data["venues"]["nodes"] == [
        {**plain, "openingHours": []},
        {**plain, "openingHours": [morning]},
    ]
    (block,) = data["notices"]["nodes"][0]["body"]
    assert block["caption"] == "签到处"
    assert block["image"]["sources"]
    assert data["buildings"]["nodes"] == [
        {
            **dict.fromkeys(("floors", "occupancyPercent", "peopleCount")),
            "propertyCompany": "",
            "propertyPhone": "",
        }
    ]


def test_former_addresses_lead_to_where_a_page_is_now(town, answered):
    first = url_of(town.lesson)
    for slug in ("second", "third"):
        town.lesson.slug = slug
        town.lesson.save_revision().publish()
        settle_all()

    now = answered(CONTENT, url=first)["content"]
    assert now["url"] == "/lessons/third/"
    assert now["formerUrls"] == [first, "/lessons/second/"]
    assert answered(CONTENT, url="/lessons/second/")["content"] == now


def test_what_left_the_public_is_found_nowhere(town, answered, public_id):
    urls = [url_of(page) for page in (town.enterprise, town.job)]
    town.enterprise.unpublish()
    settle_all()

    for url in urls:
        assert answered(CONTENT, url=url) == {"content": None}
    for page in (town.enterprise, town.job):
        assert answered(NODE, id=public_id(page)) == {"node": None}


def test_a_draft_is_found_nowhere(town, answered, public_id):
    draft = factories.brief(town.area, live=False)
    settle_all()
    assert answered(NODE, id=public_id(draft)) == {"node": None}
    assert answered(CONTENT, url=draft.address_for(draft.slug)) == {"content": None}


def test_no_second_name_for_a_page(town, answered, public_id):
    url, page = url_of(town.job), public_id(town.job)
    for other in (url[:-1], url.upper(), url + "/", f" {url}", url + "\0", "", "/", "//"):
        assert (answered(CONTENT, url=other)["content"] or {"url": "/"})["url"] == "/", other
    for other in (page + "=", f" {page}", page.lower(), ids.encode("BRIEF", town.job.pk)):
        assert answered(NODE, id=other) == {"node": None}, other
