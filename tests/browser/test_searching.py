"""Searching the site: in the browser, under the site's own policy, by people in a hurry."""

import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WORD = "党建"
FIRST_USE = 300_000


@pytest.fixture
def searching(served, page):
    """A visitor on the search page of a site whose index stands."""
    served.wait_until_printed()
    made = f"{served.url}/pagefind/made.json"
    served.wait_until(lambda: httpx.get(made).status_code == 200, seconds=60)
    page.goto("/")
    page.get_by_role("link", name="站内搜索").click()
    return page


def ask(page, words):
    page.get_by_label("搜索全站").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(words)


def test_words_are_found_marked_and_lead_to_their_page(searching):
    ask(searching, WORD)
    expect(searching.get_by_role("status")).to_have_text(re.compile(r"找到 \d+ 条含有“党建”的内容"))
    expect(searching.locator(".results mark").first).to_have_text(WORD)
    expect(searching.get_by_text("索引更新于")).to_be_visible()
    title = searching.locator(".results a").first.inner_text()
    searching.locator(".results a").first.focus()
    searching.keyboard.press("Enter")
    expect(searching.get_by_role("heading", level=1)).to_have_text(title)


def test_what_is_asked_can_be_narrowed_shared_and_gone_back_from(searching):
    ask(searching, WORD)
    kind = searching.get_by_role("button", name="信息简报")
    kind.click()
    expect(kind).to_have_attribute("aria-pressed", "true")
    expect(searching.locator(".results .note").first).to_contain_text("信息简报")
    address = searching.url
    assert "kind=" in address
    searching.goto("/")
    searching.goto(address)
    expect(kind).to_have_attribute("aria-pressed", "true")
    searching.go_back()
    expect(searching).to_have_url(re.compile("/$"))


@pytest.mark.parametrize(
    ("words", "told"),
    [("如意湖党建", "比较接近"), ("xyzzy", "没有找到“xyzzy”"), ("<b>&\"'湖", "")],
)
def test_what_is_not_there_is_answered_with_what_helps(searching, words, told):
    ask(searching, words)
    expect(searching.get_by_role("status")).to_contain_text(told)
    expect(searching.get_by_role("heading", name="按栏目浏览")).to_be_visible()


def test_words_typed_before_the_script_was_there_are_kept(searching):
    held = []

    def hold(route):
        held.append(route)

    searching.route("**/assets/search.*.js", hold)
    searching.goto("/search/", wait_until="commit")
    searching.get_by_label("搜索全站").fill(WORD)
    assert len(held) == 1
    held[0].continue_()
    expect(searching.get_by_text("索引更新于")).to_be_visible()
    expect(searching.get_by_label("搜索全站")).to_have_value(WORD)
    searching.keyboard.press("Enter")
    expect(searching.locator(".results mark").first).to_have_text(WORD)


def test_the_first_use_stays_light(searching):
    sizes = []
    searching.on(
        "requestfinished",
        lambda request: sizes.append(request.sizes()["responseBodySize"]),
    )
    ask(searching, WORD)
    expect(searching.locator(".results a").first).to_be_visible()
    searching.wait_for_load_state("networkidle")
    assert len(sizes) > 5
    assert sum(sizes) < FIRST_USE


@pytest.mark.parametrize("width", [360, 1280])
def test_the_search_fits_and_axe_finds_nothing(searching, width):
    searching.set_viewport_size({"width": width, "height": 800})
    ask(searching, WORD)
    expect(searching.locator(".results a").first).to_be_visible()
    assert searching.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(searching).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_without_javascript_the_search_says_what_to_do_instead(served, chromium):
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/?q=党建")
    expect(page.get_by_text("需要打开 JavaScript")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="网站地图")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="招聘信息")).to_be_visible()
    context.close()


def test_pages_are_shared_with_codes_and_posters_that_stand(served):
    served.wait_until_printed()
    jobs = served.ask("{jobs(first:100){nodes{url cover{alt}}}}")["jobs"]["nodes"]
    # One with a picture of its own is shared with that.
    job = next(job["url"] for job in jobs if not job["cover"])

    def poster():
        return re.search(r'og:image" content="([^"]+\.png)"', httpx.get(served.url + job).text)

    picture = httpx.get(served.wait_until(poster, seconds=180)[1])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert "immutable" in picture.headers["cache-control"]
