"""Sorts what a section holds by what people look for: the tower, the trade, the pay."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pypinyin import Style, lazy_pinyin

from press.catalogue import Card, Catalogue
from press.sheets import Document
from press.words import WORDS

SHANGHAI = ZoneInfo("Asia/Shanghai")
# How many rows a facet's page holds at most.
FULL = 40
# How many the front page of a facet holds at least, where there are as many.
FRONT = 20

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
    values: Callable[[Catalogue, Document], Iterable[Value]]


@dataclass(frozen=True)
class Run:
    """The items whose ordinals follow from `first` on, newest first: what one page holds."""

    first: int
    documents: tuple[Document, ...]


def sort_out(
    facet: Facet, catalogue: Catalogue, documents: Iterable[Document]
) -> dict[Value, list[Document]]:
    """Return the documents by their answers, the answers in the order a reader expects."""
    found: dict[Value, list[Document]] = defaultdict(list)
    for document in documents:
        for value in facet.values(catalogue, document):
            found[value].append(document)
    return {value: found[value] for value in sorted(found, key=lambda value: value.order)}


def runs(documents: Iterable[Document]) -> list[Run]:
    """Return the pages of a facet's list, newest first; the documents come newest first too.

    A run covers a stretch of ordinals whose length is a power of two, and is halved while it holds
    more than a page: what comes or goes touches its own run and at most the one beside it. The
    newest runs are drawn together until they make a front page.
    """
    found = tuple(documents)
    length = 1
    while found and length < found[0]["ordinal"]:
        length *= 2
    cut = [run for run in _halve(1, length, found) if run.documents]
    front: tuple[Document, ...] = ()
    first = 1
    while cut and len(front) < FRONT:
        run = cut.pop(0)
        first, front = run.first, front + run.documents
    return [Run(first, front), *cut]


def _halve(first: int, length: int, documents: tuple[Document, ...]) -> list[Run]:
    if len(documents) <= FULL or length == 1:
        return [Run(first, documents)]
    half = length // 2
    newer = tuple(d for d in documents if d["ordinal"] >= first + half)
    older = documents[len(newer) :]
    return [*_halve(first + half, half, newer), *_halve(first, half, older)]


def slug_of(document: Card) -> str:
    """Return the last part of a page's address."""
    return str(document["url"].rstrip("/").rpartition("/")[2])


@cache
def _spelt(name: str) -> str:
    return "".join(lazy_pinyin(name)).lower()


def _place(document: Document | None) -> list[Value]:
    if document is None:
        return []
    return [Value(slug_of(document), document["title"], (0, _spelt(document["title"])))]


def _building(catalogue: Catalogue, document: Document) -> list[Value]:
    return _place(catalogue.building(document))


def _area(catalogue: Catalogue, document: Document) -> list[Value]:
    return _place(catalogue.area(document))


def _industry(catalogue: Catalogue, document: Document) -> list[Value]:
    firm = catalogue.enterprise(document) if document["kind"] == "JOB" else document
    if firm is None:
        return []
    industry = firm["industry"]
    code, name = industry["code"], industry["name"]
    return [
        Value(code.lower(), name, (0, _spelt(name))) if code else Value(UNCLASSIFIED, name, (1, ""))
    ]


def _initial(_: Catalogue, document: Document) -> list[Value]:
    # The whole name, as a character's sound hangs on the next: 重庆 is under C.
    name = _REGISTERED_IN.sub("", document["title"])
    letter = "".join(lazy_pinyin(name, Style.FIRST_LETTER))[:1].lower()
    if letter.isascii() and letter.isalpha():
        return [Value(letter, letter.upper(), (0, letter))]
    return [Value(UNCLASSIFIED, "其他", (1, ""))]


def _education(_: Catalogue, document: Document) -> list[Value]:
    code = document["education"]
    title = "学历不限" if code == "ANY" else WORDS[code]
    return [Value(code.lower(), title, (EDUCATIONS.index(code), ""))]


def _pay(_: Catalogue, document: Document) -> list[Value]:
    salary = document["salary"] or {}
    known = [yuan for yuan in (salary.get("monthlyMinYuan"), salary.get("monthlyMaxYuan")) if yuan]
    if not known:
        return [Value("open", "面议", (len(PAY), ""))]
    return _bands(PAY, min(known), max(known))


def _size(_: Catalogue, document: Document) -> list[Value]:
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


def _activity_kind(_: Catalogue, document: Document) -> list[Value]:
    code = document["activityKind"]
    return [Value(code.lower().replace("_", "-"), WORDS[code], (list(WORDS).index(code), ""))]


def _week(_: Catalogue, document: Document) -> list[Value]:
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
