"""Rich text on its way out: nothing that runs, and links only to what the public can open."""

import pytest

from cms.pages.richtext import public_html


class Addresses:
    """Page 7 is public, no other."""

    def address(self, page_id):
        return "/notices/2026/11/a/" if page_id == 7 else None


def shown(html):
    return public_html(html, Addresses())


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example></sCrIpT>",
        "<p onclick=alert(1)>a</p>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></math>",
        "<style>p{color:red}</style>",
        "<iframe src=https://evil.example></iframe>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href=' java\tscript:alert(1)'>a</a>",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
        "<a href='vbscript:x'>a</a>",
        "<p style='background:url(//evil.example)'>a</p>",
        "<form action=//evil.example><input name=a></form>",
        "<!-- <script>alert(1)</script> -->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_nothing_that_runs_or_loads_comes_through(html):
    text = shown(html).lower()
    for bad in ("<script", "onclick", "onerror", "onload", "script:", "data:", "evil", "<style"):
        assert bad not in text
    for tag in ("<img", "<svg", "<iframe", "<form", "<input", "<math", "<!--"):
        assert tag not in text


def test_plain_markup_stays_as_it_is():
    html = "<p><b>重要</b>：<i>请</i>准时</p><ol><li>一</li></ol><hr><ul><li>二<br>三</li></ul>"
    assert shown(html) == html


def test_a_link_elsewhere_keeps_its_target_and_tells_nothing_of_us():
    html = shown('<a href="https://example.cn/a?b=1&amp;c=2">外部</a>')
    assert 'href="https://example.cn/a?b=1&amp;c=2"' in html
    assert 'rel="noopener noreferrer"' in html


@pytest.mark.parametrize("target", ["mailto:a@example.cn", "tel:12345", "http://example.cn/"])
def test_mail_and_telephone_links_stay(target):
    assert f'href="{target}"' in shown(f'<a href="{target}">a</a>')


def test_a_link_to_a_public_page_becomes_its_address():
    html = shown('<p>见<a linktype="page" id="7">通知</a>。</p>')
    assert 'href="/notices/2026/11/a/"' in html
    assert "linktype" not in html


@pytest.mark.parametrize("number", ["8", "", "x", "7 or 1=1", "-7"])
def test_a_link_to_any_other_page_keeps_its_words_and_loses_its_target(number):
    html = shown(f'<p>见<a linktype="page" id="{number}">通知</a>。</p>')
    assert "href" not in html
    assert "通知" in html


@pytest.mark.parametrize("kind", ["document", "unknown"])
def test_a_link_of_a_kind_that_is_not_shown_keeps_its_words(kind):
    html = shown(f'<p>见<a linktype="{kind}" id="7">附件</a>。</p>')
    assert "href" not in html
    assert "附件" in html


def test_two_links_are_each_their_own():
    html = shown('<a linktype="page" id="7">甲</a><a linktype="page" id="8">乙</a>')
    assert html.count("href") == 1
