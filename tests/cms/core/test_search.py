"""Search in the admin: Chinese is found by any part of it, by the words of any kind."""

import pytest
from django.db import connection
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from cms.core.search import SearchBackend
from tests import factories

TITLES = [
    "如意湖共享会议室预约办法",
    "龙子湖片区联合党支部主题党日",
    "郑州国际会展中心周边停车指引",
    "BI数据分析师（郑东新区）",
    "𬱖楼与㛃园的故事",
]


@pytest.fixture
def titles(district):
    return {factories.notice(district, title=title).pk: title for title in TITLES}


def parts(title):
    return {title[i:j] for i in range(len(title)) for j in range(i + 1, min(len(title), i + 6) + 1)}


def searchable(part):
    return all(not char.isascii() and char not in "（）" for char in part)


def test_every_part_of_every_title_finds_it_and_nothing_without_it(titles):
    """As the explorer and the choosers ask: by autocomplete, on the base class of all pages."""
    wrong = []
    for part in sorted({part for title in TITLES for part in parts(title) if searchable(part)}):
        found = {page.pk for page in Page.objects.all().autocomplete(part)} & set(titles)
        if found != {pk for pk, title in titles.items() if part in title}:
            wrong.append(part)
    assert wrong == []


@pytest.mark.parametrize("text", ["BI", "bi", "ＢＩ", "数据 郑东", "bi数据"])
def test_letters_and_several_words_are_found_in_any_width(titles, text):
    found = [page.title for page in Page.objects.all().autocomplete(text)]
    assert found == ["BI数据分析师（郑东新区）"]


def test_the_text_of_a_body_is_searched_too(district):
    notice = factories.notice(district, body=[factories.paragraph("<p>请自带水杯</p>")])
    assert [page.pk for page in Page.objects.all().search("水杯")] == [notice.pk]


def test_the_admin_finds_a_page_by_a_part_of_its_title(titles, client):
    client.force_login(factories.admin())
    answer = client.get("/admin/pages/search/results/", {"q": "会议室"})
    assert "如意湖共享会议室预约办法" in answer.content.decode()
    assert "停车指引" not in answer.content.decode()


def test_pictures_are_found_by_a_part_of_their_title(district, client):
    client.force_login(factories.admin())
    factories.image(title="湖心岛夜景")
    factories.image(title="会展中心")
    answer = client.get("/admin/images/results/", {"q": "心岛"}).content.decode()
    assert ("湖心岛夜景" in answer, "会展中心" in answer) == (True, False)


@pytest.mark.parametrize("text", ["", "，。", '"', "湖 OR", "a AND", "湖*", "'; DROP TABLE", "("])
def test_signs_in_a_question_break_nothing(titles, text):
    for found in (Page.objects.all().autocomplete(text), Page.objects.all().search(text)):
        assert all("湖" in text and "湖" in page.title for page in found)


def test_saving_a_page_writes_no_other_pages_index(titles):
    """Or two editors could lock each other out."""
    norms = []

    def watch(execute, sql, params, many, context):
        if "title_norm" in sql and sql.lstrip().startswith("UPDATE"):
            norms.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        page = Page.objects.get(title=TITLES[0]).specific
        page.save_revision().publish()
    assert norms == []


def test_ours_is_the_backend_in_use():
    assert isinstance(get_search_backend(), type(SearchBackend({})))


def test_who_has_the_name_comes_before_who_begins_with_it_and_who_only_speaks_of_it(district):
    speaks = factories.notice(
        district, title="通知", summary="中科金座大厦 中科金座大厦 中科金座大厦"
    )
    begins = factories.notice(district, title="中科金座大厦楼宇联合党支部换届")
    within = factories.notice(district, title="关于中科金座大厦停电")
    named = factories.notice(district, title="中科金座大厦")
    for found in (
        Page.objects.all().autocomplete("中科金座大厦"),
        Page.objects.all().search("中科金座大厦"),
    ):
        order = [page.pk for page in found]
        assert order[:2] == [named.pk, begins.pk]
        assert set(order[2:]) == {within.pk, speaks.pk}
        assert [page.pk for page in found[1:3]] == order[1:3]


def test_an_order_that_was_asked_for_is_kept(district):
    later = factories.notice(district, title="会展中心")
    first = factories.notice(district, title="会展中心停车")
    found = Page.objects.order_by("-title").autocomplete("会展中心", order_by_relevance=False)
    assert [page.pk for page in found] == [first.pk, later.pk]
