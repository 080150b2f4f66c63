"""StreamField blocks: what a body is made of, and how each is written into a public document."""

import html
import re
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .richtext import public_html

_LINE_END = re.compile(r"</(?:p|li|ol|ul)>|<(?:br|hr)\s*/?>")
RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "hr"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="标题文字", max_length=60)
    level = blocks.ChoiceBlock(
        label="层级", choices=[("2", "大标题"), ("3", "小标题")], default="2"
    )

    class Meta:
        icon = "title"
        label = "标题"

    def public(self, value: Any, public: Any) -> dict[str, Any]:
        return {"__typename": "HeadingBlock", "text": value["text"], "level": int(value["level"])}

    def words(self, value: Any) -> str:
        return value["text"]


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = "正文"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    def public(self, value: Any, public: Any) -> dict[str, Any]:
        return {"__typename": "ParagraphBlock", "html": public_html(value.source, public)}

    def words(self, value: Any) -> str:
        return html.unescape(strip_tags(_LINE_END.sub(" ", value.source)))


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="图片")
    caption = blocks.CharBlock(label="图片说明", required=False, max_length=120)

    class Meta:
        icon = "image"
        label = "图片"

    def public(self, value: Any, public: Any) -> dict[str, Any] | None:
        # A picture deleted since is left out (the chooser gives None for it), and a closed one.
        image = public.picture(value["image"]) if value["image"] else None
        if image is None:
            return None
        return {"__typename": "ImageBlock", "image": image, "caption": value["caption"]}

    def words(self, value: Any) -> str:
        return value["caption"]


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock(label="正文")
    image = ImageBlock()

    class Meta:
        required = False


def public_body(body: Any, public: Any) -> list[dict[str, Any]]:
    """The blocks of a body as the public sees them: each with its `__typename` and `id`."""
    written = ((child.id, child.block.public(child.value, public)) for child in body)
    return [{"id": block_id, **block} for block_id, block in written if block]


def words_of(body: Any) -> str:
    """All words of a body, for the search index and for a summary nobody wrote."""
    return " ".join(" ".join(child.block.words(child.value) for child in body).split())
