"""Pasted HTML: clean blocks, and not a word lost."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue

from cms.pages.blocks import BodyBlock, words_of
from cms.pages.pasted import body_from_html

SAMPLES = Path("/work/shared/data/policy_articles_html.jsonl")
ALLOWED = re.compile(r"</?(?:p|b|i|a|ul|ol|li|br|hr)(?: href=\"[^\"]*\")?/?>")

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>文件</title>
<style><!-- @font-face {font-family:宋体;} p.MsoNormal {mso-style-unhide:no;} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<xml><o:Shape>1026</o:Shape></xml></head><body lang=ZH-CN><!--StartFragment-->
<div class=WordSection1>
<h1><span style='font-family:黑体'>关于开展环湖健步走的通知<o:p></o:p></span></h1>
<p class=MsoNormal><span style='mso-bidi-font-weight:bold'>各党支部：</span><o:p></o:p></p>
<p class=MsoNormal><b><span style='font-size:16.0pt'>请</span></b><b><span>于周五</span></b>
报名<span lang=EN-US>&nbsp;</span>。</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='text-indent:-21pt;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>1.<span style='font:7.0pt'>&nbsp;</span></span><![endif]>带水</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>2.</span><!--[endif]-->戴<b>帽</b></p>
<p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>（一）</span>集合</p>
<p style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>·</span>东门</p>
</div><!--EndFragment--></body></html>"""


def blocks(source):
    return body_from_html(source)


def html(source):
    return "".join(value for name, value in blocks(source) if name == "paragraph")


def words(body):
    return re.sub(r"\s+", "", words_of(StreamValue(BodyBlock(), body)))


def words_in(source):
    """Independently of what is tested: all text of the source, without its blanks."""
    soup = BeautifulSoup(source, "html.parser")
    for tag in soup(["script", "style"]):
        tag.decompose()
    return re.sub(r"\s+", "", soup.get_text())


def samples():
    if not SAMPLES.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{SAMPLES} is not here"))]
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    return [pytest.param(row["content_html"], id=row["id"]) for row in rows]


@pytest.mark.parametrize("source", samples())
def test_nothing_of_a_real_article_is_lost_and_only_clean_markup_stays(source):
    body = blocks(source)
    assert words(body) == words_in(source)
    for name, value in body:
        assert name in {"heading", "paragraph", "quote", "table"}
        if name == "paragraph":
            assert "<" not in ALLOWED.sub("", value)
            assert not re.search(r"<(p|b|i|li)>\s*</\1>", value)


def test_a_table_of_a_real_article_arrives_as_a_table():
    if not SAMPLES.exists():
        pytest.skip(f"{SAMPLES} is not here")
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    source = next(row["content_html"] for row in rows if "<table" in row["content_html"])
    [table] = [value for name, value in blocks(source) if name == "table"]
    assert table["data"][0] == ["步骤", "时间", "政府对BIM使用要求"]
    assert (len(table["data"]), table["first_row_is_table_header"]) == (9, True)


def test_a_word_document_arrives_clean():
    assert blocks(WORD) == [
        ("heading", {"text": "关于开展环湖健步走的通知", "level": "2"}),
        (
            "paragraph",
            "<p>各党支部：</p><p><b>请于周五</b> 报名 。</p>"
            "<ol><li>带水</li><li>戴<b>帽</b></li></ol>"
            "<p>（一）集合</p><ul><li>东门</li></ul>",
        ),
    ]


def test_bullets_of_word_become_nested_lists():
    item = "<p style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}</span>{}</p>"
    rows = [(1, "·", "甲"), (2, "o", "乙"), (2, "o", "丙"), (1, "·", "丁")]
    assert html("\n".join(item.format(*row) for row in rows)) == (
        "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul>"
    )


def test_numbers_of_word_that_do_not_count_from_one_stay_as_written():
    item = "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>{}.</span>{}</p>"
    assert html(item.format(3, "甲") + item.format(4, "乙")) == "<p>3.甲</p><p>4.乙</p>"


def test_sections_of_a_wechat_article_become_paragraphs():
    source = (
        '<section style="padding:10px"><section><p><span style="font-weight: bold;">湖边</span>'
        "<span><strong>见</strong></span></p></section><section>周六<br><br>上午</section></section>"
        '<section><img data-src="https://mmbiz.qpic.cn/1" alt="图片"></section><p><br></p>'
    )
    assert html(source) == "<p><b>湖边见</b></p><p>周六</p><p>上午</p>"


def test_scripts_styles_and_comments_are_no_words():
    source = "<p>一<!-- 二 --></p><script>三</script><style>p{}</style><p onclick='x()'>四</p>"
    assert html(source) == "<p>一</p><p>四</p>"


def test_bold_that_a_style_takes_back_is_not_bold():
    assert html('<b style="font-weight:normal"><p>一</p></b>') == "<p>一</p>"
    assert (
        html('<strong>一<span style="font-weight: 400">二</span></strong>') == "<p><b>一</b>二</p>"
    )


def test_links_keep_their_targets_and_harmful_ones_only_their_words():
    source = (
        '<p><a href="https://www.gov.cn/a?b=1&amp;c=2">国<b>务</b></a>'
        '<a href="javascript:alert(1)">院</a><a name="x">令</a>'
        '<a href="//evil.example">外</a></p>'
    )
    assert html(source) == (
        '<p><a href="https://www.gov.cn/a?b=1&amp;c=2">国<b>务</b></a>院令外</p>'
    )


def test_lists_keep_their_lists():
    source = "<ol><li><p>甲</p><ul><li>乙<br>丙</li></ul></li><li>丁</li><ul><li>戊</li></ul></ol>"
    assert html(source) == (
        "<ol><li>甲<ul><li>乙<br/>丙</li></ul></li><li>丁<ul><li>戊</li></ul></li></ol>"
    )


@pytest.mark.parametrize(
    "inside",
    ["<div><ul><li>乙</li></ul></div>", "<section><p>乙</p></section>", "<table><tr><td>乙"],
)
def test_what_tools_put_into_items_is_not_lost(inside):
    assert words(blocks(f"<ul><li>甲{inside}</li></ul>")) == "甲乙"


def test_a_heading_too_long_for_one_stays_as_a_paragraph():
    assert blocks(f"<h2>{'长' * 61}</h2><h4>短</h4>") == [
        ("paragraph", f"<p>{'长' * 61}</p>"),
        ("heading", {"text": "短", "level": "3"}),
    ]


def test_a_quotation_becomes_one_unless_it_is_too_long():
    assert blocks("<blockquote><p>一</p><p>二</p></blockquote>") == [
        ("quote", {"text": "一\n二", "source": ""})
    ]
    assert html(f"<blockquote>{'长' * 601}</blockquote>") == f"<p>{'长' * 601}</p>"


def test_a_table_that_lays_a_page_out_becomes_paragraphs():
    nested = "<table><tr><td>一</td><td><table><tr><td>二</td></tr></table></td></tr></table>"
    assert html(nested) == "<p>一</p><p>二</p>"
    assert html("<table><tr><td>一</td><td>二</td></tr></table>") == "<p>一</p><p>二</p>"


@pytest.mark.parametrize(
    ("first", "marked"),
    [
        ("<tr><td>甲</td><td>乙</td></tr>", False),
        ("<tr><td><b>甲</b></td><td>乙</td></tr>", False),
        ("<tr><th>甲</th><td>乙</td></tr>", False),
        ("<tr><th>甲</th><th>乙</th></tr>", True),
        ("<thead><tr><td>甲</td><td>乙</td></tr></thead>", True),
        ("<tr><td><b>甲</b></td><td><p><strong>乙</strong> </p></td></tr>", True),
        ("<tr style='font-weight:bold'><td>甲</td><td>乙</td></tr>", True),
        (
            "<tr><td style='font-weight:700'>甲</td><td><span style='font-weight:bold'>乙</span>",
            True,
        ),
        ("<tr><td><b>甲</b></td><td><b><span style='font-weight:normal'>乙</span></b></td>", False),
    ],
)
def test_the_first_row_of_a_table_is_its_header_where_the_source_marks_it(first, marked):
    source = f"<table>{first}<tr><td>1</td><td>2</td></tr></table>"
    [(_, table)] = blocks(source)
    assert table["data"] == [["甲", "乙"], ["1", "2"]]
    assert table["first_row_is_table_header"] is marked


def test_cells_that_span_others_leave_them_empty():
    source = (
        "<table><caption>表</caption><tr><th>甲</th><th colspan=2>乙</th></tr>"
        "<tr><td rowspan=2>一</td><td>1</td><td><p>2</p><p>3</p></td></tr>"
        "<tr><td>4</td></tr><tr><td></td><td> </td></tr></table>"
    )
    [(name, table)] = blocks(source)
    assert (name, table["table_caption"]) == ("table", "表")
    assert table["data"] == [["甲", "乙", ""], ["一", "1", "2\n3"], ["", "4", ""]]
    assert table["first_row_is_table_header"] is True


def test_the_words_of_a_picture_stay_in_its_place():
    source = '<p>前<img src="a.jpg" alt="湖心岛的黄昏">后</p><p><img alt="1.png"><img></p>'
    assert html(source) == "<p>前</p><p><i>湖心岛的黄昏</i></p><p>后</p>"


def test_what_is_pasted_is_marked_where_pictures_were():
    source = (
        '<p>前<img alt="湖心岛〔晨〕"></p><section><img alt="图片"></section>'
        "<ul><li>一<img></li></ul>"
        '<table><tr><th>甲</th><th>乙</th></tr><tr><td><img alt="图一"></td><td>2</td></tr></table>'
        '<p><img width="16" height="16"><img style="width:100%;height:24px">后</p>'
    )
    body = body_from_html(source, marked=True)
    assert words(body) == (
        "前〔此处有图片：湖心岛晨〕〔此处有图片〕一〔此处有图片〕甲乙2〔此处有图片：图一〕后"
    )


def test_text_that_looks_like_markup_stays_text():
    assert html("<p>1 &lt; 2 &amp; &lt;b&gt;</p>") == "<p>1 &lt; 2 &amp; &lt;b&gt;</p>"


def test_blanks_of_the_source_are_no_blanks_of_the_text():
    assert (
        html("<p>\n  一 \n 二&nbsp;&nbsp;三　</p>\n\n<p>　　四</p>") == "<p>一 二 三</p><p>四</p>"
    )


def test_lines_of_preformatted_text_stay_lines():
    assert html("<pre>一\n二\n\n三</pre>") == "<p>一<br/>二</p><p>三</p>"


def test_html_too_deep_to_follow_keeps_its_words():
    assert words(blocks("<div>" * 5000 + "底" + "</div>" * 5000)) == "底"


@pytest.mark.parametrize(
    "source", ["", "   ", "<p></p>", "<p>&nbsp;</p><div><br></div>", "<b></b>"]
)
def test_nothing_becomes_nothing(source):
    assert blocks(source) == []


def test_a_rule_stays_a_rule():
    assert html("<p>一</p><hr><p>二</p>") == "<p>一</p><hr/><p>二</p>"
