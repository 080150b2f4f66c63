"""Slugs: the part of an address that is made from a Chinese title."""

import re

from pypinyin import lazy_pinyin

LONGEST = 60
# An address has room for 200 characters; its prefix and a number want some of them.
LONGEST_TYPED = 100
# Words our list addresses need for themselves: /jobs/page/2/, /jobs/by/building/<slug>/.
RESERVED = frozenset({"page", "by"})


def slug_from(title: str) -> str:
    """如意湖 CBD -> ru-yi-hu-cbd; at most 60 characters; 'x' when nothing can be spelt."""
    words = re.findall(r"[a-z0-9]+", " ".join(_spell(title)).lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return f"{slug}-1" if slug in RESERVED else slug or "x"


def _spell(title: str) -> list[str]:
    # A character that pypinyin does not know comes back as it is, and is left out above.
    return lazy_pinyin(title)


def numbered(slug: str, number: int) -> str:
    """The slug itself for 1, then slug-2, slug-3 …"""
    return slug if number == 1 else f"{slug}-{number}"
