"""A canvas for flat illustrations: shapes in plain units, drawn large and brought down smooth."""

import io
import random
from collections.abc import Iterable

from PIL import Image, ImageColor, ImageDraw, ImageOps

# Pixels to a unit while drawing; the finished picture has half as many, for smooth edges.
SCALE = 1.6
Point = tuple[float, float]

INK, DEEP, TEAL, AQUA, MINT = "#1d3f4a", "#14505c", "#2a7f86", "#79bdb8", "#cfe6df"
CREAM, SAND, STONE, CLAY, WOOD = "#faf5ea", "#eee0c8", "#cfc6b6", "#c98f6b", "#b98a5e"
AMBER, CORAL, RED, LEAF, FERN = "#f0b654", "#dd7a5c", "#c8493f", "#6fa382", "#467f6a"
SKIN = ("#f1cfae", "#e7bb95", "#d9a67e")
SHIRTS = (TEAL, CORAL, AMBER, "#5b7fa6", "#8c6f9c", "#4f9a8b", "#c98f6b", "#e9e2d2")
HAIR = ("#2b2a2c", "#3b2f2a", "#1f2a30", "#574a44")


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    a, b = ImageColor.getrgb(one), ImageColor.getrgb(other)
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a[:3], b[:3], strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def veil(colour: str, opacity: float) -> str:
    """The colour, see-through."""
    return f"{colour[:7]}{round(opacity * 255):02x}"


class Canvas:
    """width x height units; `rng` is seeded, so the same scene comes out the same."""

    def __init__(self, seed: str, width: int = 1600, height: int = 900) -> None:
        self.width, self.height = width, height
        self.rng = random.Random(seed)  # noqa: S311 (a picture is no secret)
        self.image = Image.new("RGB", (round(width * SCALE), round(height * SCALE)), CREAM)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def box(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> None:
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1]
        if r:
            self.pen.rounded_rectangle(corners, min(r, w / 2, h / 2) * SCALE, fill)
        else:
            self.pen.rectangle(corners, fill)

    def disc(self, x: float, y: float, rx: float, fill: str, ry: float | None = None) -> None:
        ry = rx if ry is None else ry
        corners = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self.pen.ellipse(corners, fill)

    def ring(self, x: float, y: float, r: float, colour: str, width: float) -> None:
        corners = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        self.pen.ellipse(corners, outline=colour, width=round(width * SCALE))

    def shape(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(
        self, points: Iterable[Point], colour: str, width: float, *, round_ends: bool = True
    ) -> None:
        points = list(points)
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(path, colour, round(width * SCALE), joint="curve")
        if round_ends and len(colour) == 7:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, colour)

    def fade(self, x: float, y: float, w: float, h: float, top: str, bottom: str) -> None:
        """A box whose colour goes from `top` down to `bottom`."""
        size = (max(1, round(w * SCALE)), max(1, round(h * SCALE)))
        column = Image.new("RGB", (1, 64))
        for row in range(64):
            column.putpixel((0, row), ImageColor.getrgb(mix(top, bottom, row / 63))[:3])
        self.image.paste(
            column.resize(size, Image.Resampling.BICUBIC), (round(x * SCALE), round(y * SCALE))
        )

    def glow(self, x: float, y: float, r: float, colour: str, strength: float) -> None:
        """Soft light around a point."""
        side = round(2 * r * SCALE)
        mask = Image.radial_gradient("L").point(
            lambda v: round(max(0, 1 - v / 180) ** 2 * 255 * strength)
        )
        self.image.paste(
            ImageColor.getrgb(colour)[:3],
            (round((x - r) * SCALE), round((y - r) * SCALE)),
            mask.resize((side, side), Image.Resampling.BILINEAR),
        )

    def mirror(self, shore: float, depth: float, water: str, clarity: float) -> None:
        """Below `shore` lies water that reflects what stands above it."""
        top, rows, width = round(shore * SCALE), round(depth * SCALE), self.image.width
        above = self.image.crop((0, max(0, top - rows * 2), width, top))
        below = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((width, rows))
        self.image.paste(Image.blend(Image.new("RGB", below.size, water), below, clarity), (0, top))

    def inset(self, view: "Canvas", x: float, y: float, w: float, h: float) -> None:
        """Another canvas, cropped to fit, seen as through a window."""
        size = (round(w * SCALE), round(h * SCALE))
        self.image.paste(ImageOps.fit(view.image, size), (round(x * SCALE), round(y * SCALE)))

    def jpeg(self) -> bytes:
        out = io.BytesIO()
        self.image.reduce(2).save(out, "JPEG", quality=90, subsampling=0)
        return out.getvalue()
