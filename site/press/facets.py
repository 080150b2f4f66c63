"""Sorts what a section holds by what people look for: the tower, the trade, the pay."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pypinyin import Style, lazy_pinyin

from press.documents import Look, area_of, building_of, enterprise_of, slug_of
from press.sheets import Document
from press.words import WORDS

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNCLASSIFIED = "other"
EDUCATIONS = ("ANY", "SECONDARY", "COLLEGE", "BACHELOR", "MASTER", "DOCTOR")
# Monthly pay in yuan, and a vacancy's square metres: from here up to the next.
PAY = {0: "3千以下", 3000: "3-5千", 5000: "5-8千", 8000: "8千-1.2万", 12000: "1.2-2万"}
PAY |= {20000: "2万以上"}
SIZES = {0: "100平方米以下", 100: "100-300平方米", 300: "300-500平方米", 500: "500-1000平方米"}
SIZES |= {1000: "1000平方米以上"}
# A firm's registered name begins with where it is registered; nobody looks for it there.
_REGISTERED_IN = re.compile(r"^(?:河南省?|郑州市?)+(?=.{2})")


@dataclass(frozen=True)
class Value:
    """One answer to a facet's question; equal by its slug."""

    slug: str
    title: str = field(compare=False)
    order: tuple[int, str] = field(compare=False, default=(0, ""))


@dataclass(frozen=True)
class Facet:
    """A question that sorts a section's items; an item may answer it more than once, or not."""

    slug: str
    title: str
    values: Callable[[Look, Document], Iterable[Value]]


@cache
def _spelt(name: str) -> str:
    return "".join(lazy_pinyin(name)).lower()


def _place(document: Document | None) -> list[Value]:
    if document is None:
        return []
    return [Value(slug_of(document), document["title"], (0, _spelt(document["title"])))]


def _building(look: Look, document: Document) -> list[Value]:
    return _place(building_of(document, look))


def _area(_: Look, document: Document) -> list[Value]:
    return _place(area_of(document))


def _industry(look: Look, document: Document) -> list[Value]:
    firm = enterprise_of(document, look) if document["kind"] == "JOB" else document
    if firm is None:
        return []
    industry = firm["industry"]
    code, name = industry["code"], industry["name"]
    return [
        Value(code.lower(), name, (0, _spelt(name))) if code else Value(UNCLASSIFIED, name, (1, ""))
    ]


def _initial(_: Look, document: Document) -> list[Value]:
    # The whole name, as a character's sound hangs on the next: 重庆 is under C.
    name = _REGISTERED_IN.sub("", document["title"])
    letter = "".join(lazy_pinyin(name, Style.FIRST_LETTER))[:1].lower()
    if letter.isascii() and letter.isalpha():
        return [Value(letter, letter.upper(), (0, letter))]
    return [Value(UNCLASSIFIED, "其他", (1, ""))]


def _education(_: Look, document: Document) -> list[Value]:
    code = document["education"]
    title = "学历不限" if code == "ANY" else WORDS[code]
    return [Value(code.lower(), title, (EDUCATIONS.index(code), ""))]


def _pay(_: Look, document: Document) -> list[Value]:
    salary = document["salary"] or {}
    known = [yuan for yuan in (salary.get("monthlyMinYuan"), salary.get("monthlyMaxYuan")) if yuan]
    if not known:
        return [Value("open", "面议", (len(PAY), ""))]
    return _bands(PAY, min(known), max(known))


def _size(_: Look, document: Document) -> list[Value]:
    return _bands(SIZES, document["areaSquareMetres"], document["areaSquareMetres"])


def _bands(bands: dict[int, str], least: float, most: float) -> list[Value]:
    """Return every band that a stretch reaches into; one that only begins where it ends is none."""
    starts = list(bands)
    ends = [*starts[1:], float("inf")]
    return [
        Value(f"{start}-{end}" if end < float("inf") else f"{start}-up", bands[start], (n, ""))
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
        if least < end and (start < most or start == least)
    ]


def _activity_kind(_: Look, document: Document) -> list[Value]:
    code = document["activityKind"]
    return [Value(code.lower().replace("_", "-"), WORDS[code], (list(WORDS).index(code), ""))]


def _week(_: Look, document: Document) -> list[Value]:
    """Return the week it begins in, while it is not over: weeks gone by are nobody's question."""
    if document["phase"] == "OVER":
        return []
    day = datetime.fromisoformat(document["startsAt"]).astimezone(SHANGHAI).date()
    year, week, _weekday = day.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    sunday = monday + timedelta(6)
    title = f"{monday.month}月{monday.day}日—{sunday.month}月{sunday.day}日"
    return [Value(f"{year}-w{week:02}", title, (monday.toordinal(), ""))]


_BUILDING = Facet("building", "楼宇", _building)
_INDUSTRY = Facet("industry", "行业", _industry)

FACETS: dict[str, tuple[Facet, ...]] = {
    "JOB": (
        _BUILDING,
        _INDUSTRY,
        Facet("education", "学历", _education),
        Facet("pay", "月薪", _pay),
    ),
    "ENTERPRISE": (Facet("initial", "首字母", _initial), _BUILDING, _INDUSTRY),
    "VACANCY": (Facet("size", "面积", _size), _BUILDING),
    "ACTIVITY": (Facet("kind", "类型", _activity_kind), Facet("week", "时间", _week)),
    "VENUE": (Facet("area", "片区", _area),),
}
