"""ContentPage: what its public document says, and what its form accepts."""

import datetime

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages.models import SUMMARY_LENGTH, Notice
from cms.publication.services import settle_all
from tests import factories


class Nothing:
    """A public side without pages; it notes which pictures were shown."""

    def __init__(self):
        self.pictures = []

    def address(self, page_id):
        return None

    def page(self, page_id):
        return None

    def picture(self, image):
        self.pictures.append(image.pk)
        return {"alt": image.description}


@pytest.fixture
def nothing():
    return Nothing()


def test_a_written_summary_is_shown_as_it_is(district, nothing):
    notice = factories.notice(district, summary="一句话", body=[factories.paragraph("<p>正文</p>")])
    assert notice.public_document(None, nothing)["summary"] == "一句话"


def test_a_blank_summary_is_the_beginning_of_the_body(district, nothing):
    body = [
        ("heading", {"text": "标题", "level": "2"}),
        factories.paragraph("<p>第一段<br/>换行</p><p>第二段 &amp; &lt;尖括号&gt;</p>"),
        factories.paragraph(f"<p>{'长' * 200}</p>"),
    ]
    summary = factories.notice(district, body=body).public_document(None, nothing)["summary"]
    assert summary.startswith("标题 第一段 换行 第二段 & <尖括号> 长长")
    assert len(summary) == SUMMARY_LENGTH


def test_every_block_has_its_name_and_an_id(district, nothing):
    picture = factories.image(description="湖景")
    body = [
        ("heading", {"text": "标题", "level": "3"}),
        factories.paragraph("<p>段落</p>"),
        ("image", {"image": picture, "caption": "夜景"}),
    ]
    blocks = factories.notice(district, body=body).public_document(None, nothing)["body"]
    ids = [block.pop("id") for block in blocks]
    assert len(set(ids)) == 3
    assert blocks == [
        {"__typename": "HeadingBlock", "text": "标题", "level": 3},
        {"__typename": "ParagraphBlock", "html": "<p>段落</p>"},
        {"__typename": "ImageBlock", "image": {"alt": "湖景"}, "caption": "夜景"},
    ]
    assert nothing.pictures == [picture.pk]


def test_the_words_of_captions_and_headings_are_searched(district):
    body = [
        ("heading", {"text": "总则", "level": "2"}),
        ("image", {"image": factories.image(), "caption": "夜景"}),
    ]
    words = factories.notice(district, summary="摘要", body=body).public_words(None)
    assert words.split() == ["摘要", "总则", "夜景"]


def test_the_date_a_text_bears_is_a_plain_day(district, nothing):
    notice = factories.notice(district, source_date=datetime.date(2019, 4, 23))
    assert notice.public_document(None, nothing)["sourceDate"] == "2019-04-23"


def test_dated_kinds_bear_the_month_of_first_publication_in_shanghai(district):
    notice = factories.notice(district)
    notice.first_published_at = datetime.datetime(2026, 10, 31, 16, tzinfo=datetime.UTC)
    assert notice.address_for("a") == "/notices/2026/11/a/"


def test_wagtails_own_link_to_a_page_is_its_public_address(district):
    notice = factories.notice(district)
    assert notice.get_url() is None
    settle_all()
    notice = Notice.objects.get(pk=notice.pk)
    assert notice.get_url() == notice.entry.url
    notice.unpublish()
    settle_all()
    assert Notice.objects.get(pk=notice.pk).get_url() is None


# The form


@pytest.fixture
def create(client, district):
    """create(**fields) -> the answer of the admin's form for a new notice."""
    client.force_login(factories.admin())

    def create(**fields):
        data = {
            "title": "主题党日",
            "slug": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            "action-publish": "1",
            **fields,
        }
        url = f"/admin/pages/add/pages/notice/{district.pk}/"
        return client.post(url, nested_form_data(data))

    return create


def test_a_blank_slug_is_accepted_and_made_from_the_title(create):
    assert create().status_code == 302
    assert Notice.objects.get().slug == "zhu-ti-dang-ri"
    assert create().status_code == 302
    assert {notice.slug for notice in Notice.objects.all()} == {
        "zhu-ti-dang-ri",
        "zhu-ti-dang-ri-2",
    }


def test_a_draft_may_have_a_blank_slug_too(create):
    assert create(**{"action-publish": ""}).status_code == 302
    assert Notice.objects.get().slug == "zhu-ti-dang-ri"


def test_a_slug_of_ones_own_is_kept(create):
    create(slug="dang-ri")
    assert Notice.objects.get().slug == "dang-ri"


@pytest.mark.parametrize("slug", ["page", "by", "主题", "a b", "a" * 101])
def test_a_slug_that_cannot_be_an_address_is_refused_with_a_reason(create, slug):
    answer = create(slug=slug)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["slug"]
    assert not Notice.objects.exists()


def test_a_slug_taken_by_another_page_of_the_kind_is_refused_with_a_reason(create, district):
    factories.notice(factories.area(district), slug="dang-ri")
    answer = create(slug="dang-ri")
    assert list(answer.context["form"].errors) == ["slug"]
    assert "同类内容" in str(answer.context["form"].errors["slug"])


def test_publishing_in_the_form_is_public_when_it_commits(create, settled, ask):
    with settled():
        create()
    [notice] = ask("{ notices(first: 5) { nodes { title } } }")["data"]["notices"]["nodes"]
    assert notice == {"title": "主题党日"}
