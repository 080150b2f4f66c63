"""Phone numbers as people write them, as we keep them (E.164), and as we show them."""

import re
import unicodedata

_CHINESE = re.compile(r"1[3-9]\d{9}")
_ANY = re.compile(r"\+[1-9]\d{6,14}")
# What people put between digits, and the dashes that NFKC leaves alone.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―()]+")


def normal(text: str) -> str | None:
    """`138 0013 8000`, `0086-138…`, `+852 …` -> E.164; None for what is no number.

    A number without a country's code is a Chinese mobile one.
    """
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    number = re.sub(r"^00", "+", number)
    number = re.sub(r"^86(?=1\d{10}$)", "+86", number)
    if _CHINESE.fullmatch(number):
        return f"+86{number}"
    if not number.isascii() or not _ANY.fullmatch(number):
        return None
    home = number.removeprefix("+86")
    return number if home == number or _CHINESE.fullmatch(home) else None


def plain(phone: str) -> str:
    """As its owner knows it: Chinese ones without the country's code."""
    return phone.removeprefix("+86")


def masked(phone: str) -> str:
    """`138****8000`: enough for its owner to know it again."""
    known = plain(phone)
    return f"{known[:3]}****{known[-4:]}"
