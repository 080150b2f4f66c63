"""Salaries as firms write them, and what they come to in yuan a month."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# The month has 21.75 paid days (人社部 2008 年 3 号文).
WORKING_DAYS = Decimal("21.75")
UNITS = {"元": Decimal(1), "千": Decimal(1_000), "万": Decimal(10_000)}
MONTHS = {"年": Decimal(1) / 12, "月": Decimal(1), "天": WORKING_DAYS, "日": WORKING_DAYS}
# Nobody pays more in a month; what says so is a slip of the keys.
LARGEST = 100_000_000
_NUMBER = r"(\d{1,9}(?:\.\d{1,4})?)"
_SALARY = re.compile(
    rf"^{_NUMBER}(?:(元|千|万)?[-~—至]{_NUMBER})?(元|千|万)(以上|以下)?/(年|月|天|日)$"
)


# What says in so many words that there is no number to tell.
_OPEN = re.compile(r"(?:薪资|工资|薪酬|待遇)?(?:面议|面谈|可议)")


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
    """`1-1.5万/月`, `8千-1.2万/月`, `200元/天`, `100万以上/年` … -> Salary; None for an empty text.

    A text of another shape keeps its words and has no numbers: never a guess.
    """
    text = text.strip()
    match = _SALARY.match(text.replace(" ", ""))
    if not match:
        return Salary(text) if text else None
    low, low_unit, high, unit, bound, period = match.groups()
    first = _monthly(low, low_unit or unit, period)
    if first > LARGEST:
        return Salary(text)
    if not high:
        lower = None if bound == "以下" else first
        upper = None if bound == "以上" else first
        return Salary(text, lower, upper)
    last = _monthly(high, unit, period)
    return Salary(text, first, last) if first <= last <= LARGEST and not bound else Salary(text)


def _monthly(number: str, unit: str, period: str) -> int:
    yuan = Decimal(number) * UNITS[unit] * MONTHS[period]
    return int(yuan.quantize(Decimal(1), ROUND_HALF_UP))
