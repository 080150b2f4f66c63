"""Scenes among the towers: façades, streets, shops, gardens."""

from .canvas import (
    AMBER,
    AQUA,
    CORAL,
    CREAM,
    DEEP,
    FERN,
    INK,
    LEAF,
    SAND,
    STONE,
    TEAL,
    WOOD,
    Canvas,
    mix,
    veil,
)
from .city import DAWN, DAY, Light, round_tower, sky, tower, towers, tree, tree_line
from .people import walker


def skyline(light: Light, name: str) -> Canvas:
    c = Canvas(name)
    sky(c, light, 700)
    towers(c, 720, light.far, light, 220, 520)
    round_tower(c, 560, 760, 170, 560, light)
    towers(c, 780, light.near, light, 120, 430)
    c.box(0, 778, c.width, 122, light.ground)
    tree_line(c, 800, light, 70, 62)
    c.box(0, 830, c.width, 70, mix(light.near, INK, 0.35))
    for x in range(20, 1600, 120):
        c.box(x, 862, 60, 5, veil(CREAM, 0.55), 2)
    return c


def facade(name: str) -> Canvas:
    """One tower seen from its forecourt, looking up a little."""
    c = Canvas(name)
    sky(c, DAY, 760)
    towers(c, 770, DAY.far, DAY, 160, 380)
    glass, frame = "#5fa3ab", mix(DEEP, TEAL, 0.35)
    c.box(470, 60, 620, 720, frame)
    for row in range(15):
        for column in range(12):
            shade = mix(glass, "#e9f5f0", ((column + row * 2) % 9) / 14 + c.rng.random() * 0.12)
            c.box(482 + column * 50, 74 + row * 42, 44, 36, shade)
    c.shape([(470, 60), (800, 60), (470, 560)], veil("#ffffff", 0.13))
    c.box(1090, 150, 130, 630, mix(frame, INK, 0.25))
    for row in range(16):
        c.box(1100, 166 + row * 36, 110, 14, mix(glass, INK, 0.28))
    c.box(430, 690, 700, 22, SAND)
    c.box(460, 712, 640, 68, mix(glass, CREAM, 0.55))
    for i in range(9):
        c.box(470 + i * 78, 712, 8, 68, frame)
    forecourt(c)
    return c


def forecourt(c: Canvas) -> None:
    c.fade(0, 780, c.width, 120, "#e8ddc7", "#d5c7ad")
    for x in range(0, 1700, 130):
        c.line([(x, 782), (x + (x - 800) * 0.35, 900)], veil(STONE, 0.6), 3)
    for x, size in ((90, 250), (250, 180), (1330, 200), (1500, 270)):
        tree(c, x, 812, size, mix(LEAF, DEEP, 0.1))
    for i, x in enumerate((560, 640, 980, 1240)):
        walker(c, x, 868 - i % 2 * 24, 110, i + 2)


def street(name: str) -> Canvas:
    """A street between towers, with a crossing and people on it."""
    c = Canvas(name)
    sky(c, DAWN, 620)
    towers(c, 640, DAWN.far, DAWN, 60, 300)
    for side in (-1, 1):
        for i, (w, h) in enumerate(((250, 640), (190, 500), (140, 400))):
            x = 800 + side * (800 - sum((250, 190, 140)[:i])) - (w if side > 0 else 0)
            tower(c, x, 720 - i * 24, w - 12, h, mix(DAWN.near, DEEP, 0.4 - i * 0.16), DAWN)
    c.shape([(700, 620), (900, 620), (1700, 900), (-100, 900)], "#8d9a9a")
    c.shape([(0, 700), (690, 624), (-100, 900)], DAWN.ground)
    c.shape([(1600, 700), (910, 624), (1700, 900)], DAWN.ground)
    for y, w in ((650, 5), (690, 8), (735, 11)):
        c.box(800 - w / 2, y, w, 24, CREAM)
    for i in range(9):
        c.shape(
            [
                (330 + i * 108, 800),
                (390 + i * 108, 800),
                (384 + i * 118 - 60, 862),
                (310 + i * 118 - 60, 862),
            ],
            CREAM,
        )
    for x, y, size in ((150, 790, 200), (330, 720, 130), (1450, 790, 200), (1280, 720, 130)):
        tree(c, x, y, size, DAWN.leaf)
    for i, x in enumerate((470, 610, 880, 1100)):
        walker(c, x, 850, 140, i)
    return c


def shops(name: str) -> Canvas:
    """A row of small shops with awnings."""
    c = Canvas(name)
    sky(c, DAY, 420)
    towers(c, 430, DAY.far, DAY, 120, 330)
    walls = (SAND, "#dfe9e2", "#f0d9c4", "#d7e4e6", "#efe7d6")
    stripes = (CORAL, TEAL, AMBER, LEAF, "#5b7fa6")
    for i in range(5):
        shop(c, i * 320, walls[i], stripes[i])
    c.fade(0, 760, c.width, 140, "#e4d9c4", "#cfc0a6")
    c.box(0, 756, c.width, 8, STONE)
    for x in (310, 960, 1270):
        tree(c, x, 800, 230, mix(LEAF, DEEP, 0.1))
    for i, x in enumerate((120, 200, 560, 820, 1120, 1460)):
        walker(c, x, 862, 150, i + 1)
    return c


def shop(c: Canvas, x: float, wall: str, stripe: str) -> None:
    c.box(x, 330, 320, 430, wall)
    c.box(x, 322, 320, 14, mix(wall, INK, 0.25))
    for i in range(3):
        c.box(x + 34 + i * 92, 366, 62, 74, mix(AQUA, INK, 0.15), 4)
        c.box(x + 34 + i * 92, 436, 62, 8, mix(wall, INK, 0.2))
    c.box(x + 24, 556, 172, 160, "#fbe9bd", 4)
    c.box(x + 24, 650, 172, 66, veil(WOOD, 0.8))
    for i in range(5):
        c.disc(x + 46 + i * 32, 644, 13, c.rng.choice((CORAL, AMBER, LEAF, CREAM)))
    c.box(x + 218, 556, 76, 204, mix(INK, TEAL, 0.3), 4)
    c.box(x + 228, 568, 56, 110, "#f8e6b8", 3)
    for i in range(8):
        colour = stripe if i % 2 else CREAM
        left = x + 10 + i * 37.5
        c.shape([(left + 8, 490), (left + 38, 490), (left + 37.5, 548), (left, 548)], colour)
        c.disc(left + 18.7, 548, 18.7, colour, 14)


def garden(name: str, *, on_roof: bool) -> Canvas:
    """A courtyard between two towers, or the planted roof of a podium."""
    c = Canvas(name)
    sky(c, DAY, 560)
    towers(c, 570, DAY.far, DAY, 90, 240 if on_roof else 300)
    if on_roof:
        round_tower(c, 820, 572, 120, 330, DAY)
        c.box(0, 560, c.width, 26, "#dfe7e2")
        for x in range(0, 1600, 100):
            c.box(x, 500, 6, 62, veil(TEAL, 0.7))
        c.box(0, 498, c.width, 66, veil("#e6f5f2", 0.4))
        c.box(0, 494, c.width, 8, TEAL)
    else:
        c.box(0, 566, c.width, 80, mix(LEAF, FERN, 0.4))
        tree_line(c, 600, DAY, 70, 58)
        tower(c, -40, 660, 380, 620, mix(DAY.near, DEEP, 0.2), DAY)
        tower(c, 1260, 660, 380, 620, mix(DAY.near, DEEP, 0.2), DAY)
    c.fade(0, 580 if on_roof else 640, c.width, 330, "#b9d3b0", "#8fb592")
    c.shape([(640, 640), (960, 640), (1240, 900), (360, 900)], SAND)
    flower_beds(c)
    for i, x in enumerate((700, 860, 930)):
        walker(c, x, 800 - i * 20, 130, i + 3)
    return c


def flower_beds(c: Canvas) -> None:
    for side in (-1, 1):
        for i, y in enumerate((670, 740, 830)):
            spread = 330 + i * 110
            x = 800 + side * spread - 130
            c.box(x, y, 260, 44 + i * 8, mix(WOOD, INK, 0.15), 6)
            for _ in range(46):
                px, py = x + c.rng.uniform(8, 252), y + c.rng.uniform(-26, 14)
                c.disc(
                    px,
                    py,
                    c.rng.uniform(6, 12),
                    c.rng.choice((LEAF, FERN, FERN, CORAL, AMBER, CREAM)),
                )
    for x, y, size in ((110, 720, 240), (420, 650, 140), (1180, 650, 150), (1490, 720, 250)):
        tree(c, x, y, size, mix(FERN, LEAF, 0.4))
