"""Kinds of cells: how the text of each becomes a field's value, and a value a cell again."""

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from django.db.models import Choices
from wagtail.models import Page

from cms.commands.nodes import find_node
from cms.core import clock
from cms.core.errors import Refusal
from cms.core.numerals import whole
from cms.enterprises.wording import wanted_of
from cms.pages.pasted import body_from_html
from cms.pages.text import body_from_text
from cms.venues.hours import Weekday, by_weekday, overlaps
from cms.venues.models import OpeningHours

from .bodies import html_of, text_of
from .sheets import Value

CHOOSE = "点格子，再点右边的小箭头，选一个"


class Cell(Protocol):
    """read(text, label): the field's value, or a Refusal; write(value): the cell.

    hint: how to fill it in; example: a text that could stand there, "" where none helps.
    """

    @property
    def hint(self) -> str: ...
    @property
    def example(self) -> str: ...
    def read(self, text: str, label: str) -> Any: ...
    def write(self, value: Any) -> Value: ...


@dataclasses.dataclass(frozen=True)
class Text:
    """values: what it is best to choose from."""

    hint: str = "文字"
    example: str = ""
    values: Sequence[str] = ()

    def read(self, text: str, label: str) -> str:
        return text

    def write(self, value: str) -> Value:
        return value


class Phrase(Text):
    """A short text that a file may give in several columns, such as a name and a telephone."""


class Range(Text):
    """A text that often runs from one number to another: 1-3年."""


_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2}(?:\.\d+)?)?")


@dataclasses.dataclass(frozen=True)
class Day:
    hint: str = "日期"
    example: str = "2026-11-23"

    def read(self, text: str, label: str) -> datetime.date:
        match = _DAY.match(text)
        rest = text[match.end() :].lstrip(" T") if match else "-"
        if match and (not rest or _TIME.match(rest)):
            try:
                return datetime.date(*map(int, match.groups()))
            except ValueError:
                pass
        raise Refusal("BAD_DATE", f"“{label}”的日期“{text}”应写成 2026-11-23 的样子。")

    def write(self, value: datetime.date | None) -> Value:
        return value


@dataclasses.dataclass(frozen=True)
class Moment:
    hint: str = "日期和时间"
    example: str = "2026-11-23 14:30"

    def read(self, text: str, label: str) -> datetime.datetime:
        match = _DAY.match(text)
        time = _TIME.fullmatch(text[match.end() :].strip(" T")) if match else None
        if match and time:
            numbers = [*map(int, match.groups()), *map(int, time.groups())]
            try:
                return datetime.datetime(*numbers, tzinfo=clock.SHANGHAI)  # type: ignore[arg-type, misc]
            except ValueError:
                pass
        raise Refusal("BAD_MOMENT", f"“{label}”的时间“{text}”应写成 2026-11-23 14:30 的样子。")

    def write(self, value: datetime.datetime | None) -> Value:
        return value


class End(Moment):
    """A moment at which a listing ends: one that is over would hide it at once."""

    def read(self, text: str, label: str) -> datetime.datetime:
        moment = super().read(text, label)
        if moment <= clock.now():
            raise Refusal("ENDED", f"“{label}”已经过了：{text}。")
        return moment


@dataclasses.dataclass(frozen=True)
class Whole:
    """units: what may stand after the number; nothing: words that say there is none."""

    units: Sequence[str] = ()
    nothing: Sequence[str] = ()
    example: str = "30"

    @property
    def hint(self) -> str:
        return "整数" + "".join(f"，或“{word}”" for word in self.nothing)

    def read(self, text: str, label: str) -> int | None:
        if text in self.nothing:
            return None
        number = text
        for unit in self.units:
            number = number.removesuffix(unit).strip()
        if (value := whole(number)) is None:
            raise _not_whole(text, label)
        return value

    def write(self, value: int | None) -> Value:
        return value


def _not_whole(text: str, label: str) -> Refusal:
    words = "应写成 0 以上的整数" if text.startswith("-") else "应写成整数"
    return Refusal("BAD_NUMBER", f"“{label}”{words}，不能是“{text[:20]}”。")


class Headcount(Whole):
    """How many people a firm looks for. It has room for one number: the most of a range."""

    @property
    def hint(self) -> str:
        return "整数；不定的写“若干”或留空"

    def read(self, text: str, label: str) -> int | None:
        wanted = wanted_of(text)
        if wanted is None:
            words = f"“{label}”应写成 1 以上的整数，不能是“{text[:20]}”；不定的写“若干”。"
            raise Refusal("BAD_NUMBER", words)
        return wanted.number

    def doubt(self, text: str, label: str) -> str | None:
        """What is to be told when the number says less than the text."""
        wanted = wanted_of(text)
        if wanted is None or wanted.exact:
            return None
        return f"“{label}”写的是“{text[:20]}”，这里只能填一个数，将记为 {wanted.number}。"


@dataclasses.dataclass(frozen=True)
class Choice:
    """One of some, by its Chinese name or its code; also: other names people give them."""

    choices: type[Choices]
    also: Mapping[str, str] = dataclasses.field(default_factory=dict)

    hint: ClassVar[str] = CHOOSE

    @property
    def values(self) -> Sequence[str]:
        return [str(label) for label in self.choices.labels]

    @property
    def example(self) -> str:
        return self.values[0]

    def read(self, text: str, label: str) -> str:
        for value, name in self.choices.choices:
            if text == name or text.upper() == value:
                return str(value)
        if text in self.also:
            return self.also[text]
        names = "、".join(self.choices.labels)
        raise Refusal("BAD_CHOICE", f"“{label}”里没有“{text}”，请写：{names}。")

    def write(self, value: str) -> Value:
        return str(self.choices(value).label) if value else None


@dataclasses.dataclass(frozen=True)
class PageCell:
    """A page of some kinds: by its title where only one has it, else by its address."""

    models: Sequence[type[Page]]
    what: str
    example: str = ""

    @property
    def hint(self) -> str:
        return f"属于哪个{self.what}：写它在网站上的名字；有重名时写它的网址"

    def read(self, text: str, label: str) -> Page:
        pages = Page.objects.type(*self.models)
        named = list(pages.filter(title=text)[:2])
        if len(named) == 1:
            return named[0].specific
        if named:
            raise Refusal("AMBIGUOUS", f"“{label}”：有几个页面都叫“{text}”，请改写它的网址。")
        found = find_node(text)
        if found is None or not pages.filter(pk=found.pk).exists():
            raise Refusal("NOT_FOUND", f"“{label}”：没有叫“{text}”的{self.what}。")
        return found.specific

    def write(self, value: Page | None) -> Value:
        if value is None:
            return None
        alike = Page.objects.type(*self.models).filter(title=value.title)
        return value.title if alike.count() == 1 else (value.specific.url or str(value.pk))


@dataclasses.dataclass(frozen=True)
class TextBody:
    """A body of headings and plain paragraphs."""

    hint: str = "每段一行（同一格里换行按 Alt+Enter）；以“## ”开头的一行是小标题"
    example: str = "第一段写要点。"

    def read(self, text: str, label: str) -> Any:
        return body_from_text(text)

    def write(self, value: Any) -> Value:
        return text_of(value) or None


@dataclasses.dataclass(frozen=True)
class HtmlBody:
    """A body with more than that. Never both: a body is written either way."""

    hint: str = "一般留空。带格式的正文（HTML），与“正文”只填一个"
    example: str = ""

    def read(self, text: str, label: str) -> Any:
        return body_from_html(text)

    def write(self, value: Any) -> Value:
        return None if text_of(value) is not None else html_of(value)


_NAMES = "一二三四五六日"
_WEEKDAY = r"(?:星期|周|礼拜)?([一二三四五六日天])"
_STRETCH = re.compile(
    rf"(?:(每天|每日)|{_WEEKDAY}(?:[至到~—-]+{_WEEKDAY})?)\s*"
    r"(\d{1,2})[:：](\d{2})\s*[至到~—–-]+\s*(\d{1,2})[:：](\d{2})"
)


@dataclasses.dataclass(frozen=True)
class Hours:
    """Opening hours: 周一至周五 9:00-18:00；周六 10:00-16:00."""

    hint: str = "每段时间之间用分号隔开"
    example: str = "周一至周五 9:00-18:00；周六 10:00-16:00"
    between: ClassVar[re.Pattern[str]] = re.compile(r"[;；,，、\n]+")

    def read(self, text: str, label: str) -> list[OpeningHours]:
        found: dict[tuple[datetime.time, datetime.time], set[int]] = {}
        for stretch in filter(None, map(str.strip, self.between.split(text))):
            match = _STRETCH.fullmatch(stretch)
            times = self._times(match) if match else None
            if not match or not times or times[1] <= times[0]:
                raise Refusal(
                    "BAD_HOURS", f"“{label}”看不懂“{stretch}”，请写成 {self.example} 的样子。"
                )
            found.setdefault(times, set()).update(self._days(match))
        hours = [
            OpeningHours(weekdays=sorted(days), opens_at=opens, closes_at=closes, sort_order=n)
            for n, ((opens, closes), days) in enumerate(found.items())
        ]
        for _, words in overlaps(hours):
            raise Refusal("BAD_HOURS", f"“{label}”里{words}")
        return hours

    def _times(self, match: re.Match[str]) -> tuple[datetime.time, datetime.time] | None:
        from_hour, from_minute, to_hour, to_minute = map(int, match.groups()[3:])
        try:
            return datetime.time(from_hour, from_minute), datetime.time(to_hour, to_minute)
        except ValueError:
            return None

    def _days(self, match: re.Match[str]) -> range:
        every, first, last = match.groups()[:3]
        if every:
            return range(1, 8)
        start = _NAMES.index(first.replace("天", "日")) + 1
        end = _NAMES.index((last or first).replace("天", "日")) + 1
        return range(start, end + 1)

    def write(self, value: Any) -> Value:
        return "；".join(
            f"{Weekday(day).label} {opens:%H:%M}-{closes:%H:%M}"
            for day, opens, closes in by_weekday(value.all())
        )
