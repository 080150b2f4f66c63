"""What rooms are furnished with."""

from functools import cache

from .canvas import (
    AMBER,
    AQUA,
    CLAY,
    CORAL,
    CREAM,
    DEEP,
    FERN,
    INK,
    LEAF,
    TEAL,
    WOOD,
    Canvas,
    mix,
    veil,
)
from .city import DAY, Light, sky, towers
from .people import seated

BOOKS = (TEAL, CORAL, AMBER, "#5b7fa6", DEEP, CLAY, "#8c6f9c", LEAF, CREAM)


def room(c: Canvas, wall: str = "#f3ebdc", floor: str = "#d9bf98", edge: float = 660) -> None:
    c.fade(0, 0, c.width, edge, mix(wall, "#ffffff", 0.3), wall)
    c.fade(0, edge, c.width, c.height - edge, floor, mix(floor, INK, 0.14))
    for x in range(-800, 2500, 150):
        c.line([(x * 0.55 + 360, edge), (x, c.height)], veil(INK, 0.07), 3)
    c.box(0, edge - 14, c.width, 14, mix(wall, INK, 0.14))


def window(c: Canvas, x: float, y: float, w: float, h: float, light: Light = DAY) -> None:
    """A wide window with the towers outside."""
    c.inset(_view(light), x, y, w, h)
    c.shape([(x, y), (x + w * 0.3, y), (x, y + h)], veil("#ffffff", 0.16))
    frame = "#e9dfcb"
    for i in range(4):
        c.box(x + i * w / 3 - 6, y - 6, 12, h + 12, frame)
    c.box(x - 6, y - 8, w + 12, 14, frame)
    c.box(x - 16, y + h - 4, w + 32, 20, mix(frame, INK, 0.12), 4)


@cache
def _view(light: Light) -> Canvas:
    """What is outside of every window: the towers, and lawn before them."""
    view = Canvas("view")
    sky(view, light, 640)
    towers(view, 660, light.far, light, 160, 420)
    towers(view, 700, light.near, light, 90, 300)
    view.box(0, 690, 1600, 210, light.leaf)
    return view


def plant(c: Canvas, x: float, base: float, size: float) -> None:
    c.shape(
        [
            (x - size * 0.2, base - size * 0.34),
            (x + size * 0.2, base - size * 0.34),
            (x + size * 0.14, base),
            (x - size * 0.14, base),
        ],
        CREAM,
    )
    for lean in (-0.42, -0.26, -0.08, 0.1, 0.28, 0.44):
        tip = (x + lean * size, base - size * (1.05 - abs(lean) * 0.7))
        mid = (x + lean * size * 0.35, base - size * 0.7)
        leaf = mix(FERN, LEAF, abs(lean) * 2)
        c.shape(
            [
                (x, base - size * 0.34),
                (mid[0] - size * 0.09, mid[1]),
                tip,
                (mid[0] + size * 0.09, mid[1]),
            ],
            leaf,
        )


def lamp(c: Canvas, x: float, drop: float, colour: str = AMBER) -> None:
    c.line([(x, 0), (x, drop)], INK, 3)
    c.glow(x, drop + 40, 150, "#fff3cf", 0.55)
    c.shape([(x - 20, drop), (x + 20, drop), (x + 52, drop + 46), (x - 52, drop + 46)], colour)


def shelf(c: Canvas, x: float, y: float, w: float, rows: int, gap: float = 96) -> None:
    """A bookcase; some books lean, some places are empty."""
    c.box(x, y, w, rows * gap + 14, mix(WOOD, INK, 0.1), 6)
    for row in range(rows):
        top = y + 14 + row * gap
        c.box(x + 12, top, w - 24, gap - 14, mix(WOOD, INK, 0.38))
        left = x + 18
        while left < x + w - 40:
            if c.rng.random() < 0.1:
                left += 34
                continue
            thick, tall = c.rng.uniform(11, 22), c.rng.uniform(0.62, 0.94) * (gap - 18)
            c.box(left, top + gap - 14 - tall, thick, tall, c.rng.choice(BOOKS), 2)
            c.box(left + 2, top + gap - 4 - tall, thick - 4, 5, veil("#ffffff", 0.5))
            left += thick + 2


def table(c: Canvas, x: float, y: float, w: float, leg: float = 130, colour: str = WOOD) -> None:
    for dx in (24, w - 40):
        c.box(x + dx, y, 16, leg, mix(colour, INK, 0.35))
    c.box(x, y, w, 22, colour, 6)
    c.box(x, y + 16, w, 6, veil(INK, 0.2))


def screen(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A wall screen that shows a small chart and a lake."""
    c.box(x, y, w, h, INK, 10)
    c.fade(x + 12, y + 12, w - 24, h - 24, "#dff0ec", "#a9d3cd")
    for i in range(5):
        tall = h * (0.16 + 0.09 * ((i * 3) % 5))
        c.box(
            x + w * 0.1 + i * w * 0.085,
            y + h * 0.76 - tall,
            w * 0.055,
            tall,
            (TEAL, AQUA, AMBER, CORAL, DEEP)[i],
            3,
        )
    for i, share in enumerate((0.34, 0.26, 0.3, 0.2)):
        c.box(
            x + w * 0.6,
            y + h * 0.26 + i * h * 0.13,
            w * share,
            h * 0.05,
            veil(DEEP, 0.75 if i == 0 else 0.35),
            6,
        )


def rows_of_people(c: Canvas, first: float, rows: int, width: float) -> None:
    for row in range(rows):
        h = 130 + row * 44
        y = first + row * 84
        count = 9 - row
        for i in range(count):
            x = 800 + (i - (count - 1) / 2) * (width + row * 44)
            if c.rng.random() < 0.12:
                c.box(x - h * 0.26, y - h * 0.55, h * 0.52, h * 0.5, mix(TEAL, INK, 0.35), 14)
                continue
            seated(c, x, y, h, c.rng.randrange(8))
            c.box(
                x - h * 0.26,
                y - h * 0.42,
                h * 0.52,
                h * 0.44,
                mix(TEAL, INK, 0.35 + row * 0.06),
                14,
            )
