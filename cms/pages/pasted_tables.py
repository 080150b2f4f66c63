"""Tables in pasted HTML, pure: which hold data, and what is in their cells."""

import re
from collections.abc import Iterable
from typing import Any

from bs4 import Tag

from .pasted_style import PLAIN, Style

# A cell with more than this is a column of the page's layout.
LONGEST_CELL = 500
WIDEST = 50
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_LINED = re.compile(r"br|d[dlt]|div|h[1-6]|li|[ou]l|p|section|t[dhr]|table")


def plain(tag: Tag) -> str:
    """The words of a tag; lines are divided where blocks end."""
    lines = "".join(_words(tag)).split("\n")
    return "\n".join(kept for line in lines if (kept := _BLANKS.sub(" ", line).strip()))


def _words(tag: Tag) -> Iterable[str]:
    for node in tag.children:
        if not isinstance(node, Tag):
            yield _BLANKS.sub(" ", str(node))
        elif _LINED.fullmatch(node.name):
            yield "\n"
            yield from _words(node)
            yield "\n"
        else:
            yield from _words(node)


def table_of(tag: Tag) -> dict[str, Any] | None:
    """The value of a table block; None for a table that only lays a page out."""
    if tag.find(["table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"]):
        return None
    rows = [row for row in _rows(tag) if any(row)]
    width = max((n for row in rows for n, text in enumerate(row, 1) if text), default=0)
    longest = max((len(text) for row in rows for text in row), default=0)
    if len(rows) < 2 or width < 2 or longest > LONGEST_CELL:
        return None
    caption = tag.find("caption")
    return {
        "data": [(row + [""] * width)[:width] for row in rows],
        "first_row_is_table_header": _is_header(tag),
        "first_col_is_header": False,
        "table_header_choice": "row" if _is_header(tag) else "neither",
        "table_caption": plain(caption) if caption else "",
        "cell": [],
        "mergeCells": [],
    }


def _rows(tag: Tag) -> Iterable[list[str]]:
    """Texts of each row; where a cell spans others, they are empty."""
    # column -> how many more rows a cell above reaches into
    reaching: dict[int, int] = {}
    for line in tag.find_all("tr"):
        row: list[str] = []
        cells = line.find_all(["td", "th"])
        while cells or any(left for column, left in reaching.items() if column >= len(row)):
            if reaching.get(len(row)):
                reaching[len(row)] -= 1
                row.append("")
            elif cells:
                cell = cells.pop(0)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                reaching.update({len(row) + n: height - 1 for n in range(width)})
                row += [plain(cell), *[""] * (width - 1)]
            else:
                row.append("")
        yield row


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "")
    return min(max(int(value), 1), WIDEST) if re.fullmatch(r"\d{1,4}", value) else 1


def _is_header(tag: Tag) -> bool:
    """Whether the first row with words is marked as a header, or set in bold throughout."""
    first = next(line for line in tag.find_all("tr") if plain(line))
    if first.find_parent("thead"):
        return True
    style = PLAIN.inside(first)
    cells = first.find_all(["td", "th"])
    return all(cell.name == "th" or _is_bold(cell, style.inside(cell)) for cell in cells)


def _is_bold(tag: Tag, style: Style) -> bool:
    """Whether all words of a tag, itself of this style, are set in bold."""
    return all(
        _is_bold(node, style.inside(node))
        if isinstance(node, Tag)
        else style.bold or not str(node).strip()
        for node in tag.children
    )
