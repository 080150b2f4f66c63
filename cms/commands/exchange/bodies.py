"""Bodies on their way out: as plain text where that says all, else as HTML."""

import html
import re
from typing import Any

from cms.pages.richtext import public_html
from cms.pages.text import body_from_text
from cms.publication.models import Entry

# What the editor keeps with each paragraph for itself.
_KEY = re.compile(r' data-block-key="[^"]*"')
_PARAGRAPHS = re.compile(r"(?:<p>[^<]*</p>)*")


def text_of(body: Any) -> str | None:
    """The text that an import makes this very body of; None when text cannot say it all."""
    lines: list[str] = []
    wanted: list[Any] = []
    for block in body:
        if block.block_type == "heading":
            lines.append(f"{'##' if block.value['level'] == '2' else '###'} {block.value['text']}")
            wanted.append((block.block_type, dict(block.value)))
        elif block.block_type == "paragraph":
            source = _KEY.sub("", block.value.source)
            if not _PARAGRAPHS.fullmatch(source):
                return None
            lines += [html.unescape(line) for line in re.findall(r"<p>([^<]*)</p>", source)]
            if wanted and wanted[-1][0] == "paragraph":
                source = wanted.pop()[1] + source
            wanted.append((block.block_type, source))
        else:
            return None
    text = "\n".join(lines)
    return text if _same(body_from_text(text), wanted) else None


def _same(read: list[Any], wanted: list[Any]) -> bool:
    def plain(blocks: list[Any]) -> list[Any]:
        return [(n, html.unescape(v) if isinstance(v, str) else v) for n, v in blocks]

    return plain(read) == plain(wanted)


class _Links:
    """Where pages are that the public may see."""

    def address(self, page_id: int) -> str | None:
        urls = Entry.objects.public().filter(page_id=page_id).values_list("url", flat=True)
        return urls.first()


def html_of(body: Any) -> str:
    """A body as HTML that `cms.pages.pasted` reads back; of pictures and files only the words."""
    return "".join(_WRITERS.get(block.block_type, _other)(block) for block in body)


def _heading(block: Any) -> str:
    level = block.value["level"]
    return f"<h{level}>{html.escape(block.value['text'])}</h{level}>"


def _paragraph(block: Any) -> str:
    return public_html(block.value.source, _Links()).replace(' rel="noopener noreferrer"', "")


def _quote(block: Any) -> str:
    text = "<br>".join(map(html.escape, block.value["text"].splitlines()))
    source = block.value["source"]
    return f"<blockquote>{text}</blockquote>" + (f"<p>{html.escape(source)}</p>" if source else "")


def _table(block: Any) -> str:
    value = block.value
    caption = html.escape(value.get("table_caption") or "")
    rows = ""
    for number, line in enumerate(value.get("data") or []):
        tag = "th" if number == 0 and value.get("first_row_is_table_header") else "td"
        cells = ("<br>".join(map(html.escape, str(cell or "").splitlines())) for cell in line)
        rows += "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"
    return f"<table>{f'<caption>{caption}</caption>' if caption else ''}{rows}</table>"


def _other(block: Any) -> str:
    words = block.block.words(block.value)
    return f"<p>{html.escape(words)}</p>" if words else ""


_WRITERS = {"heading": _heading, "paragraph": _paragraph, "quote": _quote, "table": _table}
