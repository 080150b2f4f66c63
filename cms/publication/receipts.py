"""What became of a page after publishing: accepted and on the site when, or what is in the way."""

import datetime
from dataclasses import dataclass

from wagtail.models import Page, PageViewRestriction

from cms.core import clock, ids

from .delivery import REMEMBERED, delivered_at
from .models import Dirty, Entry, Press, Trouble

# The press reports every ten seconds: silent for longer than this, it is not there.
SILENCE = datetime.timedelta(seconds=45)
# What is on its way for longer than this is late.
LATE = datetime.timedelta(seconds=30)

_SAVED = "内容已经保存好，恢复后会自己上网。请告诉管理员。"
_UNSETTLED = "前面还有很多内容，或者后台程序没有运行。等几分钟还是这样，请告诉管理员。"
_TROUBLES = {
    Trouble.PAGE: "有一页内容排不出版，全站的更新都在等它。请告诉管理员，日志里写着是哪一页。",
    Trouble.TARGET: f"放网站的地方写不进去。{_SAVED}",
    Trouble.BUSY: f"另一个排版程序正占着网站。{_SAVED}",
    Trouble.PRESS: f"排版程序自己出了故障。{_SAVED}",
}


@dataclass(frozen=True)
class Receipt:
    """What an editor is told. tone: success, info or warning; final: nothing more will come."""

    tone: str
    words: str
    final: bool
    url: str = ""


def receipt_of(page: Page) -> Receipt | None:
    """The receipt of a page as it stands; None for one that never was before the public."""
    if Dirty.objects.failed().filter(page_id=page.pk).exists():
        words = "页面已保存，但公开网站上的内容没能更新。请检查刚改的内容；仍不行请联系管理员。"
        return Receipt("warning", words, final=False)
    entry = Entry.objects.filter(page_id=page.pk).first()
    if not (page.live or entry):
        return None
    if Dirty.objects.filter(page_id=page.pk).exists():
        return _waiting("正在受理。", page.last_published_at, _UNSETTLED)
    if page.live and (entry is None or entry.deleted):
        return Receipt("warning", f"公众看不到这一页：{_hidden_by(page)}", final=False)
    return _on_its_way(page, entry) if entry else None


def _on_its_way(page: Page, entry: Entry) -> Receipt:
    at, url = delivered_at(entry.number), "" if entry.deleted else entry.url
    press = Press.last_report()
    if press and not entry.deleted and ids.encode(entry.kind, entry.page_id) in press.left_out:
        words = "没有上网：这一页排不出版，别的页不受影响。请检查刚改的内容；仍不行请联系管理员。"
        return Receipt("warning", words, final=False)
    done, doing = ("撤下", "正在从网站撤下") if entry.deleted else ("上网", "正在送上网站")
    accepted = entry.accepted_at
    if at is None:
        began = f"{_moment(accepted)} 受理，" if accepted else ""
        held_up = bool(press and press.trouble)
        reason = _in_the_way(press, clock.now())
        return _waiting(f"{began}{doing}。", accepted, reason, at_once=held_up)
    if accepted is None or accepted < clock.now() - REMEMBERED:
        words = "已从网站撤下。" if entry.deleted else "已在网站上。"
        return Receipt("success", words, final=True, url=url)
    taken = f"{max((at - accepted).total_seconds(), 0.1):.1f}"
    words = f"{_moment(accepted)} 受理，{_moment(at)} 已{done}，用时 {taken} 秒。"
    published = page.last_published_at or accepted
    if not entry.deleted and published - accepted > LATE:
        # A page that is made and published in one is accepted as it is made, a moment before.
        words = f"{_moment(published)} 发布的内容和网站上的一样，没有要更新的。"
    elif accepted - published > LATE:
        # A name of what stands above it has changed, or it waited among many.
        words = f"最近一次更新：{words}"
    return Receipt("success", words, final=True, url=url)


def _waiting(
    words: str, since: datetime.datetime | None, reason: str, *, at_once: bool = False
) -> Receipt:
    """On its way; with what is in the way when it is late, or at once where that is known."""
    if since and clock.now() - since < LATE and not at_once:
        return Receipt("info", f"{words}请稍等……", final=False)
    return Receipt("warning", f"{words}比平时慢：{reason}", final=False)


def _in_the_way(press: Press | None, now: datetime.datetime) -> str:
    if press is None:
        return f"排版程序没有运行，或者还没有联系过这里。{_SAVED}"
    if now - press.heard_at > SILENCE:
        return f"排版程序从 {_moment(press.heard_at)} 起没有消息。{_SAVED}"
    if press.trouble:
        return _TROUBLES[Trouble(press.trouble)]
    return "要更新的内容很多，正在一批一批处理，不用重新发布。"


def _hidden_by(page: Page) -> str:
    """Why a live page is not before the public."""
    line = [*page.get_ancestors().filter(depth__gt=1), page]
    for each in line[:-1]:
        if not each.live:
            return f"上级“{each.title}”还没有发布。它发布以后，这一页会自己出现。"
        if Dirty.objects.failed().filter(page_id=each.pk).exists():
            return f"上级“{each.title}”的内容没能更新。请检查它的内容；仍不行请联系管理员。"
    for each in line:
        if PageViewRestriction.objects.filter(page=each).exists():
            whose = "这一页" if each is page else f"上级“{each.title}”"
            return f"{whose}设了访问限制。"
    return "它只给内部的人看，不出现在公开网站上。"


def _moment(moment: datetime.datetime) -> str:
    local = clock.local(moment)
    day = "" if local.date() == clock.today() else f"{local.month}月{local.day}日 "
    return f"{day}{local:%H:%M:%S}"
