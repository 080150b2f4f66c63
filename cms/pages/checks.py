"""Content checks: what its editor should look at before a page goes out, and what to do about it.

They tell and never refuse: whoever writes knows more about a text than a rule does.
"""

import datetime
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.core import clock

from . import days, numbers
from .blocks import is_empty_table, lines_of

LONGEST_TITLE = 30
# So many examples of one trouble are named; more would hide the other troubles.
NAMED = 3
# 豫发〔2025〕12号 is a document's number. Half a bracket is left where a line was cut in two.
_PLACEHOLDER = re.compile(r"〔(?!\d{4}〕)[^〔〕\n]*(?:〕|$)|^[^〔〕\n]*〕", re.MULTILINE)
# What an article of 公众号 asks its readers to do there, and nobody can do here.
_LEFT_OVER = re.compile(
    r"点击.{0,6}(?:蓝字|卡片|名片)|(?:扫描?|识别|长按).{0,8}二维码|扫码?关注|关注.{0,4}公众号|阅读原文"
    r"|(?:点赞|点个赞|分享)[、，\s]*(?:在看|点在看|收藏)|点个?在看|预览时标签不可点|微信扫一扫|(?:继续|向上)滑动看"
)
_VAGUE = re.compile(
    r"(?:请?(?:点击|点|单击|戳))?(?:这里|此处|此|链接|进入|打开|下载|查看|(?:查看|了解)?(?:详情|更多))"
    r"|点击|https?:.*|www\..*"
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at. Urgent: the public would be harmed or misled by it.

    field, block: where in the form it is, the name of a field and a block's id; "" where nowhere.
    """

    code: str
    message: str
    urgent: bool = False
    field: str = ""
    block: str = ""


def findings(page: Any, now: datetime.datetime) -> list[Finding]:
    """What is to be looked at on a page, saved or not, the urgent first."""
    found = [
        *_in_the_form(page),
        *page.own_findings(),
        *_in_the_body(page),
        *_in_the_words(page),
        *_left_over(page),
        *_in_time(page, now),
    ]
    return sorted(found, key=lambda finding: not finding.urgent)


def _in_the_form(page: Any) -> Iterator[Finding]:
    if len(page.title) > LONGEST_TITLE:
        words = (
            f"标题有 {len(page.title)} 个字，列表里会显示不全，请缩短到 {LONGEST_TITLE} 字以内。"
        )
        yield Finding("LONG_TITLE", words, field="title")
    if page.summarised and not page.summary.strip():
        words = "还没有摘要，列表里会用正文开头代替。最好自己写一两句，把要点说清。"
        yield Finding("NO_SUMMARY", words, field="summary")


def _in_the_body(page: Any) -> Iterator[Finding]:
    pictures = [
        (picture, each) for each in page.body for picture in each.block.pictures(each.value)
    ]
    silent: dict[str, tuple[str, str]] = {}
    for picture, each in [(page.cover, None), *pictures]:
        if picture and not picture.description:
            silent.setdefault(picture.title, ("body", each.id) if each else ("cover", ""))
    if silent:
        words = "没有替代文字，看不见图片的人不知道里面是什么。请在图片库里打开它，写一句话说明。"
        field, block = next(iter(silent.values()))
        yield Finding("NO_ALT_TEXT", f"图片{_named(silent)}{words}", field=field, block=block)
    if empty := [each.id for each in page.body if is_empty_table(each)]:
        words = "正文里有空的表格，网站上不会显示。请填上内容，或者删掉它。"
        yield Finding("EMPTY_TABLE", words, field="body", block=empty[0])
    links = [(text, each.id) for each in page.body for text in each.block.links(each.value)]
    vague = [(text, block) for text, block in links if _VAGUE.fullmatch(text.strip(" 》>→。.…"))]
    if vague:
        words = (
            f"链接文字{_named(dict(vague))}看不出通向哪里，请改成对方内容的名称，例如“活动报名表”。"
        )
        yield Finding("VAGUE_LINK", words, field="body", block=vague[0][1])


def _in_the_words(page: Any) -> Iterator[Finding]:
    holes = dict.fromkeys(_PLACEHOLDER.findall(_text(page)))
    if holes:
        words = f"还有 {len(holes)} 处没有填写：{'、'.join(itertools.islice(holes, NAMED))}"
        more = "等。" if len(holes) > NAMED else "。"
        words = f"{words}{more}请填好，用不着的删掉。"
        yield _placed(page, _PLACEHOLDER.search, "UNFILLED", words, urgent=True)
    text = _plain(page)
    for code, what, masked in (
        ("PHONE_NUMBER", "手机号", numbers.phones),
        ("ID_NUMBER", "身份证号", numbers.identities),
        ("CARD_NUMBER", "银行卡号", numbers.cards),
    ):
        if found := dict.fromkeys(masked(text)):
            numbered = "、".join(itertools.islice(found, NAMED))
            words = f"文中有{what} {numbered}。{_ADVICE[code]}"
            yield _placed(page, masked, code, words, urgent=True)


def _left_over(page: Any) -> Iterator[Finding]:
    found = dict.fromkeys(_LEFT_OVER.findall(_plain(page)))
    if found:
        words = f"文中的{_named(found)}是公众号里的话，网站上做不到，请删掉或改写。"
        yield _placed(page, _LEFT_OVER.search, "LEFT_OVER", words)


_ADVICE = {
    "PHONE_NUMBER": "公开后谁都能看到；没有本人同意请删掉，或改用办公电话。",
    "ID_NUMBER": "身份证号不能公开，请删掉。",
    "CARD_NUMBER": "个人卡号不能公开，请删掉；单位账户请核对后再发布。",
}


def _in_time(page: Any, now: datetime.datetime) -> Iterator[Finding]:
    # What was ahead when it went out needs no change when its wording is mended later.
    out = page.first_published_at if page.live else None
    begins = page.begins()
    if begins and begins < now and not out:
        words = f"活动开始时间是 {clock.local(begins):%Y年%-m月%-d日 %H:%M}，已经过去。请核对日期。"
        yield Finding("BEGINS_IN_THE_PAST", words, urgent=True, field="starts_at")
    if not page.looks_ahead:
        return
    day = clock.local(out or now).date()
    gone = dict.fromkeys(days.gone(_plain(page), day))
    if old := days.old_year(page.title, day):
        gone.setdefault(f"{old}年")
    if gone:
        named = "、".join(itertools.islice(gone, NAMED))
        words = f"文中的 {named} 已经过去，请看看是不是忘了改日期。"
        first = next(iter(gone))
        yield _placed(page, lambda text: first in text, "PAST_DATE", words)


def _placed(page: Any, told: Callable[[str], Any], code: str, words: str, **rest: Any) -> Finding:
    """What was told of the whole text, at the first part of it of which it can be told too."""
    blocks = (("body", each.id, each.block.words(each.value)) for each in page.body)
    for field, block, text in (("title", "", page.title), ("summary", "", page.summary), *blocks):
        if told(unicodedata.normalize("NFKC", text)):
            return Finding(code, words, field=field, block=block, **rest)
    return Finding(code, words, **rest)


def _text(page: Any) -> str:
    return "\n".join([page.title, page.summary, lines_of(page.body)])


def _plain(page: Any) -> str:
    """The text with digits and signs in their plain form, as a rule for numbers reads them."""
    return unicodedata.normalize("NFKC", _text(page))


def _named(things: Iterable[str]) -> str:
    return "".join(f"“{thing}”" for thing in itertools.islice(things, NAMED))
