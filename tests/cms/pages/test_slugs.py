"""Slugs: pinyin from a Chinese title, never a reserved word, never two the same in a kind."""

import re

import pytest
from django.core.exceptions import ValidationError

from cms.pages.models import Notice
from cms.pages.slugs import LONGEST, LONGEST_TYPED, numbered, slug_from
from tests import factories


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("如意湖", "ru-yi-hu"),
        ("如意湖 CBD", "ru-yi-hu-cbd"),
        ("BI数据分析师", "bi-shu-ju-fen-xi-shi"),
        ("2026年度通知", "2026-nian-du-tong-zhi"),
        ("  ——！", "x"),
        ("🙂", "x"),
        ("page", "page-1"),
        ("By", "by-1"),
        ("绿城", "lv-cheng"),
    ],
)
def test_a_title_is_spelt_in_pinyin(title, slug):
    assert slug_from(title) == slug


@pytest.mark.parametrize(
    "title", ["郑" * 300, "a" * 300, "关于进一步做好区域内楼宇企业联合党支部换届选举工作的补充通知"]
)
def test_a_long_title_gives_a_short_slug_of_whole_words(title):
    slug = slug_from(title)
    assert 0 < len(slug) <= LONGEST
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)


def test_the_first_has_no_number():
    assert [numbered("a", n) for n in (1, 2, 3)] == ["a", "a-2", "a-3"]


def test_a_blank_slug_is_made_on_the_server(district):
    assert factories.notice(district, title="主题党日").slug == "zhu-ti-dang-ri"


def test_the_same_title_in_a_kind_gets_a_number_wherever_it_stands(district):
    area = factories.area(district)
    slugs = [
        factories.notice(parent, title="主题党日").slug for parent in (district, area, district)
    ]
    assert slugs == ["zhu-ti-dang-ri", "zhu-ti-dang-ri-2", "zhu-ti-dang-ri-3"]


def test_a_brief_may_bear_the_title_of_the_notice_beside_it(district):
    notice = factories.notice(district, title="主题党日")
    brief = factories.brief(district, title="主题党日")
    assert brief.slug.startswith(notice.slug)
    assert brief.slug != notice.slug


def test_other_kinds_under_other_owners_may_share_a_slug(district):
    area = factories.area(district)
    assert (
        factories.notice(district, title="主题党日").slug
        == factories.brief(area, title="主题党日").slug
    )


def test_a_number_taken_in_between_is_used_again(district):
    for slug in ("tong-zhi", "tong-zhi-3"):
        factories.notice(district, title="通知", slug=slug)
    assert factories.notice(district, title="通知").slug == "tong-zhi-2"


@pytest.mark.parametrize("slug", ["page", "by", "主题", "a b", "a/b", "a.b"])
def test_what_cannot_be_an_address_is_refused_as_a_slug_on_every_road(district, slug):
    with pytest.raises(ValidationError) as refused:
        factories.notice(district, slug=slug)
    assert list(refused.value.message_dict) == ["slug"]
    assert not Notice.objects.filter(slug=slug).exists()


def test_a_slug_too_long_for_an_address_is_refused(district):
    with pytest.raises(ValidationError) as refused:
        factories.notice(district, slug="a" * (LONGEST_TYPED + 1))
    assert list(refused.value.message_dict) == ["slug"]
