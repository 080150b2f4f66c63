"""HTML as Word, WeChat articles and government sites give it, pure: made into clean blocks.

Layout, fonts and pictures go; headings, lists, tables, quotes, bold, italic and links stay, and of
the words none is lost.
"""

import dataclasses
import html
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from .pasted_style import PLAIN, Style
from .pasted_tables import plain, table_of
from .text import LONGEST_HEADING, body_from_text

LONGEST_QUOTE = 600
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote caption center dd div dl dt fieldset figcaption figure"
        " footer form header li main nav p pre section table tbody td tfoot th thead tr",
    )
)
_KEPT = {*BLOCKS, *HEADINGS, *LISTS, *["a", "b", "br", "em", "hr", "i", "img", "span", "strong"]}
_ATTRIBUTES = {
    "*": {"style"},
    "a": {"href"},
    "img": {"alt", "height", "width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# What is inside is for a machine.
_SILENT = {"script", "style", "title", "xml", "template"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_WORD_LIST = re.compile(r"mso-list\s*:\s*(l\d+)\s+level(\d+)(\s+lfo\d+)?")
_BULLET = re.compile(r"[·•●○■□◆◇➢§oØüv*–-]?")
_COUNTED = re.compile(r"(\d{1,3})[.)．、]")
# How the mark of a picture begins that did not come along.
PICTURE = "〔此处有图片"
# Smaller pictures are dots and rules, in pixels.
_SMALLEST = 60
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?(?:px|pt)?(?![\d%.])")
# What editors' tools write where nobody said what a picture shows.
_NO_CAPTION = re.compile(r"(?:图片|image|img|\S+\.(?:png|jpe?g|gif|webp))?", re.IGNORECASE)


Letter = tuple[str, Style]


def body_from_html(source: str, *, marked: bool = False) -> list[tuple[str, object]]:
    """Blocks for a StreamField from any HTML, a fragment or a whole document.

    marked: where a picture was, a mark says so, for who will put it there before it is public.
    """
    # A real HTML parser: it closes what is open and drops comments, Word's conditions among them.
    tidy = nh3.clean(
        source,
        tags=_KEPT,
        attributes=_ATTRIBUTES,
        clean_content_tags=_SILENT,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    soup = BeautifulSoup(tidy, "html.parser")
    if marked:
        _mark_pictures(soup)
    body = _Body()
    try:
        body.walk(soup, PLAIN)
    except RecursionError:
        # Nobody wrote this by hand; its words are kept all the same.
        return body_from_text(soup.get_text("\n"))
    return body.finish()


def _mark_pictures(soup: BeautifulSoup) -> None:
    """Give each picture words that content checks find until they are replaced."""
    for picture in soup.find_all("img"):
        words = re.sub(r"[〔〕\s]+", " ", str(picture.get("alt") or "")).strip()
        said = "" if _NO_CAPTION.fullmatch(words) else f"：{words}"
        picture["alt"] = "" if _is_small(picture) else f"{PICTURE}{said}〕"


def _is_small(picture: Tag) -> bool:
    sizes = [str(picture.get(name) or "").removesuffix("px") for name in ("width", "height")]
    sizes += _SIZE.findall(str(picture.get("style") or ""))
    return any(size.isdecimal() and int(size) < _SMALLEST for size in sizes)


class _Body:
    """The blocks so far, and the paragraph that is being written."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, object]] = []
        self.paragraphs: list[str] = []
        self.letters: list[Letter] = []
        self.items: list[_Item] = []

    def walk(self, parent: Tag, style: Style) -> None:
        for node in parent.children:
            if isinstance(node, Tag):
                self.tag(node, style.inside(node))
            else:
                self.letters += _letters(node, style, verbatim=parent.name == "pre")

    def tag(self, tag: Tag, style: Style) -> None:
        if tag.name == "br":
            self.letters.append(("\n", PLAIN))
        elif tag.name == "img":
            self.caption(str(tag.get("alt") or "").strip())
        elif found := _WORD_LIST.search(str(tag.get("style") or "")):
            self.end(list_goes_on=True)
            self.items.append(_word_item(tag, found, style))
        elif tag.name in HEADINGS or tag.name in LISTS or tag.name in ("hr", "blockquote", "table"):
            self.end()
            self.set_piece(tag, style)
        elif tag.name in BLOCKS:
            # An empty paragraph between two items of a list does not end it.
            empty = bool(self.items) and not plain(tag)
            self.end(list_goes_on=empty)
            self.walk(tag, style)
            self.end(list_goes_on=empty)
        else:
            self.walk(tag, style)

    def set_piece(self, tag: Tag, style: Style) -> None:
        """What stands by itself: a heading, list, rule, quote or table; or else its contents."""
        text = plain(tag)
        if tag.name == "hr":
            self.paragraphs.append("<hr/>")
        elif tag.name in LISTS:
            self.paragraphs.append(_list(tag, style))
        elif tag.name in HEADINGS and text and len(text) <= LONGEST_HEADING:
            level = "2" if tag.name in ("h1", "h2") else "3"
            self.add("heading", {"text": " ".join(text.split()), "level": level})
            self.captions(tag)
        elif tag.name == "blockquote" and _is_quote(tag, text):
            self.add("quote", {"text": text, "source": ""})
        elif tag.name == "table" and (table := table_of(tag)):
            self.add("table", table)
            self.captions(tag)
        else:
            self.walk(tag, style)
            self.end()

    def add(self, name: str, value: Any) -> None:
        self.close()
        self.blocks.append((name, value))

    def captions(self, tag: Tag) -> None:
        """Of the pictures inside what has no room for them."""
        for picture in tag.find_all("img"):
            self.caption(str(picture.get("alt") or "").strip())

    def caption(self, words: str) -> None:
        """A picture's words stay in its place, so that an editor sees what is to be put there."""
        if not _NO_CAPTION.fullmatch(words):
            self.end()
            self.letters += _letters(words, Style(italic=True))
            self.end()

    def end(self, *, list_goes_on: bool = False) -> None:
        """End the paragraph, and the list that Word wrote as paragraphs."""
        written = _paragraphs(self.letters)
        self.letters = []
        if self.items and (written or not list_goes_on):
            for _, items in itertools.groupby(self.items, lambda item: item.series):
                self.paragraphs += _word_list(list(items))
            self.items = []
        self.paragraphs += [f"<p>{line}</p>" for line in written]

    def close(self) -> None:
        """End the block of paragraphs."""
        self.end()
        if self.paragraphs:
            self.blocks.append(("paragraph", "".join(self.paragraphs)))
            self.paragraphs = []

    def finish(self) -> list[tuple[str, object]]:
        self.close()
        return self.blocks


def _letters(text: PageElement | str, style: Style, *, verbatim: bool = False) -> Iterable[Letter]:
    if isinstance(text, str):
        lines = text if verbatim else _BLANKS.sub(" ", text)
        yield from ((letter, style) for letter in lines)


def _paragraphs(letters: list[Letter]) -> list[str]:
    """Rich text of each paragraph; an empty line between two lines divides them."""
    found: list[list[list[Letter]]] = [[]]
    for line in _lines(letters):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["<br/>".join(map(_markup, lines)) for lines in found if lines]


def _lines(letters: list[Letter]) -> Iterable[list[Letter]]:
    for is_break, some in itertools.groupby(letters, lambda letter: letter[0] == "\n"):
        if is_break:
            yield from ([] for _ in list(some)[1:])
        else:
            yield _trimmed(list(some))


def _trimmed(line: list[Letter]) -> list[Letter]:
    """Without blanks at its ends, and with one where there were several."""
    kept: list[Letter] = []
    for letter, style in line:
        if not (letter == " " and (not kept or kept[-1][0] == " ")):
            kept.append((letter, style))
    text = "".join(letter for letter, _ in kept)
    return kept[len(text) - len(text.lstrip()) : len(text.rstrip())]


def _markup(line: list[Letter]) -> str:
    """A line of rich text; what is set alike is marked once."""
    written = []
    for href, some in itertools.groupby(line, lambda letter: letter[1].href):
        inner = ""
        for style, letters in itertools.groupby(some, lambda letter: letter[1]):
            text = html.escape("".join(letter for letter, _ in letters), quote=False)
            text = f"<i>{text}</i>" if style.italic and text.strip() else text
            inner += f"<b>{text}</b>" if style.bold and text.strip() else text
        written.append(f'<a href="{html.escape(href)}">{inner}</a>' if href else inner)
    return "".join(written)


def _inline(tag: Tag, style: Style) -> str:
    """The contents of a tag as one piece of rich text; blocks inside become its lines."""
    body = _Body()
    body.letters += _flat(tag, style)
    return "<br/>".join(_paragraphs(body.letters))


def _flat(tag: Tag, style: Style) -> Iterable[Letter]:
    for node in tag.children:
        if not isinstance(node, Tag):
            yield from _letters(node, style)
        elif node.name == "br":
            yield "\n", PLAIN
        elif node.name == "img":
            alt = str(node.get("alt") or "").strip()
            if not _NO_CAPTION.fullmatch(alt):
                yield from _letters(alt, Style(italic=True))
        elif node.name in BLOCKS or node.name in HEADINGS:
            yield "\n", PLAIN
            yield from _flat(node, style.inside(node))
            yield "\n", PLAIN
        elif node.name not in LISTS:
            yield from _flat(node, style.inside(node))


def _list(tag: Tag, style: Style) -> str:
    """A list with the lists inside it; what stands in it but in no item becomes one."""
    items = ""
    for node in tag.children:
        if isinstance(node, Tag) and node.name in LISTS:
            nested = _list(node, style.inside(node))
            # Some tools put the inner list beside its item, not into it.
            items = f"{items[: -len('</li>')]}{nested}</li>" if items else f"<li>{nested}</li>"
        elif isinstance(node, Tag):
            inner = style.inside(node)
            lists = [found for found in node.find_all(LISTS) if found.find_parent(LISTS) is tag]
            text = _inline(node, inner) + "".join(_list(found, inner) for found in lists)
            items += f"<li>{text}</li>" if text else ""
        elif text := html.escape(str(node).strip(), quote=False):
            items += f"<li>{text}</li>"
    return f"<{tag.name}>{items}</{tag.name}>" if items else ""


def _is_quote(tag: Tag, text: str) -> bool:
    return 0 < len(text) <= LONGEST_QUOTE and not tag.find([*HEADINGS, *LISTS, "table", "img"])


@dataclasses.dataclass(frozen=True)
class _Item:
    """A paragraph that Word shows as an item of a list: mark is what it writes before it."""

    series: str
    level: int
    mark: str
    text: str


def _word_item(tag: Tag, found: re.Match[str], style: Style) -> _Item:
    mark = ""
    for span in tag.find_all(style=re.compile(r"mso-list\s*:\s*Ignore")):
        mark += plain(span)
        span.decompose()
    name = f"{found[1]}{found[3] or ''}"
    return _Item(name, int(found[2]), mark.strip(), _inline(tag, style))


def _word_list(items: Sequence[_Item]) -> Sequence[str]:
    """As a list, when one would show the same marks; else as paragraphs that keep them."""
    numbers = [_COUNTED.fullmatch(item.mark) for item in items]
    if all(_BULLET.fullmatch(item.mark) for item in items):
        return ["".join(_nested(items))]
    if [int(number[1]) for number in numbers if number] == list(range(1, len(items) + 1)):
        return [f"<ol>{''.join(f'<li>{item.text}</li>' for item in items)}</ol>"]
    return [f"<p>{html.escape(item.mark, quote=False)}{item.text}</p>" for item in items]


def _nested(items: Sequence[_Item]) -> Iterable[str]:
    """Bullets, each level inside the item above it."""
    open_levels: list[int] = []
    for item in items:
        while open_levels and open_levels[-1] > item.level:
            open_levels.pop()
            yield "</li></ul>"
        if open_levels and open_levels[-1] == item.level:
            yield "</li>"
        else:
            open_levels.append(item.level)
            yield "<ul>"
        yield f"<li>{item.text}"
    yield "</li></ul>" * len(open_levels)
