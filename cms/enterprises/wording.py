"""What job boards write of firms and of people wanted, in the words this house uses."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from cms.core.numerals import whole

_DEGREES = {
    "博士": "DOCTOR",
    "硕士": "MASTER",
    "研究生": "MASTER",
    "MBA": "MASTER",
    "本科": "BACHELOR",
    "学士": "BACHELOR",
    "大专": "COLLEGE",
    "专科": "COLLEGE",
    "高职": "COLLEGE",
    "中专": "SECONDARY",
    "中技": "SECONDARY",
    "职高": "SECONDARY",
    "高中": "SECONDARY",
}
_DEGREE = re.compile(rf"(?:{'|'.join(_DEGREES)})(?:学历)?(?:及?以[上下])?(?:学历)?")
_NO_MATTER = re.compile(r"不限|无|没有|无要求|不要求|无限制")
_NUMBER = re.compile(r"\d{1,7}")
_PEOPLE = "[人名位个]"
_COUNT = r"(\d+|[零一二两三四五六七八九十百千]+?)"
_WANTED = re.compile(
    rf"(约|大约)?{_COUNT}{_PEOPLE}?(?:[-~–—至到]+{_COUNT}{_PEOPLE}?)?(左右|以上|以内|以下|\+)?(\(.*\))?"
)
# 两三名: of two figures beside each other, the second ends the range.
_TWO = re.compile(rf"[一两二三四五六七八]([二三四五六七八九]){_PEOPLE}?")
_ANY = re.compile(rf"(?:人数)?(?:若干|不限|多|数)(?:人数|{_PEOPLE})?")


class SizeBand(models.TextChoices):
    """How many people a firm employs; a band is stored as it is written."""

    TINY = "少于50人", "少于50人"
    SMALL = "50-150人", "50-150人"
    MEDIUM = "150-500人", "150-500人"
    LARGE = "500-1000人", "500-1000人"
    LARGER = "1000-5000人", "1000-5000人"
    HUGE = "5000-10000人", "5000-10000人"
    GIANT = "10000人以上", "10000人以上"


# The lowest number of people in each band.
_FROM = dict(zip((0, 50, 150, 500, 1000, 5000, 10_000), SizeBand, strict=True))


def firm_of(fields: Mapping[str, str]) -> dict[str, str]:
    """A firm's fields put right. Where a board lacks one, the next stands in its column."""
    size, industry = fields.get("size_band", ""), fields.get("industry", "")
    band = size_band_of(size)
    return {**fields, "size_band": band, "industry": industry or ("" if band else size)}


def education_of(*texts: str) -> str:
    """The degree that the first of the texts to name one names; ANY (不限) if none does."""
    named = (code for text in texts for word, code in _DEGREES.items() if word in text)
    return next(named, "ANY")


def experience_of(text: str) -> str:
    """The text, whatever it asks for; empty (不限) where it asks for nothing.

    Boards mix up their columns: a degree by itself is no experience, and education_of reads it.
    """
    return "" if _DEGREE.fullmatch(text) or _NO_MATTER.fullmatch(text) else text


def size_band_of(text: str) -> str:
    """The band of a number of people, or of the middle of a range; empty for another text."""
    if text in SizeBand.values:
        return text
    plain = text.replace(",", "").replace("，", "")
    numbers = [int(number) for number in _NUMBER.findall(plain)]
    if not numbers or "人" not in plain or len(numbers) > 2:
        return ""
    below = any(word in plain for word in ("少于", "不足", "以下", "以内"))
    people = numbers[0] - 1 if below else sum(numbers) // len(numbers)
    return next(band for least, band in reversed(_FROM.items()) if people >= least)


@dataclass(frozen=True)
class Wanted:
    """number: how many people, of a range the most, None for some; exact: whether that is all."""

    number: int | None
    exact: bool = True


def wanted_of(text: str) -> Wanted | None:
    """The people a firm looks for: `2人`, `一名`, `两到三名`, `若干` …; None for another text."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if _ANY.fullmatch(plain):
        return Wanted(None)
    if found := _TWO.fullmatch(plain):
        return Wanted(whole(found[1]), exact=False)
    found = _WANTED.fullmatch(plain)
    if not found:
        return None
    about, first, last, bound, aside = found.groups()
    number = whole(last or first)
    return Wanted(number, not (about or last or bound or aside)) if number is not None else None
