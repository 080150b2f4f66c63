"""Drafts that are put under a page for their editor to finish."""

import pytest

from cms.pages.models import Brief
from cms.pages.pasted import body_from_html
from cms.pages.services import add_draft
from tests import factories


def blocks_of_draft(district, title, html):
    page = Brief(title=title, body=body_from_html(html))
    add_draft(under=district, page=page, user=factories.admin())
    return [block.block_type for block in Brief.objects.get().body]


@pytest.mark.parametrize("heading", ["环湖健步走", " 环湖\n健步走 "])
def test_a_heading_that_says_the_title_again_is_left_out(district, heading):
    html = f"<h1>{heading}</h1><p>三百人参加。</p>"
    assert blocks_of_draft(district, "环湖健步走", html) == ["paragraph"]


@pytest.mark.parametrize(
    "html", ["<h1>环湖健步走纪实</h1><p>三百人。</p>", "<p>三百人。</p><h1>环湖健步走</h1>"]
)
def test_another_heading_or_a_later_one_stays(district, html):
    assert "heading" in blocks_of_draft(district, "环湖健步走", html)


def test_a_draft_may_be_empty(district):
    assert blocks_of_draft(district, "环湖健步走", "<h1>环湖健步走</h1>") == []
