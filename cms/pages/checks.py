"""Content checks: what its editor should look at before a page goes out, and what to do about it.

They tell and never refuse: whoever writes knows more about a text than a rule does.
"""

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.core import clock

from . import days, numbers
from .blocks import empty_tables_of, lines_of, links_of, pictures_of

LONGEST_TITLE = 30
# So many examples of one trouble are named; more would hide the other troubles.
NAMED = 3
# 豫发〔2025〕12号 is a document's number. Half a bracket is left where a line was cut in two.
_PLACEHOLDER = re.compile(r"〔(?!\d{4}〕)[^〔〕\n]*(?:〕|$)|^[^〔〕\n]*〕", re.MULTILINE)
_VAGUE = re.compile(
    r"(?:请?(?:点击|点|单击|戳))?(?:这里|此处|此|链接|进入|打开|下载|查看|(?:查看|了解)?(?:详情|更多))"
    r"|点击|https?:.*|www\..*"
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at. Urgent: the public would be harmed or misled by it."""

    code: str
    message: str
    urgent: bool = False


def findings(page: Any, now: datetime.datetime) -> list[Finding]:
    """What is to be looked at on a page, saved or not, the urgent first."""
    found = [
        *_in_the_form(page),
        *page.own_findings(),
        *_in_the_body(page),
        *_in_the_words(page),
        *_in_time(page, now),
    ]
    return sorted(found, key=lambda finding: not finding.urgent)


def _in_the_form(page: Any) -> Iterator[Finding]:
    if len(page.title) > LONGEST_TITLE:
        words = (
            f"标题有 {len(page.title)} 个字，列表里会显示不全，请缩短到 {LONGEST_TITLE} 字以内。"
        )
        yield Finding("LONG_TITLE", words)
    if page.summarised and not page.summary.strip():
        yield Finding(
            "NO_SUMMARY", "还没有摘要，列表里会用正文开头代替。最好自己写一两句，把要点说清。"
        )


def _in_the_body(page: Any) -> Iterator[Finding]:
    pictures = [page.cover, *pictures_of(page.body)]
    silent = {picture.title: 0 for picture in pictures if picture and not picture.description}
    if silent:
        words = "没有替代文字，看不见图片的人不知道里面是什么。请在图片库里打开它，写一句话说明。"
        yield Finding("NO_ALT_TEXT", f"图片{_named(silent)}{words}")
    if empty_tables_of(page.body):
        yield Finding("EMPTY_TABLE", "正文里有空的表格，网站上不会显示。请填上内容，或者删掉它。")
    vague = {text: 0 for text in links_of(page.body) if _VAGUE.fullmatch(text.strip(" 》>→。.…"))}
    if vague:
        words = "看不出通向哪里，请改成对方内容的名称，例如“活动报名表”。"
        yield Finding("VAGUE_LINK", f"链接文字{_named(vague)}{words}")


def _in_the_words(page: Any) -> Iterator[Finding]:
    holes = dict.fromkeys(_PLACEHOLDER.findall(_text(page)))
    if holes:
        words = f"还有 {len(holes)} 处没有填写：{'、'.join(itertools.islice(holes, NAMED))}"
        more = "等。" if len(holes) > NAMED else "。"
        yield Finding("UNFILLED", f"{words}{more}请填好，用不着的删掉。", urgent=True)
    text = _plain(page)
    for code, what, masked in (
        ("PHONE_NUMBER", "手机号", numbers.phones(text)),
        ("ID_NUMBER", "身份证号", numbers.identities(text)),
        ("CARD_NUMBER", "银行卡号", numbers.cards(text)),
    ):
        if masked:
            numbered = "、".join(itertools.islice(dict.fromkeys(masked), NAMED))
            yield Finding(code, f"文中有{what} {numbered}。{_ADVICE[code]}", urgent=True)


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
        yield Finding("BEGINS_IN_THE_PAST", words, urgent=True)
    if not page.looks_ahead:
        return
    day = clock.local(out or now).date()
    gone = dict.fromkeys(days.gone(_plain(page), day))
    if old := days.old_year(page.title, day):
        gone.setdefault(f"{old}年")
    if gone:
        named = "、".join(itertools.islice(gone, NAMED))
        yield Finding("PAST_DATE", f"文中的 {named} 已经过去，请看看是不是忘了改日期。")


def _text(page: Any) -> str:
    return "\n".join([page.title, page.summary, lines_of(page.body)])


def _plain(page: Any) -> str:
    """The text with digits and signs in their plain form, as a rule for numbers reads them."""
    return unicodedata.normalize("NFKC", _text(page))


def _named(things: Iterable[str]) -> str:
    return "".join(f"“{thing}”" for thing in itertools.islice(things, NAMED))
