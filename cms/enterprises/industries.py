"""Industries: the words firms use, and what GB/T 4754-2017 (国民经济行业分类) calls them.

`gbt4754.csv` lists the standard's sections (a letter) and divisions (two digits) with their names;
`industries.csv` maps words to one of them. What fits several sections is in neither: 未分类.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
# A firm writes one word or two; a clerk may part them with marks.
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"[\s、，,;；/（）()]+")


@dataclass(frozen=True)
class Industry:
    """code: "I" or "65", empty for 未分类; section: the letter a code stands under."""

    code: str
    name: str
    section: str

    @property
    def path(self) -> str:
        """The code below its section's: "I" or "I65". A section's begins all of its divisions'."""
        return self.section if self.code == self.section else self.section + self.code


UNCLASSIFIED = Industry("", "未分类", "")


def classify(words: str) -> Industry:
    """What the words name: as a whole, or by the first of them that is known."""
    known = _known()
    found = (known[word] for word in _parts(words) if word in known)
    return next(found, UNCLASSIFIED)


def find_industry(asked: str) -> Industry | None:
    """The industry of a code, or of exactly this name; None for no such thing."""
    return UNCLASSIFIED if asked == UNCLASSIFIED.name else _standard().get(asked)


def _parts(words: str) -> Iterator[str]:
    whole = words.strip()
    yield whole
    yield from _BLANKS.split(whole)
    yield from _MARKS.split(whole)


@cache
def _known() -> dict[str, Industry]:
    standard = _standard()
    return standard | {row["word"]: standard[row["code"]] for row in _rows("industries.csv")}


@cache
def _standard() -> dict[str, Industry]:
    by_code = {row["code"]: Industry(**row) for row in _rows("gbt4754.csv")}
    # A section and its only division may share a name: the division, listed later, says more.
    return {industry.name: industry for industry in by_code.values()} | by_code


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
