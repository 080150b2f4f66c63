"""Personal numbers in a text: mobile phones, resident identities and bank cards, masked."""

import datetime
import re
from collections.abc import Iterator

_ALONE = r"(?<![0-9A-Za-z])(?<!\d-)"
_ENDS = r"(?![0-9A-Za-z])(?!\.\d)"
# An amount has a unit after it; a telephone number never has.
_NO_AMOUNT = r"(?!\s*(?:元|万|亿|人|平|㎡|吨|%|户|家|次))"
_PHONE = re.compile(
    rf"{_ALONE}(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d{{4}}[ -]?|\.\d{{4}}\.)\d{{4}}){_ENDS}{_NO_AMOUNT}"
)
_IDENTITY = re.compile(rf"{_ALONE}(\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[0-9Xx]){_ENDS}")
# The old ones have no check digit: only what the text calls one is taken for one.
_OLD_IDENTITY = re.compile(rf"身份证[^\d\n]{{0,12}}(\d{{15}}){_ENDS}")
# China's own have 16 to 19 digits, those of other networks 16.
_FOURS = r"\d\d(?:[ -]?\d{4}){3}"
_CARD = re.compile(rf"{_ALONE}(62{_FOURS}(?:[ -]?\d{{1,3}})?|(?:4\d|5[1-5]){_FOURS}){_ENDS}")

_PROVINCES = {
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def phones(text: str) -> list[str]:
    """Mobile numbers, as 138****8000."""
    return [_masked(number, 3, 4) for number in _found(_PHONE, text)]


def identities(text: str) -> list[str]:
    """Resident identity numbers whose place, birthday and check digit are right."""
    new = [number for number in _found(_IDENTITY, text) if _is_identity(number)]
    old = [
        number
        for number in _found(_OLD_IDENTITY, text)
        if _was_born(number[:2], f"19{number[6:12]}")
    ]
    return [_masked(number, 4, 2) for number in (*new, *old)]


def cards(text: str) -> list[str]:
    """Bank card numbers whose check digit is right."""
    found = (number for number in _found(_CARD, text) if not _is_identity(number))
    return [_masked(number, 4, 4) for number in found if _luhn(number)]


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (re.sub(r"[ .-]", "", match[1]).upper() for match in pattern.finditer(text))


def _masked(number: str, first: int, last: int) -> str:
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]


def _is_identity(number: str) -> bool:
    if len(number) != 18 or not _was_born(number[:2], number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def _was_born(province: str, day: str) -> bool:
    try:
        born = datetime.datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return int(province) in _PROVINCES and born.year >= 1900


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
