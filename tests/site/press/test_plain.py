"""Plain text made from what the CMS publishes."""

from press.plain import gist, printable, text_of

from tests.site.press.documents import brief, district, heading, image, paragraph, picture

TOP = district()


def test_paragraphs_and_points_stand_on_lines_of_their_own() -> None:
    body = [
        heading("岗位职责"),
        paragraph('<p>见<a href="/notices/">通知</a>，<b>准时</b>到场。</p><p>带好<br/>证件</p>'),
        paragraph("<ul><li>责任心强</li>\n<li>熟悉 Excel &amp; PPT</li></ul>"),
    ]
    assert text_of(body).split("\n") == [
        "岗位职责",
        "见通知，准时到场。",
        "带好",
        "证件",
        "责任心强",
        "熟悉 Excel & PPT",
    ]


def test_tables_and_quotes_are_told_and_pictures_are_not() -> None:
    table = {
        "__typename": "TableBlock",
        "caption": "分组",
        "header": ["组别", "集合点"],
        "rows": [["一组", "东门"]],
    }
    quote = {"__typename": "QuoteBlock", "text": "先走起来再说。", "source": ""}
    text = text_of([table, quote, image(picture(), "资料图")])
    assert text == "分组\n组别，集合点\n一组，东门\n先走起来再说。"


def test_the_gist_is_the_summary_or_the_beginning_of_the_text() -> None:
    assert gist(brief(1, TOP, summary="周六停电三小时")) == "周六停电三小时"
    long = brief(1, TOP, body=[paragraph(f"<p>{'长' * 500}</p>")])
    assert gist(long) == "长" * 160 + "…"
    assert gist(brief(1, TOP, body=[])) == ""


def test_signs_that_no_xml_may_hold_are_left_out() -> None:
    assert printable("一\x0b二\x00三\ufffe四\t五😀") == "一二三四\t五😀"
