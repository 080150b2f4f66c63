"""Posters: as large as sharing asks, small in bytes, set as Chinese is set."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from press.posters import CLOSING, FONTS, OPENING, can_draw, draw, lines_of
from press.sheets import Poster

TITLES = [
    "如意湖",
    "“湖畔音乐会”第三季：十二支乐队，唱响如意湖的夏天（免费入场）",
    "AI Agent 与 LLM 应用开发工程师（Python / Go）",
    "郑州市郑东新区中央商务区2026年第四季度楼宇经济高质量发展推进会暨双提升行动工作简报" * 2,
]


def poster(title: str, owner: str = "如意湖街道党工委") -> Poster:
    return Poster(title=title, kind="信息简报", owner=owner, site="如意湖")


def signs(text: str) -> float:
    """A measure in signs: a Chinese one is 1 wide, a Latin one half."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("owner", ["", "如意湖文化广场商圈联合党支部与物业服务中心第一党小组" * 2])
def test_a_poster_is_1200_by_630_and_at_most_60_kilobytes(title: str, owner: str) -> None:
    drawn = draw(poster(title, owner), FONTS)
    image = Image.open(BytesIO(drawn))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(drawn) <= 60_000


def test_the_same_poster_has_the_same_bytes_and_another_title_others() -> None:
    assert draw(poster("停水通知"), FONTS) == draw(poster("停水通知"), FONTS)
    assert draw(poster("停水通知"), FONTS) != draw(poster("停电通知"), FONTS)


def test_all_that_a_poster_shows_is_in_its_address() -> None:
    shown = {"title": "停水通知", "kind": "通知公告", "owner": "王鼎国贸大厦", "site": "如意湖"}
    addresses = {Poster(**shown | {part: "另一个"}).address for part in shown}
    assert len(addresses | {Poster(**shown).address}) == 5


def test_without_the_fonts_no_poster_can_be_drawn(tmp_path: Path) -> None:
    assert can_draw(FONTS)
    assert not can_draw(tmp_path)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("width", [6, 7, 8, 9, 10, 13])
def test_no_line_begins_or_ends_with_a_mark_that_may_not(title: str, width: int) -> None:
    lines = lines_of(title, width, signs)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert not any(line[0] in CLOSING for line in lines)
    assert not any(line[-1] in OPENING for line in lines)


def test_latin_words_and_numbers_keep_together() -> None:
    assert lines_of("招聘Python工程师", 4, signs) == ["招聘", "Python工", "程师"]
    assert lines_of("2026年12月", 3, signs) == ["2026年", "12月"]


def test_a_word_too_long_for_any_line_is_broken() -> None:
    lines = lines_of("x" * 30, 5, signs)
    assert [len(line) for line in lines] == [10, 10, 10]
