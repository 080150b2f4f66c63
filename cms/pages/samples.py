"""Samples: what each block looks like on the printed site, for the block menu of the editor."""

import functools
from pathlib import Path
from typing import Any
from urllib.parse import quote

_PRINTED_CSS = Path(__file__).resolve().parents[2] / "site" / "assets" / "site.css"
# A hill, the sun and the lake: it stands for a photo, and needs no file.
_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" fill="#dcecea"/><circle cx="300" cy="80" r="34" fill="{sun}"/>
<path d="M0 210 120 90l80 90 60-60 140 110v70H0z" fill="#11757c"/>
<path d="M0 220q100-24 200 0t200 0v80H0z" fill="#0e5a61"/></svg>"""


def _picture(sun: str) -> dict[str, str]:
    return {"alt": "示意图", "url": "data:image/svg+xml," + quote(_DRAWING.format(sun=sun))}


SAMPLES: dict[str, dict[str, Any]] = {
    "HeadingBlock": {"text": "一、活动时间和地点", "level": 2},
    "ParagraphBlock": {
        "html": "<p>各支部请于<b>周五下班前</b>报名，名额有限。</p>"
        "<ul><li>请穿运动鞋</li><li>雨天改在室内</li></ul>"
    },
    "ImageBlock": {"image": _picture("#f0c987"), "caption": "志愿者在湖边合影"},
    "GalleryBlock": {"images": [_picture(sun) for sun in ("#f0c987", "#e58f65")]},
    "QuoteBlock": {"text": "把支部建在楼上，把服务送到身边。", "source": "一位楼宇党员"},
    "TableBlock": {
        "caption": "值班安排",
        "header": ["日期", "值班人", "电话"],
        "rows": [["10月1日", "王芳", "0371-0000-1000"], ["10月2日", "李强", "0371-0000-1000"]],
    },
    "FileBlock": {"title": "活动报名表", "kind": "Word 文档，36 KB"},
    "VideoBlock": {"title": "健步走现场", "poster": _picture("#f0c987")},
}


@functools.cache
def printed_css() -> str:
    """The printed site's style; "" where its folder is not installed."""
    return _PRINTED_CSS.read_text(encoding="utf-8") if _PRINTED_CSS.exists() else ""
