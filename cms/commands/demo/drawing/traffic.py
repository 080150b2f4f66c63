"""Scenes on the road: volunteers at a crossing, cyclists, a lorry."""

from .canvas import AMBER, CLAY, CREAM, INK, MINT, STONE, TEAL, Canvas, mix, veil
from .city import DAWN, DAY, sky, towers, tree_line
from .people import cyclist, volunteer, walker


def volunteers(name: str) -> Canvas:
    c = Canvas(name)
    sky(c, DAWN, 520)
    towers(c, 540, DAWN.far, DAWN, 120, 330)
    towers(c, 560, DAWN.near, DAWN, 60, 220)
    tree_line(c, 580, DAWN, 80, 70)
    c.box(0, 576, c.width, 44, DAWN.ground)
    c.fade(0, 620, c.width, 280, "#93a0a0", "#7b8a8c")
    for i in range(14):
        c.box(20 + i * 120, 640, 70, 200, veil(CREAM, 0.85))
    for x, colour in ((120, TEAL), (1180, "#d8d2c4")):
        car(c, x, 640, colour)
    c.box(0, 850, c.width, 50, DAWN.ground)
    volunteer(c, 470, 870, 330, 0)
    volunteer(c, 860, 880, 350, 1)
    walker(c, 650, 800, 220, 2)
    walker(c, 1080, 790, 210, 5)
    return c


def car(c: Canvas, x: float, y: float, colour: str) -> None:
    c.shape([(x + 60, y), (x + 110, y - 58), (x + 230, y - 58), (x + 290, y)], colour)
    c.shape([(x + 80, y - 4), (x + 118, y - 48), (x + 164, y - 48), (x + 164, y - 4)], MINT)
    c.shape([(x + 176, y - 4), (x + 176, y - 48), (x + 224, y - 48), (x + 266, y - 4)], MINT)
    c.box(x, y - 8, 340, 58, colour, 20)
    c.box(x + 318, y + 4, 20, 14, AMBER, 5)
    for wheel in (72, 264):
        c.disc(x + wheel, y + 50, 32, INK)
        c.disc(x + wheel, y + 50, 14, STONE)


def commute(name: str) -> Canvas:
    c = Canvas(name)
    sky(c, DAY, 520)
    towers(c, 540, DAY.far, DAY, 110, 320)
    tree_line(c, 600, DAY, 120, 84)
    c.box(0, 596, c.width, 70, "#a9c79f")
    c.fade(0, 660, c.width, 240, "#6fa79f", "#5a938e")
    for x in range(30, 1600, 190):
        c.box(x, 772, 90, 7, veil(CREAM, 0.8), 3)
    c.box(0, 656, c.width, 10, CREAM)
    for i, (x, y) in enumerate(((330, 760), (790, 860), (1220, 770))):
        cyclist(c, x, y, 220 + (y - 760) * 0.5, i)
    return c


def freight(name: str) -> Canvas:
    c = Canvas(name)
    sky(c, DAWN, 560)
    towers(c, 580, DAWN.far, DAWN, 60, 190)
    c.box(0, 300, 560, 400, "#d6dedb")
    c.shape([(0, 250), (560, 300), (560, 322), (0, 300)], TEAL)
    for i in range(2):
        c.box(60 + i * 250, 430, 190, 270, mix(INK, TEAL, 0.3))
        for y in range(444, 690, 24):
            c.box(66 + i * 250, y, 178, 4, veil(MINT, 0.35))
    c.fade(0, 690, c.width, 210, "#b8b2a4", "#9c988d")
    lorry(c, 720, 760)
    for x, y in ((470, 720), (560, 720), (515, 640), (610, 780)):
        c.box(x, y, 84, 78, CLAY, 4)
        c.box(x + 34, y, 16, 78, mix(CLAY, CREAM, 0.45))
    walker(c, 420, 830, 190, 2)
    return c


def lorry(c: Canvas, x: float, y: float) -> None:
    c.box(x, y - 330, 520, 330, CREAM, 10)
    c.box(x, y - 130, 520, 26, TEAL)
    c.box(x + 14, y - 316, 492, 14, mix(CREAM, INK, 0.1))
    c.shape(
        [(x + 534, y), (x + 534, y - 240), (x + 640, y - 240), (x + 720, y - 120), (x + 720, y)],
        TEAL,
    )
    c.shape([(x + 570, y - 216), (x + 630, y - 216), (x + 690, y - 122), (x + 570, y - 122)], MINT)
    c.box(x - 6, y - 14, 736, 24, INK, 6)
    c.box(x + 702, y - 60, 22, 22, AMBER, 6)
    for wheel in (90, 210, 620):
        c.disc(x + wheel, y + 20, 50, INK)
        c.disc(x + wheel, y + 20, 22, STONE)
