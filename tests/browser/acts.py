"""What an editor does in Wagtail's forms, on a Playwright page."""

import base64


def number_of(node_id):
    return base64.urlsafe_b64decode(node_id + "==").decode().split(":")[1]


def write_paragraph(page, text):
    page.locator("button[title][aria-expanded]").filter(
        has=page.locator("svg.icon-plus")
    ).first.click()
    page.get_by_role("option", name="正文").click()
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
