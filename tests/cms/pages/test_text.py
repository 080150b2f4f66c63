"""Plain text on its way in: lines become blocks, and no word is lost."""

import random

import pytest

from cms.pages.blocks import BodyBlock, words_of
from cms.pages.text import body_from_text


def blocks_of(text):
    return [
        (kind, value["text"] if kind == "heading" else value)
        for kind, value in body_from_text(text)
    ]


def test_lines_become_headings_and_paragraphs():
    text = "## 第一章 总则\n\n第一条\r\n  第二条  \n### 第二节\n第三条"
    assert blocks_of(text) == [
        ("heading", "第一章 总则"),
        ("paragraph", "<p>第一条</p><p>第二条</p>"),
        ("heading", "第二节"),
        ("paragraph", "<p>第三条</p>"),
    ]


@pytest.mark.parametrize(("marks", "level"), [("#", "2"), ("##", "2"), ("###", "3"), ("####", "3")])
def test_more_marks_make_a_smaller_heading(marks, level):
    [(_, heading)] = body_from_text(f"{marks} 总则")
    assert heading["level"] == level


def test_a_heading_too_long_stays_as_a_paragraph():
    assert blocks_of("## " + "长" * 61) == [("paragraph", f"<p>{'长' * 61}</p>")]


def test_markup_is_text():
    [(_, html)] = blocks_of('<script>alert(1)</script> & "a" < b')
    assert html == '<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; "a" &lt; b</p>'


def test_no_text_makes_no_blocks():
    assert blocks_of(" \n\t\n") == []


@pytest.mark.parametrize("seed", range(20))
def test_no_word_is_lost(seed):
    pick = random.Random(seed)
    pieces = ["党员", "a<b", "&amp;", "# ", "##", "####### ", "“引号”", "\u2028", "<p>", " x "]
    lines = ["".join(pick.choices(pieces, k=pick.randint(0, 30))) for _ in range(40)]
    text = "\n".join(lines)
    body = BodyBlock().to_python(
        [{"type": kind, "value": value} for kind, value in body_from_text(text)]
    )
    assert bare(words_of(body)) == bare(text)


def bare(text):
    """The text without what marks headings and separates words."""
    return "".join(text.replace("#", "").split())
