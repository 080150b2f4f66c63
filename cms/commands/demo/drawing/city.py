"""The parts of a city scene: light, sky, towers, trees."""

import math
from dataclasses import dataclass

from .canvas import AMBER, CLAY, CREAM, DEEP, INK, LEAF, TEAL, WOOD, Canvas, mix, veil


@dataclass(frozen=True)
class Light:
    """The colours of an hour of the day; `lit` is the share of windows with a lamp on."""

    sky: tuple[str, str]
    sun: tuple[float, float, str]
    far: str
    near: str
    pane: str
    lit: float
    leaf: str
    ground: str


DAWN = Light(
    ("#9cc4cf", "#fbe3cb"),
    (1180, 430, "#fff2d6"),
    "#b9cdcb",
    "#6f9da3",
    "#cfe0dc",
    0.06,
    "#5f9482",
    "#d9cdb6",
)
DAY = Light(
    ("#8ecbd6", "#e9f3ea"),
    (330, 170, "#fffbe6"),
    "#b5d4d4",
    "#4f939c",
    "#d6ebe8",
    0.0,
    LEAF,
    "#e3d8c2",
)
DUSK = Light(
    ("#35607a", "#f5b98a"),
    (1060, 470, "#ffe0ae"),
    "#9d8f95",
    "#3f5f70",
    "#64808a",
    0.42,
    "#3e6a62",
    "#b59f8d",
)
NIGHT = Light(
    ("#0d2636", "#2c5568"),
    (1280, 150, "#f6f0da"),
    "#24485a",
    "#173544",
    "#23485a",
    0.55,
    "#1d4645",
    "#2a4450",
)


def sky(c: Canvas, light: Light, horizon: float) -> None:
    c.fade(0, 0, c.width, horizon, *light.sky)
    c.box(0, horizon, c.width, c.height - horizon, light.sky[1])
    x, y, colour = light.sun
    c.glow(x, y, 360, colour, 0.75)
    c.disc(x, y, 46, colour)
    if light is NIGHT:
        for _ in range(60):
            c.disc(
                c.rng.uniform(0, c.width),
                c.rng.uniform(0, horizon * 0.6),
                c.rng.uniform(0.8, 2),
                "#ffffffaa",
            )
        return
    for _ in range(4):
        cloud(
            c,
            c.rng.uniform(80, c.width - 80),
            c.rng.uniform(70, horizon * 0.42),
            c.rng.uniform(50, 100),
        )


def cloud(c: Canvas, x: float, y: float, size: float) -> None:
    white = "#fffdf6"
    c.box(x - size, y, size * 2.2, size * 0.34, veil(white, 0.5), size)
    c.box(x - size * 0.5, y - size * 0.2, size * 1.2, size * 0.4, veil(white, 0.5), size)


def tower(c: Canvas, x: float, base: float, w: float, h: float, colour: str, light: Light) -> None:
    """A slab with a shaded side, a parapet and rows of windows."""
    c.box(x, base - h, w, h, colour)
    c.box(x + w * 0.62, base - h, w * 0.38, h, veil(INK, 0.14))
    c.box(x + w * 0.2, base - h - 12, w * 0.45, 12, mix(colour, INK, 0.15))
    style = c.rng.choice(["grid", "bands", "ribs"])
    glass = mix(colour, light.pane, 0.5)
    if style == "ribs":
        for i in range(1, max(3, int(w // 14))):
            c.box(x + i * 14, base - h + 14, 5, h - 30, glass)
    rows = int((h - 30) // 18)
    for row in range(rows):
        y = base - h + 14 + row * 18
        if style == "bands":
            c.box(x + 6, y, w - 12, 8, glass)
        for column in range(int((w - 10) // 13)):
            lit = c.rng.random() < light.lit
            if lit or style == "grid":
                c.box(x + 6 + column * 13, y, 8, 10, "#f9d98c" if lit else glass)


def round_tower(c: Canvas, x: float, base: float, w: float, h: float, light: Light) -> None:
    """The round tower by the lake: rings of sunshades, a waist that swells, an open crown."""
    rings = int(h // 12)
    body = mix(light.near, AMBER if light.lit > 0.3 else CREAM, 0.45)
    for ring in range(rings):
        t = ring / rings
        half = w / 2 * (0.8 + 0.26 * math.sin(math.pi * (0.18 + t * 0.72)))
        y = base - (ring + 1) * h / rings
        c.box(x - half, y, half * 2, h / rings + 1, mix(body, INK, 0.1))
        c.box(x - half, y, half * 2, h / rings * 0.55, body)
        c.box(x - half, y, half * 0.5, h / rings * 0.55, veil("#ffffff", 0.22))
        c.box(x + half * 0.35, y, half * 0.65, h / rings + 1, veil(INK, 0.16))
        for i in range(7):
            if c.rng.random() < light.lit * 1.2:
                c.box(x - half + 6 + i * half * 0.28, y + 2, half * 0.14, 4, "#ffe6a6")
    top = base - h
    for i in range(9):
        c.line(
            [(x - w * 0.36 + i * w * 0.09, top), (x - w * 0.33 + i * w * 0.082, top - 34)], body, 4
        )
    c.box(x - w * 0.35, top - 40, w * 0.7, 8, body, 4)


def towers(c: Canvas, base: float, colour: str, light: Light, low: float, high: float) -> None:
    """A row across the picture, lowest towards the middle, as a ring of towers seen from inside."""
    x = -30.0
    while x < c.width:
        w = c.rng.uniform(62, 112)
        edge = abs((x + w / 2) / c.width - 0.5) * 2
        h = low + (high - low) * (0.25 + 0.75 * edge) * c.rng.uniform(0.75, 1.1)
        tower(c, x, base, w, h, mix(colour, mix(TEAL, CLAY, c.rng.random()), 0.12), light)
        x += w + c.rng.uniform(4, 34)


def tree(c: Canvas, x: float, base: float, size: float, leaf: str) -> None:
    c.box(x - size * 0.05, base - size * 0.6, size * 0.1, size * 0.6, mix(WOOD, INK, 0.4))
    for dx, dy, r in ((-0.2, 0.72, 0.26), (0.2, 0.74, 0.26), (0, 1.0, 0.3)):
        c.disc(x + dx * size, base - dy * size, r * size, leaf)
    c.disc(x + 0.1 * size, base - 0.98 * size, 0.18 * size, mix(leaf, "#ffffff", 0.14))


def tree_line(c: Canvas, base: float, light: Light, size: float = 46, step: float = 44) -> None:
    x = -20.0
    while x < c.width + 40:
        tree(
            c,
            x,
            base,
            size * c.rng.uniform(0.75, 1.2),
            mix(light.leaf, DEEP, c.rng.uniform(0, 0.25)),
        )
        x += step * c.rng.uniform(0.7, 1.3)
