"""Whole numbers as people write them, in figures or in Chinese."""

import re

_DIGITS = "零一二三四五六七八九"
_DIGIT = "[一二两三四五六七八九]"
# 一百二 is 120 to some, 102 to others: what follows a unit that is not the next one begins with 零.
_CHINESE = re.compile(
    rf"(?:(?P<thousands>{_DIGIT})千)?(?:零?(?P<hundreds>{_DIGIT})百)?"
    rf"(?:零?(?P<tens>{_DIGIT}?十)(?P<ones>{_DIGIT})?|零(?P<odd>{_DIGIT})|(?<![百千])(?P<one>{_DIGIT}))?"
)


def whole(text: str) -> int | None:
    """`12`, `十二`, `一百零二`, `两千` -> the number; None for another text, or a longer number.

    Nine digits are more than any of our numbers, and what every database holds.
    """
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    found = _CHINESE.fullmatch(text) if text else None
    if not found:
        return None
    thousands, hundreds, tens, *ones = (_figure(part or "") for part in found.groups())
    return thousands * 1000 + hundreds * 100 + tens * 10 + sum(ones)


def _figure(numeral: str) -> int:
    """三 and 三十 are 3, 十 is 1, nothing is 0."""
    digit = numeral.removesuffix("十") or ("一" if numeral else "零")
    return _DIGITS.index(digit.replace("两", "二"))
