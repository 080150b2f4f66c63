"""The search index the database keeps over the entries: true to them, and found by any part."""

import pytest
from django.db import connection

from cms.publication.index import ensure_index
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories

TITLES = [
    "如意湖共享会议室预约办法",
    "龙子湖片区主题党日",
    "BI数据分析师（郑东新区）",
    "𬱖楼与㛃园的故事",
]


@pytest.fixture
def titles(district):
    pages = {factories.notice(district, title=title).pk: title for title in TITLES}
    settle_all()
    return pages


def found(text):
    return [entry.page_id for entry in Entry.objects.public("NOTICE").found_by(text)]


def pairs(title):
    han = [title[i : i + 2] for i in range(len(title) - 1)]
    return [pair for pair in han if not pair.isascii() and "（" not in pair and "）" not in pair]


def test_every_pair_of_characters_finds_its_pages_and_no_other(titles):
    for title in TITLES:
        for pair in pairs(title):
            if pair[0].isascii() == pair[1].isascii():
                expected = {page for page, other in titles.items() if pair in other}
                assert set(found(pair)) == expected, pair


def test_every_character_alone_finds_its_pages(titles):
    for character in "如湖会𬱖㛃":
        expected = {page for page, title in titles.items() if character in title}
        assert set(found(character)) == expected, character


def test_a_question_is_answered_by_what_shares_a_word_the_best_first(titles):
    best = found("怎么预约如意湖的会议室？")[0]
    assert titles[best] == "如意湖共享会议室预约办法"


def test_a_word_in_the_title_counts_more_than_one_in_the_text(district):
    text = factories.notice(district, body=[factories.paragraph("<p>关于消防演练的事</p>")])
    title = factories.notice(district, title="消防演练")
    settle_all()
    assert found("消防演练") == [title.pk, text.pk]


@pytest.mark.parametrize(
    "text",
    ["", " ", "，。！", '"', "'", '""" OR 1', "湖 NOT 湖", "NEAR(a b)", "a*", "-湖", "\\", "%"],
)
def test_signs_in_a_question_break_nothing(titles, text):
    assert set(found(text)) <= set(titles)


def test_a_changed_document_is_found_by_its_new_words_only(titles, district):
    notice = factories.notice(district, title="旧词")
    settle_all()
    notice.title = "新话"
    notice.save_revision().publish()
    settle_all()
    assert (found("旧词"), found("新话")) == ([], [notice.pk])


def test_the_index_holds_nothing_that_the_entries_do_not(titles):
    Entry.objects.filter(page_id=min(titles)).delete()
    factories.root().get_descendants().get(pk=max(titles)).unpublish()
    settle_all()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Fails when the index and the table do not say the same.
            cursor.execute(
                "INSERT INTO publication_words(publication_words) VALUES ('integrity-check')"
            )
    for page in (min(titles), max(titles)):
        assert page not in found(titles[page])
    ensure_index(connection.alias)
    assert set(found("主题党日")) == {page for page, title in titles.items() if "党日" in title}
