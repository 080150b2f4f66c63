"""StreamField blocks: what a body is made of, and how each is written into a public document."""

import html
import re
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from .richtext import public_html
from .samples import SAMPLES, printed_css

_LINE_END = re.compile(r"</(?:p|li|ol|ul)>|<(?:br|hr)\s*/?>")
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
TEXT, FILES = "文字", "图片和文件"
RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "hr"]


class Piece:
    """What every block of a body has, beside the editing of it."""

    def words(self, value: Any) -> str:
        """Its words, a line each; the search index and the content checks read them."""
        return ""

    def pictures(self, value: Any) -> list[Any]:
        return []

    def links(self, value: Any) -> list[str]:
        """The words of the links in it."""
        return []

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        return "pages/block_preview.html"

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The sample in its public form, as the printed site would show it."""
        kind = type(self).__name__
        shown = {"kind": kind, "shown": SAMPLES[kind], "css": printed_css()}
        return {**(parent_context or {}), **shown}


class HeadingBlock(Piece, blocks.StructBlock):
    text = blocks.CharBlock(label="标题文字", max_length=60)
    level = blocks.ChoiceBlock(
        label="层级", choices=[("2", "大标题"), ("3", "小标题")], default="2"
    )

    class Meta:
        icon = "title"
        label = "标题"
        group = TEXT
        description = "把长文章分成几段，读的人一眼能找到要看的部分。"

    def public(self, value: Any, public: Any) -> dict[str, Any]:
        return {"__typename": "HeadingBlock", "text": value["text"], "level": int(value["level"])}

    def words(self, value: Any) -> str:
        return value["text"]


class ParagraphBlock(Piece, blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = "正文"
        group = TEXT
        description = "写文字的地方。可以直接从 Word 粘贴，格式会自动整理干净。"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    def public(self, value: Any, public: Any) -> dict[str, Any]:
        return {"__typename": "ParagraphBlock", "html": public_html(value.source, public)}

    def words(self, value: Any) -> str:
        return html.unescape(strip_tags(_LINE_END.sub("\n", value.source)))

    def links(self, value: Any) -> list[str]:
        return [html.unescape(strip_tags(text)) for text in _LINK.findall(value.source)]


class ImageBlock(Piece, blocks.StructBlock):
    image = ImageChooserBlock(label="图片")
    caption = blocks.CharBlock(label="图片说明", required=False, max_length=120)

    class Meta:
        icon = "image"
        label = "图片"
        group = FILES
        description = "一张图片，下面可以写一行说明。"

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        # A picture deleted since is left out (the chooser gives None for it), and a closed one.
        image = public.picture(value["image"]) if value["image"] else None
        if image is None:
            return None
        return {"__typename": "ImageBlock", "image": image, "caption": value["caption"]}

    def words(self, value: Any) -> str:
        return value["caption"]

    def pictures(self, value: Any) -> list[Any]:
        return [value["image"]]


class GalleryBlock(Piece, blocks.ListBlock):
    class Meta:
        icon = "image"
        label = "图集"
        group = FILES
        description = "两张以上的图片排在一起，适合活动现场的照片。"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ImageChooserBlock(label="图片"), min_num=2, max_num=30, **kwargs)

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        shown = [public.picture(image) for image in value if image]
        images = [picture for picture in shown if picture]
        return {"__typename": "GalleryBlock", "images": images} if images else None

    def pictures(self, value: Any) -> list[Any]:
        return list(value)


class FileBlock(Piece, blocks.StructBlock):
    file = DocumentChooserBlock(label="文件")
    title = blocks.CharBlock(
        label="显示名称", required=False, max_length=60, help_text="留空则用文件的标题。"
    )

    class Meta:
        icon = "doc-full"
        label = "附件"
        group = FILES
        description = "供人下载的文件，例如报名表、文件原件。"

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        file = public.file(value["file"]) if value["file"] else None
        if file is None:
            return None
        return {"__typename": "FileBlock", **file, "title": value["title"] or file["title"]}

    def words(self, value: Any) -> str:
        return value["title"] or (value["file"].title if value["file"] else "")


class VideoBlock(Piece, blocks.StructBlock):
    video = VideoChooserBlock(label="视频")

    class Meta:
        icon = "media"
        label = "视频"
        group = FILES
        description = "一段视频，点一下才播放，不费流量。"

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        video = public.video(value["video"]) if value["video"] else None
        return {"__typename": "VideoBlock", **video} if video else None

    def words(self, value: Any) -> str:
        return value["video"].title if value["video"] else ""


class QuoteBlock(Piece, blocks.StructBlock):
    text = blocks.TextBlock(label="引文", max_length=600, rows=3)
    source = blocks.CharBlock(label="出处", required=False, max_length=60)

    class Meta:
        icon = "openquote"
        label = "引文"
        group = TEXT
        description = "引用领导讲话、文件原文或参加者的话，可以注明出处。"

    def public(self, value: Any, public: Any) -> dict[str, Any]:
        return {"__typename": "QuoteBlock", "text": value["text"], "source": value["source"]}

    def words(self, value: Any) -> str:
        return f"{value['text']} {value['source']}"


GRID_MENU = {
    "row_above": "在上面加一行",
    "row_below": "在下面加一行",
    "rows": "---------",
    "col_left": "在左边加一列",
    "col_right": "在右边加一列",
    "columns": "---------",
    "remove_row": "删除这一行",
    "remove_col": "删除这一列",
    "removed": "---------",
    "undo": "撤销",
    "redo": "重做",
}


class TableBlock(Piece, WagtailTableBlock):
    class Meta:
        icon = "table"
        label = "表格"
        group = TEXT
        description = "时间安排、值班表等有行有列的内容。请给第一行选“表头”。"

    def get_table_options(self, table_options: dict[str, Any] | None = None) -> dict[str, Any]:
        # The grid has no Chinese, and reports an error when it is asked for it.
        menu = {name: {"name": words} for name, words in GRID_MENU.items()}
        ours = {"language": "en-US", "contextMenu": {"items": menu}}
        return super().get_table_options({**ours, **(table_options or {})})

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        header, rows = table_rows(value)
        if not header and not rows:
            return None
        caption = (value.get("table_caption") or "").strip()
        return {"__typename": "TableBlock", "caption": caption, "header": header, "rows": rows}

    def words(self, value: Any) -> str:
        header, rows = table_rows(value)
        return "\n".join(" ".join(row) for row in [header, *rows])


def table_rows(value: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """(header, rows) of a table as the editor keeps it; empty lines at its edges are left out."""
    lines = [[str(cell or "").strip() for cell in line] for line in (value or {}).get("data") or []]
    width = max((n for line in lines for n, cell in enumerate(line, 1) if cell), default=0)
    lines = [line[:width] for line in lines]
    header = lines.pop(0) if lines and value.get("first_row_is_table_header") else []
    while lines and not any(lines[-1]):
        lines.pop()
    return (header if any(header) else []), lines


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock(label="正文")
    image = ImageBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    table = TableBlock()
    file = FileBlock()
    video = VideoBlock()

    class Meta:
        required = False


def public_body(body: Any, public: Any) -> list[dict[str, Any]]:
    """The blocks of a body as the public sees them: each with its `__typename` and `id`.

    A block gets its id when it is saved; in a draft that never was, it goes by its place.
    """
    shown = ((child.id, child.block.public(child.value, public)) for child in body)
    numbered = enumerate(shown)
    return [{"id": own or f"new-{place}", **block} for place, (own, block) in numbered if block]


def words_of(body: Any) -> str:
    """All words of a body, for the search index and for a summary nobody wrote."""
    return " ".join(lines_of(body).split())


def lines_of(body: Any) -> str:
    """All words of a body in lines, as they are read."""
    return "\n".join(child.block.words(child.value) for child in body)


def is_empty_table(child: Any) -> bool:
    """Whether a block of a body is a table with nothing in it; the public sees none of them."""
    return isinstance(child.block, TableBlock) and table_rows(child.value) == ([], [])
