"""Plain text on its way in: lines become headings and paragraphs."""

import html
import re

_HEADING = re.compile(r"^(#{1,4})\s*(.+)$")
LONGEST_HEADING = 60


def body_from_text(text: str) -> list[tuple[str, object]]:
    """Blocks for a StreamField: `## 第一章` becomes a heading, other lines are paragraphs.

    Nothing is left out: a heading too long for one stays as a paragraph.
    """
    blocks: list[tuple[str, object]] = []
    paragraphs: list[str] = []

    def finish() -> None:
        if paragraphs:
            blocks.append(("paragraph", "".join(paragraphs)))
            paragraphs.clear()

    for line in (line.strip() for line in text.splitlines()):
        heading = _HEADING.match(line)
        if heading and len(heading[2]) <= LONGEST_HEADING:
            finish()
            level = "2" if len(heading[1]) <= 2 else "3"
            blocks.append(("heading", {"text": heading[2], "level": level}))
        elif line:
            paragraphs.append(f"<p>{html.escape(heading[2] if heading else line, quote=False)}</p>")
    finish()
    return blocks
