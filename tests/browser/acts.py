"""What people do in their browsers, on a Playwright page."""

import base64


def number_of(node_id):
    return base64.urlsafe_b64decode(node_id + "==").decode().split(":")[1]


def add_block(page, kind):
    """At the head of the body."""
    page.locator("button[title][aria-expanded]").filter(
        has=page.locator("svg.icon-plus")
    ).first.click()
    page.get_by_role("option", name=kind).click()


def write_paragraph(page, text):
    add_block(page, "正文")
    page.locator("[data-draftail-editor-wrapper] [contenteditable=true]").last.click()
    page.keyboard.type(text)
    # The editor hands its text to the form a moment after the last key.
    page.wait_for_function(
        "text => document.forms['page-edit-form']['body-0-value'].value.includes(text)", arg=text
    )


def publish(page):
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("[name=action-publish]:visible").click()
    page.wait_for_url("**/admin/pages/*/")


def schedule(page):
    """Open the dialog in which publishing is put off."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="定时发布…").click()


def sign_in(page, name, password):
    """Into the admin, by user's name and password; agreeing to the terms where they are asked."""
    page.goto("/admin/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("button.do")
    page.wait_for_url(lambda url: "/accounts/login/password/" not in url)
    if "/accounts/login/terms/" in page.url:
        agree(page)
    page.wait_for_url("**/admin/")


def agree(page):
    page.check("[name=agree]")
    page.get_by_role("button", name="同意并登录").click()


def sign_in_by_code(page, served, phone, address="/accounts/login/"):
    """With a text message; who is new agrees to the terms."""
    page.goto(address)
    page.fill("[name=phone]", phone)
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/accounts/login/code/**")
    page.fill("[name=code]", served.code_for(phone))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/code/" not in url)
    if "/accounts/login/terms/" in page.url:
        agree(page)
