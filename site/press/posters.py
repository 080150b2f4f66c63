"""Draws posters: the pictures under which pages are shared where they have none of their own."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from press.sheets import Poster

# Debian's fonts-noto-cjk; of the faces in each file, the one with the forms of the mainland.
FONTS = Path("/usr/share/fonts/opentype/noto")
MAINLAND = 2

WIDTH, HEIGHT = 1200, 630
MARGIN = 88
LINES = 3
COLOURS = 64
# The lit tower's place: what is said of the owner ends before it.
LIT = 948
DEEP, LAKE, FAR, NEAR = "#0a3f47", "#0e5a61", "#14666c", "#1d7478"
WATER, LIGHT, SOFT, WHITE = "#0c4d55", "#f0c987", "#bfdedb", "#ffffff"

# What may not begin a line, and what may not end one.
CLOSING = "，。、；：？！）》」』】〉”’…—·％,.;:?!)]}%~～"
OPENING = "（《「『【〈“‘([{"
_PIECES = re.compile(r"\s+|[0-9A-Za-z][0-9A-Za-z.&@+#/_-]*|.", re.DOTALL)

Measure = Callable[[str], float]


def can_draw(fonts: Path) -> bool:
    return all((fonts / _file(weight)).exists() for weight in ("Bold", "Regular"))


def draw(poster: Poster, fonts: Path) -> bytes:
    """Return a PNG of 1200 x 630; can_draw() says whether the fonts for it are there."""
    image = _ground(fonts).copy()
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN + 74, 84), poster.site, WHITE, _font(fonts, "Bold", 38), anchor="lm")
    lines, size = _set(poster.title, fonts)
    font, height = _font(fonts, "Bold", size), round(size * 1.36)
    top = 268 - height * len(lines) // 2
    for number, line in enumerate(lines):
        # The left half of an opening mark is empty: hung out, the lines stand flush.
        left = MARGIN - (size // 2 if line[0] in OPENING and len(line) > 1 else 0)
        pen.text((left, top + number * height + height // 2), line, WHITE, font, anchor="lm")
    small = _font(fonts, "Regular", 32)
    under = top + height * len(lines) + 48
    tag = pen.textlength(poster.kind, small) + 44
    pen.rounded_rectangle((MARGIN, under - 28, MARGIN + tag, under + 28), 28, LIGHT)
    pen.text((MARGIN + 22, under - 1), poster.kind, DEEP, small, anchor="lm")
    room = LIT - MARGIN - tag - 48
    owner = _cut(poster.owner, room, lambda text: pen.textlength(text, small))
    pen.text((MARGIN + tag + 24, under - 1), owner, SOFT, small, anchor="lm")
    drawn = BytesIO()
    flat = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat.save(drawn, "PNG")
    return drawn.getvalue()


def lines_of(text: str, width: float, measure: Measure) -> list[str]:
    """Return a text in lines of at most a width, broken as Chinese is set.

    No line begins with closing punctuation or ends with an opening bracket; Latin words and
    numbers keep together where one of them alone fits a line.
    """
    lines, line = [], ""
    for piece in _unbreakable(text, width, measure):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _unbreakable(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Yield the runs between which a line may end."""
    run = ""
    for match in _PIECES.finditer(text):
        for piece in match[0] if measure(match[0]) > width else [match[0]]:
            if run and piece[0] not in CLOSING and run[-1] not in OPENING:
                yield run
                run = ""
            run += piece
    if run:
        yield run


def _set(title: str, fonts: Path) -> tuple[list[str], int]:
    """Return a title's lines in the largest type that takes few of them; the last may be cut."""
    width = WIDTH - MARGIN * 2
    for size, most in ((84, 1), (76, 2), (66, LINES)):
        measure = _font(fonts, "Bold", size).getlength
        lines = lines_of(title, width, measure)
        if len(lines) <= most:
            return _evened(title, lines, width, measure), size
    rest = "".join(lines[LINES - 1 :])
    return [*lines[: LINES - 1], _cut(rest, width, measure)], size


def _evened(title: str, lines: list[str], width: float, measure: Measure) -> list[str]:
    """Return the lines drawn together as far as their number allows: no word stands alone."""
    narrow = width
    while narrow > width / 2:
        tried = lines_of(title, narrow - 20, measure)
        if len(tried) != len(lines):
            break
        lines, narrow = tried, narrow - 20
    return lines


def _cut(text: str, width: float, measure: Measure) -> str:
    if measure(text) <= width:
        return text
    while text and measure(text + "…") > width:
        text = text[:-1]
    return text.rstrip(CLOSING + OPENING + " ") + "…"


def _file(weight: str) -> str:
    return f"NotoSansCJK-{weight}.ttc"


@cache
def _font(fonts: Path, weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts / _file(weight), size, index=MAINLAND)


@cache
def _ground(fonts: Path) -> Image.Image:
    """Return what all posters share: the lake, the towers round it and the mark."""
    scale = 2
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), DEEP)
    pen = ImageDraw.Draw(image)
    _towers(pen, scale)
    _mark(pen, MARGIN * scale, 56 * scale, 56 * scale / 32)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


# Where each tower stands: its left edge, its width, the height of its left and its right corner.
FAR_TOWERS = (
    *((560, 62, 44, 44), (640, 46, 68, 60), (708, 70, 50, 50), (806, 52, 76, 76)),
    *((884, 60, 56, 66), (1086, 56, 72, 72), (1150, 50, 52, 52)),
)
NEAR_TOWERS = (
    *((604, 40, 58, 66), (676, 44, 78, 78), (764, 46, 90, 100), (850, 42, 70, 70)),
    *((1034, 44, 84, 76), (1112, 46, 62, 62)),
)
SHORE = 566


def _towers(pen: ImageDraw.ImageDraw, scale: int) -> None:
    def polygon(points: list[tuple[int, int]], colour: str) -> None:
        pen.polygon([(x * scale, y * scale) for x, y in points], colour)

    for towers, colour in ((FAR_TOWERS, LAKE), (NEAR_TOWERS, FAR)):
        for left, width, one, other in towers:
            right = left + width
            corners = [(left, SHORE), (left, SHORE - one), (right, SHORE - other), (right, SHORE)]
            polygon(corners, colour)
    # The round tower, lit.
    pen.ellipse([edge * scale for edge in (LIT, SHORE - 150, LIT + 58, SHORE - 70)], NEAR)
    pen.rectangle([edge * scale for edge in (LIT, SHORE - 110, LIT + 58, SHORE)], NEAR)
    for level in range(SHORE - 106, SHORE - 10, 20):
        pen.line([edge * scale for edge in (LIT + 13, level, LIT + 45, level)], LIGHT, 2 * scale)
    pen.rectangle([0, SHORE * scale, WIDTH * scale, HEIGHT * scale], WATER)
    for left, top, width in ((938, 584, 78), (958, 602, 38), (640, 592, 90), (150, 598, 120)):
        pen.line([left * scale, top * scale, (left + width) * scale, top * scale], NEAR, 3 * scale)


def _mark(pen: ImageDraw.ImageDraw, left: int, top: int, unit: float) -> None:
    """Draw the site's mark, as in its icon, on a plate of 32 units."""

    def box(x: float, y: float, to_x: float, to_y: float) -> list[float]:
        return [left + x * unit, top + y * unit, left + to_x * unit, top + to_y * unit]

    pen.rounded_rectangle(box(0, 0, 32, 32), 9 * unit, LAKE)
    pen.ellipse(box(7.8, 5.8, 24.2, 22.2), outline=WHITE, width=round(2.4 * unit))
    pen.ellipse(box(13.8, 11.8, 18.2, 16.2), LIGHT)
    for start in (5, 12.4, 19.6):
        pen.arc(box(start, 22.6, start + 7.4, 27.6), 200, 340, SOFT, round(2.2 * unit))
