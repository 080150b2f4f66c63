"""What is printed: whole, escaped, in Chinese, with every link leading somewhere."""

import re
import struct
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest
from press.check import SERVED
from press.errors import BadSheet
from press.read import read_assets
from press.render import day, long_day, opening, reaching, render, web_link
from press.render import reached as reached_by
from press.sheets import Sheet, Stage

from tests.site.press.documents import (
    Document,
    area,
    brief,
    building,
    district,
    enterprise,
    heading,
    image,
    job,
    paragraph,
    picture,
    reached,
    register,
    salary,
    venue,
)
from tests.site.press.planning import plan

ASSETS = {name: asset.address for name, asset in read_assets().items()}
HOSTILE = '<script>alert("1")</script>&\''
TOP = district()


class Page(HTMLParser):
    """The tags of a page, in order, with their attributes."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def meta(self) -> dict[str, str]:
        tags = self.all("meta")
        return {tag.get("property") or tag.get("name"): tag.get("content") for tag in tags}

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def printed(*documents: Document) -> dict[str, bytes]:
    sheets = plan(register(*documents), reached(*documents), ASSETS, "https://ruyi.example")
    return {print_.address: print_.body for print_ in render(sheets)}


def pages(printed: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(body) for path, body in printed.items() if path.endswith(".html")}


def test_every_link_of_the_printed_tree_leads_to_a_file_of_it(printed: dict[str, bytes]) -> None:
    dead = set()
    for path, page in pages(printed).items():
        links = [tag["href"] for name in ("a", "link") for tag in page.all(name)]
        own = (href.partition("?")[0] for href in links if href and href.startswith("/"))
        for href in (href for href in own if not href.startswith(SERVED)):
            target = href[1:] + "index.html" if href.endswith("/") else href[1:]
            if target not in printed:
                dead.add((path, href))
    assert dead == set()


def test_every_page_can_be_reached_from_the_front(printed: dict[str, bytes]) -> None:
    found, open_ends = {"index.html"}, ["index.html"]
    tree = pages(printed)
    while open_ends:
        for tag in tree[open_ends.pop()].all("a"):
            href = (tag["href"] or "").partition("?")[0]
            target = href[1:] + "index.html"
            own = href.startswith("/") and not href.startswith(SERVED)
            if own and href.endswith("/") and target not in found:
                found.add(target)
                open_ends.append(target)
    assert tree.keys() - found == {"404.html"}


def test_nothing_but_plain_links_names_another_host(printed: dict[str, bytes]) -> None:
    for page in pages(printed).values():
        for name, attributes in page.tags:
            for attribute in ("src", "srcset", "action", "data"):
                assert "//" not in (attributes.get(attribute) or "")
            if name == "link" and attributes["rel"] != "canonical":
                assert (attributes["href"] or "").startswith("/")
    assert b"url(" not in next(body for path, body in printed.items() if path.endswith(".css"))


def test_no_page_needs_an_exception_from_a_strict_policy(printed: dict[str, bytes]) -> None:
    for path, page in pages(printed).items():
        for name, attributes in page.tags:
            assert name not in {"style", "iframe"}
            # A block of data is run by nobody, and no policy is asked for it.
            data = attributes == {"type": "application/ld+json"}
            assert name != "script" or data or (attributes["src"] or "")[1:] in printed, path
            assert "style" not in attributes
            assert not [attribute for attribute in attributes if attribute.startswith("on")]


def test_every_page_says_what_it_is_once(printed: dict[str, bytes]) -> None:
    for path, body in printed.items():
        if path.endswith(".html"):
            page = Page(body)
            assert page.all("html") == [{"lang": "zh-CN"}], path
            assert len(page.all("h1")) == 1, path
            assert len(Page(body.partition(b"<body")[0]).all("title")) == 1, path
            assert body.endswith(b"</html>\n"), path
            ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
            assert len(ids) == len(set(ids)), path


def test_pictures_keep_their_place_and_wait_their_turn(printed: dict[str, bytes]) -> None:
    pictures = [image for page in pages(printed).values() for image in page.all("img")]
    assert pictures
    for shown in pictures:
        assert shown["width"] == "1600"
        assert shown["height"] == "1200"
        assert shown["alt"]
        assert (shown.get("loading") == "lazy") != (shown.get("fetchpriority") == "high")


def test_a_picture_comes_as_webp_with_jpeg_behind() -> None:
    page = Page(printed(TOP, brief(1, TOP, cover=picture("sky")))["/briefs/2026/11/brief-1/"])
    (source,), (shown,) = page.all("source"), page.all("img")
    assert source["type"] == "image/webp"
    assert source["srcset"].split() == [
        "/media/sky-320.webp",
        "320w,",
        "/media/sky-640.webp",
        "640w,",
        "/media/sky-960.webp",
        "960w",
    ]
    assert shown["src"] == "/media/sky-960.jpg"


def test_text_from_the_cms_is_escaped_everywhere() -> None:
    home = area(1, TOP, title=HOSTILE, summary=HOSTILE)
    tower = building(1, home, title=HOSTILE, address=HOSTILE, propertyPhone=HOSTILE)
    firm = enterprise(1, tower, title=HOSTILE, website="javascript:alert(1)")
    post = job(1, firm, title=HOSTILE, salary=salary(HOSTILE), body=[heading(HOSTILE)])
    told = brief(1, tower, title=HOSTILE, body=[image(picture(alt=HOSTILE), HOSTILE)])
    tree = printed(TOP, home, tower, firm, post, told, venue(1, tower))
    for body in tree.values():
        data = body.count(b'<script type="application/ld+json">')
        ours = body.count(b'src="/assets/')
        assert body.count(b"<script") == body.count(b"</script") == data + ours
        assert b'href="javascript' not in body
    for document in (home, tower, firm, post, told):
        assert b"&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;&#39;" in tree[document["url"]]


def test_a_paragraph_of_the_cms_is_printed_as_it_is() -> None:
    html = '<p>见<a href="/notices/">通知</a></p>'
    body = printed(TOP, brief(1, TOP, body=[paragraph(html)]))["/briefs/2026/11/brief-1/"]
    assert html.encode() in body


def test_a_template_may_not_ask_for_what_its_sheet_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>{{ nothing }}</p>")
    sheet = Sheet("/a/", "page.html", {}, Stage.LEAF, "the sheet")
    with pytest.raises(BadSheet, match=r"page\.html cannot print the sheet at /a/.*nothing"):
        list(render([sheet], tmp_path))


def test_a_job_shows_its_terms_in_chinese() -> None:
    firm = enterprise(1, building(1, area(1, TOP)))
    documents = [TOP, firm, job(1, firm, salary=None, education="ANY", sourceDate="2019-09-13")]
    text = printed(*documents)["/jobs/job-1/"].decode()
    assert "面议" in text
    assert "学历不限" in text
    assert "发文日期</dt><dd>2019年9月13日" in text
    assert "有效期至</dt><dd>2026年12月23日" in text


def test_a_job_says_how_to_apply_if_need_be_with_the_words_of_its_enterprise() -> None:
    firm = enterprise(1, building(1, area(1, TOP)), contact="人事部 0371-0000-2001")
    own = job(2, firm, contact="简历发至 hr@example.com")
    pages_ = printed(TOP, firm, job(1, firm), own)
    calls = '应聘方式</dt><dd>人事部 <a href="tel:037100002001">0371-0000-2001</a></dd>'
    writes = '简历发至 <a href="mailto:hr@example.com">hr@example.com</a></dd>'
    assert calls in pages_["/jobs/job-1/"].decode()
    assert writes in pages_["/jobs/job-2/"].decode()
    assert "联系方式</dt>" in pages_["/enterprises/enterprise-1/"].decode()
    silent = enterprise(3, TOP)
    assert "应聘方式" not in printed(TOP, silent, job(3, silent))["/jobs/job-3/"].decode()


def test_a_part_of_a_venue_is_borrowed_where_the_whole_is() -> None:
    hall = venue(1, TOP, contact="物业前台 0371-0000-1701")
    room = venue(2, hall, partOf={"id": hall["id"]})
    assert "借用联系</dt><dd>物业前台 <a" in printed(TOP, hall, room)["/venues/venue-2/"].decode()


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("0371-0000-1301", ["tel:037100001301"]),
        ("王女士 138 0000 8000，微信同号", ["tel:13800008000"]),
        ("(0371)12345678 转 802", ["tel:037112345678,802"]),
        ("0371-12345678-802 或 400-000-1234", ["tel:037112345678,802", "tel:4000001234"]),
        ("热线12345", ["tel:12345"]),
        ("简历发至hr.zz@example.com.cn（注明岗位）", ["mailto:hr.zz@example.com.cn"]),
        ("中科金座 18 层 1806 室，工作日 9:00-17:30", []),
        ("2026-11-25 现场报名，编号 410105199001011234", []),
        (HOSTILE, []),
    ],
)
def test_what_calls_or_writes_is_a_link_and_nothing_is_lost(contact: str, links: list[str]) -> None:
    parts = reached_by(contact)
    assert "".join(text for text, _ in parts) == contact
    assert [link for _, link in parts if link] == links


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("<p>请致电 0371-0000-1000。</p>", ["tel:037100001000"]),
        ("<p>王女士<b>138 0000 8000</b>，hr@a.cn</p>", ["tel:13800008000", "mailto:hr@a.cn"]),
        ('<p><a href="/x/?t=0371-00001000">0371-00001000</a></p>', ["/x/?t=0371-00001000"]),
        ("<p>2019-2020 年 12345 件，编号 410105199001011234，收入 20190000 元</p>", []),
        ("<p>比率 0.37100001000，金额 12000000000 元，2026-11-25</p>", []),
    ],
)
def test_numbers_in_a_text_call_and_other_figures_do_not(html: str, links: list[str]) -> None:
    said = reaching(html)
    assert re.findall(r'href="([^"]*)"', said) == links
    assert re.sub(r"<[^>]+>", "", said) == re.sub(r"<[^>]+>", "", html)


def test_of_an_areas_many_towers_the_first_are_named_and_the_rest_counted() -> None:
    place = area(1, TOP)
    towers = [building(number, place) for number in range(1, 21)]
    listed = printed(TOP, place, *towers)["/areas/"].decode()
    assert sum(tower["url"] in listed for tower in towers) == 11
    assert f'<a href="{place["url"]}">全部 20 处</a>' in listed


def test_the_head_carries_what_shares_and_searches_ask_for() -> None:
    documents = [TOP, brief(1, TOP, title="简报", summary="一句话", cover=picture("sky"))]
    body = printed(*documents)["/briefs/2026/11/brief-1/"]
    named = {
        tag.get("name") or tag.get("property"): tag.get("content") for tag in Page(body).all("meta")
    }
    address = "https://ruyi.example/briefs/2026/11/brief-1/"
    assert "<title>简报 - 如意湖</title>" in body.decode()
    assert f'<link rel="canonical" href="{address}">' in body.decode()
    assert named["description"] == "一句话"
    assert named["og:url"] == address
    assert named["og:type"] == "article"
    assert named["og:image"] == "https://ruyi.example/media/sky-960.jpg"


def test_a_list_shows_the_summary_of_a_text_and_not_of_a_job() -> None:
    firm = enterprise(1, building(1, area(1, TOP)))
    told = {"summary": "周六停电三小时"}
    pages = printed(TOP, firm, brief(1, TOP, **told), job(1, firm, **told))
    assert "周六停电三小时" in pages["/briefs/"].decode()
    assert "周六停电三小时" not in pages["/jobs/"].decode()
    assert "周六停电三小时" not in pages["/"].decode()


def test_an_empty_list_says_so() -> None:
    assert "暂无招聘信息" in printed(TOP)["/jobs/"].decode()


def test_the_footer_shows_what_is_set_and_hides_what_is_not() -> None:
    footer = TOP["footer"] | {"icp": "豫ICP备00000000号", "organiser": "如意湖办事处"}
    shown = printed(district(footer=footer))["/"].decode()
    assert "豫ICP备00000000号" in shown
    assert "如意湖办事处" in shown
    assert "网站标识码" not in shown
    assert "beian.miit.gov.cn" not in printed(TOP)["/"].decode()


def test_the_manifest_names_the_site_and_icons_that_are_printed(printed: dict[str, bytes]) -> None:
    manifest = orjson.loads(printed["manifest.webmanifest"])
    assert manifest["name"] == manifest["short_name"] == "如意湖"
    for icon in manifest["icons"]:
        assert icon["src"].removeprefix("/") in printed


def test_a_hostile_title_leaves_the_manifest_whole() -> None:
    manifest = orjson.loads(printed(district(title=HOSTILE))["/manifest.webmanifest"])
    assert manifest["name"] == HOSTILE


def test_icons_are_of_the_size_they_claim(printed: dict[str, bytes]) -> None:
    links = {tag.get("rel"): tag for tag in Page(printed["index.html"]).all("link")}
    touch = printed[(links["apple-touch-icon"]["href"] or "")[1:]]
    # Width and height stand at one place in every PNG.
    assert touch.startswith(b"\x89PNG")
    assert struct.unpack(">II", touch[16:24]) == (180, 180)
    for icon in orjson.loads(printed["manifest.webmanifest"])["icons"][1:]:
        width, height = struct.unpack(">II", printed[icon["src"][1:]][16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert printed["favicon.ico"].startswith(b"\0\0\1\0")


def test_the_page_for_no_page_leads_on_and_is_kept_out_of_searches() -> None:
    page = printed(TOP)["/404.html"]
    assert {"name": "robots", "content": "noindex"} in Page(page).all("meta")
    doors = {tag["href"] for tag in Page(page).all("a")}
    assert {"/", "/sitemap/", "/jobs/", "/vacancies/", "/services/"} <= doors


def test_robots_leads_to_the_sitemap() -> None:
    assert b"Sitemap: https://ruyi.example/sitemap.xml\n" in printed(TOP)["/robots.txt"]


def test_sitemaps_hold_whole_addresses() -> None:
    body = printed(TOP, brief(1, TOP))["/sitemap/briefs-1.xml"].decode()
    assert re.search(
        r"<loc>https://ruyi\.example/briefs/2026/11/brief-1/</loc><lastmod>2026-11-02T", body
    )


def test_days_are_those_of_shanghai() -> None:
    assert day("2026-11-22T16:30:00+00:00") == "2026-11-23"
    assert long_day("2026-11-22T16:30:00+00:00") == "2026年11月23日"
    assert long_day("2026-01-05") == "2026年1月5日"


def test_opening_hours_draw_equal_days_together() -> None:
    hours = [{"weekday": day, "opensAt": "09:00", "closesAt": "18:00"} for day in (1, 2, 3, 5)]
    hours += [
        {"weekday": 6, "opensAt": "14:00", "closesAt": "17:00"},
        {"weekday": 6, "opensAt": "09:00", "closesAt": "12:00"},
    ]
    assert opening(hours) == [
        ("周一至周三", "09:00-18:00"),
        ("周五", "09:00-18:00"),
        ("周六", "09:00-12:00、14:00-17:00"),
    ]


@pytest.mark.parametrize(
    ("given", "followed"),
    [
        ("https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("/info/about/", "/info/about/"),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//elsewhere.example/", ""),
        ("/\\elsewhere.example/", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_followed(given: str | None, followed: str) -> None:
    assert web_link(given) == followed


def test_a_page_is_shared_with_its_cover_or_with_the_poster_that_stands() -> None:
    tower = building(1, area(1, TOP))
    firm = enterprise(1, tower, cover=picture("tower", "楼前的湖", 1600))
    documents = register(TOP, firm, job(1, firm, title="会计"))
    sheets = plan(documents, {}, ASSETS, "https://ruyi.example")
    made = {want.address for sheet in sheets for want in sheet.wants}
    tree = {
        print_.address: Page(print_.body).meta()
        for print_ in render(plan(documents, {}, ASSETS, "https://ruyi.example", made))
        if print_.address.endswith("-1/")
    }
    covered, drawn = tree["/enterprises/enterprise-1/"], tree["/jobs/job-1/"]
    assert covered["og:image"] == "https://ruyi.example/media/tower-960.jpg"
    assert (covered["og:image:width"], covered["og:image:height"]) == ("960", "720")
    assert covered["og:image:alt"] == "楼前的湖"
    assert drawn["og:image"].startswith("https://ruyi.example/made/share.")
    assert (drawn["og:image:width"], drawn["og:image:height"]) == ("1200", "630")
    assert drawn["og:image:alt"] == "会计 - 如意湖"
    assert drawn["twitter:card"] == "summary_large_image"
    unmade = Page(printed(TOP, firm, job(1, firm))["/jobs/job-1/"]).meta()
    assert "og:image" not in unmade


def test_only_leaves_are_searched_and_under_the_name_of_their_kind(
    printed: dict[str, bytes],
) -> None:
    for path, page in pages(printed).items():
        (body,) = [tag for _, tag in page.tags if "data-pagefind-body" in tag] or [None]
        is_leaf = path.count("/") > 1 and not re.search("/(page|by)/", path)
        assert (body is not None) == is_leaf, path
    a_job = next(path for path in printed if path.startswith("jobs/") and path.count("/") == 2)
    (article,) = [t for _, t in pages(printed)[a_job].tags if "data-pagefind-body" in t]
    assert article["data-pagefind-filter"] == "kind:招聘信息"


def test_every_page_leads_to_the_search_and_the_search_works_as_a_plain_form(
    printed: dict[str, bytes],
) -> None:
    for page in pages(printed).values():
        (link,) = [tag for tag in page.all("a") if tag["href"] == "/search/"]
        assert link["aria-label"] == "站内搜索"
    search = pages(printed)["search/index.html"]
    (form,) = [each for each in search.all("form") if "action" in each]
    assert (form["action"], form["method"], form["role"]) == ("/search/", "get", "search")
    assert [tag["name"] for tag in search.all("input") if tag["type"] == "search"] == ["q"]
    assert "需要打开 JavaScript" in printed["search/index.html"].decode()
