"""Takes the pictures of the editor's guide in a real browser: `make screenshots`."""

import io
import os
import signal
import sys
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import httpx
from openpyxl import Workbook
from PIL import Image as Picture
from playwright.sync_api import Page, sync_playwright

from tests.browser.acts import number_of, schedule, sign_in
from tests.browser.conftest import CHROMIUM, PASSWORD, ROOT, free_port, start

FOLDER = ROOT / "docs" / "images" / "editor"
SIZE = {"width": 1200, "height": 760}
ROWS = [
    ("岗位名称", "企业", "薪资", "学历要求", "招聘人数", "岗位描述"),
    ("前台接待", "郑州云檐数字科技有限公司", "4.5-6千/月", "大专", "2人", "接待来访，收发快递。"),
    ("测试工程师", "郑州云檐数字科技有限公司", "1-1.5万/月", "本科", "很多", "编写测试用例。"),
    ("", "郑州云檐数字科技有限公司", "面议", "", "", "没有写岗位名称的一行。"),
]


def main() -> int:
    """Start the product, walk the guide's tasks, save a picture of each step."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ruyi-screenshots-") as var:
        port = free_port()
        environment = {
            **os.environ,
            "RUYI_PORT": str(port),
            "RUYI_VAR": var,
            "RUYI_DEMO_PASSWORD": PASSWORD,
            "DATABASE_URL": "",
        }
        process = start(environment)
        try:
            for told in process.stdout:
                if "Ctrl-C stops it" in told:
                    break
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
                )
                page = browser.new_page(
                    base_url=f"http://127.0.0.1:{port}", viewport=SIZE, locale="zh-CN"
                )
                _walk(page, Path(var))
                browser.close()
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    return 0


def _walk(page: Page, var: Path) -> None:
    page.goto("/admin/")
    _shot(page, "sign-in")
    sign_in(page, "editor", PASSWORD)
    page.goto("/admin/pages/")
    district = page.url.rstrip("/").rsplit("/", 1)[-1]
    # The guide's road: the menu, a name in it, the button beside that.
    page.goto("/admin/")
    page.locator("nav :is(a, button)").filter(has_text="页面").first.click()
    page.wait_for_timeout(800)
    _shot(page, "pages")
    page.get_by_role("link", name="湖心片区", exact=True).click()
    page.wait_for_load_state("networkidle")
    _shot(page, "list")
    page.get_by_role("link", name="添加", exact=True).click()
    page.wait_for_load_state("networkidle")
    _shot(page, "kinds")
    page.goto(f"/admin/pages/add/pages/notice/{district}/")
    _shot(page, "notice-new")
    page.get_by_role("link", name="停电").first.click()
    page.wait_for_load_state("networkidle")
    _shot(page, "notice-boilerplate")
    schedule(page)
    page.wait_for_timeout(600)
    _shot(page, "schedule")
    _see_before(page)
    page.goto("/admin/exchange/")
    _shot(page, "import-file")
    file = var / "招聘.xlsx"
    _write(file)
    page.select_option("[name=kind]", "jobs")
    page.set_input_files("[name=file]", file)
    page.locator("form[enctype] button[type=submit], form[enctype] [type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    _shot(page, "import-columns")
    page.locator("main form button[type=submit], main form [type=submit]").last.click()
    page.get_by_text("第 4 行").or_(page.get_by_text("很多")).first.wait_for(timeout=60_000)
    _shot(page, "import-trial")
    page.goto(f"/admin/pages/add/venues/venue/{district}/")
    page.fill("[name=title]", "湖畔会议室")
    page.fill("[name=capacity]", "30")
    page.get_by_role("button", name="增加时段").click()
    for weekday in range(5):
        page.locator("[name=opening_hours-0-weekdays]").nth(weekday).check()
    for name, time in {"opens_at": "9:00", "closes_at": "12:00"}.items():
        page.locator(f"[name=opening_hours-0-{name}]").press_sequentially(time)
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
    page.locator("[name=capacity]").click()
    page.locator("[name=capacity]").evaluate("field => field.scrollIntoView()")
    _shot(page, "venue-new")
    page.goto("/admin/images/")
    page.locator("ul.listing a, .listing a").first.click()
    page.wait_for_load_state("networkidle")
    _shot(page, "picture")


def _see_before(page: Page) -> None:
    """The preview of a brief, and a link to it."""
    asked = {"query": "{briefs(first:1){nodes{id}}}"}
    answer = httpx.post(urljoin(page.url, "/graphql/"), json=asked)
    brief = answer.json()["data"]["briefs"]["nodes"][0]
    page.goto(f"/admin/pages/{number_of(brief['id'])}/edit/")
    page.wait_for_load_state("networkidle")
    _side(page, "preview")
    page.frame_locator("#w-preview-iframe").locator("h1").wait_for()
    page.wait_for_timeout(600)
    _shot(page, "preview")
    share = page.get_by_role("link", name="发给别人看").get_attribute("href")
    page.goto(share or "")
    page.get_by_role("button", name="做一个链接").click()
    page.wait_for_load_state("networkidle")
    _shot(page, "share")


def _side(page: Page, name: str) -> None:
    page.locator(f"[data-side-panel-toggle={name}]").first.click()
    page.wait_for_timeout(400)


def _shot(page: Page, name: str) -> None:
    content = io.BytesIO(page.screenshot())
    # Few colours are enough for forms, and a third of the bytes.
    picture = Picture.open(content).convert("RGB").quantize(128)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def _write(path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)


if __name__ == "__main__":
    sys.exit(main())
