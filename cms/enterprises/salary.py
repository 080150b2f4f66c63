"""Salaries as firms write them, and what they come to in yuan a month."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# The month has 21.75 paid days (人社部 2008 年 3 号文).
WORKING_DAYS = Decimal("21.75")
UNITS = {
    "": Decimal(1),
    "元": Decimal(1),
    "千": Decimal(1_000),
    "k": Decimal(1_000),
    "万": Decimal(10_000),
}
MONTHS = {"年": Decimal(1) / 12, "月": Decimal(1), "天": WORKING_DAYS, "日": WORKING_DAYS}
# Nobody pays more in a month; what says so is a slip of the keys.
LARGEST = 100_000_000
# What comes to this much and is not counted in 万 is paid by the month where nothing else is said:
# less is the pay of an hour or a day.
LEAST_MONTHLY, MOST_MONTHLY = 1_000, 100_000
_NUMBER = r"(\d{1,9}(?:\.\d{1,4})?)"
_UNIT = r"(?:(元|千|k|万)元?)"
_BOUND = "(以上|以下|起)?"
_SALARY = re.compile(
    rf"(月薪)?:?约?{_NUMBER}{_UNIT}?(?:[-~–—至到]+{_NUMBER})?{_UNIT}?{_BOUND}(?:左右)?"
    rf"(?:/(年|月|天|日))?{_BOUND}(?:左右)?"
)
_BLANKS = re.compile(r"\s|(?<=\d),(?=\d{3}(?!\d))")
# What says in so many words that there is no number to tell.
_OPEN = re.compile(r"(?:薪资|工资|薪酬|待遇)?(?:面议|面谈|可议)")
# Where words may begin that stand beside the figure, such as 包吃住. A number there may change it.
_BESIDE = re.compile(r"\s*[\s,，;；、。(（](?=\D*$)")
# 6000元左右 -> 6000元, 左右: a period is named before it.
_ROUNDED = re.compile(r"(.*?)\s*((?:以上|以下|起)?(?:左右)?)")
_PERIOD = re.compile(r"[年月天日时周]")


@dataclass(frozen=True)
class Salary:
    """text: as written; the two ends in whole yuan a month, None where open or unknown."""

    text: str
    monthly_min_yuan: int | None = None
    monthly_max_yuan: int | None = None

    @property
    def unclear(self) -> bool:
        """Whether the text seems to tell a number that nobody can compare."""
        unknown = self.monthly_min_yuan is None and self.monthly_max_yuan is None
        return unknown and not _OPEN.fullmatch(self.text)


def parse_salary(text: str) -> Salary | None:
    """`1-1.5万/月`, `200元/天`, `100万以上/年`, `4000-5000`, `6k-8k` … -> Salary; None for no text.

    Words may follow: `4000元/月，包吃住`. A text of another shape keeps its words and has no
    numbers: never a guess.
    """
    text = text.strip()
    ends = _ends(_parts(text)[0])
    return Salary(text, *(ends or (None, None))) if text else None


def written_out(text: str) -> str:
    """The text with what it leaves unsaid: `6000-8000` is `6000-8000元/月`, `8k起` is `8千/月起`.

    What names its period, and what nobody can reckon with, stays as it is.
    """
    text = text.strip()
    figure, beside = _parts(text)
    if not _ends(figure) or _PERIOD.search(figure):
        return text
    amount, rounded = re.fullmatch(_ROUNDED, re.sub("[kKｋＫ]", "千", figure)).groups()  # type: ignore[union-attr]
    yuan = "元" if amount[-1].isdigit() else ""
    return f"{amount}{yuan}/月{rounded}{beside}"


def _parts(text: str) -> tuple[str, str]:
    """The figure and what is said beside it."""
    starts = (found.start() for found in _BESIDE.finditer(text))
    start = next((start for start in starts if _told(text[:start], text[start:])), len(text))
    return (text, "") if _ends(text) else (text[:start], text[start:])


def _told(figure: str, beside: str) -> bool:
    """Whether the figure is clear, and nothing beside it may say what it is for."""
    return _ends(figure) is not None and bool(
        _PERIOD.search(figure) or not re.search("[/元千万]|" + _PERIOD.pattern, beside)
    )


def _ends(figure: str) -> tuple[int | None, int | None] | None:
    """The two ends in yuan a month; None for what is not sure."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", figure).casefold())
    match = _SALARY.fullmatch(plain)
    if not match:
        return None
    month, low, low_unit, high, unit, bound, period, late_bound = match.groups()
    unit = unit or low_unit or ""
    first = Decimal(low) * UNITS[low_unit or unit]
    last = Decimal(high or low) * UNITS[unit]
    bound = bound or late_bound
    period = _period(
        period, month, unit=low_unit or unit, monthly=LEAST_MONTHLY <= first <= last < MOST_MONTHLY
    )
    if not period or first > last or (high and bound):
        return None
    lower, upper = (_yuan(amount * MONTHS[period]) for amount in (first, last))
    if upper > LARGEST:
        return None
    if bound == "以下":
        return None, upper
    return lower, None if bound else upper


def _period(written: str | None, month: str | None, *, unit: str, monthly: bool) -> str | None:
    """What the pay is for, as far as that is sure; unit: of the lower end."""
    if month and written not in (None, "月"):
        return None
    if unit and (written or month):
        return written or "月"
    # A bare number is one of yuan only where it can be nothing else.
    return "月" if monthly and unit != "万" and written in (None, "月") else None


def _yuan(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
