"""What a visitor meets: every kind of page, without JavaScript, on a phone, for everyone."""

import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

SECTIONS = ["areas", "buildings", "organisations", "briefs", "notices", "lessons", "venues"]
SECTIONS += ["enterprises", "jobs", "activities", "vacancies", "services", "info"]
ELDER = {"mode": "elder", "text": ""}
LARGEST = {"mode": "elder", "text": "larger"}
USUAL = {"mode": "", "text": ""}

# WCAG 1.4.12, by a style sheet that the page's policy lets its reader bring.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
# A summary in a list may end in an ellipsis: the whole of it stands on its own page.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((each) =>
  !each.closest("svg, .gist, .folds thead") && each.checkVisibility()
  && getComputedStyle(each).overflow.match(/hidden|clip/)
  && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
).map((each) => each.outerHTML.slice(0, 200))"""
SMALL_TEXT = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const { fontSize, lineHeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    if (size < 18 || parseFloat(lineHeight) < 1.5 * size - 0.01)
      found.add(`${element.outerHTML.slice(0, 120)} ${fontSize}/${lineHeight}`);
  }
  return [...found];
}"""
# The plan's areas and towers stand in the list beside it too.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, select")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true })
    && !each.closest(".skip, .plan, .prose :is(p, li, td, th, figcaption):not(.file)"))
  .map((each) => each.closest(each.matches(".row-title") ? ".row" : "label") ?? each)
  .filter((each) => { const box = each.getBoundingClientRect();
    return box.width < 59.5 || box.height < 59.5; })
  .map((each) => each.outerHTML.slice(0, 120))"""
# What has the focus shows it, and no fixed bar lies over it.
FOCUS = """() => {
  const focused = document.activeElement;
  const shown = [focused, focused.closest("label") ?? focused].some((each) =>
    [null, "::after"].some((part) => getComputedStyle(each, part).outlineStyle !== "none"));
  const box = focused.getBoundingClientRect();
  const bar = document.querySelector(".tabs").getBoundingClientRect();
  const hidden = bar.height && !focused.closest(".tabs") && box.top >= bar.top;
  return { what: focused.outerHTML.slice(0, 120), end: focused === document.body, shown, hidden };
}"""
MOVED = """() => new Promise((told) => new PerformanceObserver((list) =>
  told(list.getEntries().filter((each) => !each.hadRecentInput)
    .flatMap((each) => each.sources.map((moved) => [
      moved.node?.outerHTML?.slice(0, 200) ?? moved.node?.textContent,
      moved.previousRect.top, moved.currentRect.top])))
).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(told, 50, []))"""


@pytest.fixture(scope="module")
def addresses(served):
    """The front, every list and one page of each, the guide, and the page for no page."""
    served.wait_until_printed()
    lists = [f"/{name}/" for name in SECTIONS]
    with httpx.Client(base_url=served.url) as client:
        ones = [
            re.search(rf'href="({name}(?!page/|by/)[^"]+/)"', client.get(name).text)[1]
            for name in lists
        ]
    facet = "/jobs/by/education/bachelor/"
    return ["/", *ones, *lists, facet, "/search/", "/sitemap/", "/404.html"]


@pytest.fixture(scope="module")
def with_table(served):
    """A page that shows a table with a header."""
    with httpx.Client(base_url=served.url) as client:
        found = re.findall(r'href="(/services/[^"]+/)"', client.get("/services/").text)
        return next(each for each in found if "<thead" in client.get(each).text)


@pytest.fixture
def visit(page):
    """Goes to an address with the reader's settings already kept."""

    def go(address, settings=USUAL):
        if page.url == "about:blank":
            page.goto("/404.html")
            page.evaluate(
                """(settings) => { for (const [name, value] of Object.entries(settings))
                     localStorage.setItem(`reading.${name}`, value); }""",
                settings,
            )
        page.goto(address)

    return go


@pytest.mark.parametrize("kept", [USUAL, ELDER], ids=["usual", "elder"])
def test_axe_finds_nothing_on_any_kind_of_page(page, visit, addresses, with_table, kept):
    axe = Axe()
    # Ours is injected by the tool that drives the browser, past the site's policy.
    for address in [*addresses, with_table]:
        visit(address, kept)
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        found = axe.run(page).response["violations"]
        assert [(address, each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_axe_finds_sevenfold_contrast_for_the_elderly(page, visit, addresses):
    axe, only = Axe(), {"runOnly": ["color-contrast-enhanced"]}
    for address in addresses:
        visit(address, ELDER)
        found = axe.run(page, options=only).response["violations"]
        assert [(address, node["html"]) for each in found for node in each["nodes"]] == []


@pytest.mark.parametrize(
    ("width", "height", "kept"),
    [
        (320, 256, USUAL),
        (360, 800, USUAL),
        (360, 800, LARGEST),
        (640, 400, USUAL),
        (640, 400, ELDER),
        (1024, 800, LARGEST),
        (1280, 800, USUAL),
    ],
)
def test_no_page_scrolls_sideways(page, visit, addresses, with_table, width, height, kept):
    page.set_viewport_size({"width": width, "height": height})
    for address in [*addresses, with_table]:
        visit(address, kept)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("kept", [USUAL, LARGEST], ids=["usual", "largest"])
@pytest.mark.parametrize("width", [360, 1280])
def test_text_set_wider_is_nowhere_cut_off(page, visit, addresses, width, kept):
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        visit(address, kept)
        page.evaluate(SPACED)
        assert page.evaluate(CUT_OFF) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [360, 1280])
def test_the_mode_for_the_elderly_keeps_its_sizes(page, visit, addresses, with_table, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in [*addresses, with_table]:
        visit(address, ELDER)
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        assert page.evaluate(SMALL_TEXT) == [], address
        assert page.evaluate(SMALL_TARGETS) == [], address
        assert page.evaluate("document.getAnimations().length") == 0, address


@pytest.fixture
def painted_whole(page):
    """Documents are painted once all their text is there: while it arrives, its last line grows."""

    def fulfil(route):
        if route.request.resource_type != "document":
            route.fallback()
            return
        answer = route.fetch()
        wait = '<link rel="expect" href="#whole" blocking="render"></head>'
        end = '<i id="whole" hidden></i></body>'
        text = answer.text().replace("</head>", wait).replace("</body>", end)
        route.fulfill(response=answer, body=text)

    page.route("**/*", fulfil)


@pytest.mark.parametrize("kept", [USUAL, LARGEST], ids=["usual", "largest"])
def test_nothing_moves_once_the_text_is_there(painted_whole, page, visit, addresses, kept):
    for address in addresses:
        visit(address, kept)
        page.wait_for_load_state("networkidle")
        assert page.locator("#whole").count() == 1
        assert page.evaluate(MOVED) == [], address


def test_what_moves_is_noticed(painted_whole, page):
    page.goto("/jobs/")
    page.evaluate(
        """() => new Promise((painted) => {
             document.querySelector("h1").style.marginTop = "300px";
             requestAnimationFrame(() => requestAnimationFrame(painted));
           })"""
    )
    assert page.evaluate(MOVED) != []


def test_what_readers_set_is_kept_for_every_page(page):
    page.goto("/jobs/")
    usual = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_text("长者模式").first.click()
    page.get_by_role("radio", name="特大").check()
    page.get_by_role("checkbox", name="长者模式").check()
    page.locator(".row-title").first.click()
    page.wait_for_url("**/jobs/*/")
    assert page.locator("html").get_attribute("data-mode") == "elder"
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 1.5 * usual
    page.get_by_text("长者模式").first.click()
    assert page.get_by_role("radio", name="特大").is_checked()
    page.get_by_role("checkbox", name="长者模式").uncheck()
    page.get_by_role("radio", name="标准").check()
    page.reload()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == usual


def test_an_address_turns_the_mode_for_the_elderly_on(page):
    page.goto("/notices/?mode=elder")
    assert page.locator("html").get_attribute("data-mode") == "elder"
    assert "mode" not in page.url
    page.goto("/")
    assert page.locator("html").get_attribute("data-mode") == "elder"


def test_a_browser_that_keeps_nothing_still_follows_its_reader(page):
    page.add_init_script(
        """Object.defineProperty(window, "localStorage",
             { get() { throw new DOMException("refused", "SecurityError"); } })"""
    )
    page.goto("/notices/?mode=elder")
    assert page.locator("html").get_attribute("data-mode") == "elder"
    page.get_by_text("长者模式").first.click()
    page.get_by_role("radio", name="大", exact=True).check()
    assert page.locator("html").get_attribute("data-text") == "large"


def test_the_settings_close_by_escape_by_a_click_beside_them_and_by_moving_on(page):
    page.goto("/notices/")
    button, panel = page.locator(".settings summary"), page.locator(".settings form")
    button.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "长者模式"
    button.click()
    page.mouse.click(4, 700)
    assert not panel.is_visible()
    button.click()
    page.locator(".crumbs a").first.focus()
    assert not panel.is_visible()


VOICE = """
  window.said = []; window.cut = 0;
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "LANGUAGE" }],
    speak: (spoken) => window.said.push(spoken),
    cancel: () => window.cut++,
  } });
"""


def test_a_page_is_read_aloud_in_its_order_until_stopped(page, with_table):
    page.add_init_script(VOICE.replace("LANGUAGE", "zh-CN"))
    page.goto(with_table)
    page.get_by_text("长者模式").first.click()
    page.get_by_role("button", name="朗读本页").click()
    said = page.evaluate("window.said.map((each) => each.text)")
    title = page.locator("h1").inner_text()
    body = page.locator("article .prose p").last.inner_text()
    assert said[0] == title
    assert "".join(said).endswith(body)
    assert page.evaluate("window.said.every((each) => each.lang === 'zh-CN')")
    page.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("window.cut") > 1
    page.get_by_role("button", name="朗读本页").click()
    page.evaluate("window.said.at(-1).onend()")
    assert page.get_by_role("button", name="朗读本页").is_visible()
    page.evaluate("window.cut = 0; window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("window.cut") == 1


def test_a_browser_without_a_chinese_voice_offers_no_reading_aloud(page):
    page.add_init_script(VOICE.replace("LANGUAGE", "en-US"))
    page.goto("/notices/")
    page.get_by_text("长者模式").first.click()
    assert page.get_by_role("checkbox", name="长者模式").is_visible()
    assert not page.get_by_role("button", name="朗读本页").is_visible()


def test_a_document_is_handed_on_and_printed(page, with_table):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(with_table)
    page.get_by_text("分享", exact=True).click()
    page.get_by_role("button", name="复制链接").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert page.locator(".address").inner_text() == page.url
    able = page.evaluate("'share' in navigator")
    assert page.get_by_role("button", name="系统分享").is_visible() == able
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed")


def test_a_print_is_the_document_and_its_address(page, with_table):
    page.goto(with_table)
    page.emulate_media(media="print")
    for part in (".top", ".tabs", ".crumbs", ".acts", ".foot"):
        assert not page.locator(part).is_visible(), part
    address = page.evaluate("getComputedStyle(document.querySelector('main'), '::after').content")
    assert page.url in address
    assert page.locator("thead").bounding_box()["height"] > 20


def test_a_table_folds_to_labelled_rows_on_a_narrow_screen(page, with_table):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(with_table)
    heads = page.get_by_role("columnheader").all_inner_texts()
    cells = page.get_by_role("cell")
    assert page.get_by_role("table").count() == 1
    assert cells.count() == len(heads) * (page.get_by_role("row").count() - 1)
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert f'"{heads[1]}"' in cells.nth(1).evaluate(label)
    assert cells.nth(1).bounding_box()["y"] > cells.nth(0).bounding_box()["y"]
    page.set_viewport_size({"width": 1280, "height": 800})
    assert cells.nth(1).bounding_box()["y"] == cells.nth(0).bounding_box()["y"]
    assert cells.nth(1).evaluate(label) == "none"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, visit, addresses):
    for address in addresses:
        visit(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文", address
        assert page.locator(".skip").bounding_box()["x"] >= 0
        for _ in range(300):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if focus["end"]:
                break
            assert focus["shown"], (address, focus)
            assert not focus["hidden"], (address, focus)
        assert focus["end"], address


def test_the_skip_link_leads_past_the_menu(page):
    page.goto("/jobs/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_where_one_is_shows_in_forced_colours(page):
    page.emulate_media(forced_colors="active")
    page.goto("/jobs/")
    border = "(tab) => getComputedStyle(tab).borderTopWidth"
    assert page.locator(".tabs [aria-current]").evaluate(border) == "3px"
    page.set_viewport_size({"width": 1280, "height": 800})
    colour = "(link) => getComputedStyle(link).borderBottomColor"
    here, other = page.locator(".menu [aria-current]"), page.locator(".menu a").first
    assert here.evaluate(colour) != other.evaluate(colour)


def test_pages_read_and_lead_on_without_javascript(chromium, served, addresses):
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 360, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    for address in addresses:
        page.goto(address)
        assert len(page.locator("main").inner_text()) > 20, address
        assert page.locator("main a[href]:visible").count() > 0, address
        # What would need a script is not there to be pressed in vain.
        assert page.locator(":is(button, input, select):visible").count() == 0, address
        assert not page.locator(".settings summary").is_visible(), address
    page.goto(addresses[1])
    page.get_by_text("分享", exact=True).click()
    assert page.locator(".address").inner_text() == page.url
    context.close()


def test_what_is_not_there_says_so_in_the_sites_own_page(served):
    answer = httpx.get(f"{served.url}/jobs/no-such-job/")
    assert answer.status_code == 404
    assert "<main" in answer.text


def test_every_link_of_the_site_leads_somewhere(served):
    """Crawl from the front page: no link, picture or style sheet of ours is missing."""
    seen, waiting = set(), ["/"]
    with httpx.Client(base_url=served.url) as client:
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            # Pages of accounts lead on to signing in.
            ours = address.startswith("/accounts/")
            answer = client.get(address, follow_redirects=ours)
            assert answer.status_code == 200, address
            if not ours and "html" in answer.headers["content-type"]:
                found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
                waiting += [each for each in found if each not in seen]
    assert len(seen) > 180
