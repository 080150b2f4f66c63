"""How letters in pasted HTML are set, pure: what tags and their styles come to."""

import dataclasses
import re
from typing import Self

from bs4 import Tag

_HREF = re.compile(r"(?:https?:|mailto:|tel:|/(?!/))", re.IGNORECASE)
# Not Word's mso-bidi-font-weight, which speaks of other scripts.
_WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(\w+)")
_SLANT = re.compile(r"(?<![\w-])font-style\s*:\s*(\w+)")


@dataclasses.dataclass(frozen=True)
class Style:
    """How a letter is set, of all that rich text keeps."""

    href: str = ""
    bold: bool = False
    italic: bool = False

    def inside(self, tag: Tag) -> Self:
        """The style inside a tag that stands in text of this style."""
        look = str(tag.get("style") or "")
        href = str(tag.get("href") or "").strip()
        return type(self)(
            href=href if _HREF.match(href) else self.href,
            bold=_set(_WEIGHT.search(look), tag.name in ("b", "strong"), self.bold),
            italic=_set(_SLANT.search(look), tag.name in ("i", "em"), self.italic),
        )


def _set(said: re.Match[str] | None, by_tag: bool, before: bool) -> bool:
    if said:
        return said[1] in ("bold", "bolder", "italic", "oblique", "600", "700", "800", "900")
    return by_tag or before


PLAIN = Style()
