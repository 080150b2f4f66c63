"""People, on a phone: registering, belonging, the badge, another number, leaving for good."""

import io
import json
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import authenticator
from tests.browser import acts

PHONE, OTHER = "13811112222", "13911112222"
BRANCH = "query { organisations(first: 100) { nodes { id title kind url } } }"


def joint_branch(served):
    nodes = served.ask(BRANCH)["organisations"]["nodes"]
    return next(node for node in nodes if node["kind"] == "JOINT")


def fits(page):
    """Nothing makes the page scroll sideways, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_member_comes_belongs_changes_and_goes(served, page):
    served.wait_until_printed()
    branch = joint_branch(served)
    page.goto(branch["url"])
    page.get_by_role("link", name="党员报到").click()
    page.locator("my-page[ready]").wait_for()
    page.get_by_role("link", name="登录", exact=True).click()
    fits(page)
    acts.sign_in_by_code(page, served, PHONE, page.url)

    # Back where signing in was asked, with the organisation whose page it was.
    page.wait_for_url("**/me/?join=*")
    page.get_by_text("报到的组织：").wait_for()
    fits(page)
    page.get_by_label("姓名").fill("欧阳小明")
    page.get_by_role("button", name="提交报到").click()
    page.get_by_text("请先看过并勾选同意书").wait_for()
    page.reload()
    assert page.get_by_label("姓名").input_value() == "欧阳小明"
    page.get_by_text("我已看过并同意《党员信息处理同意书》").click()
    page.get_by_role("button", name="提交报到").click()
    page.get_by_text("等待党务工作者确认").wait_for()

    organiser_confirms(served, page.context.browser, branch)
    page.goto("/me/")
    page.get_by_role("link", name=branch["title"]).wait_for()

    page.get_by_text("我已看过并同意《亮身份同意书》").click()
    page.get_by_role("button", name="亮身份").click()
    page.get_by_text("欧*").wait_for()
    fits(page)
    page.get_by_role("button", name="不再亮身份").click()
    page.get_by_role("button", name="亮身份", exact=True).wait_for()

    change_phone(served, page)
    export(served, page)
    page.goto("/accounts/erase/")
    page.check("[name=sure]")
    page.get_by_role("button", name="注销账号").click()
    page.get_by_text("账号已注销").first.wait_for()
    page.goto("/me/")
    page.get_by_role("link", name="登录", exact=True).wait_for()


def organiser_confirms(served, browser, branch):
    """An administrator puts somebody in charge of the branch; that one confirms."""
    context = browser.new_context(base_url=served.url, viewport={"width": 1280, "height": 800})
    office = context.new_page()
    acts.sign_in(office, "admin", served.environment["RUYI_DEMO_PASSWORD"])
    office.goto("/admin/memberships/")
    row = office.locator("tr", has_text="欧阳小明")
    row.get_by_role("button", name="确认").click()
    office.get_by_text("已确认").first.wait_for()
    context.close()


def change_phone(served, page):
    page.goto("/accounts/phone/")
    page.fill("[name=phone]", OTHER)
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/accounts/phone/code/**")
    page.fill("[name=code]", served.code_for(OTHER))
    page.get_by_role("button", name="确认更换").click()
    page.get_by_text("139****2222").wait_for()


def export(served, page):
    page.goto("/accounts/export/")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as file:
        assert json.loads(file.read("data.json"))["account"]["姓名"] == "欧阳小明"


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("mode", ["", "?mode=elder"])
def test_the_way_in_fits_every_phone(served, page, width, mode):
    page.set_viewport_size({"width": width, "height": 740})
    for address in ("/accounts/login/", "/accounts/login/password/", "/accounts/texts/terms/"):
        page.goto(f"{address}{mode}")
        fits(page)
    if mode:
        button = page.locator("summary").first.bounding_box()
        assert button["height"] >= 60


def give_duty(office, *, phone, name, role, place):
    office.goto("/admin/duties/")
    office.fill("[name=phone]", phone)
    office.fill("[name=name]", name)
    office.select_option("[name=role]", role)
    office.get_by_role("button", name="选择一个页面").click()
    office.locator(".modal [name=q]").fill(place)
    office.locator(".modal a", has_text=place).first.click()
    office.get_by_role("button", name="安排", exact=True).click()
    office.get_by_text(f"已安排{name}").wait_for()


def test_a_duty_is_given_used_with_a_second_factor_and_ended(served, page, refusals):
    phone, branch = "13711112222", joint_branch(served)
    office = page.context.browser.new_context(
        base_url=served.url, viewport={"width": 1280, "height": 800}
    ).new_page()
    acts.sign_in(office, "admin", served.environment["RUYI_DEMO_PASSWORD"])
    give_duty(office, phone=phone, name="周书记", role="SECRETARY", place=branch["title"])

    acts.sign_in_by_code(page, served, phone, "/accounts/login/?next=/accounts/second/app/")
    page.wait_for_url("**/accounts/second/app/**")
    fits(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("[name=code]", authenticator.shown(secret))
    page.get_by_role("button", name="绑定").click()
    page.get_by_role("heading", name="备用码").wait_for()
    fits(page)

    page.goto("/accounts/password/")
    page.fill("[name=password]", "湖心岛的灯-2026")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("密码已设置，其他设备").wait_for()
    page.context.clear_cookies()
    page.goto("/admin/")
    page.fill("[name=login]", phone)
    page.fill("[name=password]", "湖心岛的灯-2026")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/accounts/login/second/**")
    fits(page)
    page.goto("/admin/")
    assert "/accounts/login/" in page.url
    page.goto("/accounts/login/second/?next=/admin/")
    page.fill("[name=code]", authenticator.shown(secret))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/admin/pages/")
    page.get_by_text(branch["title"]).first.wait_for()

    office.goto("/admin/duties/?q=周书记")
    office.get_by_role("button", name="结束").click()
    office.get_by_text("已结束").wait_for()
    refusals.append(f"{served.url}/admin/login/")
    page.goto("/admin/pages/")
    page.get_by_role("heading", name="没有权限").wait_for()
    office.context.close()


def test_a_brief_is_submitted_returned_mended_approved_and_public(served, page):
    branch = joint_branch(served)
    password = served.environment["RUYI_DEMO_PASSWORD"]
    number = acts.number_of(branch["id"])
    office = page.context.browser.new_context(
        base_url=served.url, viewport={"width": 1280, "height": 800}
    ).new_page()
    acts.sign_in(office, "admin", password)
    give_duty(office, phone="13611112222", name="吴书记", role="SECRETARY", place=branch["title"])

    page.set_viewport_size({"width": 1280, "height": 800})
    acts.sign_in_by_code(page, served, "13611112222", "/accounts/login/?next=/admin/")
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/pages/add/pages/brief/{number}/")
    page.fill("[name=title]", "湖边清扫日小记")
    page.wait_for_timeout(3000)
    acts.write_paragraph(page, "大家一起扫了湖边。")
    submit(page)

    office.goto("/admin/")
    office.get_by_role("link", name="湖边清扫日小记").first.click()
    office.wait_for_load_state("networkidle")
    decide(office, "退回修改")
    office.locator(".modal textarea").fill("请写上有多少人")
    office.locator(".modal [type=submit]").click()
    office.wait_for_url(f"**/admin/pages/{number}/")

    page.goto("/admin/")
    page.get_by_role("link", name="湖边清扫日小记").first.click()
    page.get_by_text("退回修改：请写上有多少人").wait_for()
    page.locator("[data-draftail-editor-wrapper] [contenteditable=true]").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("来了三十人。")
    page.wait_for_timeout(3000)
    submit(page)

    office.goto("/admin/")
    office.get_by_role("link", name="湖边清扫日小记").first.click()
    office.wait_for_load_state("networkidle")
    decide(office, "通过并发布")
    office.wait_for_url(f"**/admin/pages/{number}/")
    office.context.close()
    found = 'query { search(text: "湖边清扫日小记", first: 5) { nodes { title url } } }'
    node = served.wait_until(
        lambda: next(
            (n for n in served.ask(found)["search"]["nodes"] if n["title"] == "湖边清扫日小记"),
            None,
        )
    )
    served.wait_until_printed()
    page.goto(node["url"])
    page.get_by_text("来了三十人").wait_for()


def submit(page):
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("[name=action-submit]:visible").click()
    page.get_by_text("提交审核").first.wait_for()


def decide(office, words):
    office.locator("footer [data-w-dropdown-target=toggle]").click()
    office.get_by_role("button", name=words).click()


def test_a_key_stands_in_for_the_app(served, page):
    """A fingerprint, as Chromium plays one; keys belong to a host with a name, not to a number."""
    phone, password = "13511112222", "湖心岛的灯-2026"
    context = page.context.browser.new_context(
        base_url=served.url.replace("127.0.0.1", "localhost"),
        viewport={"width": 390, "height": 844},
    )
    visitor = context.new_page()
    device = context.new_cdp_session(visitor)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    able = {"hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **able}})
    acts.sign_in_by_code(visitor, served, phone, "/accounts/login/?next=/accounts/password/")
    visitor.fill("[name=password]", password)
    visitor.get_by_role("button", name="保存").click()
    visitor.get_by_text("密码已设置，其他设备").wait_for()

    visitor.goto("/accounts/second/keys/add/")
    fits(visitor)
    visitor.get_by_role("button", name="添加").click()
    visitor.get_by_role("heading", name="备用码").wait_for()

    context.clear_cookies()
    visitor.goto("/accounts/login/password/?next=/accounts/")
    visitor.fill("[name=login]", phone)
    visitor.fill("[name=password]", password)
    visitor.get_by_role("button", name="登录").click()
    visitor.wait_for_url("**/accounts/login/second/**")
    visitor.get_by_role("button", name="用安全密钥").click()
    visitor.get_by_role("heading", name="账号与安全").wait_for()
    context.close()
