"""Turns what the CMS publishes into plain text, for readers that take no HTML."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from press.sheets import Document

GIST = 160

_LINE_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|tr)>|<br\s*/?>|<hr\s*/?>")
# No XML and no calendar may hold these; Word and PowerPoint leave them in what is pasted.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return a text without the signs that XML and calendars forbid."""
    return _UNPRINTABLE.sub("", text)


def text_of(blocks: Iterable[Document]) -> str:
    """Return the words of a body, a line for each paragraph, point or row."""
    lines = (" ".join(printable(line).split()) for block in blocks for line in _lines(block))
    return "\n".join(line for line in lines if line)


def gist(document: Document) -> str:
    """Return a document's summary, or where it has none the beginning of its text."""
    if document["summary"]:
        return printable(document["summary"])
    text = text_of(document["body"]).replace("\n", " ")
    return text if len(text) <= GIST else f"{text[:GIST]}…"


def _lines(block: Document) -> Iterator[str]:
    match block["__typename"]:
        case "HeadingBlock" | "QuoteBlock":
            yield block["text"]
        case "ParagraphBlock":
            # Taken for markup only to be rid of it.
            lines = _LINE_END.split(block["html"])
            yield from (Markup(line).striptags() for line in lines)  # noqa: S704
        case "TableBlock":
            yield block["caption"]
            yield from ("，".join(row) for row in (block["header"], *block["rows"]))
