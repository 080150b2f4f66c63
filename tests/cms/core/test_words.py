"""Cutting text without spaces: what is stored is found by any part of it."""

import pytest

from cms.core.words import cut, terms

TITLES = [
    "如意湖共享会议室预约办法",
    "关于举办2026年秋季健步跑的通知",
    "CBD楼宇联合党支部主题党日",
    "郑州国际会展中心周边停车指引",
    "人工智能大数据区块链培训",
    "𬱖楼与㛃园的故事",
    "ＣＢＤ服务中心",
    "カフェ読書会",
]


def substrings(text):
    return {text[i:j] for i in range(len(text)) for j in range(i + 2, len(text) + 1)}


def unspaced(text):
    return not any(character.isascii() or "\uff00" <= character <= "\uffef" for character in text)


@pytest.mark.parametrize("title", TITLES)
def test_every_part_of_two_characters_and_more_is_among_the_words(title):
    words = set(cut(title).split())
    parts = {part for part in substrings(title) if unspaced(part)}
    assert {part for part in parts if not set(terms(part)) <= words} == set()


@pytest.mark.parametrize("title", TITLES)
def test_every_character_alone_is_among_the_words(title):
    words = set(cut(title).split())
    assert {c for c in title if unspaced(c) and c not in words} == set()


def test_a_word_of_latin_letters_stays_whole_in_small_letters():
    assert terms("如意湖 CBD") == ["如意", "意湖", "cbd"]


def test_letters_and_numbers_between_characters_are_words_of_their_own():
    assert terms("招2名BI分析师") == ["招", "2", "名", "bi", "分析", "析师"]


def test_one_character_alone_is_a_word():
    assert terms("湖") == ["湖"]


def test_punctuation_is_no_word_and_joins_none():
    assert terms("党日，通知！（急）") == ["党日", "通知", "急"]
    assert terms("——……、") == []


def test_full_width_and_compatible_forms_are_the_same_words():
    assert terms("ＣＢＤ１２") == terms("cbd12") == ["cbd12"]
    assert terms("⾦⽔") == terms("金水")


@pytest.mark.parametrize("rare", ["𬱖", "㛃", "𠮷", "龘"])
def test_a_rare_character_is_a_word_and_makes_pairs(rare):
    assert terms(rare) == [rare]
    assert terms(f"{rare}湖") == [f"{rare}湖"]
    assert rare in cut(f"金{rare}湖").split()


def test_underscores_and_quotes_cannot_reach_the_index():
    assert terms('a_b "c" OR d*') == ["a", "b", "c", "or", "d"]


def test_no_text_has_no_words():
    assert terms("") == []
    assert cut("") == ""
