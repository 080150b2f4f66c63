"""Days named in an announcement that are over: most often those of the text it was copied from."""

import datetime
import re
from collections.abc import Iterator

# A text of last year's is copied; what is older is history and meant.
_REACH = datetime.timedelta(days=400)
_TO = r"(?:\s*\([^)\n]{1,8}\))?\s*(?:至|到|-|—+|–|~)\s*"
_DAY = re.compile(
    r"(?<!\d)(?<![去明后]年)(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?"
    rf"(?:{_TO}(?P<last>\d{{1,2}})\s*[日号])?"
)
_FIGURES = re.compile(
    r"(?<![\d./-])(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d./-])(?P<last>)"
)
# The beginning of a stretch of time, or the day of some deed that the text refers to.
_GOES_ON = re.compile(
    rf"(?:\s*\([^)\n]{{1,8}}\))?\s*(?:起|开始|以来|以后|印发|发布|公布|实施|施行|成立)|{_TO}(?=\S)"
)
# What a decree is called, and the day under a text: neither is what is announced.
_BESIDE = re.compile(
    r"《[^》\n]*》|^[^\S\n]*(?:20\d\d年)?\d{1,2}月\d{1,2}日[^\S\n]*$", re.MULTILINE
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!度|\d|\s*\d{1,2}\s*月)")


def gone(text: str, today: datetime.date) -> Iterator[str]:
    """The days before today, as the text writes them."""
    text = _BESIDE.sub("", text)
    for pattern in (_DAY, _FIGURES):
        for match in pattern.finditer(text):
            day = _meant(match, today)
            if day and today - _REACH < day < today and not _GOES_ON.match(text, match.end()):
                yield match[0].strip()


def old_year(title: str, today: datetime.date) -> int | None:
    """Last year, if a title names it as its own: 2025年健步走, but not 2025年度."""
    years = {int(year) for year in _YEAR.findall(title)}
    return today.year - 1 if max(years, default=None) == today.year - 1 else None


def _meant(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    """The day that is meant; without a year, the one nearest to today. None if there is none."""
    year = match["year"]
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    days = [_day(y, int(match["month"]), int(match["last"] or match["day"])) for y in years]
    return min(filter(None, days), key=lambda day: abs(day - today), default=None)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
